"""The log: one interface over topics of keyed records, with two implementations (SQLite here, Kafka in a cluster).

Guarantees every implementation gives, and the traps behind them:

- `append` returns only when the records, and the cursor given with them, are durable together. A caller that dies
  before it returns must send again: ids are derived, so a repeat is harmless.
- Records of one key stay in order, in one partition.
- A consumer group hands each partition to one consumer at a time and starts at the committed offsets. Nothing is
  committed but by `commit`: what was polled and not committed comes again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

ITEMS = "items"
ALERTS = "alerts"
REJECTED = "rejected"
TOPICS = (ITEMS, ALERTS, REJECTED)


class LogError(Exception):
    """The log can't take or give records now: `code` is `full`, `locked`, `unreachable` or `damaged`. Waiting may
    help; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Record(msgspec.Struct, frozen=True):
    """What a producer hands over."""

    key: str
    value: bytes


class StoredRecord(msgspec.Struct, frozen=True):
    """A record at its place. `at` is when the log took it, milliseconds UTC."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    at: int

    @property
    def place(self) -> str:
        """Where it stands, for people: `items/0@17`."""
        return f"{self.topic}/{self.partition}@{self.offset}"


class Cursor(msgspec.Struct, frozen=True):
    """How far a source has read one stream: an opaque string, saved with the records before it."""

    source: str
    stream: str
    value: str


class Consumer(Protocol):
    """One member of a consumer group. Use from one thread."""

    def poll(self, limit: int, timeout: float, max_bytes: int = 16_000_000) -> list[StoredRecord]:
        """Up to `limit` records after what was polled last, partition by partition in order of offset; waits at most
        `timeout` seconds for the first. Raises LogError."""
        ...

    def commit(self, offsets: Mapping[int, int]) -> None:
        """Make partition -> next offset durable for the group. Raises LogError."""
        ...

    def seek(self, offsets: Mapping[int, int]) -> None:
        """Read these partitions from these offsets next."""
        ...

    def committed(self) -> dict[int, int]:
        """Partition -> next offset to read, 0 where nothing was committed."""
        ...

    def lag(self) -> int:
        """Records in the log after the committed offsets."""
        ...

    def holds(self) -> bool:
        """True while this member has partitions, from a `poll` that got them on. Whoever acts on what the group is
        answerable for beside its records (an outbox) acts only then."""
        ...

    def close(self) -> None:
        """Leave the group at once."""
        ...


class Log(Protocol):
    """Topics, partitions, groups, cursors. Safe under several processes; an instance is used from one thread at a time
    unless it says otherwise."""

    def append(self, topic: str, records: Sequence[Record], cursors: Sequence[Cursor] = ()) -> None:
        """Durably add the records, and save the cursors in the same transaction. Raises LogError."""
        ...

    def cursor(self, source: str, stream: str) -> str | None:
        """The value saved last, or None."""
        ...

    def consumer(self, topic: str, group: str) -> Consumer:
        """Join the group. Waits for nothing: partitions come with `poll`. Raises LogError."""
        ...

    def read(self, topic: str, partition: int, start: int, end: int) -> list[StoredRecord]:
        """Records with start <= offset < end, whatever any group has read."""
        ...

    def ends(self, topic: str) -> dict[int, int]:
        """Partition -> the offset the next record will get."""
        ...

    def trim(self, topic: str, before: int) -> int:
        """Retention: drop records taken before `before` (milliseconds UTC) that every group which ever committed has
        read; returns how many."""
        ...

    def erase(self, topic: str, key: str, matching: Callable[[bytes], bool]) -> int:
        """Blank those values of a key's records for which `matching` is true (a platform's delete, erasure). Offsets
        stay, a reader meets an empty value. Returns how many were blanked."""
        ...

    def close(self) -> None: ...
