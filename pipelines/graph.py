"""The Beam graph: one function builds it for every place it runs in.

    records → Normalise → by document → In bulk → Settle → Write → Publish
                  └────────────── rejected ──────┴────────┘

Each stage is a thin DoFn around a pure function of its own module. Nothing is published before everything is written:
`Publish` stands behind a barrier, makes the documents searchable, then adds the alerts and the rejected to the log.
Whoever drives the graph commits the offsets after that.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import apache_beam as beam
import msgspec

from connectors.index.base import Index, Stored, Write
from connectors.log.base import ALERTS, REJECTED, Log, Record, StoredRecord
from connectors.telemetry import (
    ALERTS_FIRED,
    ARRIVAL_TO_SEARCHABLE,
    DOCUMENTS_WRITTEN,
    ITEMS_REJECTED,
    STATEMENTS_WRITTEN,
)
from pipelines.erase import forget, remember_alerts
from pipelines.normalise import Unfit, normalise_record
from pipelines.settle import Arrival, Enrich, Judge, Settled, reject, settle
from pipelines.shared import Shared
from pipelines.watch import Watch
from schemas import Document, Rejected, encode

REFUSED = "rejected"
BULK = 500
"""Documents looked up, settled and written together."""

CONFLICT_ROUNDS = 20
"""Read, merge, write: so many times before a document that others keep writing counts as trouble of the index."""


class Parts(msgspec.Struct, frozen=True):
    """What the graph works with. `enrich` is a parameter, so that a test can make it fail."""

    index: Shared[Index]
    log: Shared[Log]
    enrich: Shared[Enrich]
    judge: Shared[Judge]
    watch: Shared[Watch]
    now: Callable[[], int] = lambda: time.time_ns() // 1_000_000


def build(records: beam.PCollection, parts: Parts) -> beam.PCollection:
    """Everything from records of the topic `items` to documents in the index and alerts in the log.

    `records` holds `StoredRecord`s. The result holds one number, of documents written, once all is durable.
    """
    normalised = records | "Normalise" >> beam.ParDo(Normalise(parts)).with_outputs(REFUSED, main="arrivals")
    written = (
        normalised["arrivals"]
        | "By document" >> beam.Map(lambda arrival: (arrival.arrived.id, arrival))
        | "Versions together" >> beam.GroupByKey()
        | "In bulk" >> beam.BatchElements(min_batch_size=BULK, max_batch_size=BULK)
        | "Settle" >> beam.ParDo(Settle(parts))
        | "Write" >> beam.ParDo(WriteDocuments(parts))
    )
    return (
        (written, normalised[REFUSED] | "As outcome" >> beam.Map(lambda rejected: Outcome(rejected=(rejected,))))
        | "All outcomes" >> beam.Flatten()
        | "To one place" >> beam.Map(lambda outcome: (None, outcome))
        | "After all is written" >> beam.GroupByKey()
        | "Publish" >> beam.ParDo(Publish(parts))
    )


class Outcome(msgspec.Struct, frozen=True):
    """What one bulk came to: counts of what was written, alerts and rejected to add to the log, deleted documents whose
    words must be forgotten elsewhere."""

    documents: int = 0
    statements: int = 0
    arrivals: tuple[int, ...] = ()
    alerts: tuple[Any, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    erased: tuple[Document, ...] = ()


class Normalise(beam.DoFn):
    """A record to its arrivals: the item, and the posts that stand in it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def process(self, record: StoredRecord) -> Iterator[Any]:
        if not record.value:  # erased since: nothing is left to process
            return
        try:
            self.parts.watch.get().step()
            arrived = normalise_record(record.value)
        except Unfit as unfit:
            yield beam.pvalue.TaggedOutput(
                REFUSED,
                reject(
                    record,
                    source=unfit.source,
                    stage=unfit.stage,
                    error=str(unfit),
                    at=self.parts.now(),
                    item=record.key,
                ),
            )
            return
        for nth, one in enumerate(arrived):
            yield Arrival(one, record, nth)


