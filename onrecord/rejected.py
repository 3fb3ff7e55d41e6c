"""The topic `rejected` as a list of cases: which are open, what each holds, how one is closed.

A case is its first record, which has the bytes; a later record of the same id changes the state alone. So nothing is
rewritten, and a redelivery that rejects again under the same id opens nothing twice.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from connectors.log.base import REJECTED, Log, Record, StoredRecord
from schemas import Rejected, decode, encode

CHUNK = 500


class Case(msgspec.Struct, frozen=True):
    """A rejected item without its bytes (`told`), and where the record with the bytes stands."""

    told: Rejected
    partition: int
    offset: int


def records(log: Log) -> Iterator[tuple[StoredRecord, Rejected]]:
    """Every record of the topic in order; one that was erased, or that is none, is left out."""
    for partition, end in sorted(log.ends(REJECTED).items()):
        for start in range(0, end, CHUNK):
            for record in log.read(REJECTED, partition, start, min(end, start + CHUNK)):
                try:
                    yield record, decode(record.value, Rejected)
                except msgspec.MsgspecError:
                    continue


def cases(log: Log) -> list[Case]:
    """All cases, oldest first."""
    found: dict[str, Case] = {}
    for record, rejected in records(log):
        case = found.get(rejected.id)
        if case is None:
            told = msgspec.structs.replace(rejected, bytes=b"")
            found[rejected.id] = Case(told, record.partition, record.offset)
        else:
            told = msgspec.structs.replace(case.told, state=rejected.state)
            found[rejected.id] = msgspec.structs.replace(case, told=told)
    return list(found.values())


def bytes_of(log: Log, case: Case) -> bytes:
    """The bytes that were kept; empty where they were erased since."""
    for record in log.read(REJECTED, case.partition, case.offset, case.offset + 1):
        try:
            return decode(record.value, Rejected).bytes
        except msgspec.MsgspecError:
            break
    return b""


def close(log: Log, case: Case, state: Literal["replayed", "dismissed"]) -> None:
    """Note that the case is closed."""
    closed = msgspec.structs.replace(case.told, state=state)
    log.append(REJECTED, [Record(closed.source, encode(closed))])


def named(all_cases: list[Case], beginning: str) -> list[Case]:
    """The cases whose id begins so."""
    return [case for case in all_cases if case.told.id.startswith(beginning.lower())]
