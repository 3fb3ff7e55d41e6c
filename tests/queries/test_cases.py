"""The table of queries that people write, what each finds and what it must not find."""

import pytest

from queries.errors import QueryRefused
from queries.matcher import Matcher, matches
from queries.parser import parse
from queries.terms import document_terms
from tests.queries import oracle
from tests.support.query_cases import case_document, cases

CASES = cases()


def test_the_table_is_whole():
    assert [case["row"] for case in CASES] == list(range(1, 41))


@pytest.mark.parametrize("case", [c for c in CASES if "later" not in c], ids=lambda c: f"{c['row']}")
def test_finds_and_misses(case):
    query = parse(case["query"], zone=case.get("zone", "UTC"))
    for wanted, documents in ((True, case["finds"]), (False, case["misses"])):
        for given in documents:
            document = case_document(given)
            terms = document_terms(document)
            assert matches(query, terms) is wanted, given
            assert bool(Matcher([("rule", query)]).match(terms)) is wanted, given
            assert bool(oracle.hits(query.tree, [document])) is wanted, given


@pytest.mark.parametrize("case", [c for c in CASES if "later" in c], ids=lambda c: f"{c['row']}")
def test_what_is_not_available_yet_is_refused_by_name(case):
    with pytest.raises(QueryRefused) as refused:
        parse(case["query"])
    error = refused.value.errors[0]
    assert error.code == case["later"]
    named = case["query"][error.column - 1 : error.end - 1].partition("/")[0].rstrip("(")
    assert f"{named.strip()}" in error.message
    assert "not available yet" in error.message
