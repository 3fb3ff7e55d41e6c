"""A loopback site for the latency benchmark: one feed and one Jetstream, which note when each item first left.

python -m bench.site --rate 20        prints its port; GET /sent tells number -> seconds since the epoch
"""

import argparse
import asyncio
import json
import time
from email.utils import formatdate
from xml.sax.saxutils import escape

from aiohttp import web

from bench.articles import article

WINDOW = 100


class Site:
    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.began: float | None = None
        self.sent: dict[str, float] = {}

    async def feed(self, _request: web.Request) -> web.Response:
        self.began = self.began or time.time()
        count = int((time.time() - self.began) * self.rate)
        numbers = range(max(0, count - WINDOW), count)
        entries = "".join(
            f"<item><guid>{n}</guid><link>https://bench.example.org/{n}</link><title>{escape(title)}</title>"
            f"<pubDate>{formatdate(self.began + n / self.rate, usegmt=True)}</pubDate>"
            f"<description>{escape(text)}</description></item>"
            for n in reversed(numbers)
            for title, text in (article(n),)
        )
        now = time.time()
        for n in numbers:
            self.sent.setdefault(f"https://bench.example.org/{n}", now)
        body = f'<rss version="2.0"><channel><title>Bench</title><link>https://bench.example.org/</link>{entries}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml")

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for n in range(1_000_000):
            at = time.time()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
            record = {"$type": "app.bsky.feed.post", "createdAt": stamp, "langs": ["en"], "text": article(n)[1][:280]}
            commit = {"rev": tid(at), "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"k{n}"}
            frame = {"did": "did:plc:bench", "time_us": int(at * 1e6), "kind": "commit"}
            self.sent[f"https://bsky.app/profile/did:plc:bench/post/k{n}"] = time.time()
            try:
                await socket.send_str(json.dumps({**frame, "commit": {**commit, "cid": f"c{n}", "record": record}}))
            except ConnectionError:  # the desk has ended
                break
            await asyncio.sleep(max(0.0, 1 / self.rate - (time.time() - at)))
        return socket

    async def times(self, _request: web.Request) -> web.Response:
        return web.json_response(self.sent)


def tid(at: float) -> str:
    """A repository revision: base32-sortable microseconds and a clock id (AT Protocol, TID)."""
    number, digits = int(at * 1e6) << 10, "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(digits[(number >> shift) & 31] for shift in range(60, -1, -5))


async def serve(site: Site) -> None:
    app = web.Application()
    app.add_routes([web.get("/feed.xml", site.feed), web.get("/subscribe", site.stream), web.get("/sent", site.times)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=20)
    asyncio.run(serve(Site(parser.parse_args().rate)))
