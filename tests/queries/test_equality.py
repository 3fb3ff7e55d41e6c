"""The live matcher means what the oracle means, over documents and queries made to collide."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.canonical import show
from queries.evaluate import compiled
from queries.matcher import Matcher, matches
from queries.parser import parse
from queries.terms import DocumentTerms, document_terms
from queries.tree import And, Everything, Interval, Key, Near, Node, Not, NotNear, Or, Pattern, Prefix, Said, Words
from tests.queries import oracle
from tests.support.query_generator import make_documents, make_queries

DOCUMENTS = make_documents(300, seed=11)
QUERIES = [parse(text) for text in make_queries(300, seed=12)]


@pytest.fixture(scope="module")
def terms() -> list[DocumentTerms]:
    return [document_terms(document) for document in DOCUMENTS]


@pytest.fixture(scope="module")
def expected() -> list[set[str]]:
    return [oracle.hits(query.tree, DOCUMENTS) for query in QUERIES]


def test_matcher_equals_oracle(terms, expected):
    matcher = Matcher((str(number), query) for number, query in enumerate(QUERIES))
    found: list[set[str]] = [set() for _ in QUERIES]
    for document, judged in zip(DOCUMENTS, terms, strict=True):
        for match in matcher.match(judged):
            found[int(match.rule)].add(document.id)
            text = {"title": document.title, "text": document.text}
            assert all(0 <= s.start < s.end <= len(text[s.field]) for s in match.spans)
    for query, got, wanted in zip(QUERIES, found, expected, strict=True):
        assert got == wanted, query.text


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.randoms(use_true_random=False))
def test_matcher_equals_oracle_where_a_difference_would_be_shrunk(rng):
    documents = make_documents(6, rng)
    for text in make_queries(4, rng):
        query = parse(text)
        found = {one.id for one in documents if Matcher([("rule", query)]).match(document_terms(one))}
        assert found == oracle.hits(query.tree, documents), text


def test_stored_terms_are_judged_alike(terms):
    for judged in terms[::10]:
        stored = DocumentTerms.decode(judged.encode())
        assert [matches(query, stored) for query in QUERIES] == [matches(query, judged) for query in QUERIES]


def test_queries_hit_some_but_not_all(expected):
    telling = sum(0 < len(found) < len(DOCUMENTS) for found in expected)
    assert telling >= 0.7 * len(QUERIES)


def test_every_kind_of_node_decides(terms):
    """A kind counts where taking it for true and taking it for false both change what is found."""
    deciding: Counter[str] = Counter()
    for query in QUERIES:
        base = _hits(query.tree, terms)
        kinds = set()
        for kind, replaced in _replaced(query.tree):
            if kind not in kinds and all(_hits(tree, terms) != base for tree in replaced):
                kinds.add(kind)
        deciding.update(kinds)
    wanted = ("term", "prefix", "exact", "phrase", "phrase with prefix", "said", "not", "key", "date", "field")
    assert {kind: deciding[kind] for kind in wanted if deciding[kind] < 3} == {}


def test_said_differs_from_conditions_spread_over_statements(terms):
    def apart(node: Node) -> Node:
        if isinstance(node, Said) and isinstance(node.node, And):
            return And(tuple(map(Said, node.node.nodes)))
        return _rebuilt(node, apart)

    differing = sum(_hits(apart(query.tree), terms) != _hits(query.tree, terms) for query in QUERIES)
    assert differing >= 4


def test_canonical_text_parses_to_the_same_tree():
    for query in QUERIES:
        again = parse(query.canonical)
        assert again.tree == query.tree, query.text
        assert show(again.tree) == query.canonical


def test_de_morgan(terms):
    for a, b in zip(QUERIES[:150], QUERIES[150:], strict=True):
        both = Not(And((a.tree, b.tree)))
        either = Or((Not(a.tree), Not(b.tree)))
        assert _hits(both, terms[:100]) == _hits(either, terms[:100])


def test_another_document_changes_nothing(terms):
    matcher = Matcher((str(number), query) for number, query in enumerate(QUERIES))
    alone = [Matcher([(str(n), query)]).match(terms[0]) for n, query in enumerate(QUERIES)]
    matcher.match(terms[1])
    assert matcher.match(terms[0]) == [match for matches_ in alone for match in matches_]


def _hits(node: Node, terms: list[DocumentTerms]) -> list[int]:
    judge = compiled(node)
    return [at for at, judged in enumerate(terms) if judge(judged)]


def _kind(node: Node) -> str:
    if isinstance(node, Words):
        elements = node.alternatives[0]
        if any(isinstance(element, Prefix) for element in elements):
            return "phrase with prefix" if len(elements) > 1 else "prefix"
        if any(isinstance(element, Pattern) for element in elements):
            return "pattern"
        if any(element.term.startswith("=") for element in elements):
            return "exact"
        if node.fields not in {("title", "text"), ("statement",)}:
            return "field"
        return "phrase" if len(elements) > 1 else "term"
    if isinstance(node, Near):
        return f"{'o' if node.ordered else ''}near of {'two' if len(node.operands) == 2 else 'more'}"
    names = {NotNear: "not near", Said: "said", Not: "not", Key: "key", Interval: "date"}
    return names.get(type(node), "other")


def _replaced(node: Node):
    """Each node's kind with the tree in which it is taken for true, and for false."""
    yield _kind(node), (Everything(), Not(Everything()))
    for at, child in enumerate(_children(node)):
        for kind, pair in _replaced(child):
            yield kind, tuple(_with_child(node, at, one) for one in pair)


def _children(node: Node) -> tuple[Node, ...]:
    return node.nodes if isinstance(node, And | Or) else (node.node,) if isinstance(node, Not | Said) else ()


def _with_child(node: Node, at: int, child: Node) -> Node:
    if isinstance(node, And | Or):
        return type(node)((*node.nodes[:at], child, *node.nodes[at + 1 :]))
    return msgspec.structs.replace(node, node=child)


def _rebuilt(node: Node, change) -> Node:
    for at, child in enumerate(_children(node)):
        node = _with_child(node, at, change(child))
    return node
