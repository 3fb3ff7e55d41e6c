"""The live matcher means what the oracle means, over documents and queries made to collide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.canonical import show
from queries.matcher import Matcher, matches
from queries.parser import parse
from queries.terms import DocumentTerms, document_terms
from queries.tree import And, Not, Or
from tests.queries import oracle
from tests.support.query_counts import KINDS, deciding, differing, hits
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
    found = deciding(QUERIES, terms)
    assert {kind: found[kind] for kind in KINDS if found[kind] < 3} == {}


def test_near_differs_from_and_from_one_word_and_said_from_several_statements(terms):
    found = differing(QUERIES, terms)
    assert found["near as and"] >= 15
    assert found["self-near as word"] >= 4
    assert found["said apart"] >= 4


def test_canonical_text_parses_to_the_same_tree():
    for query in QUERIES:
        again = parse(query.canonical)
        assert again.tree == query.tree, query.text
        assert show(again.tree) == query.canonical


def test_de_morgan(terms):
    for a, b in zip(QUERIES[:150], QUERIES[150:], strict=True):
        both = Not(And((a.tree, b.tree)))
        either = Or((Not(a.tree), Not(b.tree)))
        assert hits(both, terms[:100]) == hits(either, terms[:100])


def test_another_document_changes_nothing(terms):
    matcher = Matcher((str(number), query) for number, query in enumerate(QUERIES))
    alone = [Matcher([(str(n), query)]).match(terms[0]) for n, query in enumerate(QUERIES)]
    matcher.match(terms[1])
    assert matcher.match(terms[0]) == [match for matches_ in alone for match in matches_]
