"""What a feed can answer with that is none, or too much: each is told by name, and the healthy go on meanwhile."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest

from connectors.connect import run_connect
from tests.support.hostile import RSS, bomb, by_the_byte, fifty_megabytes, item, rss
from tests.support.loopback import Handler, Loopback, fixed
from tests.support.sources import Desk, guard_of, read_once, settings_of, until


@pytest.fixture
def site() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


async def told(desk: Desk, site: Loopback, handler: Handler, **more: Any) -> dict[str, Any]:
    """The health of a source after one look at this answer."""
    site.routes["/feed.xml"] = handler
    well = await read_once(desk, [feed(site, "bad")], [site.port], **more)
    health = desk.health("bad")
    assert well == (health["error"] is None)
    return health


def feed(site: Loopback, name: str, path: str = "/feed.xml") -> dict[str, Any]:
    return {"id": name, "kind": "feed", "url": site.url(path), "every": "1s"}


REFUSED: dict[str, tuple[Handler, str, str]] = {
    "page": (fixed(b"<!DOCTYPE html><html><body>Hi</body></html>", Content_Type="text/html"), "not_a_feed", "web page"),
    "page named feed": (fixed(b"\n<HTML><head><title>x</title>", Content_Type=RSS), "not_a_feed", "web page"),
    "page in words": (fixed(b"Please log in", Content_Type="text/html"), "not_a_feed", "web page"),
    "words": (fixed(b"OK", Content_Type="text/plain"), "not_a_feed", "plain text"),
    "picture": (fixed(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Content_Type="image/png"), "not_a_feed", "binary"),
    "other xml": (fixed(b"<?xml version='1.0'?><svg/>", Content_Type="image/svg+xml"), "not_a_feed", "<svg>"),
    "sitemap": (fixed(b"<urlset><url><loc>https://a.example.org/</loc></url></urlset>"), "not_a_feed", "sitemap"),
    "other json": (fixed(b'{"posts": []}', Content_Type="application/json"), "not_a_feed", "JSON of another kind"),
    "empty": (fixed(b"", Content_Type=RSS), "empty", "nothing"),
    "blank": (fixed(b" \n\t ", Content_Type=RSS), "empty", "nothing"),
    "cut before an entry": (fixed(b"<rss><channel><title>Cut", Content_Type=RSS), "truncated", "breaks off"),
    "cut json": (
        fixed(b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "con'),
        "truncated",
        "breaks off",
    ),
    "broken json": (fixed(b'{"version": "https://jsonfeed.org/version/1.1", "items": [}]}'), "malformed", "line 1"),
    "deep json": (fixed(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "malformed", "deep"),
    "50 MB": (fifty_megabytes(told=True), "too_large", "MiB"),
    "50 MB untold": (fifty_megabytes(told=False), "too_large", "MiB"),
    "gzip bomb": (fixed(bomb(), Content_Type=RSS, Content_Encoding="gzip"), "too_large", "MiB"),
    "gzip bomb untold": (fixed(bomb(), Content_Type=RSS), "too_large", "15 MB"),
    "broken gzip": (fixed(gzip.compress(rss())[:-9], Content_Encoding="gzip"), "encoding", "gzip"),
    "401": (fixed(b"", status=401), "unauthorised", "name and password"),
    "403": (fixed(b"", status=403), "forbidden", "403"),
    "bot wall": (fixed(b"Just a moment", status=403, cf_mitigated="challenge"), "bot_wall", "robots"),
    "404": (fixed(b"", status=404), "not_found", "404"),
    "410": (fixed(b"", status=410), "gone", "for good"),
    "429": (fixed(b"", status=429, Retry_After="7"), "rate_limited", "too often"),
    "418": (fixed(b"", status=418), "http_418", "418"),
    "503": (fixed(b"", status=503), "server_error", "503"),
    "metadata": (fixed(b"", status=302, Location="http://169.254.169.254/latest/"), "private_address", "169.254"),
    "loop": (fixed(b"", status=302, Location="?again"), "redirect_loop", "circle"),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that looked once at all of them."""
    desk = Desk(tmp_path_factory.mktemp("refused") / "home")
    with Loopback() as site:
        sources = []
        for number, (handler, _, _) in enumerate(REFUSED.values()):
            site.routes[f"/{number}.xml"] = handler
            sources.append(feed(site, f"bad{number}", f"/{number}.xml"))
        assert asyncio.run(read_once(desk, sources, [site.port])) is False
    yield desk
    desk.close()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_feed_is_told_by_name(name: str, refused: Desk) -> None:
    _, code, words = REFUSED[name]
    health = refused.health(f"bad{list(REFUSED).index(name)}")
    assert health["state"] == "failing"
    assert health["error"]["code"] == code
    assert words in health["error"]["message"]
    assert len(health["error"]["remedy"]) > 20
    assert refused.items() == []


