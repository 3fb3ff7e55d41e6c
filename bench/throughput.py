"""Documents a second of the whole pipeline on one core, and of the same functions called without Beam and log.

    python -m bench.throughput [--documents 2000]

Both halves run in this process, in turn, pinned to one core: worker (log, graph, index) and bare (normalise, merge,
enrich, judge, write in bulks of 500). Articles of 4.6 kB, statements on, 20 rules.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from bench.articles import article
from connectors.index.base import Write
from connectors.index.embedded import open_index
from connectors.log.base import ITEMS, Record, StoredRecord
from connectors.log.sqlite import SqliteLog
from language.entities import EntityBase
from pipelines.enrich import Enricher
from pipelines.footing import collect_seldom
from pipelines.graph import BULK
from pipelines.judge import RuleJudge
from pipelines.normalise import normalise_record
from pipelines.settle import Arrival, settle
from pipelines.worker import Worker
from queries.parser import parse
from schemas import Item, Rule, WatchedEntity, document_id, encode
from schemas.identity import identity

WATCHED = [
    WatchedEntity(id=f"p{n}", name=name, type="person") for n, name in enumerate(("Ada Lindqvist", "Tomas Berg"))
]
QUERIES = ['said(speaker:lindqvist "harbour treaty")', '"ferry strike" AND winter', "flood* NOT budget", "title:bridge"]


def records(count: int) -> list[Record]:
    made = []
    for number in range(count):
        title, text = article(number)
        url = f"https://bench.example.org/{number}"
        ident = document_id(identity(url=url, source="bench", given_id=None, text=None))
        now = time.time_ns() // 1000
        item = Item(
            id=ident, source="bench", version=now, arrived=now // 1000, via="poll", url=url, title=title, text=text
        )
        made.append(Record(ident, encode(item)))
    return made


def judge() -> RuleJudge:
    rules = [Rule(id=f"r{n}", query=QUERIES[n % len(QUERIES)]) for n in range(20)]
    return RuleJudge([(rule, parse(rule.query, rule=True)) for rule in rules])


def whole(made: Sequence[Record], home: Path) -> tuple[float, float]:
    """Wall and CPU seconds of the worker over all records."""
    log, index = SqliteLog(home / "log.db"), open_index(home, writer=True)
    log.append(ITEMS, made)
    worker = Worker(log=log, index=index, enrich=Enricher(EntityBase(WATCHED)), judge=judge(), home=home)
    wall, cpu = time.perf_counter(), time.process_time()
    worker.run(Event(), drain=True)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    index.close()
    log.close()
    return spent


def bare(made: Sequence[Record], home: Path) -> tuple[float, float]:
    """Wall and CPU seconds of the same functions, called one after another."""
    index, enrich, judged = open_index(home, writer=True), Enricher(EntityBase(WATCHED)), judge()
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(made), BULK):
        bulk = made[start : start + BULK]
        arrivals = [
            Arrival(one, StoredRecord(ITEMS, 0, start + n, record.key, record.value, 0), nth)
            for n, record in enumerate(bulk)
            for nth, one in enumerate(normalise_record(record.value))
        ]
        there = index.read([arrival.arrived.id for arrival in arrivals])
        settled = [settle(one.arrived.id, there.get(one.arrived.id), [one], enrich, judged, 0) for one in arrivals]
        index.write([Write(one.document, None) for one in settled if one.document])
        index.refresh()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    index.close()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {0})
    collect_seldom()  # as the worker's process does
    made = records(arguments.documents)
    rates: dict[str, list[float]] = {"whole": [], "bare": []}
    for _ in range(arguments.rounds):
        for name, run in (("bare", bare), ("whole", whole)):
            with tempfile.TemporaryDirectory() as home:
                wall, cpu = run(made, Path(home))
            rates[name].append(len(made) / wall)
            print(f"{name:6} {len(made) / wall:7.0f} documents/s wall, {len(made) / cpu:7.0f} a CPU second")
    whole_rate, bare_rate = statistics.median(rates["whole"]), statistics.median(rates["bare"])
    print(f"median: whole {whole_rate:.0f}, bare {bare_rate:.0f} documents/s: {whole_rate / bare_rate:.0%}")


if __name__ == "__main__":
    main()
