"""Bluesky: posts as they are written, changed and deleted, over Jetstream (v1 wire)."""

import time
from collections.abc import Sequence
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from connectors.http import FetchRefused
from connectors.sources import _jetstate
from connectors.sources._jetitems import Frame, items_of, needs_author
from connectors.sources._jetstate import Author
from connectors.sources._jetstream import POSTS, Event, FrameRefused, read
from connectors.sources._problems import problem, refused
from connectors.sources._streaming import burst, reconnect_wait
from connectors.sources.base import Context, Gap, Source, SourceSettings
from schemas import Item

IDLE_SECONDS = 5.0
SAVE_SECONDS = 30.0
BATCH = 500
AUTHORS_CACHED = 10_000


class BlueskySettings(SourceSettings):
    """A stream of posts from a Jetstream server."""

    url: str = Field(
        pattern=r"^wss?://",
        description="The server's `subscribe` address (ws or wss).",
        examples=["wss://jetstream.example.org/subscribe"],
    )
    collections: tuple[str, ...] = Field(
        (POSTS,), min_length=1, max_length=100, description="Record types to ask for (NSID, or prefix.*)."
    )
    dids: tuple[Annotated[str, Field(pattern=r"^did:[a-z]+:[A-Za-z0-9._:%-]+$")], ...] = Field(
        (),
        max_length=10_000,
        description="Only these authors (DID); everybody when empty.",
        examples=[["did:plc:ex4mple"]],
    )
    names: dict[str, str] = Field(
        {},
        description="Who is behind a DID: the author's name to show.",
        examples=[{"did:plc:ex4mple": "Ada Lindqvist"}],
    )


class Bluesky(Source[BlueskySettings]):
    """One Jetstream subscription."""

    kind: ClassVar[str] = "bluesky"
    model: ClassVar[type[SourceSettings]] = BlueskySettings
    summary: ClassVar[str] = "Posts of Bluesky as they are written, changed and deleted, from a Jetstream server."
    silence: ClassVar[float] = 45.0
    """Seconds without a frame after which a stream of the whole network is dead, though its socket may answer."""
    quiet: ClassVar[float] = 900.0
    """The same for a stream narrowed to some authors."""

    async def run(self, context: Context) -> None:
        self._authors: dict[str, Author] = {}
        self._stream = f"jetstream-v1 {urlsplit(self.settings.url).netloc.rpartition('@')[2]}"
        self._place = _jetstate.place_of(await context.cursor(self._stream))
        self._saved = time.monotonic()
        failures = 0
        while not context.stopping:
            heard = False
            try:
                heard = await self._listen(context)
                if not heard and not context.once:
                    context.health.failed(problem("silent", f"{self.address} is open and says nothing"))
            except FetchRefused as error:
                context.health.failed(refused(error))
            if context.once:
                return
            failures = 0 if heard else failures + 1
            await context.sleep(reconnect_wait(failures))

    async def _listen(self, context: Context) -> bool:
        """Read one connection to its end; True where anything was heard."""
        settings, started, heard = self.settings, context.now(), False
        quiet = IDLE_SECONDS if context.once else self.quiet if settings.dids else self.silence
        context.health.next_poll(None)
        async with context.client.websocket(
            self._place.subscription(settings.url, settings.collections, settings.dids), idle=self.silence
        ) as socket:
            while not context.stopping:
                frames = await burst(socket, BATCH)
                if frames:
                    newest = await self._take(context, frames, first=not heard)
                    heard = True
                    if context.once and newest >= started * 1000:
                        return True
                elif socket.closed or time.monotonic() - socket.frame_at > quiet:
                    break
        await self._save(context, [], {})
        if context.once:
            context.health.ok(outcome="unchanged")
        return heard

    async def _take(self, context: Context, frames: Sequence[str | bytes], *, first: bool) -> int:
        """Hand over what the frames bring; the newest event's time in µs."""
        now = context.now()
        items: list[Item] = []
        cursors: dict[str, str] = {}
        newest = 0
        for frame in frames:
            try:
                event = read(frame)
            except FrameRefused as error:
                await context.reject(frame if isinstance(frame, bytes) else frame.encode(), str(error))
                continue
            if first and self._place.missed(event):
                why = "the server no longer had the events after our place"
                context.health.gap(Gap(self._place.at // 1000, event.at // 1000, why))
            first, newest = False, max(newest, event.at)
            if self._place.is_new(event):
                items += await self._items(context, event, frame, now, cursors)
                self._place.take(event, now * 1000)
        await self._save(context, items, cursors)
        context.health.ok(outcome="new" if items else "unchanged")
        return newest

    async def _save(self, context: Context, items: Sequence[Item], cursors: dict[str, str]) -> None:
        """Items and the place after them, together; the place alone twice a minute, when nothing of ours comes."""
        if items or cursors or time.monotonic() - self._saved > SAVE_SECONDS:
            self._place.trim()
            await context.emit(items, {**cursors, self._stream: _jetstate.cursor_of(self._place)})
            self._saved = time.monotonic()

    async def _items(
        self, context: Context, event: Event, raw: str | bytes, now: int, cursors: dict[str, str]
    ) -> list[Item]:
        if not needs_author(event):
            return []
        stream, settings = f"author {event.did}", self.settings
        author = self._authors.get(event.did) or _jetstate.author_of(await context.cursor(stream))
        words = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
        frame = Frame(event, words, now, settings.id, settings.language, settings.country, settings.names)
        items, changed = items_of(frame, author, followed=event.did in settings.dids)
        if changed:
            cursors[stream] = _jetstate.cursor_of(author)
            while len(self._authors) >= AUTHORS_CACHED:
                del self._authors[next(iter(self._authors))]
            self._authors[event.did] = author
        return items
