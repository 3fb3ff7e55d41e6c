"""What a worker was about when it died, and what the next one does with it.

Before each batch the worker notes its ranges where they survive the process: one small file, written in place (the
page cache outlives a killed process; a power cut loses the note, and with it only the count). While our own steps run
(`computing`) a death counts against the batch; while the worker waits for the log or the index it does not, so that a
random kill condemns nobody. The plan is pure: `plan_after_death` says which ranges to run first, and how.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

Ranges = dict[int, tuple[int, int]]
"""Partition -> (first offset, offset after the last)."""

DEATHS_BEFORE_HALVING = 2
DEATHS_ALONE = 3
FILE_BYTES = 16_384


class Attempt(msgspec.Struct, frozen=True):
    """A range to run by itself: `deaths` counts how often a worker died computing it; `narrowed` is true for a part of
    a range that killed before: one more death then halves it again."""

    ranges: Ranges
    deaths: int = 0
    narrowed: bool = False


class Note(msgspec.Struct, frozen=True):
    """What the file holds: the attempt in hand, whether our own steps were running, and what must follow it."""

    attempt: Attempt | None = None
    computing: bool = False
    queue: tuple[Attempt, ...] = ()


def size_of(ranges: Mapping[int, tuple[int, int]]) -> int:
    """How many records the ranges span."""
    return sum(end - start for start, end in ranges.values())


def halves(ranges: Ranges) -> tuple[Ranges, Ranges]:
    """The ranges cut in two at the middle record, in order of partition and offset."""
    left: Ranges = {}
    right: Ranges = {}
    room = size_of(ranges) // 2
    for partition, (start, end) in sorted(ranges.items()):
        middle = min(end, start + room)
        if middle > start:
            left[partition] = (start, middle)
        if end > middle:
            right[partition] = (middle, end)
        room -= middle - start
    return left, right


def left_to_do(attempt: Attempt, committed: Mapping[int, int]) -> Attempt | None:
    """The attempt without what is committed meanwhile; None when nothing is left."""
    ranges = {
        partition: (max(start, committed.get(partition, 0)), end)
        for partition, (start, end) in attempt.ranges.items()
        if end > committed.get(partition, 0)
    }
    return msgspec.structs.replace(attempt, ranges=ranges) if ranges else None


def plan_after_death(note: Note, committed: Mapping[int, int]) -> tuple[Attempt, ...]:
    """The attempts to run before anything new is polled, given what the dead worker left."""
    plan: list[Attempt] = []
    if note.attempt is not None:
        died = msgspec.structs.replace(note.attempt, deaths=note.attempt.deaths + int(note.computing))
        plan += narrow(died)
    plan += note.queue
    return tuple(left for attempt in plan if (left := left_to_do(attempt, committed)))


def narrow(attempt: Attempt) -> list[Attempt]:
    """The attempt itself, or its halves once it has killed often enough; one record alone stays as it is."""
    limit = 1 if attempt.narrowed else DEATHS_BEFORE_HALVING
    if attempt.deaths < limit or size_of(attempt.ranges) <= 1:
        return [attempt]
    return [Attempt(half, narrowed=True) for half in halves(attempt.ranges)]


def condemned(attempt: Attempt) -> bool:
    """True for one record that killed its process often enough alone."""
    return size_of(attempt.ranges) == 1 and attempt.deaths >= DEATHS_ALONE


class AttemptFile:
    """The note on disk. `write` costs microseconds: one positional write, no sync."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; an unreadable note counts as none (its batch comes again from the log)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def read(self) -> Note:
        raw = os.pread(self._file, FILE_BYTES, 0).rstrip(b"\n ")
        try:
            return msgspec.json.decode(raw, type=Note)
        except msgspec.DecodeError:
            return Note()

    def write(self, note: Note) -> None:
        # One write of fixed length: a shorter note must not leave the end of a longer one behind it. On a full disk
        # the note is lost, and with it no more than the count of a death: the log still has the batch.
        with contextlib.suppress(OSError):
            os.pwrite(self._file, msgspec.json.encode(note).ljust(FILE_BYTES - 1) + b"\n", 0)

    def close(self) -> None:
        os.close(self._file)
