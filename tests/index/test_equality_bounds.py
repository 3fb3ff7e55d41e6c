"""The engine's bounds hold what they promise, and the run would notice if they were made as engines tempt one to."""

from collections.abc import Sequence
from itertools import combinations

import pytest
import tantivy

from connectors.index.bounds import MUST_NOT, Bounds, all_of, either, same, without
from connectors.index.compile import Compiler
from connectors.index.nearness import Nearness
from connectors.index.snapshot import Snapshot
from queries.parser import parse
from queries.tree import Near, Node, Not, sequences
from tests.queries import oracle
from tests.support.documents import document
from tests.support.query_bounds import Indexed
from tests.support.query_generator import make_documents, make_queries

DOCUMENTS = make_documents(300, seed=41)
QUERIES = [parse(text) for text in make_queries(300, seed=42)]


@pytest.fixture(scope="module")
def indexed() -> Indexed:
    return Indexed(DOCUMENTS)


@pytest.fixture(scope="module")
def expected() -> list[set[int]]:
    rows = {one.id: row for row, one in enumerate(DOCUMENTS)}
    return [{rows[name] for name in oracle.hits(query.tree, DOCUMENTS)} for query in QUERIES]


def test_what_is_meant_lies_between_the_bounds(indexed: Indexed, expected: list[set[int]]) -> None:
    accepted = rejected = 0
    for query, wanted in zip(QUERIES, expected, strict=True):
        must, may = indexed.bounds(query, Compiler(indexed.snapshot))
        assert must <= wanted <= may, query.text
        accepted += len(wanted - must)
        rejected += len(may - wanted)
    assert accepted >= 100, "too few doubtful documents were right"
    assert rejected >= 100, "too few doubtful documents were wrong"


class Wrong(Compiler):
    """A compiler with another way of nearness."""

    nearness: type[Nearness]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self._nearness = self.nearness(snapshot, self._sequence)


class SlopPhraseForEveryNear(Wrong):
    class nearness(Nearness):  # noqa: N801  (an attribute of the compiler)
        def near(self, node: Near) -> Bounds:
            operands = [[elements[0] for elements in sequences(one)] for one in node.operands]
            return either(
                [same(self._phrase(field, list(enumerate(operands)), node.distance)) for field in ("title", "text")]
            )


class SlopPairForAWordAndItself(Wrong):
    class nearness(Nearness):  # noqa: N801
        def can_share(self, one: object, other: object) -> bool:
            return one != other and super().can_share(one, other)  # type: ignore[arg-type]


class SlopPairForWordsAtOnePosition(Wrong):
    class nearness(Nearness):  # noqa: N801
        def can_share(self, one: object, other: object) -> bool:
            return one == other


class WithoutTheMirror(Wrong):
    class nearness(Nearness):  # noqa: N801
        def _slack(self, field: str, one: Sequence, other: Sequence, most: int):  # type: ignore[no-untyped-def]
            yield self._phrase(field, [(0, one), (1, other)], slop=most)


class OverlapIsNotNear(Wrong):
    class nearness(Nearness):  # noqa: N801
        def _near_or_over(self, field: str, one: tuple, other: tuple, most: int) -> object:
            return self._pair(field, one, other, most, ordered=False).must


class PairsWithoutTheWidthBetween(Wrong):
    class nearness(Nearness):  # noqa: N801
        def _in_field(self, field: str, operands: Sequence[tuple], most: int, ordered: bool) -> Bounds:
            if len(operands) == 2:
                return super()._in_field(field, operands, most, ordered)
            pairs = [self._pair(field, one, other, most, ordered).may for one, other in combinations(operands, 2)]
            return Bounds(tantivy.Query.empty_query(), all_of(pairs))


class MustNotWithoutAll(Compiler):
    def _and(self, nodes: Sequence[Node], unit: str) -> Bounds:
        if all(isinstance(node, Not) for node in nodes):
            removed = [self.bounds(node.node, unit) for node in nodes if isinstance(node, Not)]
            return same(tantivy.Query.boolean_query([(MUST_NOT, bound.may) for bound in removed]))
        return super()._and(nodes, unit)


class BoundsNotSwappedUnderNot(Compiler):
    def _and(self, nodes: Sequence[Node], unit: str) -> Bounds:
        kept = [self.bounds(one, unit) for one in nodes if not isinstance(one, Not)] or [same(self.everything(unit))]
        removed = [self.bounds(one.node, unit) for one in nodes if isinstance(one, Not)]
        must = without([bound.must for bound in kept], [bound.must for bound in removed])
        return Bounds(must, without([bound.may for bound in kept], [bound.may for bound in removed]))


MUTANTS = [
    SlopPhraseForEveryNear,
    SlopPairForAWordAndItself,
    SlopPairForWordsAtOnePosition,
    WithoutTheMirror,
    OverlapIsNotNear,
    PairsWithoutTheWidthBetween,
    MustNotWithoutAll,
    BoundsNotSwappedUnderNot,
]


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_compiler_gone_wrong_is_noticed(mutant: type[Compiler], indexed: Indexed, expected: list[set[int]]) -> None:
    compiler = mutant(indexed.snapshot)
    pairs = zip(QUERIES, expected, strict=True)
    assert any(indexed.found(query, compiler) != wanted for query, wanted in pairs), "no query tells it from the right"


MANY = [" ".join(f"wide{n:05}" for n in range(at, at + 500)) for at in range(0, 20_000, 500)]


@pytest.fixture(scope="module")
def many() -> Indexed:
    """20,000 words under one prefix, more than the engine takes in a phrase."""
    texts = [*MANY, "harbour x wide00001", "harbour x x x wide19999", "wide00002 harbour and so on and wide00003"]
    return Indexed([document(f"many-{at}", text) for at, text in enumerate(texts)])


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("wide*", set(range(43))),
        ("wide* NEAR/2 harbour", {40, 42}),
        ("harbour ONEAR/3 (wide* OR zebra)", {40, 41}),
        ('"harbour x wide*"', {40}),
        ("wide* NOT NEAR/2 harbour", set(range(40)) | {41, 42}),
        ("harbour NOT NEAR/2 wide*", {41}),
        ("wid?19999 NEAR/3 harbour", {41}),
    ],
)
def test_words_by_the_ten_thousand_under_one_prefix(many: Indexed, query: str, rows: set[int]) -> None:
    assert many.found(parse(query), Compiler(many.snapshot)) == rows
