"""The live matcher: which of many rules a document meets, and where.

It judges by the same terms that the index holds, so that an alert fires if and only if the same query finds the item.
"""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from queries import Query
from queries.anchors import Anchor, anchors
from queries.evaluate import Predicate, compiled
from queries.highlight import matched_spans, why
from queries.terms import DocumentTerms, Fields
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
        self._terms = {
            inside: {a.value: a for a in self._anchored if a.kind == "term" and a.inside is inside}
            for inside in (False, True)
        }
        self._prefixes = {
            inside: {a.value: a for a in self._anchored if a.kind == "prefix" and a.inside is inside}
            for inside in (False, True)
        }
        self._lengths = {inside: {len(value) for value in self._prefixes[inside]} for inside in (False, True)}

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
        found |= self._by_words([terms.fields], inside=False)
        found |= self._by_keys(terms.keys, inside=False)
        if self._terms[True] or self._prefixes[True]:
            found |= self._by_words([statement.fields for statement in terms.statements], inside=True)
        for statement in terms.statements:
            found |= self._by_keys(statement.keys, inside=True)
        return found

    def _by_words(self, units: Iterable[Fields], *, inside: bool) -> set[int]:
        words, prefixes = self._terms[inside], self._prefixes[inside]
        found: set[int] = set()
        for fields in units:
            for field in fields.values():
                hit = [words[term] for term in words.keys() & field.index.keys()]
                for length in self._lengths[inside]:
                    beginnings = {term[:length] for term in field.index}
                    hit.extend(prefixes[value] for value in prefixes.keys() & beginnings)
                for anchor in hit:
                    found.update(self._anchored[anchor])
        return found

    def _by_keys(self, keys: dict[str, tuple[str, ...]], *, inside: bool) -> set[int]:
        found: set[int] = set()
        for field, values in keys.items():
            for value in values:
                found.update(self._anchored.get(Anchor("key", f"{field}:{value}", inside), ()))
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
