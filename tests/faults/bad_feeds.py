"""One healthy feed and one of every bad kind, on a loopback site of ours."""

import json
import time
from dataclasses import dataclass
from email.utils import formatdate

from aiohttp import web

from tests.support.hostile import RSS, bomb, by_the_byte, fifty_megabytes, item, rss
from tests.support.loopback import Handler, Loopback, fixed


@dataclass(frozen=True)
class Outcome:
    """What must come of a source: `code` of its health (None: it is well) and words of what is told of it; titles that
    are found and nothing else (None: not looked at); words of the error an item is rejected with, and its stage."""

    code: str | None = None
    told: str = ""
    found: tuple[str, ...] | None = ()
    rejected: str = ""
    stage: str = ""


OUTCOMES = {
    "page": Outcome("not_a_feed", "web page"),
    "empty": Outcome("empty", "nothing"),
    "cut": Outcome("truncated", "breaks off", ("cut-first",)),
    "many": Outcome(None, "newest 5,000", None),
    "fat": Outcome("too_large", "15 MiB"),
    "bomb": Outcome("too_large", "15 MiB"),
    "latin": Outcome(None, "encoding is wrong", ("latin",)),
    "dates": Outcome(None, "", ("dated-old", "dated-far")),
    "unnamed": Outcome(None, "", ("unnamed 0", "unnamed 1", "unnamed 2")),
    "same": Outcome(None, "ids name no entries", ("same-0", "same-1", "same-2")),
    "slow": Outcome("too_slow", "no whole answer within"),
    "inward": Outcome("port", "network.allow"),
    "metadata": Outcome("private_address", "169.254.169.254"),
    "gone": Outcome("gone", "for good"),
    "busy": Outcome("rate_limited", "too often"),
    "deep": Outcome(None, "", ("deep plain",), "nested deeper than 256", "html"),
    "comments": Outcome(None, "", ("comments plain", "comments bad")),
    "nul": Outcome(None, "", ("nul in\ufffdside", "half a pair")),
    "nulxml": Outcome(None, "U+FFFD", ("xml nul", "xml half")),
    "long": Outcome(None, "", ("long plain",), "1,000,000", "connect"),
}


def jsonfeed(*items: dict[str, object]) -> Handler:
    """A JSON Feed with every character escaped that can be."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Odd", "items": items}
    return fixed(json.dumps(feed).encode(), Content_Type="application/feed+json")


def beside(name: str, html: str) -> Handler:
    """A feed of one item with this HTML, and a plain one beside it."""
    good = {"id": f"{name}-plain", "title": f"{name} plain", "content_text": f"Plain words beside {name}."}
    return jsonfeed({"id": f"{name}-bad", "title": f"{name} bad", "content_html": html}, good)


def answers(inside: int) -> dict[str, Handler]:
    """What each of them answers. `inside` is a port of this machine that the desk may not reach."""
    now = time.time()
    whole = rss(item("cut-first"), item("cut-second"))
    recent = [formatdate(now - 60 - n, usegmt=True) for n in range(10_000)]
    latin = b'<?xml version="1.0" encoding="utf-8"?>' + rss(item("latin", words="Grünwald")).decode().encode("latin-1")
    unnamed = (f"<item><title>unnamed {n}</title><description>Words {n}.</description></item>" for n in range(3))
    return {
        "page": fixed(b"<!DOCTYPE html><html><body>Hi</body></html>", Content_Type=RSS),
        "empty": fixed(b"", Content_Type=RSS),
        "cut": fixed(whole[: whole.index(b"Words of cut-second")]),
        "many": fixed(rss(*(item(f"many-{n}", date=date) for n, date in enumerate(recent)))),
        "fat": fifty_megabytes(told=False),
        "bomb": fixed(bomb(), Content_Type=RSS, Content_Encoding="gzip"),
        "latin": fixed(latin, Content_Type=RSS),
        "dates": fixed(
            rss(
                item("dated-old", date="Thu, 01 Jan 1970 00:00:00 GMT"),
                item("dated-far", date="Fri, 01 May 2099 00:00:00 GMT"),
            )
        ),
        "unnamed": fixed(rss(*unnamed)),
        "same": fixed(rss(*(item(f"same-{n}", guid="one-for-all") for n in range(3)))),
        "slow": by_the_byte(),
        "inward": fixed(b"", status=302, Location=f"http://0x7f000001:{inside}/secret.xml"),
        "metadata": fixed(b"", status=302, Location="http://169.254.169.254/latest/"),
        "gone": fixed(b"", status=410),
        "busy": fixed(b"", status=429, Retry_After="3600"),
        "deep": beside("deep", "<div>" * 100_000 + "bottom"),
        "comments": beside("comments", "<!--" * 50_000),
        "nul": jsonfeed(
            {"id": "nul", "title": "nul in\0side", "content_text": "Before\0after."},
            {"id": "half", "title": "half a pair", "content_text": "Left \ud83d alone."},
        ),
        "nulxml": fixed(rss(item("xml nul", words="Before\0after."), item("xml half", words="Left &#xD83D; alone."))),
        "long": beside("long", "<p>" + "word " * 2_000_000),
    }


class Wire:
    """The healthy feed: publishes an item every `pace` seconds, from the first poll on."""

    def __init__(self, items: int, pace: float) -> None:
        self.items, self.pace = items, pace
        self.began: float | None = None

    def out(self) -> int:
        """How many items are published by now."""
        if self.began is None:
            return 0
        return min(self.items, 1 + int((time.monotonic() - self.began) / self.pace))

    def published(self, number: int) -> float:
        """When item `number` was published, on the monotonic clock."""
        return (self.began or 0.0) + number * self.pace

    def begin(self) -> None:
        """The clock starts, where it has not."""
        self.began = self.began or time.monotonic()

    async def answer(self, _: web.Request) -> web.Response:
        self.begin()
        body = rss(*(item(f"wire-{n}") for n in reversed(range(self.out()))))
        return web.Response(body=body, content_type=RSS)


def source(site: Loopback, name: str, every: str) -> str:
    """The line of the configuration."""
    return f'  - {{id: {name}, kind: feed, url: "{site.url(f"/{name}.xml")}", every: {every}}}\n'
