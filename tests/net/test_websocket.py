"""Sockets: frames as they come, silence told from death, refusals before the upgrade told by their status."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import WSMsgType, web

from connectors.http import Client, FetchRefused, Guard, UpgradeRefused, allow_list

Speak = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]


@contextlib.asynccontextmanager
async def talking(speak: Speak, *, autoping: bool = True) -> AsyncIterator[tuple[Client, str]]:
    """A client, and the URL of a socket on which `speak` speaks."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/no":
            return web.Response(status=400, text='{"error":"CursorTooOld"}\x1b[31m', headers={"Retry-After": "9"})
        if request.path == "/busy":
            return web.Response(status=503, text="booting")
        socket = web.WebSocketResponse(autoping=autoping)
        await socket.prepare(request)
        await speak(socket, request)
        return socket

    server = web.ServerRunner(web.Server(handle), shutdown_timeout=0.2)  # type: ignore[arg-type]
    await server.setup()
    site = web.TCPSite(server, "127.0.0.1", 0)
    await site.start()
    pair = "{}:{}".format(*server.addresses[0][:2])
    try:
        async with Client(Guard(allow=allow_list([pair]), contact="desk@example.org")) as client:
            yield client, f"ws://{pair}/live"
    finally:
        await server.cleanup()


async def greet(socket: web.WebSocketResponse, request: web.Request) -> None:
    await socket.send_str(request.headers.get("X-Given", ""))
    await socket.send_bytes(b"bytes")
    await socket.send_str(request.headers["User-Agent"])
    await socket.close()


async def test_frames_until_a_clean_close() -> None:
    async with talking(greet) as (client, url), client.websocket(url, {"X-Given": "sent"}) as socket:
        frames = [frame async for frame in socket]
    assert frames[:2] == ["sent", b"bytes"]
    assert "desk@example.org" in str(frames[2])
    assert socket.closed
    assert socket.close_code == 1000


async def test_the_other_side_hears_us() -> None:
    async def echo(socket: web.WebSocketResponse, _: web.Request) -> None:
        async for message in socket:
            await socket.send_str(message.data[::-1])

    async with talking(echo) as (client, url), client.websocket(url) as socket:
        await socket.send("abc")
        assert await socket.receive(5) == "cba"


async def hush(socket: web.WebSocketResponse, _: web.Request) -> None:
    """Answers pings and says nothing."""
    async for _message in socket:
        pass


async def test_silence_is_an_answer_and_pings_prove_life() -> None:
    async with talking(hush) as (client, url), client.websocket(url, idle=1.0) as socket:
        started = socket.frame_at
        assert await socket.receive(1.6) is None
        assert not socket.closed
        assert socket.heard > started
        assert socket.frame_at == started


async def test_a_dead_socket_is_told() -> None:
    async def deaf(socket: web.WebSocketResponse, _: web.Request) -> None:
        await asyncio.sleep(3600)

    async with talking(deaf) as (client, url):
        with pytest.raises(FetchRefused) as caught:
            async with asyncio.timeout(20), client.websocket(url, idle=0.3) as socket:
                await socket.receive()
    assert caught.value.code == "silent"
    assert caught.value.transient


async def test_their_pings_are_answered() -> None:
    answered = asyncio.Event()

    async def ping(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.ping(b"there?")
        message = await socket.receive()
        assert message.type is WSMsgType.PONG
        answered.set()
        await socket.send_str("thanks")

    async with talking(ping, autoping=False) as (client, url), client.websocket(url) as socket:
        assert await socket.receive(10) == "thanks"
        assert answered.is_set()


async def test_a_cancelled_wait_loses_nothing() -> None:
    go = asyncio.Event()

    async def late(socket: web.WebSocketResponse, _: web.Request) -> None:
        await go.wait()
        for number in range(3):
            await socket.send_str(str(number))
        await hush(socket, _)

    async with talking(late) as (client, url), client.websocket(url) as socket:
        waiting = asyncio.create_task(socket.receive())
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await socket.receive(0) is None
        go.set()
        await asyncio.sleep(0.05)
        assert [await socket.receive(10) for _ in range(3)] == ["0", "1", "2"]


async def test_a_frame_that_is_too_large_ends_it() -> None:
    async def shout(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.send_str("x" * 2000)
        await socket.send_str("y" * 2001)
        await hush(socket, _)

    async with talking(shout) as (client, url), client.websocket(url, max_frame=2000) as socket:
        assert await socket.receive(10) == "x" * 2000
        with pytest.raises(FetchRefused) as caught:
            await socket.receive(10)
    assert caught.value.code == "too_large"


async def test_a_connection_that_breaks_is_told() -> None:
    async def drop(socket: web.WebSocketResponse, request: web.Request) -> None:
        await socket.send_str("one")
        assert request.transport is not None
        request.transport.abort()

    async with talking(drop) as (client, url), client.websocket(url) as socket:
        assert await socket.receive(10) == "one"
        with pytest.raises(FetchRefused) as caught:
            await socket.receive(10)
    assert caught.value.code == "reset"
    assert caught.value.transient


async def test_an_unclean_close_is_told() -> None:
    async def slow_consumer(socket: web.WebSocketResponse, _: web.Request) -> None:
        await socket.close(code=1008, message=b"consumer too slow")

    async with talking(slow_consumer) as (client, url), client.websocket(url) as socket:
        with pytest.raises(FetchRefused, match="1008"):
            await socket.receive(10)


async def test_a_refusal_before_the_upgrade_has_its_status_and_words() -> None:
    async with talking(hush) as (client, url):
        with pytest.raises(UpgradeRefused, match="CursorTooOld") as caught:
            async with client.websocket(url.replace("/live", "/no?cursor=hunter2")):
                pass
        assert (caught.value.status, caught.value.retry_after, caught.value.transient) == (400, 9.0, False)
        assert "\x1b" not in caught.value.message
        assert "hunter2" not in caught.value.message
        with pytest.raises(UpgradeRefused) as caught:
            async with client.websocket(url.replace("/live", "/busy")):
                pass
        assert (caught.value.status, caught.value.code, caught.value.transient) == (503, "upgrade", True)


async def test_a_page_is_no_socket_and_a_socket_no_page() -> None:
    async with talking(hush) as (client, url):
        with pytest.raises(FetchRefused) as caught:
            async with client.websocket(url.replace("ws:", "http:")):
                pass
    assert caught.value.code == "scheme"