class Settle(beam.DoFn):
    """A bulk of documents' arrivals, looked up in the index at once and folded into what is there."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def process(self, bulk: list[tuple[str, Iterable[Arrival]]]) -> Iterator[list[Settled]]:
        yield settle_all(self.parts, [(key, tuple(arrivals)) for key, arrivals in bulk])


def settle_all(parts: Parts, bulk: Sequence[tuple[str, Sequence[Arrival]]]) -> list[Settled]:
    """Read what is there, all at once, and settle each document."""
    watch, enrich, judge = parts.watch.get(), parts.enrich.get(), parts.judge.get()
    with watch.waiting():
        there: dict[str, Stored] = parts.index.get().read([key for key, _ in bulk])
    settled = []
    for key, arrivals in bulk:
        watch.step()
        settled.append(settle(key, there.get(key), arrivals, enrich, judge, parts.now()))
    return settled


class WriteDocuments(beam.DoFn):
    """Compare-and-set, all at once; what somebody else wrote meanwhile is read, settled and written again."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def process(self, bulk: list[Settled]) -> Iterator[Outcome]:
        pending, done = list(bulk), []
        refused: list[Rejected] = []
        for _ in range(CONFLICT_ROUNDS):
            changes = [one for one in pending if one.document is not None]
            done += [one for one in pending if one.document is None]
            outcomes = self._write(changes)
            done += [one for one, outcome in zip(changes, outcomes, strict=True) if outcome.state == "written"]
            for one, outcome in zip(changes, outcomes, strict=True):
                if outcome.state == "refused":
                    refused += refusals(one, outcome.reason or "the index refuses it", self.parts.now())
            again = [one for one, outcome in zip(changes, outcomes, strict=True) if outcome.state == "conflict"]
            if not again:
                yield outcome_of(done, refused)
                return
            pending = settle_all(self.parts, [(one.id, one.arrivals) for one in again])
        raise RuntimeError(f"{len(pending)} documents were written by others {CONFLICT_ROUNDS} times in a row")

    def _write(self, changes: Sequence[Settled]) -> Sequence[Any]:
        writes = [Write(one.document, one.there.seq if one.there else None) for one in changes if one.document]
        with self.parts.watch.get().waiting():
            return self.parts.index.get().write(writes) if writes else ()


def refusals(settled: Settled, reason: str, now: int) -> list[Rejected]:
    """Every arrival of a document that the index will never take."""
    return [
        reject(
            arrival.record,
            source=arrival.arrived.source,
            stage="index",
            error=reason,
            at=now,
            item=settled.id,
        )
        for arrival in settled.arrivals
    ]


def outcome_of(done: Sequence[Settled], refused: Sequence[Rejected]) -> Outcome:
    """What a written bulk adds to the counts and to the log."""
    documents = [one.document for one in done if one.document is not None]
    return Outcome(
        documents=len(documents),
        statements=sum(len(document.statements) for document in documents),
        arrivals=tuple(arrival.arrived.arrived for one in done for arrival in one.arrivals),
        alerts=tuple(alert for one in done for alert in one.alerts),
        rejected=(*(each for one in done for each in one.rejected), *refused),
        erased=tuple(one.erased for one in done if one.erased is not None),
    )


class Publish(beam.DoFn):
    """Once everything is written: searchable, then alerts, then rejected, then what a delete leaves to forget."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def process(self, keyed: tuple[None, Iterable[Outcome]]) -> Iterator[int]:
        outcomes = list(keyed[1])
        index, log = self.parts.index.get(), self.parts.log.get()
        alerts = [alert for outcome in outcomes for alert in outcome.alerts]
        rejected = [one for outcome in outcomes for one in outcome.rejected]
        with self.parts.watch.get().waiting():
            index.refresh()
            remember_alerts(index, alerts)
            if alerts:
                log.append(ALERTS, [Record(alert.rule, encode(alert)) for alert in alerts])
            if rejected:
                log.append(REJECTED, [Record(one.source, encode(one)) for one in rejected])
            for outcome in outcomes:
                for document in outcome.erased:
                    forget(document, index, log)
        self._count(outcomes, len(alerts), rejected)
        yield sum(outcome.documents for outcome in outcomes)

    def _count(self, outcomes: Sequence[Outcome], alerts: int, rejected: Sequence[Rejected]) -> None:
        now = self.parts.now()
        DOCUMENTS_WRITTEN.inc(sum(outcome.documents for outcome in outcomes))
        STATEMENTS_WRITTEN.inc(sum(outcome.statements for outcome in outcomes))
        ALERTS_FIRED.inc(alerts)
        for one in rejected:
            ITEMS_REJECTED.labels(one.stage).inc()
        for outcome in outcomes:
            for arrived in outcome.arrivals:
                ARRIVAL_TO_SEARCHABLE.observe(max(0, now - arrived) / 1000)