async def test_a_redirect_into_the_network_reaches_nothing(desk: Desk, site: Loopback) -> None:
    hosts = ("127.0.0.1", "localhost", "0", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "[::1]")
    with Loopback() as canary:
        canary.routes["/feed.xml"] = fixed(rss(item("secret")))
        sources = []
        for number, host in enumerate(hosts):
            there = f"http://{host}:{canary.port}/feed.xml"
            site.routes[f"/{number}.xml"] = fixed(b"", status=302, Location=there)
            sources.append(feed(site, f"bad{number}", f"/{number}.xml"))
        await read_once(desk, sources, [site.port])
        assert canary.requests == []
    codes = {desk.health(f"bad{number}")["error"]["code"] for number in range(len(hosts))}
    assert codes <= {"private_address", "port"}
    assert desk.items() == []


async def test_a_slow_one_ends_at_its_deadline(desk: Desk, site: Loopback) -> None:
    site.routes["/feed.xml"] = by_the_byte()
    await run_connect(
        [settings_of(feed(site, "bad"))],
        log=desk.log,
        health=desk.health_records,
        guard=guard_of([site.port], deadline=1.0),
        stop=asyncio.Event(),
        once=True,
        parsers=1,
    )
    assert desk.health("bad")["error"]["code"] == "too_slow"


async def test_a_feed_cut_in_the_middle_is_told_and_its_whole_entries_read(desk: Desk, site: Loopback) -> None:
    body = rss(item("first"), item("second"))
    health = await told(desk, site, fixed(body[: body.index(b"Words of second") + 5], ETag='"1"'))
    assert health["error"]["code"] == "truncated"
    assert [one.title for one in desk.items()] == ["first"]
    health = await told(desk, site, fixed(body, ETag='"1"'))
    assert health["error"] is None
    assert "if-none-match" not in site.asked("/feed.xml")[-1]  # nothing of the broken answer was kept
    assert [one.title for one in desk.items()] == ["first", "second"]


async def test_of_ten_thousand_entries_the_newest_five_thousand_are_read(desk: Desk, site: Loopback) -> None:
    dates = [formatdate(1_772_445_600 + 60 * n, usegmt=True) for n in range(10_000)]
    rising = rss(*(item(f"n{n}", date=date) for n, date in enumerate(dates)))
    health = await told(desk, site, fixed(rising))
    assert health["error"] is None
    assert "10,000" in health["notes"][0]
    assert {one.title for one in desk.items()} == {f"n{n}" for n in range(5_000, 10_000)}


async def test_a_wrong_encoding_is_told_and_read(desk: Desk, site: Loopback) -> None:
    body = rss(item("x")).replace(b"Words", "Wörter".encode("latin-1"))
    health = await told(desk, site, fixed(b'<?xml version="1.0" encoding="utf-8"?>' + body, Content_Type=RSS))
    assert health["error"] is None
    assert "encoding" in health["notes"][0]
    assert "Wörter" in (desk.items()[0].html or "")


