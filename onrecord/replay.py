"""Building the index anew out of the log, beside the one that serves.

Documents that an item of the window (by arrival) touches are made again from all their items in the log; the others
are carried over as they stand, deleted ones too: a delete is honoured however old. No alert is fired. Nothing changes
for readers until `serve`, which happens after the new index is whole.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from connectors.index.base import Index, IndexUnavailable, Write
from connectors.index.documents import Documents, decoded
from connectors.index.names import current_name, index_folder
from connectors.log.base import ITEMS, Log, StoredRecord
from pipelines.merge import Arrived
from pipelines.normalise import Unfit, normalise_record
from pipelines.settle import Arrival, Enrich, settle
from schemas import Document

CHUNK = 500
COMPARED = ("title", "text", "language", "url", "published", "statements", "entities", "posts", "tombstone")


class Span(msgspec.Struct, frozen=True):
    """Arrivals in [since, until), milliseconds UTC; None is open."""

    since: int | None = None
    until: int | None = None

    @property
    def everything(self) -> bool:
        return self.since is None and self.until is None

    def holds(self, arrived: int) -> bool:
        return (self.since is None or arrived >= self.since) and (self.until is None or arrived < self.until)


class Change(msgspec.Struct, frozen=True):
    """A document that differs from the one that serves: in which fields, or `new`."""

    id: str
    title: str
    what: tuple[str, ...]


class Rebuilt(msgspec.Struct):
    """What a rebuild did. `refused` counts records that no item could be made of (they are in `rejected` already)."""

    made: int = 0
    carried: int = 0
    refused: int = 0


def rebuild(log: Log, home: Path, new: Index, enrich: Enrich, span: Span, tell: Callable[[int], None]) -> Rebuilt:
    """Fill the empty index `new` from the log and from the index that serves. Raises LogError, IndexUnavailable."""
    done = Rebuilt()
    live = _Live(home)
    try:
        touched = None if span.everything else _touched(log, span)
        for records in _chunks(log):
            _settle(records, new, enrich, lambda ident: _rebuilds(ident, touched, live), done)
            tell(done.made)
        for documents in _batched(live.all()):
            there = new.read([one.id for one in documents])
            left = [one for one in documents if one.id not in there]
            new.write([Write(one, None) for one in left])
            done.carried += len(left)
            tell(done.made + done.carried)
        new.refresh()
    finally:
        live.close()
    return done


def _rebuilds(ident: str, touched: frozenset[str] | None, live: "_Live") -> bool:
    """True for a document that is made again: in the window, and not deleted."""
    return (touched is None or ident in touched) and not live.is_gone(ident)


class _Live:
    """The documents of the index that serves, only read; one that can't be read any more counts as absent."""

    def __init__(self, home: Path) -> None:
        folder = index_folder(home, current_name(home))
        self._documents = Documents(folder) if (folder / "documents.db").exists() else None

    def read(self, ident: str) -> Document | None:
        if self._documents is None:
            return None
        try:
            stored = self._documents.read([ident]).get(ident)
        except IndexUnavailable as error:
            if error.code != "damaged":
                raise
            return None
        return stored.document if stored else None

    def is_gone(self, ident: str) -> bool:
        document = self.read(ident)
        return document is not None and document.gone

    def all(self) -> Iterator[Document]:
        """Every document that can be read, deleted ones too."""
        for kept in self._documents.above(0) if self._documents else ():
            try:
                yield decoded(kept.id, kept.body)
            except IndexUnavailable:
                continue

    def close(self) -> None:
        if self._documents is not None:
            self._documents.close()


def _chunks(log: Log) -> Iterator[list[StoredRecord]]:
    """All items of the log, partition by partition, in order; erased ones left out."""
    for partition, end in sorted(log.ends(ITEMS).items()):
        for start in range(0, end, CHUNK):
            yield [one for one in log.read(ITEMS, partition, start, min(end, start + CHUNK)) if one.value]


def _touched(log: Log, span: Span) -> frozenset[str]:
    """The ids of the documents that items of the window make: their own, and those of the posts in them."""
    found: set[str] = set()
    for records in _chunks(log):
        for record in records:
            found.update(one.id for one in _arrived(record) if span.holds(one.arrived))
    return frozenset(found)


def _arrived(record: StoredRecord) -> Sequence[Arrived]:
    try:
        return normalise_record(record.value)
    except Unfit:
        return ()


def _settle(
    records: Iterable[StoredRecord], new: Index, enrich: Enrich, wanted: Callable[[str], bool], done: Rebuilt
) -> None:
    """One chunk of records into the new index, as the worker would, without alerts."""
    arrivals = []
    for record in records:
        try:
            made = normalise_record(record.value)
        except Unfit:
            done.refused += 1
            continue
        arrivals += [Arrival(one, record, nth) for nth, one in enumerate(made) if wanted(one.id)]
    arrivals.sort(key=lambda arrival: arrival.arrived.id)
    there = new.read(sorted({arrival.arrived.id for arrival in arrivals}))
    now = time.time_ns() // 1_000_000
    writes = []
    for ident, group in groupby(arrivals, key=lambda arrival: arrival.arrived.id):
        settled = settle(ident, there.get(ident), list(group), enrich, lambda *_: (), now)
        done.refused += len(settled.rejected)
        if settled.document is not None:
            writes.append(Write(settled.document, there[ident].seq if ident in there else None))
            done.made += ident not in there
    new.write(writes)


def _batched(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def changes(home: Path, new_folder: Path) -> Iterator[Change]:
    """What differs in the index under `new_folder` from the one that serves, in order of writing."""
    live, documents = _Live(home), Documents(new_folder)
    try:
        for kept in documents.above(0):
            after = decoded(kept.id, kept.body)
            before = live.read(kept.id)
            what = ("new",) if before is None else differing(before, after)
            if what:
                yield Change(after.id, after.title, what)
    finally:
        live.close()
        documents.close()


def differing(before: Document, after: Document) -> tuple[str, ...]:
    """The names of the shown fields in which two forms of one document differ."""
    return tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))
