"""The world outside the fault domain: feeds of deterministic items, a receiver of webhooks, and the ledger of both.

    python -m tests.faults.site --items 2000 --rate 100 --feeds 4

prints its port. Items appear at the given rate from the first poll on, newest first, in windows; `GET /ledger` tells
what was published so far and which webhooks came; `POST /hook` receives. No item leaves its window before four answers
have shown it: what a source drops between two polls is not what this is about, however slow the machine.
"""

import argparse
import asyncio
import hashlib
import time
from email.utils import formatdate
from xml.sax.saxutils import escape

from aiohttp import web

WINDOW = 400
KEYWORD_EVERY = 20
WORDS = ("council", "bridge", "tender", "winter", "ferry", "ledger", "quarry", "market", "signal", "orchard")


def body_of(number: int) -> str:
    """The text of item `number`: words that follow from the number, a checkable hash, sometimes the keyword."""
    chosen = " ".join(WORDS[(number * 7 + step * 3) % len(WORDS)] for step in range(30))
    keyword = "The harbour treaty was named here. " if number % KEYWORD_EVERY == 0 else ""
    check = hashlib.sha256(str(number).encode()).hexdigest()
    return f"Report {number} tells of {chosen}. {keyword}Checksum {check}."


def url_of(number: int) -> str:
    return f"https://wire.example.org/reports/{number}"


class Site:
    def __init__(self, items: int, rate: float, feeds: int) -> None:
        self.items, self.rate, self.feeds = items, rate, feeds
        self.began: float | None = None
        self.hooks: list[str] = []
        self.served = dict.fromkeys(range(feeds), 0)

    def published(self) -> int:
        """How many items are out; the clock starts with the first poll, and waits for the slowest feed's."""
        if self.began is None:
            return 0
        ahead = min(self.served.values()) + WINDOW * self.feeds // 4
        return min(self.items, ahead, int((time.time() - self.began) * self.rate))

    async def feed(self, request: web.Request) -> web.Response:
        self.began = self.began or time.time()
        which = int(request.match_info["feed"])
        out = self.published()
        self.served[which] = out
        numbers = [n for n in range(out) if n % self.feeds == which][-WINDOW:]
        tag = f'"{numbers[-1] if numbers else "none"}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        entries = "".join(self.entry(number) for number in reversed(numbers))
        text = (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wire</title>'
            f"<link>https://wire.example.org/</link><description>Reports</description>{entries}</channel></rss>"
        )
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})

    def entry(self, number: int) -> str:
        date = formatdate((self.began or 0) + number / self.rate, usegmt=True)
        return (
            f"<item><guid isPermaLink='false'>r{number}</guid><title>Report {number}</title>"
            f"<link>{url_of(number)}</link><pubDate>{date}</pubDate>"
            f"<description>{escape(body_of(number))}</description></item>"
        )

    async def hook(self, request: web.Request) -> web.Response:
        await request.read()
        self.hooks.append(request.headers["webhook-id"])
        return web.Response(status=204)

    async def ledger(self, _request: web.Request) -> web.Response:
        return web.json_response({"published": self.published(), "items": self.items, "hooks": self.hooks})


async def serve(site: Site) -> None:
    app = web.Application()
    app.add_routes(
        [
            web.get("/feed/{feed}.xml", site.feed),
            web.post("/hook", site.hook),
            web.get("/ledger", site.ledger),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--feeds", type=int, default=4)
    arguments = parser.parse_args()
    asyncio.run(serve(Site(arguments.items, arguments.rate, arguments.feeds)))
