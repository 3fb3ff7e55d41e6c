"""What an ordinary fetch sends and gives back."""

import asyncio
import gzip
import os
from datetime import UTC, datetime

import pytest

from connectors.http import Client, FetchRefused, Guard, Request, allow_list, http_date, retry_after
from connectors.http.headers import sendable, user_agent
from tests.support.wires import PUBLIC, Detours, Script, Wire, always, answer, header_of, wire


def client_for(*sites: Wire, contact: str | None = "desk@example.org") -> Client:
    return Client(Guard(allow=allow_list(site.pair() for site in sites), contact=contact))


async def test_an_answer_whole() -> None:
    headers = {"ETag": 'W/"a"', "Link": "<a>", "link": "<b>", "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}
    async with wire(always(body=b"feed", headers=headers)) as site, client_for(site) as client:
        response = await client.fetch(Request(site.url("/feed.xml#part"), headers={"If-None-Match": 'W/"b"'}))
    assert (response.status, response.body, response.url, response.hops) == (200, b"feed", site.url("/feed.xml"), ())
    assert response.headers["etag"] == 'W/"a"'
    assert response.headers.getall("LINK") == ["<a>", "<b>"]
    assert response.date == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert response.elapsed > 0
    head = site.heads[0]
    assert header_of(head, "if-none-match") == 'W/"b"'
    assert header_of(head, "accept-encoding") == "gzip"
    assert (header_of(head, "user-agent") or "").endswith("(+desk@example.org)")
    assert header_of(head, "cookie") is None
    assert header_of(head, "referer") is None


async def test_gzip_is_decoded_once() -> None:
    body = gzip.compress(b"feed" * 1000)
    async with wire(always(body=body, headers={"Content-Encoding": "gzip"})) as site, client_for(site) as client:
        assert (await client.fetch(Request(site.url()))).body == b"feed" * 1000


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "429 Slow", "503 Busy"])
async def test_every_status_is_an_answer(status: str) -> None:
    async with wire(always(status, headers={"Retry-After": "7"})) as site, client_for(site) as client:
        response = await client.fetch(Request(site.url()))
    assert response.status == int(status[:3])
    assert response.headers["Retry-After"] == "7"


async def test_redirects_are_followed_and_told() -> None:
    async def handle(head: bytes, writer: asyncio.StreamWriter) -> None:
        number = int(head.split()[1].strip(b"/") or b"0")
        writer.write(answer(body=b"end") if number == 5 else answer("302 Go", headers={"Location": f"/{number + 1}"}))

    async with wire(handle) as site, client_for(site) as client:
        response = await client.fetch(Request(site.url("/0")))
        assert response.body == b"end"
        assert response.url == site.url("/5")
        assert response.hops == tuple((302, site.url(f"/{number}")) for number in range(5))
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(site.url("/0"), follow=4))
        assert caught.value.code == "too_many_redirects"
        unfollowed = await client.fetch(Request(site.url("/0"), follow=0))
        assert (unfollowed.status, unfollowed.headers["Location"]) == (302, "/1")


async def test_a_circle_and_a_chain_are_refused() -> None:
    async def circle(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer("302 Go", headers={"Location": "/b" if head.startswith(b"GET /a ") else "/a"}))

    async def chain(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer("302 Go", headers={"Location": head.split()[1].decode() + "x"}))

    async with (
        wire(circle) as circling,
        wire(chain) as endless,
        client_for(circling, endless) as client,
    ):
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(circling.url("/a")))
        assert (caught.value.code, circling.hits) == (
            "redirect_loop",
            len(circling.heads) and circling.hits,
        )
        assert len(circling.heads) == 2
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(endless.url("/a")))
        assert caught.value.code == "too_many_redirects"
        assert len(endless.heads) == 6


