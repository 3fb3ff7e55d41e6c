"""The table of queries that people write, what each finds and what it must not find."""

import pytest

from queries.matcher import Matcher, matches
from queries.parser import parse
from queries.terms import document_terms
from tests.queries import oracle
from tests.support.query_cases import case_document, cases

CASES = cases()


def test_the_table_is_whole():
    assert [case["row"] for case in CASES] == list(range(1, 41))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['row']}")
def test_finds_and_misses(case):
    query = parse(case["query"], zone=case.get("zone", "UTC"))
    for wanted, documents in ((True, case["finds"]), (False, case["misses"])):
        for given in documents:
            document = case_document(given)
            terms = document_terms(document)
            assert matches(query, terms) is wanted, given
            assert bool(Matcher([("rule", query)]).match(terms)) is wanted, given
            assert bool(oracle.hits(query.tree, [document])) is wanted, given
