"""The index finds and counts what the oracle and the matcher say, whatever its segments went through."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from connectors.index.base import FACETS, Bucket, Index, Write
from connectors.index.embedded import open_index
from queries import Query
from queries.matcher import statements_of
from queries.parser import parse
from queries.terms import document_terms
from schemas import Document, Statement
from tests.index.conformance import bar, most, of_statement, values
from tests.queries import oracle
from tests.support.documents import gone
from tests.support.query_generator import make_documents, make_queries

DOCUMENTS = make_documents(300, seed=21)
TEXTS = make_queries(300, seed=22)
QUERIES = [parse(text) for text in TEXTS]
STATEMENT_QUERIES = [parse(text, unit="statements") for text in TEXTS]
OWN = {"speaker", "verb", "kind"}


def fill(index: Index, final: list[Document]) -> None:
    """Every document in batches that each become a segment: most first in another version, some gone in between."""
    chance = Random(23)
    earlier = {one.id: one for one in make_documents(len(final), seed=24)}
    turns: list[list[Document]] = [[], [], []]
    for one in final:
        if chance.random() < 0.6:
            turns[0].append(earlier[one.id])
        if chance.random() < 0.3:
            turns[1].append(gone(one.identity))
        turns[2].append(one)
    seqs: dict[str, int] = {}
    for turn in turns:
        chance.shuffle(turn)
        for start in range(0, len(turn), 17):
            batch = turn[start : start + 17]
            outcomes = index.write([Write(one, seqs.get(one.id)) for one in batch])
            assert {outcome.state for outcome in outcomes} == {"written"}
            seqs |= {one.id: seqs.get(one.id, 0) + 1 for one in batch}
            index.refresh()


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """What the index holds at the end; every ninth is gone."""
    return [gone(one.identity) if number % 9 == 4 else one for number, one in enumerate(DOCUMENTS)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> Iterator[Index]:
    home: Path = tmp_path_factory.mktemp("equal")
    writer = open_index(home, writer=True)
    fill(writer, documents)
    reader = open_index(home, writer=False)
    assert reader.status()["segments"] > 2
    yield reader
    reader.close()
    writer.close()


@pytest.fixture(scope="module")
def found(documents: list[Document]) -> list[list[Document]]:
    """For each query what the oracle finds, newest first."""
    by_order = sorted(documents, key=lambda one: (-one.published, one.id))
    return [[one for one in by_order if one.id in hits] for hits in (oracle.hits(q.tree, documents) for q in QUERIES)]


@pytest.fixture(scope="module")
def said(documents: list[Document]) -> list[list[tuple[Document, Statement]]]:
    """For each query the statements that the matcher names."""
    by_order = sorted(documents, key=lambda one: (-one.published, one.id))
    judged = [(one, document_terms(one)) for one in by_order]
    return [
        [(one, one.statements[at]) for one, terms in judged for at in statements_of(query, terms)]
        for query in STATEMENT_QUERIES
    ]


def each(queries: list[Query], wanted: list) -> Iterator[tuple[Query, list, str]]:
    """Each query with what is wanted and a facet, so that every facet meets many queries."""
    return zip(queries, wanted, cycle(FACETS), strict=False)


def test_documents_are_those_of_the_oracle(index: Index, found: list[list[Document]]) -> None:
    for query, wanted, _ in each(QUERIES, found):
        page = index.search(query, limit=500)
        assert [hit.document.id for hit in page.hits] == [one.id for one in wanted], query.text
        assert page.total == len(wanted), query.text
    telling = sum(0 < len(wanted) < 250 for wanted in found)
    assert telling >= 0.7 * len(QUERIES), "too few queries find some documents and not all"


def test_statements_are_those_of_the_matcher(index: Index, said: list[list[tuple[Document, Statement]]]) -> None:
    for query, wanted, _ in each(STATEMENT_QUERIES, said):
        page = index.search(query, unit="statements", limit=1000)
        shown = [(hit.document.id, hit.statement.id if hit.statement else "") for hit in page.hits]
        assert shown == [(one.id, statement.id) for one, statement in wanted], query.text
        assert page.total == len(wanted), query.text
    everything = max(map(len, said))
    assert sum(0 < len(wanted) < everything for wanted in said) >= 0.5 * len(QUERIES)


def test_facets_are_those_of_what_is_found(
    index: Index, found: list[list[Document]], said: list[list[tuple[Document, Statement]]]
) -> None:
    counted: Counter[str] = Counter()
    for query, wanted, facet in each(QUERIES, found):
        buckets = index.facet(query, facet, limit=3)
        assert buckets == most((values(one, facet) for one in wanted), 3), (query.text, facet)
        counted[facet] += len(buckets) > 1
    for query, wanted, facet in each(STATEMENT_QUERIES, said):
        expected = most((of_statement(st, facet) if facet in OWN else values(one, facet)) for one, st in wanted)
        assert index.facet(query, facet, unit="statements") == expected, (query.text, facet)
        counted[facet] += len(expected) > 1
    assert min(counted[facet] for facet in FACETS) >= 10


def test_timelines_are_those_of_what_is_found(index: Index, found: list[list[Document]]) -> None:
    steps = cycle(("hour", "day", "week"))
    several = 0
    for (query, wanted, _), step in zip(each(QUERIES, found), steps, strict=False):
        bars = Counter(bar(one.published, step, "Europe/London") for one in wanted)
        expected = [Bucket(start, bars[start]) for start in sorted(bars)]
        assert index.timeline(query, step, zone="Europe/London") == expected, query.text
        several += len(expected) > 2
    assert several >= 100
