"""What every kind of source gives, whichever it is: found by itself, held to one suite.

A new kind is one module in `connectors/sources/` and one folder `tests/sources/KIND/` whose `site.py` has a class
`Site` (`tests.support.sources.Published`); nothing here is edited for it.
"""

import asyncio
import importlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.connect import run_connect
from connectors.sources import kinds
from connectors.sources.base import SourceSettings
from tests.support.loopback import Loopback, fixed
from tests.support.sources import ROOT, Connect, Desk, Published, guard_of, read_once, settings_of, until

KINDS = sorted(kinds())
NEIGHBOUR = (
    b'<rss version="2.0"><channel><title>Next door</title><item><guid>n1</guid><title>All is well</title>'
    b"<link>https://next.example.org/news/all-is-well-1</link><description>Nothing to report.</description></item>"
    b"</channel></rss>"
)


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest) -> Iterator[Published]:
    module = importlib.import_module(f"tests.sources.{request.param}.site")
    with module.Site() as running:
        yield running


@pytest.fixture
def neighbour() -> Iterator[Loopback]:
    with Loopback() as running:
        running.routes["/next.xml"] = fixed(NEIGHBOUR, Content_Type="application/rss+xml")
        yield running


def test_both_kinds_are_found() -> None:
    assert {"feed", "bluesky"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_small_documented_and_has_its_site(kind: str) -> None:
    source = kinds()[kind]
    module = Path(importlib.import_module(source.__module__).__file__ or "")
    assert len(module.read_text().splitlines()) <= 150
    assert source.summary.endswith(".")
    assert issubclass(source.model, SourceSettings)
    assert [name for name, field in source.model.model_fields.items() if not field.description] == []
    assert (ROOT / "tests" / "sources" / kind / "site.py").exists()


async def test_one_look_brings_all_there_is_once(site: Published, desk: Desk) -> None:
    wanted = site.publish(30)
    assert await read_once(desk, [site.settings("wire")], [site.port])
    assert desk.puts() == dict.fromkeys(wanted, 1)
    assert desk.health("wire")["state"] == "ok"
    assert desk.health("wire")["items"] == 30


async def test_a_second_look_brings_only_what_is_new(site: Published, desk: Desk) -> None:
    site.publish(5)
    await read_once(desk, [site.settings("wire")], [site.port])
    more = site.publish(3)
    await read_once(desk, [site.settings("wire")], [site.port])
    assert len(desk.items()) == 8
    assert set(more) <= set(desk.puts())
    assert set(desk.puts().values()) == {1}


async def test_a_change_is_a_higher_version_and_a_withdrawal_a_delete(site: Published, desk: Desk) -> None:
    first, second = site.publish(2)
    await read_once(desk, [site.settings("wire")], [site.port])
    site.change(first)
    site.withdraw(second)
    await read_once(desk, [site.settings("wire")], [site.port])
    versions = [item for item in desk.items() if item.id == first]
    assert [item.action for item in versions] == ["put", "put"]
    assert versions[1].version > versions[0].version
    assert "closed" in (versions[1].text or versions[1].html or "")
    gone = [item for item in desk.items() if item.id == second]
    assert [item.action for item in gone] == ["put", "delete"]
    assert gone[1].version > gone[0].version


async def test_kills_lose_nothing_and_double_nothing(site: Published, desk: Desk) -> None:
    dice = random.Random(4)
    wanted: list[str] = []
    for _ in range(3):
        process = Connect(desk.home, [site.settings("wire")], [site.port])
        try:
            before = len(desk.items())
            wanted += site.publish(40)
            await until(lambda before=before: len(desk.items()) > before)  # at work; now at any moment
            for _ in range(dice.randint(1, 4)):
                wanted += site.publish(15)
                await asyncio.sleep(dice.random() * 0.15)
        finally:
            process.kill()
    process = Connect(desk.home, [site.settings("wire")], [site.port])
    try:
        await until(lambda: set(wanted) <= set(desk.puts()))
        last = site.publish(1)
        await until(lambda: set(last) <= set(desk.puts()))
    finally:
        took = process.stop()
    assert desk.puts() == dict.fromkeys([*wanted, *last], 1)
    assert took <= 5.0


async def test_what_is_bad_is_named_and_its_neighbours_go_on(site: Published, desk: Desk, neighbour: Loopback) -> None:
    site.publish(3)
    sources = [site.settings("wire"), {"id": "next", "kind": "feed", "url": neighbour.url("/next.xml"), "every": "1s"}]
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_connect(
            [settings_of(raw) for raw in sources],
            log=desk.log,
            health=desk.health_records,
            guard=guard_of([site.port, neighbour.port]),
            stop=stop,
        )
    )
    try:
        await until(lambda: sum(desk.puts("wire").values()) == 3)
        code = site.spoil()
        if code == "rejected":
            await until(lambda: bool(desk.rejected()))
            assert desk.rejected()[0].error
            assert desk.rejected()[0].bytes
        else:
            await until(lambda: (desk.health("wire").get("error") or {}).get("code") == code)
            assert desk.health("wire")["state"] == "failing"
            assert desk.health("wire")["error"]["remedy"]
        await until(lambda: sum(desk.puts("next").values()) == 1)
        await until(lambda: desk.health("next").get("state") == "ok")
        site.heal()
        more = site.publish(1)
        await until(lambda: set(more) <= set(desk.puts("wire")))
        await until(lambda: desk.health("wire")["state"] == "ok")
    finally:
        stop.set()
        await running
    assert set(desk.puts().values()) == {1}


async def test_it_stops_within_five_seconds_whatever_the_site_does(site: Published, desk: Desk) -> None:
    site.publish(2)
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_connect(
            [settings_of(site.settings("wire"))],
            log=desk.log,
            health=desk.health_records,
            guard=guard_of([site.port]),
            stop=stop,
            parsers=1,
        )
    )
    await until(lambda: len(desk.items()) == 2)
    site.hang()
    await asyncio.sleep(0.5)
    asked = time.monotonic()
    stop.set()
    await running
    assert time.monotonic() - asked <= 5.0
