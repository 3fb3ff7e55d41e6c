"""NEAR, ONEAR and NOT NEAR as engine queries.

The engine's phrase with slop says "at most n words between" exactly for two single words, and only where the two can't
share a position (then it takes one position for both). Elsewhere the gaps are written out, a phrase with fixed offsets
for each; where that would be too many, and for three operands or more, there is only an outer bound.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import tantivy

from connectors.index.bounds import Bounds, all_of, any_of, either, pattern, same, without
from connectors.index.snapshot import Snapshot
from queries.tree import Element, Near, NotNear, Pattern, Prefix, Term, fields_of, sequences
from queries.tree import Sequence as Elements

EXPANSIONS = 16_384
"""A phrase of whose prefixes or groups one stands for this many terms or more is beyond the engine (it raises while it
searches)."""
MOST_WRITTEN_OUT = 40
"""Phrases with fixed offsets for one pair of operands; with more of them, verifying is cheaper."""

Operand = tuple[Elements, ...]
Groups = tuple[Sequence[Element], Sequence[Element]]
Shape = tuple[tuple[Element, ...], ...]
"""Successive positions, each with the elements of which one has to stand there."""


class Nearness:
    """Over one snapshot; `sequence` gives the bounds of a phrase in a field."""

    def __init__(self, snapshot: Snapshot, sequence: Callable[[str, Elements], Bounds]) -> None:
        self._snapshot = snapshot
        self._sequence = sequence

    def near(self, node: Near) -> Bounds:
        operands = tuple(map(sequences, node.operands))
        return either([self._in_field(f, operands, node.distance, node.ordered) for f in fields_of(node)])

    def not_near(self, node: NotNear) -> Bounds:
        """Where none of `exclude` is near or over any of `include`, each of `include` will do; where one is, another
        of `include` may stand alone."""
        include, exclude = sequences(node.include), sequences(node.exclude)
        bounds = []
        for field in fields_of(node):
            found = self._any(field, include)
            close = self._near_or_over(field, include, exclude, node.distance)
            bounds.append(Bounds(without([found.must], [close]), found.may))
        return either(bounds)

    def expansions(self, field: str, elements: Iterable[Element]) -> int:
        """The most terms that these stand for together; not counted beyond the engine's limit."""
        found = 0
        for element in elements:
            if isinstance(element, Term):
                found += 1
            elif found < EXPANSIONS:
                beginning = element.prefix if isinstance(element, Prefix) else element.beginning
                found += self._snapshot.terms_beginning(field, beginning, EXPANSIONS)
        return found

    def _in_field(self, field: str, operands: Sequence[Operand], most: int, ordered: bool) -> Bounds:
        if len(operands) == 2:
            return self._pair(field, operands[0], operands[1], most, ordered)
        widths = [max(map(len, operand)) for operand in operands]
        pairs = []
        for at, one in enumerate(operands):
            for other in range(at + 1, len(operands)):
                between = sum(widths[at + 1 : other]) if ordered else sum(widths) - widths[at] - widths[other]
                pairs.append(self._pair(field, one, operands[other], most + between, ordered).may)
        return Bounds(tantivy.Query.empty_query(), all_of(pairs))

    def _pair(self, field: str, one: Operand, other: Operand, most: int, ordered: bool) -> Bounds:
        if not self._expandable(field, (*one, *other)):
            return Bounds(tantivy.Query.empty_query(), self._both(field, one, other))
        if ordered:
            return self._written_out(field, [(one, other)], most, ordered=True)
        slack, rest = self._split(one, other)
        exact = [same(query) for pair in slack for query in self._slack(field, *pair, most)]
        return either([*exact, *([self._written_out(field, rest, most, ordered=False)] if rest else [])])

    def _near_or_over(self, field: str, one: Operand, other: Operand, most: int) -> Any:
        """An outer bound of: some occurrences of the two overlap, or have at most so many words between."""
        if not self._expandable(field, (*one, *other)):
            return self._both(field, one, other)
        slack, rest = self._split(one, other)
        close = [query for pair in slack for query in self._slack(field, *pair, most)]
        return any_of([*close, *(self._both(field, *pair) for pair in rest)])

    def _slack(self, field: str, one: Sequence[Element], other: Sequence[Element], most: int) -> Iterator[Any]:
        """Two single words that can't share a position, in either order."""
        for pair in ((one, other), (other, one)):
            yield self._phrase(field, list(enumerate(pair)), slop=most)

    def _written_out(self, field: str, pairs: Sequence[tuple[Operand, Operand]], most: int, *, ordered: bool) -> Bounds:
        """One phrase with fixed offsets for each gap, order and pair of shapes."""
        wanted: dict[tuple[Shape, Shape], None] = {}
        for one, other in pairs:
            for first in _shapes(one):
                for second in _shapes(other):
                    wanted[first, second] = None
                    if not ordered:
                        wanted[second, first] = None
        if len(wanted) * (most + 1) > MOST_WRITTEN_OUT:
            may = any_of([self._both(field, *pair) for pair in pairs])
            return Bounds(tantivy.Query.empty_query(), may)
        return same(
            any_of(
                [
                    self._phrase(field, [*enumerate(first), *enumerate(second, len(first) + gap)])
                    for first, second in wanted
                    for gap in range(most + 1)
                ]
            )
        )

    def _split(self, one: Operand, other: Operand) -> tuple[list[Groups], list[tuple[Operand, Operand]]]:
        """The pairs of two operands: groups of single words that can't share a position, and the rest."""
        single = [elements[0] for elements in one if len(elements) == 1]
        others = [elements[0] for elements in other if len(elements) == 1]
        slack: dict[tuple[Element, ...], list[Element]] = {}
        rest: list[tuple[Operand, Operand]] = []
        for word in single:
            sharing = [element for element in others if self.can_share(word, element)]
            if free := tuple(element for element in others if element not in sharing):
                slack.setdefault(free, []).append(word)
            if sharing:
                rest.append((((word,),), tuple((element,) for element in sharing)))
        phrases = tuple(elements for elements in one if len(elements) > 1)
        other_phrases = tuple(elements for elements in other if len(elements) > 1)
        if phrases:
            rest.append((phrases, other))
        if other_phrases and single:
            rest.append((tuple((element,) for element in single), other_phrases))
        return [(words, free) for free, words in slack.items()], rest

    def can_share(self, one: Element, other: Element) -> bool:
        """Whether one position may hold both: variants of a word begin alike, or with a sign or a digit."""
        a, b = _beginning(one), _beginning(other)
        return a.startswith(b) or b.startswith(a) or not a[0].isalpha() or not b[0].isalpha()

    def _phrase(self, field: str, places: Sequence[tuple[int, Sequence[Element]]], slop: int = 0) -> Any:
        single = [(at, e.term) for at, elements in places for e in elements if isinstance(e, Term)]
        if len(single) == len(places) == sum(len(elements) for _, elements in places):
            return tantivy.Query.phrase_query(self._snapshot.schema, field, single, slop=slop)
        patterns = [(at, "|".join(map(pattern, elements))) for at, elements in places]
        return tantivy.Query.regex_phrase_query(
            self._snapshot.schema, field, [(at, f"(?:{text})") for at, text in patterns], slop=slop
        )

    def _both(self, field: str, one: Operand, other: Operand) -> Any:
        return all_of([self._any(field, one).may, self._any(field, other).may])

    def _any(self, field: str, operand: Operand) -> Bounds:
        return either([self._sequence(field, elements) for elements in operand])

    def _expandable(self, field: str, operand: Operand) -> bool:
        """True where neither a group of words nor a word of a phrase stands for too many terms."""
        shapes = _shapes(operand)
        return all(self.expansions(field, elements) < EXPANSIONS for shape in shapes for elements in shape)


def _shapes(operand: Operand) -> list[Shape]:
    """The operand's single words as one shape, each of its phrases as another."""
    single = tuple(elements[0] for elements in operand if len(elements) == 1)
    phrases = [tuple((element,) for element in elements) for elements in operand if len(elements) > 1]
    return [*([(single,)] if single else []), *phrases]


def _beginning(element: Element) -> str:
    match element:
        case Term(term=term):
            return term
        case Prefix(prefix=prefix):
            return prefix
        case Pattern():
            return element.beginning
