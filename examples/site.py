"""The world of the example desk: three growing feeds and a live stream, served on loopback.

    python -m examples.site [--port 9000] [--pace 2.5] [--shown 12]

Some items are out at the start, dated over the last hour; then one more every `pace` seconds, each dated as it
appears. Conditional requests are answered as a good site does; the stream speaks Jetstream's v1 wire.
"""

import argparse
import asyncio
import hashlib
import html
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web  # noqa: TID251  (a server, not a way out)

from connectors.lifeline import die_with_parent
from examples.world import Article, Post, articles, posts, schedule

WINDOW = 20
"""Entries that a feed shows, newest first."""

HOSTS = {"wire": "wire.example.org", "daily": "daily.example.org", "monitor": "monitor.example.net"}
TITLES = {"wire": "Nordhavn Wire", "daily": "Vestria Daily", "monitor": "Hafenmonitor"}
HISTORY_SECONDS = 3600.0
POST_EVERY = 1.6
"""A post appears every so many paces."""


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def url_of(article: Article) -> str:
    return f"https://{HOSTS[article.feed]}/{article.language}/{article.id}"


def body_of(article: Article, *, revised: bool) -> tuple[str, str]:
    """Title and HTML of the article as it stands now."""
    title, text = (article.revised or (article.title, article.text)) if revised else (article.title, article.text)
    if article.html is not None:
        return title, article.html
    paragraphs = text.strip().split("\n\n")
    return title, "".join(f"<p>{'<br>'.join(map(html.escape, part.splitlines()))}</p>" for part in paragraphs)


class World:
    """What is out at which moment: everything follows from the clock, the pace and the order of the items."""

    def __init__(self, pace: float, shown: int, now: Callable[[], float] = time.time) -> None:
        self.pace, self.shown, self.now = pace, shown, now
        self.began = now()
        self.order = schedule(articles())
        self.posts = posts()

    def appears(self, place: int) -> float:
        """When the article at this place of the order is published."""
        if place < self.shown:
            return self.began - HISTORY_SECONDS * (self.shown - place) / (self.shown + 1)
        return self.began + (place - self.shown + 1) * self.pace

    def out(self, feed: str) -> list[tuple[float, Article, bool]]:
        """The feed's entries now, newest first: when published, which, and whether it was revised since."""
        now = self.now()
        entries = []
        for place, article in enumerate(self.order):
            at = self.appears(place)
            if at <= now and feed in (article.feed, *article.also):
                entries.append((at, article, article.revised is not None and now >= at + 8 * self.pace))
        return sorted(entries, key=lambda entry: entry[0], reverse=True)[:WINDOW]

    def events(self) -> list[tuple[int, Post]]:
        """The stream's events so far: microseconds, which."""
        now, events = self.now(), []
        for place, post in enumerate(self.posts):
            at = self.began + (place + 1) * POST_EVERY * self.pace
            if at <= now:
                events.append((int(at * 1_000_000), post))
        return events


def rss(entries: Sequence[tuple[float, Article, bool]]) -> str:
    items = []
    for at, article, revised in entries:
        title, body = body_of(article, revised=revised)
        items.append(
            f"<item><guid isPermaLink='false'>{article.id}</guid><title>{escape(title)}</title>"
            f"<link>{url_of(article)}</link><pubDate>{formatdate(at, usegmt=True)}</pubDate>"
            f"<dc:creator>{escape(article.author)}</dc:creator><dc:language>{article.language}</dc:language>"
            f"<description>{escape(body)}</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{TITLES['wire']}</title><link>https://{HOSTS['wire']}/</link><description>News</description>"
        f"{''.join(items)}</channel></rss>"
    )


def atom(entries: Sequence[tuple[float, Article, bool]]) -> str:
    items = []
    for at, article, revised in entries:
        title, body = body_of(article, revised=revised)
        items.append(
            f"<entry xml:lang='{article.language}'><id>tag:{HOSTS['daily']},2026:{article.id}</id>"
            f"<title>{escape(title)}</title><link href='{url_of(article)}'/><published>{iso(at)}</published>"
            f"<updated>{iso(at + (1 if revised else 0))}</updated>"
            f"<author><name>{escape(article.author)}</name></author>"
            f"<content type='html'>{escape(body)}</content></entry>"
        )
    updated = iso(entries[0][0]) if entries else iso(0)
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{TITLES['daily']}</title>"
        f"<id>tag:{HOSTS['daily']},2026:feed</id><updated>{updated}</updated>{''.join(items)}</feed>"
    )


