"""Two bounds of one condition as engine queries, and how they join."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
import tantivy

from queries.spans import regex
from queries.tree import Element, Pattern, Prefix

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Bounds(msgspec.Struct, frozen=True):
    """must ⊆ exact ⊆ may."""

    must: Any
    may: Any

    @property
    def exact(self) -> bool:
        return self.must is self.may


def same(query: Any) -> Bounds:
    return Bounds(query, query)


def any_of(queries: Sequence[Any]) -> Any:
    if not queries:
        return tantivy.Query.empty_query()
    return queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(SHOULD, query) for query in queries])


def all_of(queries: Sequence[Any]) -> Any:
    """At least one is needed."""
    return queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(MUST, query) for query in queries])


def either(bounds: Sequence[Bounds]) -> Bounds:
    must = any_of([bound.must for bound in bounds])
    if all(bound.exact for bound in bounds):
        return same(must)
    return Bounds(must, any_of([bound.may for bound in bounds]))


def without(kept: Sequence[Any], removed: Sequence[Any]) -> Any:
    if not removed:
        return all_of(kept)
    return tantivy.Query.boolean_query([(MUST, query) for query in kept] + [(MUST_NOT, query) for query in removed])


def pattern(element: Element) -> str:
    """The element as the engine's regular expression."""
    if isinstance(element, Prefix):
        return re.escape(element.prefix) + ".*"
    return regex(element.pattern) if isinstance(element, Pattern) else re.escape(element.term)
