"""No URL of a stranger reaches a private address: direct, by redirect, by a name, by a name that changes.

Every connection that the client would make goes to a canary instead, whose hits are counted: none may be made.
"""

import asyncio
import socket
from typing import Any

import pytest

from connectors.http import Client, FetchRefused, Guard, Request
from tests.support.wires import PUBLIC, Detours, Script, always, answer, wire

FORMS = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0/",
    "http://0.0.0.0/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://224.0.0.1/",
    "http://inside.example.org/",
    "http://mixed.example.org/",
    "http://mixed6.example.org/",
    "http://user:pw@127.0.0.1/",
    "http://wire.example.org@127.0.0.1/",
    "http://93.184.216.34:6379/",
    "https://127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/",
    "ftp://127.0.0.1/",
]
NAMES = {
    "wire.example.org": [[PUBLIC]],
    "localhost.": [["127.0.0.1"]],
    "localhost": [["127.0.0.1", "::1"]],
    "inside.example.org": [["10.1.2.3"]],
    "mixed.example.org": [[PUBLIC, "192.168.0.10"]],
    "mixed6.example.org": [[PUBLIC, "::ffff:127.0.0.1"]],
}


async def test_the_detour_would_be_seen() -> None:
    """The control: a public address does arrive at the canary, so that no hit means no connection."""
    async with wire(always(body=b"hit")) as canary:
        detours = Detours(canary.port)
        async with Client(Guard(), resolve=Script(NAMES), socket_factory=detours) as client:
            assert (await client.fetch(Request("http://wire.example.org/"))).body == b"hit"
            assert (await client.fetch(Request(f"http://{PUBLIC}/"))).body == b"hit"
        assert canary.hits == 2
        assert detours.made == [PUBLIC, PUBLIC]
        assert b"Host: wire.example.org" in canary.heads[0]


@pytest.mark.parametrize("form", FORMS)
async def test_direct(form: str) -> None:
    async with wire(always(body=b"hit")) as canary:
        detours = Detours(canary.port)
        async with Client(Guard(), resolve=Script(NAMES), socket_factory=detours) as client:
            with pytest.raises(FetchRefused) as caught:
                await client.fetch(Request(form))
        assert caught.value.code in {"private_address", "port", "scheme", "url"}
        assert not caught.value.transient
        assert detours.made == []
        assert canary.hits == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirected(status: int) -> None:
    for form in FORMS:
        locations = [form, form.partition(":")[2]] if form.startswith("http:") else [form]
        for location in locations:
            await _redirected(status, location)


async def _redirected(status: int, location: str) -> None:
    shown = location.encode().decode("latin-1")
    async with wire(always(body=b"hit")) as canary, wire(always(f"{status} Go", headers={"Location": shown})) as site:
        detours = Detours(canary.port, {PUBLIC: site.port})
        async with Client(Guard(), resolve=Script(NAMES), socket_factory=detours) as client:
            with pytest.raises(FetchRefused) as caught:
                await client.fetch(Request("http://wire.example.org/feed.xml"))
        assert caught.value.code in {"private_address", "port", "scheme", "url", "dns"}, location
        assert (site.hits, canary.hits) == (1, 0), location
        assert detours.made == [PUBLIC]


@pytest.mark.parametrize(
    "form", ["ws://127.0.0.1/", "ws://localhost/", "wss://10.0.0.1/", "ws://2130706433/", "ws://mixed.example.org/"]
)
async def test_sockets_too(form: str) -> None:
    async with wire(always(body=b"hit")) as canary:
        detours = Detours(canary.port)
        async with Client(Guard(), resolve=Script(NAMES), socket_factory=detours) as client:
            with pytest.raises(FetchRefused) as caught:
                async with client.websocket(form):
                    pass
        assert caught.value.code == "private_address"
        assert detours.made == []


async def test_a_socket_does_not_follow_redirects() -> None:
    async with (
        wire(always(body=b"hit")) as canary,
        wire(always("302 Go", headers={"Location": "http://127.0.0.1/"})) as site,
    ):
        detours = Detours(canary.port, {PUBLIC: site.port})
        async with Client(Guard(), resolve=Script(NAMES), socket_factory=detours) as client:
            with pytest.raises(FetchRefused, match="302"):
                async with client.websocket("ws://wire.example.org/"):
                    pass
        assert (site.hits, canary.hits) == (1, 0)


async def test_a_name_is_resolved_once_and_the_answer_is_used() -> None:
    """Rebinding: the second answer is private; the first connection never asks for it, the next one refuses it."""
    resolve = Script({"wire.example.org": [[PUBLIC], ["127.0.0.1"]]})

    async def close(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(body=b"first", headers={"Connection": "close"}))

    async with wire(close) as site, wire(always(body=b"hit")) as canary:
        detours = Detours(canary.port, {PUBLIC: site.port})
        async with Client(Guard(), resolve=resolve, socket_factory=detours) as client:
            assert (await client.fetch(Request("http://wire.example.org/"))).body == b"first"
            assert resolve.asked == ["wire.example.org"]
            with pytest.raises(FetchRefused, match=r"127\.0\.0\.1") as caught:
                await client.fetch(Request("http://wire.example.org/"))
        assert caught.value.code == "private_address"
        assert (site.hits, canary.hits, detours.made) == (1, 0, [PUBLIC])


async def test_the_peer_that_was_reached_is_checked_again() -> None:
    """A connection that ends up somewhere private all the same carries no request."""

    async with wire(always(body=b"hit")) as canary:

        def plain(info: tuple[Any, ...]) -> socket.socket:
            class Plain(socket.socket):
                def connect(self, address: Any) -> None:
                    super().connect(("127.0.0.1", canary.port))

            made = Plain(socket.AF_INET, socket.SOCK_STREAM)
            made.setblocking(False)
            return made

        async with Client(Guard(), resolve=Script(NAMES), socket_factory=plain) as client:
            with pytest.raises(FetchRefused) as caught:
                await client.fetch(Request("http://wire.example.org/"))
        assert caught.value.code == "private_address"
        assert canary.heads == []


async def test_only_the_pairs_of_the_allow_list_may_be_private() -> None:
    async with wire(always(body=b"ours")) as ours, wire(always(body=b"hit")) as other:
        async with Client(Guard(allow=frozenset({("127.0.0.1", ours.port)}))) as client:
            assert (await client.fetch(Request(ours.url()))).body == b"ours"
            for url in (other.url(), f"http://localhost:{ours.port}/", f"http://[::1]:{ours.port}/"):
                with pytest.raises(FetchRefused):
                    await client.fetch(Request(url))
        assert (ours.hits, other.hits) == (1, 0)


async def test_an_allowed_name_may_be_private() -> None:
    async with wire(always(body=b"ours")) as ours:
        guard = Guard(allow=frozenset({("desk.example.org", ours.port)}))
        async with Client(guard, resolve=Script({"desk.example.org": [["127.0.0.1"]]})) as client:
            assert (await client.fetch(Request(f"http://desk.example.org:{ours.port}/"))).body == b"ours"
