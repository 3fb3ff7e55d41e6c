"""The worker on the real log and index: what raises, what kills, what can't be written, and what a delete forgets."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from connectors.index.base import Outcome, Write
from connectors.index.embedded import EmbeddedIndex, open_index
from connectors.log.base import ALERTS, ITEMS, REJECTED, Record
from connectors.log.sqlite import SqliteLog
from language.entities import EntityBase
from pipelines.attempts import AttemptFile
from pipelines.enrich import Enricher
from pipelines.judge import RuleJudge
from pipelines.settle import Enrich
from pipelines.worker import Worker
from queries import Query
from queries.parser import parse
from queries.tree import Everything
from schemas import Alert, Document, Item, Rejected, Rule, decode, document_id, encode
from schemas.identity import identity
from tests.support.disk import fill, small_disk

EVERYTHING = Query(text="*", canonical="*", tree=Everything())
RULE = Rule(id="harbour", query="harbour")
ROOT = Path(__file__).resolve().parents[2]


def item(number: int, text: str, *, version: int = 1, **more: object) -> Item:
    url = f"https://wire.example.org/reports/{number}"
    ident = document_id(identity(url=url, source="wire", given_id=None, text=None))
    now = time.time_ns() // 1_000_000
    given = {"via": "poll", "version_order": "updated", "arrived": now, "url": url, **more}
    return Item(id=ident, source="wire", version=version, text=text, **given)  # type: ignore[arg-type]


class Bench:
    """A log, an index and a worker of one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = SqliteLog(home / "log.db")
        self.index: EmbeddedIndex = open_index(home, writer=True)

    def put(self, *items: Item) -> None:
        self.log.append(ITEMS, [Record(one.id, encode(one)) for one in items])

    def work(self, enrich: Enrich | None = None, index: EmbeddedIndex | None = None) -> None:
        judge = RuleJudge([(RULE, parse(RULE.query, rule=True))])
        worker = Worker(
            log=self.log,
            index=index or self.index,
            enrich=enrich or Enricher(EntityBase()),
            judge=judge,
            home=self.home,
        )
        worker.run(threading.Event(), drain=True)

    def texts(self) -> set[str]:
        return {hit.document.text for hit in self.index.search(EVERYTHING, limit=1000).hits}

    def rejected(self) -> list[Rejected]:
        return [decode(one.value, Rejected) for one in self.log.read(REJECTED, 0, 0, 10_000)]

    def alerts(self) -> list[Alert]:
        return [
            decode(one.value, Alert)
            for partition, end in self.log.ends(ALERTS).items()
            for one in self.log.read(ALERTS, partition, 0, end)
            if one.value
        ]

    def lag(self) -> int:
        return self.log.consumer(ITEMS, "worker").lag()

    def close(self) -> None:
        self.index.close()
        self.log.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    opened = Bench(tmp_path / "home")
    yield opened
    opened.close()


def test_items_become_documents_and_alerts_and_are_committed(bench: Bench) -> None:
    bench.put(item(1, "The harbour is open."), item(2, "Nothing new."), item(1, "The harbour is shut.", version=2))
    bench.work()
    assert bench.texts() == {"The harbour is shut.", "Nothing new."}
    assert {alert.sentence for alert in bench.alerts()} == {"The harbour is open.", "The harbour is shut."}
    assert len({alert.id for alert in bench.alerts()}) == 1, "one document, one alert id, whatever its version"
    assert bench.lag() == 0


def test_history_is_found_and_never_fires(bench: Bench) -> None:
    bench.put(item(1, "The harbour was open.", via="history"))
    bench.work()
    assert len(bench.texts()) == 1
    assert bench.alerts() == []


def test_late_fires_once_and_says_so(bench: Bench) -> None:
    bench.put(item(1, "The harbour was open.", published="2020-01-01T10:00:00Z"))
    bench.work()
    (alert,) = bench.alerts()
    assert alert.late


def test_a_pasted_post_becomes_a_document_of_its_own(bench: Bench) -> None:
    text = "It rained all day.\n\nThe harbour stays open, whatever they say\n— Ada Lindqvist (@lindqvist) March 2, 2026"
    bench.put(item(1, text))
    bench.work()
    page = bench.index.search(EVERYTHING, limit=10)
    posts = [hit.document for hit in page.hits if hit.document.type == "post"]
    articles = [hit.document for hit in page.hits if hit.document.type == "article"]
    assert [post.text for post in posts] == ["The harbour stays open, whatever they say"]
    assert articles[0].posts[0].document == posts[0].id
    assert posts[0].relayed_by == (articles[0].id,)


