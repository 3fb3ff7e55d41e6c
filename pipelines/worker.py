"""The worker: read a batch at the committed offsets, run the graph over it, commit once everything is durable.

What goes wrong decides what happens next:

- the log or the index can't answer: wait and run the same batch again, for as long as it takes;
- the graph raises: run it once more, then cut the batch in halves, down to the record that raises alone; that record
  is rejected by name;
- the process dies: the next one takes exactly that batch first (`pipelines.attempts`).
"""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TypeVar

import msgspec

from connectors.index.base import Index, IndexUnavailable
from connectors.log.base import ALERTS, ITEMS, REJECTED, Consumer, Log, LogError, Record, StoredRecord
from connectors.telemetry import BATCH_SECONDS, BATCHES, ITEMS_REJECTED, LAG
from pipelines.attempts import Attempt, AttemptFile, Note, Ranges, condemned, plan_after_death
from pipelines.footing import release_memory
from pipelines.graph import Parts, build
from pipelines.runner import BatchRunner
from pipelines.settle import Enrich, Judge, reject
from pipelines.shared import Shared
from pipelines.watch import Watch
from schemas import Item, decode, encode

GROUP = "worker"
BATCH_RECORDS = 500
LINGER_SECONDS = 0.1
"""Batches begin at least so far apart: a batch costs 40 ms of CPU however small, and nobody notices 50 ms."""

POLL_SECONDS = 0.25
TRIM_SECONDS = 600.0
RELEASE_SECONDS = 15.0
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 2.0

T = TypeVar("T")

logger = logging.getLogger("onrecord.worker")


def ranges_of(records: Sequence[StoredRecord]) -> Ranges:
    """The ranges that these records span."""
    ranges: Ranges = {}
    for record in records:
        start, end = ranges.get(record.partition, (record.offset, record.offset + 1))
        ranges[record.partition] = (min(start, record.offset), max(end, record.offset + 1))
    return ranges


class Stopped(Exception):
    """The worker was told to stop while it waited; what it had in hand is not committed and comes again."""


