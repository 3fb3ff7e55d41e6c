"""The subscription against a Jetstream of our own: places, gaps, silence, accounts."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from connectors.connect import run_connect
from connectors.http import Client
from connectors.log.base import ITEMS, Cursor
from connectors.sources import _jetstate
from connectors.sources._jetstate import Place
from connectors.sources._jetstream import Event
from connectors.sources._streaming import reconnect_wait
from connectors.sources.bluesky import Bluesky, BlueskySettings
from tests.sources.bluesky.site import DID, Site, document_of
from tests.support.simulated import START, SimulatedContext
from tests.support.sources import Desk, guard_of, read_once, settings_of, until

HOUR_US = 3_600_000_000


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@asynccontextmanager
async def listening(desk: Desk, site: Site, **more: Any) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_connect(
            [settings_of({**site.settings("sky"), **more})],
            log=desk.log,
            health=desk.health_records,
            guard=guard_of([site.port]),
            stop=stop,
            parsers=1,
        )
    )
    try:
        yield
    finally:
        stop.set()
        await running


async def test_a_post_becomes_an_item(desk: Desk, site: Site) -> None:
    site.post("3mone", "We will not sign.", langs=["no"])
    site.identity("ada.example.org")
    site.post("3mtwo", "We said so.")
    assert await read_once(desk, [{**site.settings("sky"), "country": "NO"}], [site.port])
    first, second = sorted(desk.items(), key=lambda item: item.version)
    assert first.id == document_of(DID, "3mone")
    assert first.url == f"https://bsky.app/profile/{DID}/post/3mone"
    assert (first.type, first.platform, first.standing, first.via) == ("post", "bluesky", "platform", "stream")
    assert (first.text, first.language, first.country) == ("We will not sign.", "no", "NO")
    assert (first.author, second.author) == (DID, "ada.example.org")
    assert (first.published, first.version_order) == ("2026-03-02T10:00:00.000Z", "platform")
    assert first.given_id == f"at://{DID}/app.bsky.feed.post/3mone"
    assert '"commit"' in (first.raw or "")


async def test_names_that_the_desk_gives_are_shown(desk: Desk, site: Site) -> None:
    site.post("3mone", "We will not sign.")
    await read_once(desk, [{**site.settings("sky"), "names": {DID: "Ada Lindqvist"}}], [site.port])
    assert desk.items()[0].author == "Ada Lindqvist"


async def test_a_date_can_not_be_later_than_the_network_saw_it(desk: Desk, site: Site) -> None:
    site.post("3mone", "From the future.", createdAt="2126-03-02T10:00:00Z")
    site.post("3mtwo", "From no time.", createdAt="soon")
    await read_once(desk, [site.settings("sky")], [site.port])
    for item in desk.items():
        assert item.published_ms is not None
        assert item.published_ms <= item.arrived


async def test_what_it_asks_for(desk: Desk, site: Site) -> None:
    wanted = {"dids": ["did:plc:a", "did:plc:b"], "collections": ["app.bsky.feed.post"]}
    site.post("3mone", "Words.")
    for _ in range(2):
        await read_once(desk, [{**site.settings("sky"), **wanted}], [site.port])
    first, second = site.queries
    assert first["wantedDids"] == ["did:plc:a", "did:plc:b"]
    assert first["wantedCollections"] == ["app.bsky.feed.post"]
    assert "cursor" not in first
    place = _jetstate.place_of(desk.log.cursor("sky", f"jetstream-v1 127.0.0.1:{site.port}"))
    assert int(second["cursor"][0]) <= place.at - 5_000_000


async def test_an_account_that_is_gone_takes_its_posts_with_it(desk: Desk, site: Site) -> None:
    kept = site.post("3mkeep", "Mine.", did="did:plc:another")
    gone = {site.post(f"3mgone{n}", f"Words {n}.") for n in range(3)}
    await read_once(desk, [site.settings("sky")], [site.port])
    site.account("deactivated")
    await read_once(desk, [site.settings("sky")], [site.port])
    assert {item.action for item in desk.items()} == {"put"}
    site.account("takendown")
    await read_once(desk, [site.settings("sky")], [site.port])
    deletes = [item for item in desk.items() if item.action == "delete"]
    assert {item.id for item in deletes} == gone
    puts = {item.id: item.version for item in desk.items() if item.action == "put"}
    assert all(item.version > puts[item.id] for item in deletes)
    assert kept in puts


async def test_a_post_without_words_is_none(desk: Desk, site: Site) -> None:
    site.post("3mpicture", "", embed={"images": [{"alt": "", "image": {}}]})
    site.post("3mwords", "Words.")
    await read_once(desk, [site.settings("sky")], [site.port])
    assert set(desk.puts()) == {document_of(DID, "3mwords")}


async def test_events_out_of_order_are_all_taken_and_the_place_never_falls(desk: Desk, site: Site) -> None:
    now = site.next_time()
    record = {"$type": "app.bsky.feed.post", "text": "Words.", "createdAt": "2026-03-02T10:00:00Z"}
    for number, at in enumerate((now, now - 2_000_000, now - 1_000_000)):
        site.commit("create", f"3m{number}", at=at, record=record)
    await read_once(desk, [site.settings("sky")], [site.port])
    await read_once(desk, [site.settings("sky")], [site.port])
    assert sorted(desk.puts().values()) == [1, 1, 1]
    place = _jetstate.place_of(desk.log.cursor("sky", f"jetstream-v1 127.0.0.1:{site.port}"))
    assert place.at >= now


async def test_a_silent_loss_is_told_as_a_gap(desk: Desk) -> None:
    with Site(window_us=HOUR_US) as site:
        site.commit("create", "3mold", at=site.next_time() - 40 * HOUR_US, record={"text": "Old."})
        site.commit("create", "3mless", at=site.next_time() - 39 * HOUR_US, record={"text": "Less old."})
        site.window_us = None
        site.post("3mnew", "New.")
        early = _jetstate.cursor_of(Place(at=site.next_time() - 38 * HOUR_US))
        desk.log.append(ITEMS, [], [Cursor("sky", f"jetstream-v1 127.0.0.1:{site.port}", early)])
        site.window_us = HOUR_US
        assert await read_once(desk, [site.settings("sky")], [site.port])
        (gap,) = desk.health("sky")["gaps"]
        assert gap["from"] < gap["to"]
        assert "no longer had" in gap["why"]
        assert set(desk.puts()) == {document_of(DID, "3mnew")}


async def test_an_ordinary_reconnect_is_no_gap(desk: Desk, site: Site) -> None:
    site.post("3mone", "Words.")
    await read_once(desk, [site.settings("sky")], [site.port])
    await read_once(desk, [site.settings("sky")], [site.port])
    assert desk.health("sky")["gaps"] == []


async def test_a_connection_that_breaks_is_made_again(desk: Desk, site: Site) -> None:
    async with listening(desk, site):
        site.post("3mone", "Words.")
        await until(lambda: len(desk.puts()) == 1)
        site.drop_connections()
        site.post("3mtwo", "More words.")
        await until(lambda: len(desk.puts()) == 2)
    assert set(desk.puts().values()) == {1}
    assert len(site.queries) >= 2


@pytest.mark.parametrize(("mode", "code"), [("400", "upgrade"), ("503", "server_error"), ("429", "rate_limited")])
async def test_a_refusal_before_the_socket_is_told(desk: Desk, site: Site, mode: str, code: str) -> None:
    site.drop_connections(mode)
    assert not await read_once(desk, [site.settings("sky")], [site.port])
    error = desk.health("sky")["error"]
    assert error["code"] == code
    assert mode in error["message"]


async def test_nobody_there_is_told(desk: Desk, site: Site) -> None:
    port = site.port
    settings = site.settings("sky")
    site.__exit__()
    assert not await read_once(desk, [settings], [port])
    assert desk.health("sky")["error"]["code"] == "connect"
    site.__init__()  # type: ignore[misc]
    site.__enter__()


async def test_bad_frames_are_kept_and_the_good_go_on(desk: Desk, site: Site) -> None:
    async with listening(desk, site):
        site.post("3mone", "Words.")
        await until(lambda: len(desk.puts()) == 1)
        site.send_raw("not json")
        site.send_raw(
            '{"did": "did:plc:x", "time_us": 7, "kind": "commit", "commit": {"collection": "app.bsky.feed.post"}}'
        )
        site.post("3mtwo", "More words.")
        await until(lambda: len(desk.puts()) == 2 and len(desk.rejected()) == 2)
    assert {refused.bytes[:8] for refused in desk.rejected()} == {b"not json", b'{"did": '}
    assert desk.health("sky")["state"] == "ok"


async def test_half_a_surrogate_in_a_post_is_mended(desk: Desk, site: Site) -> None:
    site.post("3mone", "half \ud83d and NUL \0")
    await read_once(desk, [site.settings("sky")], [site.port])
    (item,) = desk.items()
    assert item.text == "half � and NUL \0"
    assert "surrogate" in (item.request or {})["mended"]


def event(at: int, rkey: str = "a") -> Event:
    return Event("put", at, DID, rkey, at)


def test_a_place_is_bounded_and_careful_of_the_future() -> None:
    place = Place()
    now = 1_772_445_600_000_000
    for number in range(8_000):
        place.take(event(now + number, f"r{number}"), now)
    place.trim()
    assert len(place.recent) == _jetstate.RECENT
    assert not place.is_new(event(now + 7_999, "r7999"))
    place.take(event(now + 10 * HOUR_US, "far"), now)
    assert place.at == now + _jetstate.AHEAD_US
    assert _jetstate.place_of(_jetstate.cursor_of(place)).at == place.at
    assert _jetstate.place_of("{broken").at == 0
    assert _jetstate.author_of("{broken").posts == {}


def test_an_author_is_remembered_within_bounds() -> None:
    author = _jetstate.Author()
    for number in range(1_500):
        author.put(f"r{number}", number)
    assert len(author.posts) == _jetstate.POSTS_KEPT
    assert "r1499" in author.posts


class Impatient(Bluesky):
    silence = 0.4


async def test_a_socket_that_answers_pings_and_says_nothing_is_left(site: Site) -> None:
    site.drop_connections("hang")
    context = SimulatedContext(lambda request, now: (500, {}, b""), until=START + 3_000)
    async with Client(guard_of([site.port])) as client:
        context.client = client  # type: ignore[assignment]
        await Impatient(BlueskySettings.model_validate(site.settings("sky"))).run(context)
    assert len(site.queries) >= 2
    assert set(context.codes) == {"silent"}


async def test_connecting_again_waits_longer_each_time() -> None:
    waits = [reconnect_wait(failures) for failures in range(12)]
    assert all(0.8 * base <= wait <= 1.2 * base for base, wait in zip((1, 1, 2, 4, 8), waits, strict=False))
    assert max(waits) <= 360