def test_what_raises_in_enrichment_is_rejected_and_comes_back_once_mended(bench: Bench) -> None:
    def picky(document: Document) -> Document:
        if "poison" in document.text:
            raise ValueError("cannot read this")
        return document

    bench.put(*(item(n, f"Text {n}.") for n in range(20)), item(20, "poison harbour"))
    bench.work(picky)
    assert len(bench.texts()) == 20
    (rejected,) = bench.rejected()
    assert (rejected.stage, rejected.source) == ("enrich", "wire")
    assert "cannot read this" in rejected.error
    assert bench.lag() == 0
    bench.log.append(ITEMS, [Record(rejected.item or "", rejected.bytes)])
    bench.work()
    assert "poison harbour" in bench.texts()
    assert len(bench.alerts()) == 1


def test_bytes_that_are_no_item_are_rejected_by_name(bench: Bench) -> None:
    bench.log.append(ITEMS, [Record("k", b'{"id": "x"'), Record("k", b'{"id": 7}'), Record("k", b"")])
    bench.put(item(1, "Sound."), item(2, "", html="<b>" * 100_000))
    bench.work()
    assert bench.texts() == {"Sound."}
    assert sorted(one.stage for one in bench.rejected()) == ["decode", "decode", "html"]
    assert all(one.place and one.bytes for one in bench.rejected())


class Moody:
    """The real index behind a mood: an interface of ours, so a hand-written stand-in at its seam."""

    def __init__(self, index: EmbeddedIndex, write: Callable[[list[Write]], list[Outcome] | None]) -> None:
        self._index, self._mood = index, write

    def write(self, writes: list[Write]) -> list[Outcome]:
        answer = self._mood(writes)
        return self._index.write(writes) if answer is None else answer

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)


def test_a_batch_that_raises_is_cut_down_to_the_record_that_raises_alone(bench: Bench) -> None:
    def mood(writes: list[Write]) -> list[Outcome] | None:
        if any("unlucky" in one.document.text for one in writes):
            raise TypeError("an error of ours")
        return None

    bench.put(*(item(n, "unlucky" if n == 13 else f"Text {n}.") for n in range(40)))
    bench.work(index=Moody(bench.index, mood))  # type: ignore[arg-type]
    assert len(bench.texts()) == 39
    (rejected,) = bench.rejected()
    assert rejected.stage == "pipeline"
    assert "TypeError: an error of ours" in rejected.error
    assert decode(rejected.bytes, Item).text == "unlucky"


def test_who_loses_a_race_reads_merges_and_writes_again(bench: Bench) -> None:
    raced: list[str] = []

    def mood(writes: list[Write]) -> list[Outcome] | None:
        if not raced:  # somebody else writes the same documents first
            raced.append("once")
            other = [Write(msgspec.structs.replace(one.document, story="theirs"), one.seq) for one in writes]
            bench.index.write(other)
        return None

    bench.put(item(1, "The harbour is open."))
    bench.work(index=Moody(bench.index, mood))  # type: ignore[arg-type]
    (hit,) = bench.index.search(EVERYTHING).hits
    assert hit.document.story == "theirs", "what the other wrote is kept"
    assert len(bench.alerts()) == 1


def test_what_the_index_refuses_for_good_is_rejected_with_its_reason(bench: Bench) -> None:
    def mood(writes: list[Write]) -> list[Outcome] | None:
        return [Outcome(one.document.id, "refused", "no room for such a field") for one in writes]

    bench.put(item(1, "The harbour is open."))
    bench.work(index=Moody(bench.index, mood))  # type: ignore[arg-type]
    (rejected,) = bench.rejected()
    assert (rejected.stage, rejected.error) == ("index", "no room for such a field")
    assert bench.alerts() == [], "nothing fires for what no search finds"


def test_a_delete_leaves_no_word_of_the_document_anywhere(bench: Bench) -> None:
    bench.put(item(1, "The harbour secret is out.", standing="platform", version_order="platform"))
    bench.work()
    assert len(bench.alerts()) == 1
    bench.put(item(1, "", action="delete", version=2, standing="platform", version_order="platform"))
    bench.work()
    assert bench.texts() == set()
    assert bench.alerts() == []
    bench.close()
    found = [path for path in bench.home.rglob("*") if path.is_file() and b"harbour secret" in path.read_bytes()]
    assert [path.name for path in found if not path.name.endswith("-wal")] == []
    bench.__init__(bench.home)  # type: ignore[misc]


