"""From the response or the frame that holds an item to its being searchable, whole product, 20 items a second.

    python -m bench.latency [--seconds 60]

Feed (polled every second) and stream, each in a run of its own. The peer of the same run is bare tantivy on the same
texts: add one document, commit, reload, find it.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import tantivy

from bench.articles import article
from bench.desk import desk, get, site
from connectors.index.embedded import open_index
from queries import Query
from queries.tree import Everything
from tests.support.ports import free_port

EVERYTHING = Query(text="*", canonical="*", tree=Everything())
NEWEST = 40
"""Hits the watcher asks for: more than come between two looks, few enough not to be what is measured."""

SETTLING = 8.0
"""Seconds at the start that are not counted: processes start, the first poll brings a whole window."""


def config(port: int, source: str) -> str:
    return (
        f'network: {{allow: ["127.0.0.1:{port}"], contact: "desk@example.org"}}\nsources:\n  - {source}\n'
        "rules:\n  - {id: r, query: 'said(speaker:lindqvist treaty)', channels: []}\n"
        f"console: {{port: {free_port()}}}\n"
    )


def watch(home: Path, seconds: float) -> dict[str, float]:
    """URL -> when a search first returned it; looks again whenever the index has moved."""
    seen: dict[str, float] = {}
    while not (home / "index").exists():
        time.sleep(0.05)
    index, moved, until = open_index(home, writer=False), -1, time.monotonic() + seconds
    while time.monotonic() < until:
        if (generation := index.generation()) != moved:
            moved = generation
            page = index.search(EVERYTHING, sort="arrived", limit=NEWEST)
            now = time.time()
            for hit in page.hits:
                seen.setdefault(hit.document.url or "", now)
        time.sleep(0.005)
    index.close()
    return seen


def measure(name: str, source: str, rate: float, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, site(f"--rate={rate}") as port:
        with desk(Path(folder), config(port, source.format(port=port))):
            seen = watch(Path(folder) / "state", seconds + SETTLING)
            sent = get(f"http://127.0.0.1:{port}/sent")
        start = min(sent.values()) + SETTLING
        counted = {url: at for url, at in sent.items() if start <= at <= max(seen.values()) - 3}
        missing = [url for url in counted if url not in seen]
        delays = sorted(1000 * (seen[url] - at) for url, at in counted.items() if url in seen)
    p50, p99 = statistics.median(delays), delays[int(len(delays) * 0.99)]
    told = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, max {delays[-1]:.0f} ms, {len(missing)} missing"
    print(f"{name:7} {len(delays)} items, {told}")


def bare_tantivy(count: int = 200) -> None:
    schema = tantivy.SchemaBuilder().add_text_field("text", stored=False).build()
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema, path=folder)
        writer, delays = index.writer(15_000_000, 1), []
        for number in range(count):
            began = time.perf_counter()
            document = tantivy.Document()
            document.add_text("text", article(number)[1] + f" unique{number}")
            writer.add_document(document)
            writer.commit()
            index.reload()
            found = index.searcher().search(index.parse_query(f"unique{number}", ["text"]), 1)
            assert found.hits
            delays.append(1000 * (time.perf_counter() - began))
    print(
        f"tantivy {count} documents one by one, p50 {statistics.median(delays):.1f} ms, p99 {sorted(delays)[-2]:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    arguments = parser.parse_args()
    bare_tantivy()
    feed = '{{id: wire, kind: feed, url: "http://127.0.0.1:{port}/feed.xml", every: 1s}}'
    stream = '{{id: sky, kind: bluesky, url: "ws://127.0.0.1:{port}/subscribe"}}'
    measure("feed", feed, arguments.rate, arguments.seconds)
    measure("stream", stream, arguments.rate, arguments.seconds)


if __name__ == "__main__":
    main()
