"""A page of hits: from places in the order to documents, statements and the spans that made them match."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from connectors.index import cursors
from connectors.index.base import Hit, Page, Sort, Unit
from connectors.index.cursors import Cursor
from connectors.index.documents import Documents
from connectors.index.fields import row_and_position
from connectors.index.snapshot import Snapshot
from connectors.index.walk import Level, Place, Walk
from queries import Query
from queries.matcher import match_one, statements_of
from queries.terms import document_terms
from schemas import Document, MatchedSpan, Statement

NO_STATEMENT = -1
SPARE = 8
"""Hits asked for beyond the page, so that a page of different instants takes the engine one question."""


class Pages:
    """Pages of one query's hits over one snapshot. What is shown is the document as it stands now: a hit that was
    changed or deleted since the snapshot, so that the query no longer finds it, is left out. Raises IndexUnavailable,
    and ValueError on a cursor that is none."""

    def __init__(self, snapshot: Snapshot, documents: Documents, query: Query, unit: Unit) -> None:
        self._snapshot = snapshot
        self._documents = documents
        self._query = query
        self._unit = unit

    def page(self, found: Any, sort: Sort, limit: int, after: str | None) -> Page:
        """Up to `limit` of the hits of the engine query `found`."""
        total = self._snapshot.count(found)
        if limit <= 0:
            return Page(total, (), None)
        mark = None if after is None else cursors.read(after, sort, self._unit).mark()
        name, keys = ("row", self._ids) if self._unit == "documents" else ("place", self._ids_and_positions)
        walk = Walk(self._snapshot, name, keys, limit + SPARE)
        levels = [Level(sort.removeprefix("-"), falling=not sort.startswith("-")), Level("rank")]
        shown = list(islice(self._hits(walk.hits(found, levels, mark), limit), limit + 1))
        following = cursors.show(self._cursor(sort, shown[limit - 1][0])) if len(shown) > limit else None
        return Page(total, tuple(hit for _, hit in shown[:limit]), following)

    def _hits(self, places: Iterator[Place], limit: int) -> Iterator[tuple[Place, Hit]]:
        while some := list(islice(places, limit + 1)):
            positions = {place.name: self._row_and_position(place.name) for place in some}
            documents = {
                row: _Shown(kept.document(), self._query, self._unit)
                for row, kept in self._documents.kept({row for row, _ in positions.values()}).items()
            }
            for place in some:
                row, position = positions[place.name]
                hit = documents[row].hit(position) if row in documents else None
                if hit is not None:
                    yield place, hit

    def _row_and_position(self, name: int) -> tuple[int, int]:
        return (name, NO_STATEMENT) if self._unit == "documents" else row_and_position(name)

    def _cursor(self, sort: Sort, place: Place) -> Cursor:
        identifier, position = (place.key, NO_STATEMENT) if self._unit == "documents" else place.key
        return Cursor(sort, self._unit, place.value, identifier, position)

    def _ids(self, rows: Sequence[int]) -> dict[int, Any]:
        return self._documents.ids(rows)

    def _ids_and_positions(self, places: Sequence[int]) -> dict[int, Any]:
        split = {place: row_and_position(place) for place in places}
        ids = self._documents.ids(sorted({row for row, _ in split.values()}))
        return {place: (ids[row], position) for place, (row, position) in split.items() if row in ids}


class _Shown:
    """One document of a page, judged once by the live matcher."""

    def __init__(self, document: Document, query: Query, unit: Unit) -> None:
        self._document = document
        terms = document_terms(document)
        match = match_one(query, terms)
        self._spans = match.spans if match else None
        self._positions = frozenset(statements_of(query, terms)) if unit == "statements" else frozenset()

    def hit(self, position: int) -> Hit | None:
        """The hit on the document or on its statement at `position`; None where the query does not find it now."""
        if self._spans is None:
            return None
        if position == NO_STATEMENT:
            return Hit(self._document, None, self._spans)
        if position not in self._positions:
            return None
        statement = self._document.statements[position]
        return Hit(self._document, statement, tuple(span for span in self._spans if _concerns(statement, span)))


def _concerns(statement: Statement, span: MatchedSpan) -> bool:
    """True where the span stands in the statement's words or in those that name its speaker or addressee."""
    parties = [party for party in (statement.speaker, statement.addressee) if party is not None]
    extents = [*statement.parts, *((party.start, party.end) for party in parties)]
    return span.field == "text" and any(span.start < end and start < span.end for start, end in extents)
