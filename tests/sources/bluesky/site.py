"""A Jetstream of our own: what the v1 wire does, for the conformance suite and the tests of this kind."""

import asyncio
import json
import time
from typing import Any, Self

from aiohttp import WSMsgType, web

from schemas import document_id
from schemas.identity import identity
from tests.support.loopback import Loopback

DID = "did:plc:ada7lindqvist"
TID = "234567abcdefghijklmnopqrstuvwxyz"


def tid(micros: int) -> str:
    """A revision as repositories make them: 13 characters of base 32 over microseconds and a clock's id."""
    value, out = micros << 10, ""
    for _ in range(13):
        out = TID[value & 31] + out
        value >>= 5
    return out


def document_of(did: str, rkey: str) -> str:
    url = f"https://bsky.app/profile/{did}/post/{rkey}"
    return document_id(identity(url=url, source="", given_id=None, text=None))


class Site:
    """Keeps every event; a connection gets those from its cursor on (inclusive), then the new ones.

    `window_us`: events older than that, before the newest, are gone without a word, as v1 servers do.
    """

    def __init__(self, window_us: int | None = None) -> None:
        self._site = Loopback()
        self._events: list[dict[str, Any]] = []
        self._raw: list[str] = []
        self._rkeys: dict[str, str] = {}
        self._changed = asyncio.Event()
        self._mode = "well"
        self.window_us = window_us
        self.queries: list[dict[str, list[str]]] = []

    def __enter__(self) -> Self:
        self._site.__enter__()
        self._site.routes["/subscribe"] = self._subscribe
        return self

    def __exit__(self, *_: object) -> None:
        self._site.__exit__(None, None, None)

    @property
    def port(self) -> int:
        return self._site.port

    def settings(self, source: str) -> dict[str, Any]:
        return {"id": source, "kind": "bluesky", "url": self._site.url("/subscribe", "ws")}

    def publish(self, count: int) -> list[str]:
        first = len(self._rkeys) + 1
        return [self.post(f"3mquay{number:05d}", f"Quay {number} is open.") for number in range(first, first + count)]

    def post(self, rkey: str, text: str, *, operation: str = "create", did: str = DID, **record: Any) -> str:
        document = document_of(did, rkey)
        self._rkeys[document] = rkey
        told = {"$type": "app.bsky.feed.post", "createdAt": "2026-03-02T10:00:00.000Z", "langs": ["en"], "text": text}
        self.commit(operation, rkey, did=did, record={**told, **record})
        return document

    def commit(self, operation: str, rkey: str, *, did: str = DID, at: int | None = None, **more: Any) -> None:
        at = self.next_time() if at is None else at
        commit = {"rev": tid(at - 1000), "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey}
        self.send({"did": did, "time_us": at, "kind": "commit", "commit": {**commit, **more}})

    def next_time(self) -> int:
        """Now, and after every event before."""
        latest = max((event["time_us"] for event in self._events), default=0)
        return max(latest + 1_000, time.time_ns() // 1_000)

    def change(self, document: str) -> None:
        self.post(self._rkeys[document], "The quay is closed.", operation="update")

    def withdraw(self, document: str) -> None:
        self.commit("delete", self._rkeys[document])

    def account(self, status: str, did: str = DID) -> None:
        at = self.next_time()
        self.send(
            {"did": did, "time_us": at, "kind": "account", "account": {"active": False, "did": did, "status": status}}
        )

    def identity(self, handle: str, did: str = DID) -> None:
        at = self.next_time()
        self.send({"did": did, "time_us": at, "kind": "identity", "identity": {"did": did, "handle": handle}})

    def send(self, event: dict[str, Any]) -> None:
        def put() -> None:
            self._events.append(event)
            self._wake()

        self._site.call(put)

    def send_raw(self, frame: str) -> None:
        def put() -> None:
            self._raw.append(frame)
            self._wake()

        self._site.call(put)

    def drop_connections(self, mode: str | None = None) -> None:
        """Close what is open; `mode` is how new connections are met."""

        def do() -> None:
            self._mode = mode or self._mode
            self._generation += 1
            self._wake()

        self._site.call(do)

    _generation = 0

    def spoil(self) -> str:
        self.send_raw('{"kind": "commit", "did": ')
        return "rejected"

    def hang(self) -> None:
        self.drop_connections("hang")

    def heal(self) -> None:
        self.drop_connections("well")

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        query = {name: request.query.getall(name) for name in request.query}
        self.queries.append(query)
        if self._mode in {"400", "503", "429"}:
            return web.Response(status=int(self._mode), text="not now", headers={"Retry-After": "1"})
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        watching = asyncio.create_task(self._drain(socket))
        try:
            await self._feed(socket, query)
        except ConnectionError:
            pass
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            if not socket.closed:
                await socket.close()
        return socket

    @staticmethod
    async def _drain(socket: web.WebSocketResponse) -> None:
        while (await socket.receive()).type not in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED}:
            pass

    async def _feed(self, socket: web.WebSocketResponse, query: dict[str, list[str]]) -> None:
        generation, sent_raw = self._generation, len(self._raw)
        place = self._start(query)
        if self._mode != "hang":  # the network goes on: identity events come whatever was asked for
            somebody = {"did": "did:plc:somebody", "handle": "somebody.example.org"}
            tick = {"did": "did:plc:somebody", "time_us": self.next_time(), "kind": "identity", "identity": somebody}
            self._events.append(tick)
        while not socket.closed and generation == self._generation:
            changed = self._changed
            if self._mode != "hang":
                while place < len(self._events):
                    await socket.send_str(json.dumps(self._events[place]))
                    place += 1
                while sent_raw < len(self._raw):
                    await socket.send_str(self._raw[sent_raw])
                    sent_raw += 1
            try:
                await asyncio.wait_for(changed.wait(), 0.5)
            except TimeoutError:
                continue

    def _start(self, query: dict[str, list[str]]) -> int:
        """Where a connection begins: at its cursor, inclusive; without one at the beginning, so that what a test
        published before the source was there is seen."""
        cursor = int(query["cursor"][0]) if "cursor" in query else 0
        if self.window_us is not None and self._events:
            cursor = max(cursor, self._events[-1]["time_us"] - self.window_us)
        return next((n for n, event in enumerate(self._events) if event["time_us"] >= cursor), len(self._events))