async def test_no_credentials_reach_a_second_host() -> None:
    """Two hosts by name, detoured: the URL's own password, Authorization and Cookie stay with the first."""
    async with (
        wire(always(body=b"feed")) as second,
        wire(always("302 Go", headers={"Location": "http://b.example.org/"})) as first,
    ):
        detours = Detours(second.port, {PUBLIC: first.port})
        resolve = Script({"a.example.org": [[PUBLIC]], "b.example.org": [["93.184.216.35"]]})
        async with Client(Guard(), resolve=resolve, socket_factory=detours) as client:
            sent = {"Cookie": "session=hunter2", "X-Token": "hunter2"}
            response = await client.fetch(Request("http://user:hunter2@a.example.org/", headers=sent))
    assert response.body == b"feed"
    assert header_of(first.heads[0], "authorization") == "Basic dXNlcjpodW50ZXIy"
    assert header_of(first.heads[0], "cookie") == "session=hunter2"
    assert b"hunter2" not in first.heads[0].split(b"\r\n")[0]
    assert b"hunter2" not in second.heads[0]
    assert header_of(second.heads[0], "authorization") is None
    assert "hunter2" not in response.url + str(response.hops)


async def test_no_proxy_of_the_environment_is_used() -> None:
    async with wire(always(body=b"proxied")) as proxy, wire(always(body=b"direct")) as site, client_for(site) as client:
        before = os.environ.get("http_proxy")
        os.environ["http_proxy"] = proxy.url()
        try:
            assert (await client.fetch(Request(site.url()))).body == b"direct"
        finally:
            del os.environ["http_proxy"]
            if before is not None:
                os.environ["http_proxy"] = before
    assert proxy.hits == 0


async def test_cookies_are_not_kept() -> None:
    async with wire(always(headers={"Set-Cookie": "a=b; Path=/"})) as site, client_for(site) as client:
        await client.fetch(Request(site.url()))
        await client.fetch(Request(site.url()))
    assert [header_of(head, "cookie") for head in site.heads] == [None, None]


async def test_connections_are_kept_for_reading_and_fresh_for_messages() -> None:
    async with wire(always(body=b"ok")) as site, client_for(site) as client:
        for _ in range(3):
            await client.fetch(Request(site.url()))
        assert site.hits == 1
        for _ in range(3):
            await client.fetch(Request(site.url(), "POST", body=b"x"))
        assert site.hits == 4


async def test_a_message_arrives_as_it_was_given() -> None:
    body = os.urandom(3_000_000)
    async with wire(always("204 No Content")) as site, client_for(site) as client:
        response = await client.fetch(Request(site.url(), "POST", {"Content-Type": "text/plain"}, body))
    assert response.status == 204
    assert header_of(site.heads[0], "content-type") == "text/plain"
    assert site.bodies == [body]


async def test_a_body_may_stay_unread() -> None:
    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 99999999\r\n\r\n")
        await writer.drain()

    async with wire(handle) as site, client_for(site) as client:
        response = await client.fetch(Request(site.url(), "POST", body=b"x", discard=True, deadline=20))
    assert (response.status, response.body) == (202, b"")


async def test_unsendable_headers_are_left_out() -> None:
    headers = {"If-None-Match": '"\udcff"', "X-Evil": "a\r\nHost: b", "Accept": "text/html"}
    assert sendable(headers) == {"Accept": "text/html"}
    async with wire(always()) as site, client_for(site) as client:
        await client.fetch(Request(site.url(), headers=headers))
    assert header_of(site.heads[0], "x-evil") is None


def test_the_user_agent_names_us_and_nothing_else() -> None:
    assert user_agent(None).startswith("onrecord/")
    assert "(" not in user_agent("")
    assert "\n" not in user_agent("desk@example.org\r\nX: y")


NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 86400.0),
        ("Tue, 24 Nov 2026 10:01:00 GMT", 60.0),
        ("Tue, 24 Nov 2020 10:01:00 GMT", 0.0),
        ("Tue, 24 Nov 2099 10:01:00 GMT", 86400.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("²", None),
    ],
)
def test_retry_after(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize("text", [None, "", "yesterday", "Tue, 99 Nov 2026 10:00:00 GMT", "0"])
def test_unreadable_dates_are_none(text: str | None) -> None:
    assert http_date(text) is None
