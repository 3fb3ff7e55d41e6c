"""What the process gives all sources: the log's troubles waited out, health told, failures kept apart."""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from typing import ClassVar

import pytest
from pydantic import ValidationError

from connectors import connect
from connectors.http import Client
from connectors.killable import KillablePool
from connectors.log.base import ITEMS, Cursor, LogError, Record
from connectors.log.sqlite import SqliteLog
from connectors.sources import kinds
from connectors.sources._clock import BELIEVED_AFTER_MS, Clock
from connectors.sources._health import HealthBook, SourceHealth
from connectors.sources._problems import problem
from connectors.sources._writer import Writer, put_items, whole_unicode
from connectors.sources.base import Context, Gap, Source, SourceFailed, SourceSettings, seconds_of
from schemas import Item
from schemas.item import ITEM_BYTES
from tests.support.loopback import Loopback, fixed
from tests.support.sources import Desk, guard_of, settings_of, until

RSS = b"<rss><channel><title>W</title><item><guid>a</guid><title>A</title></item></channel></rss>"


def item(name: str, **more: object) -> Item:
    return Item(id=name, source="wire", version=1, arrived=1, via="poll", text="Words.", **more)  # type: ignore[arg-type]


class FullLog(SqliteLog):
    """A log whose disk is full until `healed`."""

    healed = False
    tries = 0

    def append(self, topic: str, records: Sequence[Record], cursors: Sequence[Cursor] = ()) -> None:
        self.tries += 1
        if not self.healed:
            raise LogError("full", "no space left for log.db: free some and it goes on by itself")
        super().append(topic, records, cursors)


