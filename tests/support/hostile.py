"""What a feed can answer with to hurt a reader: small to write down, large or slow to read."""

import asyncio
import zlib

from aiohttp import web

from tests.support.loopback import Handler

RSS = "application/rss+xml"


def rss(*items: str, title: str = "Wire") -> bytes:
    """An RSS feed of these items."""
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def item(name: str, *, date: str = "", guid: str | None = None, link: str | None = None, words: str = "") -> str:
    """An item of an RSS feed; an empty `link` or `guid` leaves an empty element."""
    link = f"https://wire.example.org/news/{name}-2026" if link is None else link
    return (
        f"<item><guid>{name if guid is None else guid}</guid><title>{name}</title><link>{link}</link>"
        f"<description>{words or f'Words of {name}.'}</description>"
        f"{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
    )


def bomb(mebibytes: int = 1024) -> bytes:
    """A gzip stream of so many MiB of zeros, cheaply: one block that stands alone, repeated."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + block * mebibytes + b"\x03\x00" + bytes(8)


def by_the_byte(pace: float = 0.2) -> Handler:
    """A feed that comes byte by byte."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": RSS})
        await response.prepare(request)
        try:
            for byte in rss(*(item(f"slow-{n}") for n in range(100))):
                await response.write(bytes([byte]))
                await asyncio.sleep(pace)
        except ConnectionError:  # the reader has had enough
            pass
        return response

    return answer


def fifty_megabytes(*, told: bool) -> Handler:
    """50 MB of blanks, with or without a `Content-Length`."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": RSS})
        if told:
            response.content_length = 50_000_000
        await response.prepare(request)
        try:
            for _ in range(50):
                await response.write(b" " * 1_000_000)
        except ConnectionError:
            pass
        return response

    return answer