def json_feed(entries: Sequence[tuple[float, Article, bool]]) -> str:
    items = []
    for at, article, revised in entries:
        title, body = body_of(article, revised=revised)
        item: dict[str, Any] = {"id": article.id, "url": url_of(article), "title": title, "content_html": body}
        item |= {"date_published": iso(at), "language": article.language, "authors": [{"name": article.author}]}
        items.append(item)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": TITLES["monitor"], "items": items}
    return json.dumps(feed, ensure_ascii=False)


FORMS: dict[str, tuple[str, Callable[[Sequence[tuple[float, Article, bool]]], str]]] = {
    "wire.xml": ("application/rss+xml", rss),
    "daily.atom": ("application/atom+xml", atom),
    "monitor.json": ("application/feed+json", json_feed),
}


def revision(micros: int) -> str:
    """A repository's revision (AT Protocol, TID): base 32 over microseconds and a clock id."""
    number, digits = micros << 10, "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(digits[(number >> shift) & 31] for shift in range(60, -1, -5))


def frame(micros: int, post: Post) -> dict[str, Any]:
    """One event of the v1 wire."""
    operation = "delete" if post.deletes else "update" if post.edits else "create"
    commit: dict[str, Any] = {"rev": revision(micros), "operation": operation, "collection": "app.bsky.feed.post"}
    commit["rkey"] = "3k" + hashlib.sha256(post.id.encode()).hexdigest()[:11]
    if not post.deletes:
        created = datetime.fromtimestamp(micros / 1e6, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        commit["cid"] = "bafy" + hashlib.sha256(post.text.encode()).hexdigest()[:20]
        commit["record"] = {
            "$type": "app.bsky.feed.post",
            "createdAt": created,
            "langs": [post.language],
            "text": post.text,
        }
    return {"did": f"did:plc:{post.did}", "time_us": micros, "kind": "commit", "commit": commit}


class Site:
    """The routes over a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def feed(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in FORMS:
            return web.Response(status=404, text="no such feed")
        kind, form = FORMS[name]
        text = form(self.world.out(name.partition(".")[0]))
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(text=text, content_type=kind, charset="utf-8", headers={"ETag": tag})

    async def subscribe(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        cursor = int(request.query.get("cursor", 0)) or int(self.world.now() * 1_000_000)
        told, tick = 0, self.world.now()
        reading = asyncio.create_task(socket.receive())
        while not reading.done():
            events = [event for event in self.world.events() if event[0] >= cursor]
            for micros, post in events[told:]:
                await socket.send_json(frame(micros, post))
            told = len(events)
            if self.world.now() - tick > 10:
                tick = self.world.now()
                identity = {"did": "did:plc:clock", "handle": "clock.example", "seq": int(tick)}
                await socket.send_json(
                    {"did": "did:plc:clock", "time_us": int(tick * 1e6), "kind": "identity", "identity": identity}
                )
            await asyncio.wait({reading}, timeout=0.2)
        return socket


async def serve(world: World, port: int) -> None:
    """Until it is ended; prints the port once it listens."""
    site = Site(world)
    app = web.Application()
    app.add_routes([web.get("/subscribe", site.subscribe), web.get("/{name}", site.feed)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201  (whoever started it reads the port here)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="The example desk's sources, on loopback.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--pace", type=float, default=2.5, help="seconds from one item to the next")
    parser.add_argument("--shown", type=int, default=12, help="items that are out at the start")
    parser.add_argument("--parent", type=int, help="die with this process")
    arguments = parser.parse_args()
    if arguments.parent:
        die_with_parent(arguments.parent)
    asyncio.run(serve(World(arguments.pace, arguments.shown), arguments.port))


if __name__ == "__main__":
    main()