async def test_a_full_disk_is_waited_out_told_and_heals(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    log = FullLog(desk.home / "full.db")
    stop = asyncio.Event()
    with Loopback() as site, caplog.at_level(logging.ERROR):
        site.routes["/f.xml"] = fixed(RSS)
        running = asyncio.create_task(
            connect.run_connect(
                [settings_of({"id": "wire", "kind": "feed", "url": site.url("/f.xml"), "every": "1s"})],
                log=log,
                health=desk.health_records,
                guard=guard_of([site.port]),
                stop=stop,
                parsers=1,
            )
        )
        await until(lambda: (desk.health("wire").get("error") or {}).get("code") == "log_full")
        assert "no space left" in desk.health("wire")["error"]["message"]
        asked = len(site.requests)
        await until(lambda: log.tries >= 3)
        assert len(site.requests) == asked == 1  # nothing is fetched that could not be kept
        log.healed = True
        await until(lambda: desk.health("wire")["state"] == "ok" and desk.health("wire")["items"] == 1)
        stop.set()
        await running
    assert sum(log.ends(ITEMS).values()) == 1
    assert sum("takes nothing" in record.message for record in caplog.records) == 1  # said once
    log.close()


async def test_a_stop_while_the_disk_is_full_loses_no_place(desk: Desk) -> None:
    log = FullLog(desk.home / "full.db")
    async with Writer(log) as writer:
        waiting = asyncio.create_task(put_items(writer, "wire", [item("a")], {"feed": "after a"}))
        await until(lambda: log.tries >= 1)
    with pytest.raises(LogError):
        await waiting
    assert log.cursor("wire", "feed") is None
    assert sum(log.ends(ITEMS).values()) == 0
    log.close()


async def test_what_waits_is_written_in_groups_with_each_cursor(desk: Desk) -> None:
    async with Writer(desk.log) as writer:
        await asyncio.gather(
            *(put_items(writer, f"s{n}", [item(f"{n}-{m}") for m in range(20)], {"feed": str(n)}) for n in range(100))
        )
    assert len(desk.items()) == 2_000
    assert [desk.log.cursor(f"s{n}", "feed") for n in range(100)] == [str(n) for n in range(100)]


async def test_an_item_too_large_is_rejected_before_its_cursor_is_saved(desk: Desk) -> None:
    async with Writer(desk.log) as writer:
        large = item("big", html="x" * ITEM_BYTES)
        assert await put_items(writer, "wire", [item("a"), large, item("b")], {"feed": "1"}) == 2
    assert {one.id for one in desk.items()} == {"a", "b"}
    (refused,) = desk.rejected()
    assert (refused.item, refused.replayable, len(refused.bytes)) == ("big", False, 64_000)
    assert refused.length > ITEM_BYTES


def test_half_surrogates_are_mended_and_whole_ones_kept() -> None:
    mended = whole_unicode(item("a", title="\ud83d\ude42 and \ud83d", author="Ada"))
    assert mended.title == "🙂 and �"
    assert (mended.request or {})["mended"] == "lone surrogates in title"
    assert whole_unicode(item("a", title="plain 🙂")) == item("a", title="plain 🙂")


class Broken(Source[SourceSettings]):
    """Fails in the way that a mistake of ours would, or as its server has it."""

    kind: ClassVar[str] = "broken"
    model: ClassVar[type[SourceSettings]] = SourceSettings
    summary: ClassVar[str] = "A test's own."
    runs = 0

    async def run(self, context: Context) -> None:
        type(self).runs += 1
        if type(self).runs == 1:
            raise SourceFailed(problem("gone", "it is gone"))
        if type(self).runs == 2:
            raise RuntimeError("a mistake")
        context.health.ok()
        await context.sleep(3600)


async def run_one(source: Source[SourceSettings], desk: Desk, *, once: bool, seconds: float = 60.0) -> SourceHealth:
    stop = asyncio.Event()
    book = HealthBook(desk.health_records, Clock())
    health = await book.open("odd", "broken", "")
    async with Client(guard_of([])) as client, Writer(desk.log) as writer, KillablePool(1) as pool:
        shared = connect._Shared(client, connect._Parsers(pool, 1), None, writer, Clock(), stop, once, 1)  # type: ignore[arg-type]
        running = asyncio.create_task(connect._Running(source, health, shared).keep_running())
        if not once:
            await until(lambda: health.record["error"] is None and health.record["last_success"] is not None, seconds)
            stop.set()
        await running
    book.close()
    return health


async def test_a_source_that_fails_is_started_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    Broken.runs = 0
    await run_one(Broken(SourceSettings(id="odd", kind="broken")), desk, once=False)
    assert Broken.runs == 3
    assert any(record.exc_info and "odd failed" in record.message for record in caplog.records)


async def test_once_a_mistake_of_ours_is_told_as_one(desk: Desk) -> None:
    Broken.runs = 1
    health = await run_one(Broken(SourceSettings(id="odd", kind="broken")), desk, once=True)
    assert Broken.runs == 2
    assert health.record["error"]["code"] == "bug"
    assert "a mistake" in health.record["error"]["message"]


async def test_nothing_to_run_waits_for_its_stop_and_once_does_not(desk: Desk) -> None:
    for once in (False, True):
        stop = asyncio.Event()
        running = asyncio.create_task(
            connect.run_connect(
                [], log=desk.log, health=desk.health_records, guard=guard_of([]), stop=stop, once=once, parsers=1
            )
        )
        if not once:
            await asyncio.sleep(0.3)
            assert not running.done()
            stop.set()
        assert await asyncio.wait_for(running, 30)


async def test_health_goes_on_after_a_restart_and_forgets_what_is_configured_no_more(desk: Desk) -> None:
    desk.health_records.put("left", b"{}")
    desk.health_records.put("wire", json.dumps({"items": 5, "last_item": "2026-03-02T10:00:00+00:00"}).encode())
    desk.health_records.put("torn", b"{not json")
    book = HealthBook(desk.health_records, lambda: 1_772_445_600_000)
    wire, torn = await book.open("wire", "feed", "https://x"), await book.open("torn", "feed", "https://y")
    await book.forget_others()
    wire.took(2)
    wire.gap(Gap(1_772_445_000_000, 1_772_445_600_000, "why"))
    await book.write(None)
    book.close()
    assert {entry.key for entry in desk.health_records.entries()} == {"wire", "torn"}
    assert desk.health("wire")["items"] == 7
    assert desk.health("wire")["gaps"] == [
        {"from": "2026-03-02T09:50:00+00:00", "to": "2026-03-02T10:00:00+00:00", "why": "why"}
    ]
    assert torn.record["items"] == 0


async def test_the_last_words_of_many_sources_do_not_hold_up_the_end(desk: Desk) -> None:
    class Slow:
        """A collection on a disk that takes a tenth of a second for each write."""

        written = 0

        def get(self, key: str) -> None:
            return None

        def put(self, key: str, value: bytes) -> None:
            time.sleep(0.1)
            self.written += 1

    slow = Slow()
    book = HealthBook(slow, lambda: 0)  # type: ignore[arg-type]
    for number in range(100):
        await book.open(f"s{number}", "feed", "https://x")
    await book.write_last()
    book.close()
    assert 1 <= slow.written <= 30


def test_health_is_late_when_its_time_has_passed_and_written_when_it_says_something_new() -> None:
    now = [1_772_445_600_000]
    health = SourceHealth("wire", "feed", "https://x", {}, lambda: now[0])
    health.ok()
    health.next_poll(now[0] + 1_000)
    assert health.snapshot(None)["state"] == "ok"
    assert health.due(health.snapshot(None), 0.0)
    health.ok()
    assert not health.due(health.snapshot(None), 2.0)  # only a time moved
    assert health.due(health.snapshot(None), 5.5)
    health.failed(problem("gone", "it is gone"))
    assert not health.due(health.snapshot(None), 6.0)  # at most once a second
    assert health.due(health.snapshot(None), 6.6)
    health.ok()
    now[0] += 60_000
    assert health.snapshot(None)["state"] == "late"
    assert health.snapshot(problem("log_full", "full"))["state"] == "failing"


def test_arrival_does_not_jump_back_with_the_machines_clock() -> None:
    wall, steady = [1_000_000.0], [50.0]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    first = clock()
    wall[0] -= 3_600
    steady[0] += 1
    assert clock() == first + 1_000
    steady[0] += BELIEVED_AFTER_MS / 1000 + 1
    wall[0] += BELIEVED_AFTER_MS / 1000 + 1
    clock()
    assert clock() == int(wall[0] * 1000)  # ten minutes on it is the clock that is right
    wall[0] += 7_200
    assert clock() == int(wall[0] * 1000)  # a step forward, or a sleep


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"url": "ftp://x.example.org/"}, "url"),
        ({"url": "https://x.example.org/", "every": "soon"}, "not a duration"),
        ({"url": "https://x.example.org/", "every": 5}, "needs its unit"),
        ({"url": "https://x.example.org/", "every": "1ms"}, "every"),
        ({"url": "https://x.example.org/", "every": True}, "every"),
        ({"url": "https://x.example.org/", "zone": "Nowhere/Town"}, "time zone"),
        ({"url": "https://x.example.org/", "zone": "../etc/passwd"}, "time zone"),
        ({"url": "https://x.example.org/", "language": "English"}, "language"),
        ({"url": "https://x.example.org/", "country": "Norway"}, "country"),
        ({"url": "https://x.example.org/", "id": "a b"}, "id"),
        ({"url": "https://x.example.org/", "evry": "5m"}, "evry"),
        ({}, "url"),
    ],
)
def test_settings_that_are_wrong_are_refused_by_name(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings_of({"id": "wire", "kind": "feed", **settings})


def test_durations() -> None:
    assert [seconds_of(raw) for raw in ("500ms", "30s", "1.5m", "2h", "1 d")] == [0.5, 30.0, 90.0, 7200.0, 86_400.0]


def test_an_address_is_shown_without_its_password() -> None:
    source = kinds()["feed"](
        settings_of({"id": "w", "kind": "feed", "url": "https://ada:pa55@x.example.org/f?token=abc"})
    )
    assert "pa55" not in source.address
    assert "abc" not in source.address


async def test_no_secret_of_an_address_reaches_health_items_or_logs(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with Loopback() as site, caplog.at_level(logging.DEBUG):
        site.routes["/f.xml"] = fixed(RSS)
        for path in ("/f.xml", "/nothing.xml"):
            url = site.url(path).replace("://", "://ada:pa55word@")
            await connect.run_connect(
                [settings_of({"id": "wire", "kind": "feed", "url": url})],
                log=desk.log,
                health=desk.health_records,
                guard=guard_of([site.port]),
                stop=asyncio.Event(),
                once=True,
                parsers=1,
            )
            told = json.dumps(desk.health("wire")) + caplog.text
            assert "pa55word" not in told
    assert "pa55word" not in repr(desk.items())
