"""The whole product under bad input: each bad source and item is told by name, the healthy rest comes in its time."""

import contextlib
import json
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.index.embedded import open_index
from connectors.log.sqlite import SqliteLog
from pipelines.judge import RuleJudge
from pipelines.worker import Worker
from schemas import Document
from tests.faults.bad_feeds import OUTCOMES, Wire, answers, source
from tests.faults.product import PATIENCE, Running, onrecord, rows, until
from tests.support.disk import fill, small_disk
from tests.support.loopback import Handler, Loopback

PUBLISHED, PACE = 12, 0.5
SLACK_SECONDS = 20.0
"""How much later than twice as late a healthy item may be found beside the bad ones, 5,000 new entries among them; one
that had to wait for the slow source would come 30 s late."""
SLACK_BYTES = 500_000_000
"""What the process tree may hold more than without the bad ones; the gzip bomb alone would unpack to twice as much."""


@dataclass
class Seen:
    """What was seen of a run from outside."""

    delays: dict[str, float]
    peak: int
    sources: dict[str, Any] = field(default_factory=dict)
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    second_run: subprocess.CompletedProcess[str] | None = None
    pid: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    reached_inside: list[Any] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    status: int | None = None


def follow(desk: Running, wire: Wire) -> dict[str, float]:
    """Watch the healthy feed's items being found: seconds after each was published."""
    delays: dict[str, float] = {}
    began = time.monotonic()
    while len(delays) < wire.items:
        assert time.monotonic() - began < PATIENCE, f"only {sorted(delays)} were found"
        for hit in desk.hits("source:wire"):
            number = int(hit["title"].removeprefix("wire-"))
            delays.setdefault(hit["title"], time.monotonic() - wire.published(number))
        desk.weigh()
        time.sleep(0.1)
    return delays


def starting(wire: Wire, handler: Handler) -> Handler:
    """The answer of a bad source; the first request to any of them starts the healthy feed's clock, so that one which
    is kept from polling at all is late too."""

    async def answer(request: web.Request) -> web.StreamResponse:
        wire.begin()
        return await handler(request)

    return answer