async def test_dates_that_can_not_be_are_kept_raw_and_not_believed(desk: Desk, site: Loopback) -> None:
    old, far = "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 May 2099 00:00:00 GMT"
    await told(desk, site, fixed(rss(item("old", date=old), item("far", date=far), item("none"))))
    found = {one.title: one for one in desk.items()}
    assert found["old"].published == old
    assert found["far"].published == far
    assert [found[name].published_ms for name in ("old", "far", "none")] == [None, None, None]
    assert {one.via for one in found.values()} == {"poll"}  # none of them is known to be old


async def test_entries_without_ids_are_told_apart(desk: Desk, site: Loopback) -> None:
    body = rss(*(f"<item><title>Notice {n}</title><description>Words {n}.</description></item>" for n in range(3)))
    for _ in range(2):
        await told(desk, site, fixed(body + b" " * len(desk.items())))
    assert sorted(desk.puts().values()) == [1, 1, 1]


async def test_one_id_for_all_names_none(desk: Desk, site: Loopback) -> None:
    health = await told(desk, site, fixed(rss(*(item(f"story-{n}", guid="same") for n in range(3)))))
    assert len(desk.puts()) == 3
    assert "ids name no entries" in health["notes"][0]
    await told(desk, site, fixed(rss(*(item(f"story-{n}", guid="same") for n in range(4)))))
    assert sorted(desk.puts().values()) == [1, 1, 1, 1]


async def test_one_id_and_one_link_for_all_leave_the_words(desk: Desk, site: Loopback) -> None:
    body = rss(*(item(f"story-{n}", guid="same", link="https://wire.example.org/") for n in range(3)))
    for blanks in (b"", b" "):
        await told(desk, site, fixed(body + blanks))
    assert sorted(desk.puts().values()) == [1, 1, 1]


async def test_an_item_over_a_megabyte_is_kept_as_rejected(desk: Desk, site: Loopback) -> None:
    entry = {"id": "big", "content_html": "\x01" * 300_000}  # 6 bytes each, once written as JSON
    feed_of = '{"version": "https://jsonfeed.org/version/1.1", "items": [%s, {"id": "ok", "content_text": "Fine."}]}'
    health = await told(desk, site, fixed((feed_of % json.dumps(entry)).encode()))
    assert health["error"] is None
    assert [one.given_id for one in desk.items()] == ["ok"]
    (refused,) = desk.rejected()
    assert "1,000,000" in refused.error
    assert (len(refused.bytes), refused.replayable, refused.stage) == (64_000, False, "connect")


async def test_the_healthy_are_read_while_the_bad_are_still_at_it(desk: Desk, site: Loopback) -> None:
    bad = {f"/bad{n}.xml": handler for n, (handler, _, _) in enumerate(REFUSED.values())}
    bad |= {f"/slow{n}.xml": by_the_byte() for n in range(3)}
    good = {f"/good{n}.xml": fixed(rss(item(f"good-{n}"))) for n in range(3)}
    site.routes |= bad | good
    stop = asyncio.Event()
    sources = [settings_of(feed(site, path[1:-4], path)) for path in (*bad, *good)]
    running = asyncio.create_task(
        run_connect(
            sources,
            log=desk.log,
            health=desk.health_records,
            guard=guard_of([site.port], deadline=120.0),
            stop=stop,
        )
    )
    try:
        await until(lambda: len(desk.puts()) == 3)
        assert all(not desk.health(f"slow{n}").get("error") for n in range(3))
        await until(lambda: all(desk.health(path[1:-4]).get("error") for path in bad if "slow" not in path))
        await until(lambda: all(desk.health(path[1:-4]).get("state") == "ok" for path in good))
    finally:
        stop.set()
        await running
    assert desk.puts() == dict.fromkeys(desk.puts(), 1)