class Worker:
    """One member of the group. `run` goes on until `stop` is set, or, draining, until nothing is left to read."""

    def __init__(
        self, *, log: Log, index: Index, enrich: Enrich, judge: Judge, home: Path, retention: float | None = None
    ) -> None:
        """`retention`: seconds that the log keeps what was read; None keeps all."""
        self._log = log
        self._file = AttemptFile(home / "worker.attempt")
        self._watch = Watch(self._computing)
        self._note = Note()
        self._stop = Event()
        self._retention = retention
        self._trimmed = -TRIM_SECONDS
        self._released = time.monotonic()
        parts = Parts(
            index=Shared.of(index),
            log=Shared.of(log),
            enrich=Shared.of(enrich),
            judge=Shared.of(judge),
            watch=Shared.of(self._watch),
        )
        self._runner = BatchRunner(lambda records: build(records, parts))

    def run(self, stop: Event, *, drain: bool = False) -> None:
        self._stop = stop
        consumer = self._patiently(lambda: self._log.consumer(ITEMS, GROUP))
        try:
            self._finish_what_died(consumer)
            while not stop.is_set():
                self._trim()
                self._release()
                if not self._next(consumer) and drain and self._patiently(consumer.lag) == 0:
                    return
        except Stopped:
            return
        finally:
            consumer.close()

    def _trim(self) -> None:
        """Let the log forget what is older than its time, once in a while."""
        if self._retention is None or time.monotonic() - self._trimmed < TRIM_SECONDS:
            return
        self._trimmed = time.monotonic()
        before = time.time_ns() // 1_000_000 - int(self._retention * 1000)
        self._patiently(lambda: [self._log.trim(topic, before) for topic in (ITEMS, ALERTS)])

    def _release(self) -> None:
        """Hand back to the system what batches have freed, once in a while."""
        if time.monotonic() - self._released >= RELEASE_SECONDS:
            self._released = time.monotonic()
            release_memory()

    def _next(self, consumer: Consumer) -> bool:
        """The next batch, if there is one within the poll's time."""
        began = time.monotonic()
        records = self._patiently(lambda: consumer.poll(BATCH_RECORDS, POLL_SECONDS))
        if records:
            self._take(consumer, records, Attempt(ranges_of(records)))
            LAG.labels(GROUP).set(self._patiently(consumer.lag))
            if len(records) < BATCH_RECORDS:
                self._stop.wait(max(0.0, LINGER_SECONDS - (time.monotonic() - began)))
        return bool(records)

    def _finish_what_died(self, consumer: Consumer) -> None:
        """The batch that a dead worker had in hand, in the parts that its deaths call for, before anything new."""
        while not self._patiently(lambda: consumer.poll(1, POLL_SECONDS)) and self._patiently(consumer.lag):
            if self._stop.is_set():  # until then the group's last member is still letting go
                raise Stopped
        plan = list(plan_after_death(self._file.read(), self._patiently(consumer.committed)))
        while plan:
            attempt, queue = plan[0], tuple(plan[1:])
            records = self._records_of(attempt.ranges)
            self._note = Note(attempt, queue=queue)
            if condemned(attempt):
                self._reject(records, "crash", f"ended the worker {attempt.deaths} times when it was run alone")
                self._commit(consumer, attempt.ranges)
            elif records:
                self._take(consumer, records, attempt)
            plan.pop(0)
        consumer.seek(self._patiently(consumer.committed))

    def _records_of(self, ranges: Ranges) -> list[StoredRecord]:
        return self._patiently(
            lambda: [
                record
                for partition, (start, end) in sorted(ranges.items())
                for record in self._log.read(ITEMS, partition, start, end)
            ]
        )

    def _take(self, consumer: Consumer, records: Sequence[StoredRecord], attempt: Attempt) -> None:
        """One batch from its note to its commit."""
        began = time.monotonic()
        self._note = Note(attempt, queue=self._note.queue)
        self._file.write(self._note)
        self._survive(records)
        self._commit(consumer, attempt.ranges)
        BATCHES.inc()
        BATCH_SECONDS.observe(time.monotonic() - began)

    def _survive(self, records: Sequence[StoredRecord]) -> None:
        """Run the graph over the records, whatever single ones of them do to it."""
        trouble = self._run(records) and self._run(records)
        if trouble is None:
            return
        if len(records) == 1:
            self._reject(records, "pipeline", last_line(trouble))
            return
        middle = len(records) // 2
        self._survive(records[:middle])
        self._survive(records[middle:])

    def _run(self, records: Sequence[StoredRecord]) -> Exception | None:
        """One run; waits out a log or an index that can't answer. Returns what our own code raised."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                self._runner.run(records)
                return None
            except Exception as error:  # Beam wraps whatever a step raised; the watch tells which kind
                trouble = self._watch.take_trouble()
                if trouble is None:
                    logger.warning("a batch of %d failed: %s", len(records), last_line(error), exc_info=error)
                    return error
            finally:
                self._watch.rest()
            pause = self._pause(trouble, pause)

    def _patiently(self, do: Callable[[], T]) -> T:
        """Do it, waiting out a log or an index that can't answer. Raises Stopped."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                return do()
            except (LogError, IndexUnavailable) as trouble:
                pause = self._pause(trouble, pause)

    def _pause(self, trouble: LogError | IndexUnavailable, pause: float) -> float:
        """Wait, say so, and tell how long to wait the next time."""
        logger.warning("waiting: %s", trouble, extra={"fields": {"code": trouble.code}})
        if self._stop.wait(pause):
            raise Stopped
        return min(LONGEST_PAUSE, pause * 2)

    def _commit(self, consumer: Consumer, ranges: Ranges) -> None:
        self._patiently(lambda: consumer.commit({partition: end for partition, (_, end) in ranges.items()}))

    def _reject(self, records: Sequence[StoredRecord], stage: str, error: str) -> None:
        now = time.time_ns() // 1_000_000
        kept = [
            reject(
                one,
                source=source_of(one),
                stage=stage,
                error=error,
                at=now,
                item=one.key,
            )
            for one in records
        ]
        self._patiently(lambda: self._log.append(REJECTED, [Record(one.source, encode(one)) for one in kept]))
        ITEMS_REJECTED.labels(stage).inc(len(kept))

    def _computing(self, computing: bool) -> None:
        self._file.write(Note(self._note.attempt, computing, self._note.queue))


def last_line(error: Exception) -> str:
    """What a wrapped exception came to: Beam puts the traceback first and the error last."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1]}" if lines else type(error).__name__


def source_of(record: StoredRecord) -> str:
    """The source an item names, as far as its bytes can be read."""
    try:
        return decode(record.value, Item).source
    except msgspec.MsgspecError:
        return "?"