def test_a_redelivery_of_everything_changes_nothing_and_tells_the_same_alerts(bench: Bench) -> None:
    items = [item(n, f"The harbour, report {n}.") for n in range(30)]
    bench.put(*items)
    bench.work()
    before = {key: stored.seq for key, stored in bench.index.read([one.id for one in items]).items()}
    bench.put(*reversed(items))
    bench.work()
    assert {key: stored.seq for key, stored in bench.index.read([one.id for one in items]).items()} == before
    assert len({alert.id for alert in bench.alerts()}) == 30


KILLER = """
import os, sys, threading
from pathlib import Path
from connectors.index.embedded import open_index
from connectors.log.sqlite import SqliteLog
from pipelines.judge import RuleJudge
from pipelines.worker import Worker
home = Path(sys.argv[1])
def enrich(document):
    if "kills" in document.text:
        os._exit(0)
    return document
log, index = SqliteLog(home / "log.db"), open_index(home, writer=True)
Worker(log=log, index=index, enrich=enrich, judge=RuleJudge([]), home=home).run(threading.Event(), drain=True)
print("drained", flush=True)
"""


def test_an_item_that_kills_its_process_is_found_and_the_rest_is_delivered(tmp_path: Path) -> None:
    home = tmp_path / "home"
    bench = Bench(home)
    bench.put(*(item(n, "this kills" if n == 5 else f"Text {n}.") for n in range(16)))
    bench.close()
    lives = 0
    while True:
        lives += 1
        done = subprocess.run([sys.executable, "-c", KILLER, str(home)], cwd=ROOT, capture_output=True, check=False)
        if b"drained" in done.stdout:
            break
        assert lives < 20, done.stderr[-500:]
    bench = Bench(home)
    assert len(bench.texts()) == 15
    assert [decode(one.bytes, Item).text for one in bench.rejected()] == ["this kills"]
    assert {one.stage for one in bench.rejected()} == {"crash"}
    assert lives > 5, "it was condemned too soon to have been alone three times"
    assert AttemptFile(home / "worker.attempt").read().queue == ()
    bench.close()


def test_a_full_disk_stops_nothing_for_good(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=24) as disk:
        bench = Bench(disk / "home")
        bench.put(*(item(n, f"Text {n}. " + "word " * 200) for n in range(200)))
        fill(disk / "filler")
        stop = threading.Event()
        judge = RuleJudge([])
        worker = Worker(log=bench.log, index=bench.index, enrich=lambda one: one, judge=judge, home=bench.home)
        thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"drain": True})
        thread.start()
        time.sleep(1.5)
        assert thread.is_alive(), "a full disk must neither end the worker nor be ignored"
        (disk / "filler").unlink()
        thread.join(60)
        assert not thread.is_alive()
        assert len(bench.texts()) == 200
        assert bench.rejected() == [], "waiting for the disk condemns nobody"
        bench.close()


def test_stopping_while_the_index_is_away_ends_soon_and_loses_nothing(bench: Bench) -> None:
    from connectors.index.base import IndexUnavailable

    def mood(_writes: list[Write]) -> list[Outcome] | None:
        raise IndexUnavailable("unreachable", "gone for lunch")

    bench.put(item(1, "The harbour is open."))
    stop = threading.Event()
    away = Moody(bench.index, mood)
    worker = Worker(log=bench.log, index=away, enrich=lambda one: one, judge=RuleJudge([]), home=bench.home)  # type: ignore[arg-type]
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    time.sleep(0.8)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert bench.lag() == 1
    bench.work()
    assert len(bench.texts()) == 1


def test_the_log_forgets_what_is_older_than_its_time_and_read(bench: Bench) -> None:
    bench.put(item(1, "The harbour is open."))
    bench.work()
    time.sleep(0.05)
    bench.put(item(2, "Nothing new."))
    worker = Worker(
        log=bench.log, index=bench.index, enrich=lambda one: one, judge=RuleJudge([]), home=bench.home, retention=0.0
    )
    worker.run(threading.Event(), drain=True)
    left = [
        decode(one.value, Item).text
        for part, end in bench.log.ends(ITEMS).items()
        for one in bench.log.read(ITEMS, part, 0, end)
    ]
    assert left == ["Nothing new."], "what was read before is gone, what had still to be read was kept"
    assert len(bench.texts()) == 2


def test_the_note_is_json_that_a_person_can_read(bench: Bench) -> None:
    bench.put(item(1, "One."))
    bench.work()
    assert json.loads((bench.home / "worker.attempt").read_text())["attempt"]["ranges"]
