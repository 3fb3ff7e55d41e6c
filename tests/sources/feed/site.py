"""A feed of our own for the conformance suite: an Atom feed that shows all it has published."""

from html import escape
from typing import Any, Self

from aiohttp import web

from schemas import document_id
from schemas.identity import identity
from tests.support.loopback import Loopback

TOMBSTONES = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'


class Site:
    """Entries with ids and links; `change` rewrites one, `withdraw` replaces it with a tombstone (RFC 6721)."""

    def __init__(self) -> None:
        self._site = Loopback()
        self._entries: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._mode = "well"

    def __enter__(self) -> Self:
        self._site.__enter__()
        self._site.routes["/wire.atom"] = self._answer
        return self

    def __exit__(self, *_: object) -> None:
        self._site.__exit__(None, None, None)

    @property
    def port(self) -> int:
        return self._site.port

    def settings(self, source: str) -> dict[str, Any]:
        return {"id": source, "kind": "feed", "url": self._site.url("/wire.atom"), "every": "100ms"}

    def publish(self, count: int) -> list[str]:
        made = []
        for number in range(len(self._numbers) + 1, len(self._numbers) + count + 1):
            url = f"https://harbour.example.org/news/{number}-quay-report"
            document = document_id(identity(url=url, source="", given_id=None, text=None))
            self._numbers[document] = number
            self._entries[document] = self._entry(number, url, "The quay is open.", "2026-03-02T10:00:00Z")
            made.append(document)
        return made

    def change(self, document: str) -> None:
        number = self._numbers[document]
        url = f"https://harbour.example.org/news/{number}-quay-report"
        self._entries[document] = self._entry(number, url, "The quay is closed.", "2026-03-02T11:00:00Z")

    def withdraw(self, document: str) -> None:
        number = self._numbers[document]
        self._entries[document] = (
            f'<at:deleted-entry ref="tag:harbour.example.org,{number}" when="2026-03-03T10:00:00Z"/>'
        )

    def spoil(self) -> str:
        self._mode = "page"
        return "not_a_feed"

    def hang(self) -> None:
        self._mode = "hang"

    def heal(self) -> None:
        self._mode = "well"

    def _entry(self, number: int, url: str, text: str, updated: str) -> str:
        return (
            f"<entry><id>tag:harbour.example.org,{number}</id><title>Quay report {number}</title>"
            f'<link href="{escape(url)}"/><updated>{updated}</updated><published>2026-03-02T10:00:00Z</published>'
            f"<summary>{text}</summary></entry>"
        )

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self._mode == "page":
            return web.Response(text="<html><body>We are rebuilding.</body></html>", content_type="text/html")
        if self._mode == "hang":
            response = web.StreamResponse(headers={"Content-Type": "application/atom+xml"})
            await response.prepare(request)
            while True:
                await response.write(b" ")
                await self._site.pause(0.2)
        body = "".join(self._entries.values())
        return web.Response(
            text=f'<feed xmlns="http://www.w3.org/2005/Atom" {TOMBSTONES}><title>Harbour</title>{body}</feed>',
            content_type="application/atom+xml",
        )
