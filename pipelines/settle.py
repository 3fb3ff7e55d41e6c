"""From what arrived for one document to what is written and told: merge, enrich, judge. Pure.

Every arrival is merged in order of the log. A version that changes what is shown is enriched; a version that is to be
judged is judged, each one, so that a batch that folds two versions fires what either alone would have fired.
"""

from collections.abc import Callable, Sequence

import msgspec

from connectors.index.base import Stored
from connectors.log.base import StoredRecord
from pipelines.merge import Arrived, Merged, merge
from schemas import Alert, Document, Rejected, digest

Enrich = Callable[[Document], Document]
"""Fills statements, entities and posts of a document from its shown text."""

Judge = Callable[[Document, Arrived], Sequence[Alert]]
"""The alerts that a version fires, given the item that brought it."""


class Arrival(msgspec.Struct, frozen=True):
    """One normalised item, the record it came from, and its number among the items that the record made."""

    arrived: Arrived
    record: StoredRecord
    nth: int


class Settled(msgspec.Struct, frozen=True):
    """What to do about one document: `document` is what to write over `there` (None: nothing to write), `alerts` what
    the judged versions fire, `erased` the document after a delete: what is kept of it elsewhere must go too."""

    id: str
    there: Stored | None
    arrivals: tuple[Arrival, ...]
    document: Document | None
    alerts: tuple[Alert, ...]
    rejected: tuple[Rejected, ...]
    erased: Document | None = None


def reject(record: StoredRecord, *, source: str, stage: str, error: str, at: int, item: str) -> Rejected:
    """A record that can't be processed, kept with its bytes; its id is derived from its place, so that a redelivery
    rejects it under the same id."""
    return Rejected(
        id=digest("rejected", record.place, stage),
        at=at,
        source=source,
        stage=stage,
        error=error,
        bytes=record.value,
        item=item,
        length=len(record.value),
        place=record.place,
    )


def settle(
    document_id: str, there: Stored | None, arrivals: Sequence[Arrival], enrich: Enrich, judge: Judge, now: int
) -> Settled:
    """Fold the arrivals into what is there. An arrival whose enrichment or judging raises is rejected by name and
    leaves no trace; the others are settled as if it had never come."""
    document = there.document if there else None
    alerts: list[Alert] = []
    rejected: list[Rejected] = []
    erased = False
    for arrival in sorted(arrivals, key=lambda one: (one.record.partition, one.record.offset, one.nth)):
        try:
            merged = merge(document, arrival.arrived)
            outcome = enriched(document, merged, enrich)
            fired = judge(outcome.judge, arrival.arrived) if outcome.judge is not None else ()
        except Exception as error:  # noqa: BLE001  (whatever a text makes our own steps raise is that item's, not its neighbours')
            rejected.append(
                reject(
                    arrival.record,
                    source=arrival.arrived.source,
                    stage="enrich",
                    error=f"{type(error).__name__}: {error}",
                    at=now,
                    item=document_id,
                )
            )
            continue
        document = outcome.document if outcome.document is not None else document
        erased = erased or merged.verdict in {"deleted", "carrier_removed"}
        alerts += fired
    changed = document if there is None or document != there.document else None
    return Settled(
        document_id, there, tuple(arrivals), changed, tuple(alerts), tuple(rejected), document if erased else None
    )


def enriched(before: Document | None, merged: Merged, enrich: Enrich) -> Merged:
    """The merged result with the shown text's findings: enriched anew only where title, text or language changed."""
    document, judge = merged.document, merged.judge
    if document is not None and not document.gone and _differs(before, document):
        filled = enrich(document)
        return msgspec.structs.replace(merged, document=filled, judge=filled if judge == document else judge)
    if judge is not None and judge != document and _differs(before, judge):
        return msgspec.structs.replace(merged, judge=enrich(judge))
    return merged


def _differs(before: Document | None, after: Document) -> bool:
    return before is None or (before.title, before.text, before.language) != (after.title, after.text, after.language)
