"""Servers that would fill the memory or hold the line: each ends at its limit, told by name."""

import asyncio
import contextlib
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable, Iterator

import psutil
import pytest

from connectors.http import Client, FetchRefused, Guard, Request, allow_list
from tests.support.wires import Handler, answer, wire

MIB = 1024 * 1024
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"


async def refused(handler: Handler, deadline: float = 20.0, **request: object) -> tuple[FetchRefused, float]:
    """What a fetch of that server ends in, and after how many seconds."""
    async with wire(handler) as site, Client(Guard(allow=allow_list([site.pair()]), deadline=deadline)) as client:
        started = time.monotonic()
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(site.url("/feed?token=hunter2"), **request))  # type: ignore[arg-type]
        assert "hunter2" not in caught.value.message
        assert site.pair() in caught.value.message
        return caught.value, time.monotonic() - started


async def endless(head: bytes, block: bytes, pause: float, writer: asyncio.StreamWriter) -> None:
    writer.write(head)
    while True:
        writer.write(block)
        await writer.drain()
        await asyncio.sleep(pause)


def sends(head: bytes, block: bytes, pause: float = 0.0) -> Handler:
    return lambda _, writer: endless(head, block, pause, writer)


@contextlib.contextmanager
def little_memory() -> Iterator[None]:
    """At most 32 MiB beyond what was there, the server's part included, since both ends live in this process."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 32 * MIB
    finally:
        tracemalloc.stop()


HUGE = {
    "endless chunks": sends(CHUNKED + b"\r\n", b"10000\r\n" + bytes(65536) + b"\r\n"),
    "endless until close": sends(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536)),
    "promised and never sent": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", b"", 3600),
    "fifty megabytes, said so": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", bytes(65536)),
}


@pytest.mark.parametrize("kind", HUGE)
async def test_a_body_without_end_stops_at_the_cap(kind: str) -> None:
    with little_memory():
        error, _ = await refused(HUGE[kind])
    assert error.code == "too_large"
    assert "15 MiB" in error.message
    assert not error.transient


def gzip_of_zeros(size: int) -> bytes:
    """One gzip stream made of one compressed run many times over, so that making it costs nothing."""
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 31)
    first = squeeze.compress(bytes(MIB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(bytes(MIB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return first + again * (size // MIB - 1)


async def test_a_gibibyte_out_of_gzip_stops_at_the_cap() -> None:
    body = gzip_of_zeros(1024 * MIB)
    assert len(body) < 8 * MIB
    with little_memory():
        error, _ = await refused(serves(answer(body=body, headers={"Content-Encoding": "gzip"})))
    assert error.code == "too_large"


def serves(response: bytes) -> Handler:
    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(response)

    return handle


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "gzip, gzip, gzip, gzip, gzip"])
async def test_other_encodings_are_refused(encoding: str) -> None:
    body = gzip.compress(gzip.compress(b"feed"))
    error, _ = await refused(serves(answer(body=body, headers={"Content-Encoding": encoding})))
    assert error.code == "encoding"


async def test_broken_gzip_is_refused() -> None:
    error, _ = await refused(serves(answer(body=b"<rss/>", headers={"Content-Encoding": "gzip"})))
    assert error.code == "encoding"


async def slow_headers(_: bytes, writer: asyncio.StreamWriter) -> None:
    await endless(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x", 0.02, writer)


async def slow_body(_: bytes, writer: asyncio.StreamWriter) -> None:
    await endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x", 0.02, writer)


async def slow_chunks(_: bytes, writer: asyncio.StreamWriter) -> None:
    await endless(CHUNKED + b"\r\n", b"1\r\nx\r\n", 0.02, writer)


async def silence(_: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def slow_redirects(head: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.4)
    count = int(head.split()[1].rpartition(b"/")[2] or b"0") if b"token" not in head.split()[1] else 0
    writer.write(answer("302 Go", headers={"Location": f"/{count + 1}"}))


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (slow_headers, "headers"),
        (slow_body, "bytes had come"),
        (slow_chunks, "bytes had come"),
        (silence, "headers"),
        (slow_redirects, "headers"),
    ],
)
async def test_the_deadline_holds_around_everything(
    handler: Callable[[bytes, asyncio.StreamWriter], Awaitable[None]], words: str
) -> None:
    error, took = await refused(handler, deadline=1.2)
    assert error.code == "too_slow"
    assert error.transient
    assert words in error.message
    assert took >= 1.15
    assert took < 1.2 + 5.0  # the promise is half a second; a busy machine gets more


async def test_slow_servers_hold_up_no_other() -> None:
    """Twenty stalled fetches, and a healthy one beside them that ends long before them."""
    async with (
        wire(silence) as slow,
        wire(serves(answer(body=b"ok"))) as site,
        Client(Guard(allow=allow_list([slow.pair(), site.pair()]))) as client,
    ):
        stalled = [asyncio.create_task(client.fetch(Request(slow.url(), deadline=60))) for _ in range(20)]
        await asyncio.sleep(0.05)
        assert (await client.fetch(Request(site.url()))).body == b"ok"
        assert not any(task.done() for task in stalled)
        for task in stalled:
            task.cancel()
        await asyncio.gather(*stalled, return_exceptions=True)


async def test_a_redirects_body_is_not_read() -> None:
    """A bomb on a 302 costs nothing: the next hop is asked while it still pours."""
    asked = asyncio.Event()

    async def handle(head: bytes, writer: asyncio.StreamWriter) -> None:
        if head.startswith(b"GET /end "):
            asked.set()
            writer.write(answer(body=b"arrived"))
            return
        writer.write(
            b"HTTP/1.1 302 Go\r\nLocation: /end\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 999999999\r\n\r\n"
        )
        await asked.wait()

    async with wire(handle) as site, Client(Guard(allow=allow_list([site.pair()]))) as client:
        response = await client.fetch(Request(site.url("/start"), deadline=20))
    assert response.body == b"arrived"
    assert response.hops == ((302, site.url("/start")),)


@pytest.mark.parametrize(
    ("partial", "code"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "reset"),
        (CHUNKED + b"\r\n4\r\nhalf\r\n", "reset"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "headers"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "headers"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", "headers"),
    ],
)
async def test_broken_answers(partial: bytes, code: str) -> None:
    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(partial)
        await writer.drain()
        writer.close()

    error, _ = await refused(handle)
    assert error.code == code
    assert error.transient is (code == "reset")


async def test_a_reset_in_the_middle() -> None:
    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()

    error, _ = await refused(handle)
    assert error.code == "reset"
    assert "4 bytes" in error.message


async def test_nobody_listens() -> None:
    async with wire(silence) as site:
        pair, url = site.pair(), site.url()
    async with Client(Guard(allow=allow_list([pair]))) as client:
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(url))
    assert caught.value.code == "connect"
    assert caught.value.transient


async def test_tls_with_a_plain_server() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Client(Guard(allow=frozenset({("127.0.0.1", port)}))) as client:
        with pytest.raises(FetchRefused) as caught:
            await client.fetch(Request(f"https://127.0.0.1:{port}/"))
    assert caught.value.code == "tls"
    assert caught.value.transient


async def test_hundreds_of_failures_leak_nothing() -> None:
    """File descriptors after many failed fetches: as many as before."""

    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    process = psutil.Process()
    async with wire(handle) as site, Client(Guard(allow=allow_list([site.pair()]))) as client:

        async def fail() -> None:
            with pytest.raises(FetchRefused):
                await client.fetch(Request(site.url()))

        for _ in range(10):
            await fail()
        before = process.num_fds()
        for _ in range(300):
            await fail()
        until = time.monotonic() + 10
        while process.num_fds() > before + 2 and time.monotonic() < until:
            await asyncio.sleep(0.01)  # the server's ends close in their own time
        assert process.num_fds() <= before + 2
