"""From a query to an engine query that finds exactly its hits, documents or statements."""

from collections.abc import Iterable, Iterator
from typing import Any

import tantivy

from connectors.index import facet_values, fields
from connectors.index.base import Unit, Window
from connectors.index.compile import MUST, MUST_NOT, Compiler, all_of, any_of
from connectors.index.documents import AT_ONCE, Documents, Kept
from connectors.index.snapshot import Snapshot
from queries import Query
from queries.matcher import matches, statements_of
from queries.terms import DocumentTerms


class Resolver:
    """Resolves over one snapshot; what is doubtful is put to the live matcher on the stored terms. Raises
    IndexUnavailable."""

    def __init__(self, snapshot: Snapshot, documents: Documents) -> None:
        self.snapshot = snapshot
        self.documents = documents
        self._compiler = Compiler(snapshot)

    def hits(self, query: Query, unit: Unit, window: Window | None) -> Any:
        """The engine query whose hits are the query's, within the window."""
        find = self._found_documents if unit == "documents" else self._found_statements
        found = self.snapshot.once((unit, query.tree), lambda: find(query))
        narrow = self._narrowing(window or Window())
        return all_of([found, *narrow])

    def facet_values(self, found: Any, unit: Unit, facet: str) -> Iterator[tuple[str, ...]]:
        """The facet's values of each hit, from the stored documents."""
        if unit == "documents":
            for kept in self._kept(self.snapshot.all_values(found, "row")):
                document, terms = kept.document(), DocumentTerms.decode(kept.terms)
                yield facet_values.values_of(document, terms.keys)[facet]
            return
        positions: dict[int, list[int]] = {}
        for row, position in map(fields.row_and_position, self.snapshot.all_values(found, "place")):
            positions.setdefault(row, []).append(position)
        for kept in self._kept(positions):
            document, terms = kept.document(), DocumentTerms.decode(kept.terms)
            shared = facet_values.document_values(document, terms.keys)
            for statement in (document.statements[position] for position in positions[kept.row]):
                yield {**shared, **facet_values.statement_values(statement)}[facet]

    def _found_documents(self, query: Query) -> Any:
        bounds = self._compiler.bounds(query.tree)
        if bounds.exact:
            return bounds.must
        doubtful = tantivy.Query.boolean_query([(MUST, bounds.may), (MUST_NOT, bounds.must)])
        verified = [
            kept.row
            for kept in self._kept(self.snapshot.all_values(doubtful, "row"))
            if matches(query, DocumentTerms.decode(kept.terms))
        ]
        return any_of([bounds.must, self.snapshot.numbers("row", verified)])

    def _found_statements(self, query: Query) -> Any:
        """Which statements made a query true is the matcher's to say, document by document."""
        places = [
            fields.place_of(kept.row, position)
            for kept in self._kept(self.snapshot.all_values(self._found_documents(query), "row"))
            for position in statements_of(query, DocumentTerms.decode(kept.terms))
        ]
        return self.snapshot.numbers("place", places)

    def _kept(self, rows: Iterable[int]) -> Iterator[Kept]:
        ordered = sorted(rows)
        for start in range(0, len(ordered), AT_ONCE):
            yield from self.documents.kept(ordered[start : start + AT_ONCE]).values()

    def _narrowing(self, window: Window) -> list[Any]:
        edges = {
            "published": (window.published_from, window.published_to),
            "arrived": (window.arrived_from, window.arrived_to),
        }
        return [self.snapshot.between(field, *edge) for field, edge in edges.items() if edge != (None, None)]
