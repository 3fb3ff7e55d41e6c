"""From a query to an engine query that finds exactly its hits, documents or statements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tantivy

from connectors.index import fields
from connectors.index.base import Unit, Window
from connectors.index.bounds import MUST, MUST_NOT, all_of, any_of
from connectors.index.compile import Compiler
from connectors.index.documents import AT_ONCE, Documents, Kept
from connectors.index.snapshot import Snapshot
from queries import Query
from queries.matcher import matches, statements_of
from queries.terms import DocumentTerms
from queries.tree import And, Everything, Node, Or, Said, statement_condition, walk


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
        tree = query.tree
        if isinstance(tree, Everything):
            return self._compiler.everything(fields.STATEMENT)
        documents = self._found_documents(query)
        if not any(isinstance(node, Said) for node in walk(tree)):
            return self._of(documents)
        made = self._made(tree)
        if made is not None:
            return made if isinstance(tree, Said | Or) else all_of([made, self._of(documents)])
        places = [
            fields.place_of(kept.row, position)
            for kept in self._kept(self.snapshot.all_values(documents, "row"))
            for position in statements_of(query, DocumentTerms.decode(kept.terms))
        ]
        return self.snapshot.numbers("place", places)

    def _made(self, node: Node) -> Any | None:
        """The statements that make a positive said(…) of this node true, in the documents where the node is true (an
        AND is left for the caller to narrow); None where the engine can't say it exactly."""
        if isinstance(node, Said):
            bounds = self._compiler.bounds(statement_condition(node), fields.STATEMENT)
            return bounds.must if bounds.exact else None
        if isinstance(node, And):
            return _all_or_none([self._made(child) for child in node.nodes])
        if isinstance(node, Or):
            return _all_or_none([self._made_in_branch(child) for child in node.nodes])
        return tantivy.Query.empty_query()

    def _made_in_branch(self, branch: Node) -> Any | None:
        made = self._made(branch)
        if made is None or not isinstance(branch, And):
            return made
        bounds = self._compiler.bounds(branch)
        return all_of([made, self._of(bounds.must)]) if bounds.exact else None

    def _of(self, documents: Any) -> Any:
        """Every statement of these documents."""
        return self.snapshot.numbers("parent", self.snapshot.all_values(documents, "row"))

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


def _all_or_none(queries: Sequence[Any | None]) -> Any | None:
    return None if any(query is None for query in queries) else any_of(queries)
