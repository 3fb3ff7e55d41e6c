"""The live matcher: which of many rules a document meets, and where.

It judges by the same terms that the index holds, so that an alert fires if and only if the same query finds the item.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from queries import Query
from queries.anchors import Anchor, anchors
from queries.evaluate import Predicate, compiled
from queries.highlight import matched_spans, why
from queries.terms import DocumentTerms, StatementTerms
from queries.tree import Said, walk
from schemas import MatchedSpan


class Match(msgspec.Struct, frozen=True):
    """A rule that a document meets: spans in code points of title and text, and the statements (their places in the
    document) that made a positive said(…) true."""

    rule: str
    spans: tuple[MatchedSpan, ...]
    statements: tuple[int, ...]


class Matcher:
    """Many rules, compiled once; thousands cost a document little more than those whose words it holds."""

    def __init__(self, rules: Iterable[tuple[str, Query]]) -> None:
        """`rules` are (id, query); matches come in this order."""
        self._rules: list[tuple[str, Query, Predicate]] = []
        self._anchored: dict[Anchor, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, (name, query) in enumerate(rules):
            self._rules.append((name, query, compiled(query.tree)))
            found = anchors(query.tree)
            for anchor in found or ():
                self._anchored[anchor].append(number)
            if found is None:
                self._always.append(number)
        self._inside = {inside: _Anchored(self._anchored, inside=inside) for inside in (False, True)}

    def match(self, terms: DocumentTerms) -> list[Match]:
        """Every rule that the document meets; none for a document that is gone."""
        if terms.gone:
            return []
        return [
            _matched(name, query, terms)
            for name, query, judge in map(self._rules.__getitem__, sorted(self._candidates(terms)))
            if judge(terms)
        ]

    def _candidates(self, terms: DocumentTerms) -> set[int]:
        found = set(self._always)
        found |= self._inside[False].met([terms])
        found |= self._inside[True].met(terms.statements)
        return found


class _Anchored:
    """The rules anchored in documents, or in statements, by what their anchors look for."""

    def __init__(self, anchored: Mapping[Anchor, list[int]], *, inside: bool) -> None:
        self._by_term = {a.value: rules for a, rules in anchored.items() if a.inside is inside and a.kind == "term"}
        self._by_prefix = {a.value: rules for a, rules in anchored.items() if a.inside is inside and a.kind == "prefix"}
        self._terms = frozenset(self._by_term)
        self._prefixes = frozenset(self._by_prefix)
        self._lengths = {len(prefix) for prefix in self._prefixes}
        self._by_key: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for anchor, rules in anchored.items():
            if anchor.kind == "key" and anchor.inside is inside:
                field, _, value = anchor.value.partition(":")
                self._by_key[field][value] = rules

    def met(self, units: Sequence[DocumentTerms] | Sequence[StatementTerms]) -> set[int]:
        """The rules of whose anchors one stands in some unit."""
        found: set[int] = set()
        if self._terms or self._prefixes:
            fields = (field.positions for unit in units for field in unit.fields.values())
            terms = set(chain.from_iterable(chain.from_iterable(fields)))
            found.update(*(self._by_term[term] for term in self._terms & terms))
            for length in self._lengths:
                beginnings = {term[:length] for term in terms}
                found.update(*(self._by_prefix[prefix] for prefix in self._prefixes & beginnings))
        for field, by_value in self._by_key.items():
            for value in {value for unit in units for value in unit.keys.get(field, ())}:
                found.update(by_value.get(value, ()))
        return found


def matches(query: Query, terms: DocumentTerms) -> bool:
    """Whether one query is true for one document."""
    return not terms.gone and compiled(query.tree)(terms)


def match_one(query: Query, terms: DocumentTerms) -> Match | None:
    """The spans and statements of one query in one document; None where it does not match. `rule` is empty."""
    return _matched("", query, terms) if matches(query, terms) else None


def statements_of(query: Query, terms: DocumentTerms) -> list[int]:
    """The statements to show when statements were asked for: those that made a positive said(…) true; all of the
    document where the query has no said(…). Empty where the query is not true for the document."""
    if not matches(query, terms):
        return []
    if any(isinstance(node, Said) for node in walk(query.tree)):
        return sorted(why(query.tree, terms).statements)
    return list(range(len(terms.statements)))


def _matched(name: str, query: Query, terms: DocumentTerms) -> Match:
    found = why(query.tree, terms)
    return Match(name, matched_spans(found), tuple(sorted(found.statements)))
