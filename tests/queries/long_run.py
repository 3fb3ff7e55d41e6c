"""Oracle, live matcher and embedded index over thousands of generated documents and queries: `make equal`.

    python -m tests.queries.long_run [--documents 2000] [--queries 2000] [--seed N]

The seed is printed; a run with it again draws the same. Ends with 1 where two of the three differ, or where so few
queries decided anything that the run proves little.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import SystemRandom

from connectors.index.base import Index, Write
from connectors.index.embedded import open_index
from queries import Query
from queries.matcher import Matcher
from queries.parser import parse
from queries.terms import document_terms
from schemas import Document
from tests.queries import oracle
from tests.support.query_counts import KINDS, deciding, differing
from tests.support.query_generator import make_documents, make_queries

AT_ONCE = 200
LEAST = {"near as and": 100, "self-near as word": 30, "said apart": 30}
LEAST_DECIDING = 20
"""For 2,000 queries; fewer queries need as much less."""


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    print(f"{given.documents} documents × {given.queries} queries, seed {given.seed}", flush=True)
    documents = make_documents(given.documents, given.seed)
    queries = [parse(text) for text in make_queries(given.queries, given.seed + 1)]
    wrong = [f"prints another tree: {q.text}" for q in queries if parse(q.canonical).tree != q.tree]
    expected = _timed("oracle", lambda: _oracle(given, queries))
    found = _timed("matcher", lambda: _matched(documents, queries))
    wrong += _differences("matcher", queries, expected, found)
    found = _timed("index", lambda: _searched(documents, queries))
    wrong += _differences("index", queries, expected, found)
    wrong += _timed("counts", lambda: list(_vacuous(documents, queries, expected)))
    print("\n".join(wrong[:50]) if wrong else "all three agree on every query")
    return 1 if wrong else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.queries.long_run", description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 30))
    return parser.parse_args(arguments)


def _timed(name: str, work):
    started = time.perf_counter()
    result = work()
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    return result


def _oracle(given: argparse.Namespace, queries: Sequence[Query]) -> list[set[str]]:
    """Each process makes the documents anew and judges a part of the queries."""
    parts = [(given.documents, given.seed, [query.text for query in queries[at::8]]) for at in range(8)]
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        judged = list(pool.map(_judge, parts))
    return [judged[at % 8][at // 8] for at in range(len(queries))]


def _judge(part: tuple[int, int, list[str]]) -> list[set[str]]:
    count, seed, texts = part
    documents = make_documents(count, seed)
    return [oracle.hits(parse(text).tree, documents) for text in texts]


def _matched(documents: Sequence[Document], queries: Sequence[Query]) -> list[set[str]]:
    matcher = Matcher((str(number), query) for number, query in enumerate(queries))
    found: list[set[str]] = [set() for _ in queries]
    for document in documents:
        for match in matcher.match(document_terms(document)):
            found[int(match.rule)].add(document.id)
    return found


def _searched(documents: Sequence[Document], queries: Sequence[Query]) -> list[set[str]]:
    with tempfile.TemporaryDirectory() as home:
        index = open_index(Path(home), writer=True)
        try:
            for at in range(0, len(documents), AT_ONCE):
                index.write([Write(one, None) for one in documents[at : at + AT_ONCE]])
                index.refresh()
            return [set(_ids(index, query)) for query in queries]
        finally:
            index.close()


def _ids(index: Index, query: Query) -> Iterable[str]:
    return (hit.document.id for hit in index.search(query, limit=1_000_000).hits)


def _differences(
    name: str, queries: Sequence[Query], expected: Sequence[set[str]], found: Sequence[set[str]]
) -> list[str]:
    return [
        f"{name}: {len(got - wanted)} too many, {len(wanted - got)} too few: {query.text}"
        for query, wanted, got in zip(queries, expected, found, strict=True)
        if got != wanted
    ]


def _vacuous(documents: Sequence[Document], queries: Sequence[Query], expected: Sequence[set[str]]) -> Iterator[str]:
    """What did not decide often enough, judged by 300 of the documents."""
    share = len(queries) / 2000
    telling = sum(0 < len(found) < len(documents) for found in expected)
    print(f"queries that find some documents and not all: {telling} of {len(queries)}")
    if telling < 0.7 * len(queries):
        yield f"only {telling} queries find some documents and not all"
    terms = [document_terms(document) for document in documents[:300]]
    kinds = deciding(queries, terms)
    counts = differing(queries, terms)
    print(f"deciding: {dict(kinds)}; differing: {counts}")
    for kind in KINDS:
        if kinds[kind] < LEAST_DECIDING * share:
            yield f"{kind} decides in {kinds[kind]} queries alone"
    for name, least in LEAST.items():
        if counts[name] < least * share:
            yield f"{name} differs in {counts[name]} queries alone"


if __name__ == "__main__":
    sys.exit(main())