def settled(desk: Running) -> bool:
    """Every bad source has come to what it must come to, or is where it stays."""
    desk.weigh()
    told = desk.sources()
    if not told.keys() >= OUTCOMES.keys():
        return False
    tried = all(told[name]["error" if OUTCOMES[name].code else "last_success"] for name in OUTCOMES)
    return tried and desk.count("source:many") >= 5_000


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The healthy feed alone."""
    wire = Wire(PUBLISHED, PACE)
    with Loopback() as site:
        site.routes["/wire.xml"] = wire.answer
        folder = tmp_path_factory.mktemp("calm")
        with Running(folder, source(site, "wire", "500ms"), allow=[site.port]) as desk:
            return Seen(follow(desk, wire), desk.peak)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, calm: Seen) -> Seen:
    """The healthy feed among all the bad ones, until each of them has been told."""
    wire = Wire(PUBLISHED, PACE)
    with Loopback() as site, Loopback() as inside:
        bad = answers(inside.port)
        site.routes["/wire.xml"] = wire.answer
        site.routes |= {f"/{name}.xml": starting(wire, handler) for name, handler in bad.items()}
        lines = source(site, "wire", "500ms") + "".join(source(site, name, "5s") for name in bad)
        with Running(tmp_path_factory.mktemp("bad"), lines, allow=[site.port]) as desk:
            delays = follow(desk, wire)
            second = desk.command("run")
            until(lambda: settled(desk), "every bad source is told and the rest is found")
            found = {name: desk.hits(f"source:{name}", 10) for name in OUTCOMES}
            for hit in (hit for hits in found.values() for hit in hits):
                hit["document"] = desk.document(hit["id"])
            seen = Seen(
                delays,
                desk.peak,
                sources=desk.sources(),
                found=found,
                rejected=rows(desk.command("rejected", "list", "--json")),
                second_run=second,
                pid=desk.run.pid,
                asked=Counter(path for path, _ in site.requests),
                reached_inside=inside.requests,
            )
    seen.deaths, seen.status = desk.deaths(), desk.status
    return seen


def test_the_healthy_are_found_in_their_time(seen: Seen, calm: Seen) -> None:
    assert len(seen.delays) == len(calm.delays) == PUBLISHED
    worst, usual = max(seen.delays.values()), max(calm.delays.values())
    assert worst <= 2 * usual + SLACK_SECONDS, f"{worst:.1f} s beside the bad, {usual:.1f} s without"
    assert seen.sources["wire"]["state"] == "ok"


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_bad_source_is_told_by_name(seen: Seen, name: str) -> None:
    outcome, health = OUTCOMES[name], seen.sources[name]
    if outcome.code is None:
        assert (health["state"], health["error"]) == ("ok", None)
        assert outcome.told in " ".join(health["notes"])
        return
    assert (health["state"], health["error"]["code"]) == ("failing", outcome.code)
    assert outcome.told in health["error"]["message"]
    assert len(health["error"]["remedy"]) > 20


@pytest.mark.parametrize("name", [name for name, outcome in OUTCOMES.items() if outcome.found is not None])
def test_what_can_be_saved_is_found_and_nothing_else(seen: Seen, name: str) -> None:
    assert sorted(hit["title"] for hit in seen.found[name]) == sorted(OUTCOMES[name].found or ())


def document_of(seen: Seen, name: str, title: str) -> dict[str, Any]:
    """One of the documents that were found."""
    return next(hit["document"] for hit in seen.found[name] if hit["title"] == title)


@pytest.mark.parametrize(
    ("title", "raw", "note"), [("dated-old", "1970", "before 1990"), ("dated-far", "2099", "lies in the future")]
)
def test_a_date_that_can_not_be_is_told_and_the_arrival_taken(seen: Seen, title: str, raw: str, note: str) -> None:
    document = document_of(seen, "dates", title)
    assert document["published_from"] == "arrival"
    assert document["published"] == document["arrived"]
    assert raw in document["published_raw"]
    assert note in document["published_note"]


@pytest.mark.parametrize(
    ("name", "title", "text", "note"),
    [
        ("nul", "nul in\ufffdside", "Before\ufffdafter.", "NUL"),
        ("nul", "half a pair", "Left \ufffd alone.", "lone surrogates"),
        ("nulxml", "xml nul", "Before\ufffdafter.", "NUL"),
        ("nulxml", "xml half", "Left \ufffd alone.", "references to no character"),
    ],
)
def test_what_no_text_may_hold_is_mended_and_noted(seen: Seen, name: str, title: str, text: str, note: str) -> None:
    document = document_of(seen, name, title)
    assert document["text"] == text
    assert any(note in one for one in document["notes"])


def test_a_text_in_another_encoding_than_told_is_read(seen: Seen) -> None:
    assert document_of(seen, "latin", "latin")["text"] == "Grünwald"


def test_each_bad_item_is_rejected_by_name(seen: Seen) -> None:
    expected = {name: outcome for name, outcome in OUTCOMES.items() if outcome.rejected}
    assert sorted(one["source"] for one in seen.rejected) == sorted(expected)
    for one in seen.rejected:
        assert one["stage"] == expected[one["source"]].stage
        assert expected[one["source"]].rejected in one["error"]
        assert one["length"] > 500_000, "the bytes are told whole"
        assert one["state"] == "open"


def test_nothing_inside_is_reached(seen: Seen) -> None:
    assert seen.asked["/inward.xml"] > 0
    assert seen.reached_inside == []


def test_who_asks_to_be_left_alone_is(seen: Seen) -> None:
    assert seen.asked["/gone.xml"] == seen.asked["/busy.xml"] == 1
    assert seen.asked["/page.xml"] > 1


def test_memory_stays_bounded(seen: Seen, calm: Seen) -> None:
    assert seen.peak <= calm.peak + SLACK_BYTES


def test_nothing_crashes_and_the_end_is_clean(seen: Seen) -> None:
    assert seen.deaths == []
    assert seen.status == 0


def test_a_home_in_use_is_refused_with_its_owner(seen: Seen) -> None:
    assert seen.second_run is not None
    assert seen.second_run.returncode == 2
    assert f"pid {seen.pid}" in seen.second_run.stderr
    assert "Traceback" not in seen.second_run.stderr


def test_a_home_that_can_not_be_written_is_refused_plainly(tmp_path: Path) -> None:
    desk = Running(tmp_path / "desk", "  []\n", allow=[])
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ran = onrecord(desk.folder, disk / "state", "run")
        assert (ran.returncode, ran.stdout) == (2, "")
        assert str(disk / "state") in ran.stderr
        assert "read-only" in ran.stderr.lower()
        doctor = {one["name"]: one for one in rows(onrecord(desk.folder, disk / "state", "doctor", "--json"))}
        assert not doctor["home"]["ok"]
        assert "can't be written" in doctor["home"]["found"]
        assert "Traceback" not in ran.stderr


def test_a_run_to_the_end_on_a_full_disk_ends_at_once(tmp_path: Path) -> None:
    desk = Running(tmp_path / "desk", "  []\n", allow=[])
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        (disk / "state").mkdir()
        (disk / "state" / "run.lock").touch()
        fill(disk / "filler")
        ran = onrecord(desk.folder, disk / "state", "run", "--until-idle")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert f"no space left for {disk / 'state'}. Free disk space" in ran.stderr
        assert "Traceback" not in ran.stderr


def failing_code(desk: Running) -> str:
    """Under which name the source `wire` fails; empty where it does not."""
    return str((desk.sources().get("wire", {}).get("error") or {}).get("code", ""))


def test_a_full_disk_and_a_locked_log_are_told_and_heal_without_restart(tmp_path: Path) -> None:
    wire = Wire(10_000, 0.2)
    with small_disk(tmp_path / "disk", megabytes=48) as disk, Loopback() as site:
        site.routes["/wire.xml"] = wire.answer
        lines = source(site, "wire", "500ms")
        with Running(tmp_path / "desk", lines, allow=[site.port], home=disk / "state") as desk:
            until(lambda: desk.count("source:wire") >= 3, "the first items are found")
            full(desk, disk)
            healed(desk, wire)
            locked(desk)
            healed(desk, wire)
            titles = [hit["title"] for hit in desk.hits("source:wire")]
        assert len(titles) == len(set(titles))
        assert {f"wire-{number}" for number in range(len(titles))} == set(titles), "something was lost"
        assert desk.deaths() == []
        assert desk.status == 0


def full(desk: Running, disk: Path) -> None:
    """Fill the disk, see it told everywhere, free it."""
    fill(disk / "filler")
    until(lambda: desk.get("/readyz")[0] == 503, "/readyz tells of the full disk")
    _, ready = desk.get("/readyz")
    assert (ready["ready"], ready["trouble"]["code"]) == (False, "log_full")
    assert str(disk) in ready["trouble"]["message"]
    assert desk.sources()["wire"]["state"] == "failing"
    assert failing_code(desk) == "log_full"
    told = rows(desk.command("doctor", "--json"))
    assert any(one["name"] == "disk" and not one["ok"] and "no space left" in one["found"] for one in told)
    health = desk.command("sources", "health", "--json")
    assert (health.returncode, rows(health)[0]["error"]["code"]) == (1, "log_full")
    until(lambda: "takes nothing: no space left" in desk.said, "the log of the run tells it")
    assert desk.count("source:wire") >= 3, "what is there is still found"
    (disk / "filler").unlink()


def locked(desk: Running) -> None:
    """Hold the log as another program would, see it told, let go."""
    with contextlib.closing(sqlite3.connect(desk.home / "log.db", isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        until(lambda: failing_code(desk) == "log_locked", "the locked log is told")
        assert "another program" in desk.sources()["wire"]["error"]["message"]
        other.execute("ROLLBACK")


def healed(desk: Running, wire: Wire) -> None:
    """What was published meanwhile is found, without a restart."""
    out = wire.out()
    took = until(lambda: desk.count("source:wire") >= out, f"{out} items are found again")
    assert took <= 60
    until(lambda: desk.get("/readyz")[0] == 200, "/readyz tells that all is well")
    until(lambda: desk.sources()["wire"]["state"] == "ok", "the source is well again")


def test_what_enrichment_raised_on_is_kept_and_comes_back_once_mended(tmp_path: Path) -> None:
    def broken(document: Document) -> Document:
        if "obstinate" in document.text:
            raise ValueError("no words for this")
        return document

    home, folder = tmp_path / "state", Running(tmp_path, "  []\n", allow=[]).folder
    given = [f"Item {n} came on Monday." for n in range(20)] + [
        "“We will not sign the obstinate treaty,” Ada Lindqvist said."
    ]
    assert ingest(folder, home, given) == {"accepted": 21, "rejected": 0}
    log, index = SqliteLog(home / "log.db"), open_index(home, writer=True)
    try:
        Worker(log=log, index=index, enrich=broken, judge=RuleJudge([]), home=home).run(threading.Event(), drain=True)
    finally:
        index.close()
        log.close()
    (one,) = rows(onrecord(folder, home, "rejected", "list", "--json"))
    assert (one["stage"], one["error"]) == ("enrich", "ValueError: no words for this")
    assert rows(onrecord(folder, home, "search", "*", "--count", "--json")) == [{"total": 20}]
    assert rows(onrecord(folder, home, "rejected", "replay", "--json")) == [{"replayed": 1, "left": 0}]
    assert onrecord(folder, home, "run", "--until-idle").returncode == 0
    assert rows(onrecord(folder, home, "search", "*", "--count", "--json")) == [{"total": 21}]
    (hit,) = rows(onrecord(folder, home, "search", "obstinate", "--in", "statements", "--json"))
    assert hit["speaker"]["name"] == "Ada Lindqvist"
    assert rows(onrecord(folder, home, "rejected", "list", "--json")) == []


def ingest(folder: Path, home: Path, texts: list[str]) -> Any:
    """Items with these texts through `onrecord ingest`; what it answers."""
    (folder / "items.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    (answer,) = rows(onrecord(folder, home, "ingest", "items.jsonl", "--json"))
    return answer
