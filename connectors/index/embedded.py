"""The index on one machine: documents in SQLite, full text in tantivy, collections in SQLite beside them."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from connectors.index import facet_values, facets, timeline
from connectors.index.base import Bucket, IndexUnavailable, Outcome, Page, Sort, Stored, Unit, Window, Write
from connectors.index.documents import Documents, Prepared
from connectors.index.fields import DOCUMENT, STATEMENT, Filed
from connectors.index.fulltext import FullText
from connectors.index.keyed import SqliteCollection, open_state
from connectors.index.names import (
    WriterLock,
    current_name,
    index_folder,
    make_current,
    make_folder,
    size_of,
    state_path,
)
from connectors.index.pages import Pages
from connectors.index.resolve import Resolver
from connectors.index.snapshot import Reader
from language.analysis import ANALYSIS_VERSION
from queries import Query
from queries.terms import document_terms
from schemas import encode

EARLIEST, LATEST = -62_000_000_000_000, 253_000_000_000_000
"""Instants in milliseconds UTC that a document may have: years 5 to 9987, so that every zone can show them."""


def open_index(home: Path, *, writer: bool, name: str | None = None) -> "EmbeddedIndex":
    """The index under `home`, created where there is none. One process at a time may be the writer, others read and
    write collections. Without a `name` it is the one that serves, and readers follow when another one is made current.
    Raises IndexUnavailable (`locked` with the writer's pid, `full`, `damaged`, `unreachable`)."""
    return EmbeddedIndex(home, writer=writer, name=name)


def serve(home: Path, name: str) -> None:
    """Let the index `name` serve from now on; readers in every process follow. Raises IndexUnavailable, and ValueError
    where there is no such index."""
    if not index_folder(home, name).is_dir():
        raise ValueError(f"{index_folder(home, name)} is no index that could serve: fill it first")
    before, after = (Documents(index_folder(home, one)) for one in (current_name(home), name))
    generation = max(one.fact("generation") or 0 for one in (before, after)) + 1
    after.note(generation=generation)
    make_current(home, name)
    before.close()
    after.close()


class _Opened:
    """One index NAME as this process uses it."""

    def __init__(self, home: Path, name: str, *, writer: bool) -> None:
        self.name = name
        self.folder = index_folder(home, name)
        make_folder(self.folder)
        self.lock = WriterLock(self.folder) if writer else None
        try:
            self.documents = Documents(self.folder)
            self.reader = Reader(self.folder, self.documents)
            self.full_text = self._writer() if writer else None
        except BaseException:
            if self.lock is not None:
                self.lock.release()
            raise

    def _writer(self) -> FullText | None:
        """None where the index is of another analysis and so may only be read."""
        if self.documents.fact("analysis") is None:
            self.documents.note(analysis=ANALYSIS_VERSION)
        if self.documents.fact("analysis") != ANALYSIS_VERSION:
            return None
        return FullText(self.folder, self.documents)

    def close(self) -> None:
        if self.full_text is not None:
            self.full_text.close()
        self.documents.close()
        if self.lock is not None:
            self.lock.release()


class EmbeddedIndex:
    """`connectors.index.base.Index` on tantivy and SQLite. Any thread may use it. Every method raises
    IndexUnavailable."""

    def __init__(self, home: Path, *, writer: bool, name: str | None = None) -> None:
        self._home = home
        self._writes = writer
        self._name = name
        self._mutex = threading.RLock()
        make_folder(home)
        self._state = open_state(state_path(home))
        try:
            self._opened = _Opened(home, name or current_name(home), writer=writer)
        except BaseException:
            self._state.close()
            raise

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        return self._current().documents.read(ids)

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        with self._mutex:
            full_text = self._full_text()
            prepared = [_prepare(write) for write in writes]
            sound = [one for one in prepared if not isinstance(one, Outcome)]
            try:
                answers = self._opened.documents.write([one for one, _ in sound])
            except BaseException:
                full_text.lose_track()
                raise
            full_text.add(
                Filed(place.row, place.number, one.write.document, terms, fresh=one.write.seq is None)
                for (one, terms), (_, place) in zip(sound, answers, strict=True)
                if place is not None
            )
        outcomes = iter(outcome for outcome, _ in answers)
        return [one if isinstance(one, Outcome) else next(outcomes) for one in prepared]

    def refresh(self) -> None:
        with self._mutex:
            self._full_text().refresh()

    def generation(self) -> int:
        return self._current().reader.generation()

    def search(
        self,
        query: Query,
        *,
        unit: Unit = "documents",
        window: Window | None = None,
        sort: Sort = "published",
        limit: int = 25,
        after: str | None = None,
    ) -> Page:
        resolver, found = self._found(query, unit, window)
        return Pages(resolver.snapshot, resolver.documents, query, unit).page(found, sort, limit, after)

    def count(self, query: Query, *, unit: Unit = "documents", window: Window | None = None) -> int:
        resolver, found = self._found(query, unit, window)
        return resolver.snapshot.count(found)

    def facet(
        self, query: Query, field: str, *, unit: Unit = "documents", window: Window | None = None, limit: int = 20
    ) -> list[Bucket]:
        facet_values.column(field)
        resolver, found = self._found(query, unit, window)
        return facets.most_frequent(resolver.snapshot, found, field, limit)

    def timeline(
        self,
        query: Query,
        step: timeline.Step,
        *,
        unit: Unit = "documents",
        window: Window | None = None,
        zone: str = "UTC",
    ) -> list[Bucket]:
        place = timeline.zone_of(zone)
        resolver, found = self._found(query, unit, window)
        return timeline.bars(timeline.instants(resolver.snapshot, found), step, place)

    def collection(self, name: str) -> SqliteCollection:
        return SqliteCollection(self._state, name)

    def status(self) -> dict[str, Any]:
        opened = self._current()
        snapshot = opened.reader.snapshot()
        return {
            "name": opened.name,
            "documents": snapshot.count(snapshot.term("unit", DOCUMENT)),
            "statements": snapshot.count(snapshot.term("unit", STATEMENT)),
            "bytes": size_of(opened.folder),
            "segments": snapshot.segments(),
            "written": opened.documents.last_number(),
            "indexed": opened.documents.fact("indexed"),
            "analysis": opened.documents.fact("analysis"),
        }

    def close(self) -> None:
        with self._mutex:
            self._opened.close()
            self._state.close()

    def _found(self, query: Query, unit: Unit, window: Window | None) -> tuple[Resolver, Any]:
        opened = self._current()
        resolver = Resolver(opened.reader.snapshot(), opened.documents)
        return resolver, resolver.hits(query, unit, window)

    def _current(self) -> _Opened:
        """The index that serves; a reader that was not given a name follows a change."""
        if self._writes or self._name is not None or current_name(self._home) == self._opened.name:
            return self._opened
        with self._mutex:
            name = current_name(self._home)
            if name != self._opened.name:
                self._opened.close()
                self._opened = _Opened(self._home, name, writer=False)
            return self._opened

    def _full_text(self) -> FullText:
        if not self._writes:
            raise IndexUnavailable(
                "readonly", f"{self._opened.folder} was opened to be read: only the worker writes it"
            )
        if self._opened.full_text is None:
            raise IndexUnavailable(
                "readonly",
                f"{self._opened.folder} was filled by analysis {self._opened.documents.fact('analysis')}, this program "
                f"has {ANALYSIS_VERSION}: it can be searched but not written; rebuild it with `onrecord replay`",
            )
        return self._opened.full_text


def _prepare(write: Write) -> Any:
    """(what to write, its terms), or the outcome `refused`."""
    document = write.document
    for name, instant in (("published", document.published), ("arrived", document.arrived)):
        if not EARLIEST <= instant <= LATEST:
            return Outcome(document.id, "refused", f"{name} {instant} ms lies outside the years 5 to 9987")
    try:
        terms = document_terms(document)
        return Prepared(write, encode(document), terms.encode()), terms
    except (UnicodeEncodeError, msgspec.MsgspecError) as error:
        return Outcome(document.id, "refused", f"it can't be stored: {error}")
