"""A query's tree as engine queries: two bounds for each node, `must` within what it means, `may` around it.

Where the engine can say exactly what a node means both bounds are the same object, and nothing needs to be verified.
Where it can't, the hits between the bounds are put to the live matcher (`connectors.index.resolve`). So an engine that
is weaker than a node costs time and never truth.
"""

from collections.abc import Sequence
from typing import Any

import tantivy

from connectors.index import fields
from connectors.index.bounds import Bounds, all_of, either, pattern, same, without
from connectors.index.nearness import EXPANSIONS, Nearness
from connectors.index.snapshot import Snapshot
from queries.tree import (
    And,
    Element,
    Everything,
    Has,
    Interval,
    Key,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Said,
    Term,
    Words,
    statement_condition,
)


class Compiler:
    """Compiles over one snapshot: how many terms a prefix begins, and which documents hold a statement, depend on it.
    Raises IndexUnavailable."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._nearness = Nearness(snapshot, self._sequence)

    def bounds(self, node: Node, unit: str = fields.DOCUMENT) -> Bounds:
        """Bounds over the entries of `unit`: documents, or, within said(…), statements."""
        match node:
            case Words():
                return self._words(node)
            case Near():
                return self._nearness.near(node)
            case NotNear():
                return self._nearness.not_near(node)
            case Key(field=field, value=value):
                return same(self._snapshot.term(field, value))
            case Has(field=field):
                return same(self._snapshot.term("has", field))
            case Interval(field=field, start=start, end=end):
                return same(self._interval(unit, field, start, end))
            case And(nodes=nodes):
                return self._and(nodes, unit)
            case Or(nodes=nodes):
                return either([self.bounds(child, unit) for child in nodes])
            case Not():
                return self._and((node,), unit)
            case Said():
                return self._said(node)
            case Everything():
                return same(self.everything(unit))

    def everything(self, unit: str = fields.DOCUMENT) -> Any:
        return self._snapshot.term("unit", unit)

    def parents(self, query: Any) -> Any:
        """The documents of these statements."""
        rows = sorted(set(self._snapshot.all_values(query, "parent")))
        return self._snapshot.numbers("row", rows)

    def _interval(self, unit: str, field: str, start: int | None, end: int | None) -> Any:
        if unit != fields.DOCUMENT:
            return tantivy.Query.empty_query()
        everything = self.everything(unit)
        if start is None and end is None:
            return everything
        return all_of([everything, self._snapshot.between(field, start, end)])

    def _and(self, nodes: Sequence[Node], unit: str) -> Bounds:
        """A negative part takes away; where all parts do, they take away from everything."""
        kept = [self.bounds(child, unit) for child in nodes if not isinstance(child, Not)]
        removed = [self.bounds(child.node, unit) for child in nodes if isinstance(child, Not)]
        kept = kept or [same(self.everything(unit))]
        must = without([bound.must for bound in kept], [bound.may for bound in removed])
        if all(bound.exact for bound in (*kept, *removed)):
            return same(must)
        return Bounds(must, without([bound.may for bound in kept], [bound.must for bound in removed]))

    def _said(self, said: Said) -> Bounds:
        def documents() -> Bounds:
            bounds = self.bounds(statement_condition(said), fields.STATEMENT)
            must = self.parents(bounds.must)
            return same(must) if bounds.exact else Bounds(must, self.parents(bounds.may))

        return self._snapshot.once(("said", said), documents)

    def _words(self, node: Words) -> Bounds:
        return either([self._sequence(field, seq) for field in node.fields for seq in node.alternatives])

    def _sequence(self, field: str, elements: Sequence[Element]) -> Bounds:
        if len(elements) == 1:
            return same(self._element(field, elements[0]))
        if all(isinstance(element, Term) for element in elements):
            words = [element.term for element in elements if isinstance(element, Term)]
            return same(tantivy.Query.phrase_query(self._snapshot.schema, field, words))
        if all(self._expandable(field, element) for element in elements):
            patterns = [pattern(element) for element in elements]
            return same(tantivy.Query.regex_phrase_query(self._snapshot.schema, field, patterns))
        return Bounds(tantivy.Query.empty_query(), all_of([self._element(field, element) for element in elements]))

    def _element(self, field: str, element: Element) -> Any:
        if isinstance(element, Term):
            return self._snapshot.term(field, element.term)
        return tantivy.Query.regex_query(self._snapshot.schema, field, pattern(element))

    def _expandable(self, field: str, element: Element) -> bool:
        return self._nearness.expansions(field, (element,)) < EXPANSIONS
