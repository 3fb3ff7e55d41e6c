"""Memory of the whole process tree and pages of the console, with 100,000 documents in the index.

    python -m bench.footprint [--documents 100000] [--home DIR]

With `--home` an index that was built before is used again. Memory is PSS (each shared page counted once over those
who share it), summed over `onrecord run` and all its children while items come in. A page's peer is the same search
asked of the index directly, in this process, without console and HTTP.
"""

import argparse
import random
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from bench.articles import article
from bench.desk import desk, get, site
from connectors.index.base import Write
from connectors.index.embedded import open_index
from language.enrichment import enrich
from language.entities import EntityBase
from queries.parser import parse
from schemas import Document, document_id
from schemas.document import Carrier
from tests.support.ports import free_port

BATCH = 1000
DAY_MS = 86_400_000
TEXT_LENGTH = 2000
VARIANTS = 400
"""Articles that are enriched; each document is one of them with words of its own before it."""

PAGES = (
    "/search?q=harbour&in=documents",
    "/search?q=harbour&in=statements",
    "/search?q=said(speaker:lindqvist)&in=statements",
    "/search?q=%22ferry+strike%22+AND+winter&in=documents",
    "/search?q=flood*+NOT+budget&in=documents",
    "/search?q=source:wire3&in=statements",
    "/live",
    "/alerts",
    "/sources",
)


def build(home: Path, count: int) -> float:
    """Write `count` documents with their statements; seconds it took."""
    began, chance, base = time.perf_counter(), random.Random(5), EntityBase()
    made = []
    for number in range(VARIANTS):
        title, text = article(number, TEXT_LENGTH)
        made.append((title, text, enrich(text, document=f"v{number}", language="en", base=base)))
    index, now = open_index(home, writer=True), time.time_ns() // 1_000_000
    for start in range(0, count, BATCH):
        documents = []
        for number in range(start, min(count, start + BATCH)):
            title, text, found = made[number % VARIANTS]
            published = now - chance.randrange(60 * DAY_MS)
            source, url = f"wire{number % 40}", f"https://bench.example.org/old/{number}"
            carrier = Carrier(source, number, "arrival", "feed", published, "poll", url=url, title=title, text=text)
            documents.append(
                Document(
                    id=document_id(url),
                    version=number,
                    source=source,
                    published=published,
                    published_from="feed",
                    arrived=published,
                    processed=published,
                    url=url,
                    title=f"{title} n{number}",
                    text=text,
                    language="en",
                    carriers=(carrier,),
                    statements=found.statements,
                    entities=found.entities,
                )
            )
        index.write([Write(document, None) for document in documents])
        index.refresh()
    index.close()
    return time.perf_counter() - began


def timed(do: Callable[[], object], times: int) -> list[float]:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        spent.append(1000 * (time.perf_counter() - began))
    return sorted(spent)


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return bytes(answer.read())


def memory(pid: int) -> dict[str, float]:
    """MB of PSS by kind of process."""
    found: dict[str, float] = {}
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        words = process.cmdline()
        kind = next((w for w in words if w in {"run", "worker", "connect", "notify", "console"}), "parser")
        found[kind] = found.get(kind, 0) + process.memory_full_info().pss / 1e6
    return found


def pages(console: int) -> None:
    for page in PAGES:
        address = f"http://127.0.0.1:{console}{page}"
        spent = timed(lambda address=address: fetch(address), 15)
        print(f"page {page:55} p50 {statistics.median(spent):6.1f} ms  max {spent[-1]:6.1f} ms")


def bare(home: Path) -> None:
    index = open_index(home, writer=False)
    for page in PAGES[:6]:
        asked = urllib.parse.parse_qs(page.partition("?")[2])
        unit = asked["in"][0]
        query = parse(asked["q"][0], unit=unit)
        spent = timed(lambda query=query, unit=unit: index.search(query, unit=unit, limit=25), 15)
        print(f"bare {page:55} p50 {statistics.median(spent):6.1f} ms  max {spent[-1]:6.1f} ms")
    index.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.home or Path(temporary)
        if not (folder / "state" / "index").exists():
            spent = build(folder / "state", arguments.documents)
            print(f"{arguments.documents} documents written in {spent:.0f} s")
        console = free_port()
        with site("--rate=2") as port:
            config = (
                f'network: {{allow: ["127.0.0.1:{port}"], contact: "desk@example.org"}}\n'
                f'sources:\n  - {{id: wire, kind: feed, url: "http://127.0.0.1:{port}/feed.xml", every: 1s}}\n'
                "rules:\n  - {id: r, query: 'said(speaker:lindqvist treaty)', channels: []}\n"
                f"console: {{port: {console}}}\n"
            )
            with desk(folder, config) as run:
                while True:
                    try:
                        if get(f"http://127.0.0.1:{console}/search.json?q=source:wire")["total"] >= 20:
                            break
                    except OSError:
                        pass
                    time.sleep(0.5)
                pages(console)
                time.sleep(5)
                found = memory(run.pid)
        bare(folder / "state")
        parts = ", ".join(f"{kind} {size:.0f}" for kind, size in sorted(found.items()))
        print(f"memory (PSS) {sum(found.values()):.0f} MB: {parts}")


if __name__ == "__main__":
    main()
