"""Server-sent events: word that the index moved, to everybody who watches; never the items themselves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from connectors.index.base import IndexUnavailable
from onrecord.console.params import NONE, check_names
from onrecord.console.site import site_of
from onrecord.console.state import ConsoleState

PING = 15.0
"""Seconds of silence after which a comment keeps the connection alive."""

SPACING = 1.0
"""Seconds between two messages to one reader, at least."""


class Pulse:
    """Looks at the index's generation for all who watch: one look a beat, none while nobody does."""

    def __init__(self, state: ConsoleState) -> None:
        self.state = state
        self.position = 0
        self.watching = 0
        self._changed = asyncio.Condition()
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wanted.wait()
            with suppress(IndexUnavailable):
                await self._look()
            await asyncio.sleep(self.state.pulse)

    async def _look(self) -> None:
        position = await self.state.reader.ask(lambda desk: desk.index.generation())
        if position != self.position:
            async with self._changed:
                self.position = position
                self._changed.notify_all()

    async def _next(self, seen: int) -> bool:
        """True when the position is another than `seen`, False after a while without change."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PING), self._changed:
                await self._changed.wait_for(lambda: self.position != seen or self.state.stopping.is_set())
        return self.position != seen

    async def stop(self) -> None:
        """Let every stream end."""
        self.state.stopping.set()
        async with self._changed:
            self._changed.notify_all()

    async def messages(self) -> AsyncIterator[str]:
        """What one reader gets: the position at once, then whenever it moved."""
        self.watching += 1
        self._wanted.set()
        try:
            yield "retry: 3000\n\n"
            await self._look()
            seen = self.position
            yield self._message(seen)
            while not self.state.stopping.is_set():
                if await self._next(seen):
                    seen = self.position
                    yield self._message(seen)
                    await self._pause()
                elif not self.state.stopping.is_set():
                    yield ": still here\n\n"
        except IndexUnavailable:
            return
        finally:
            self.watching -= 1
            if not self.watching:
                self._wanted.clear()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.state.stopping.wait(), SPACING)

    def _message(self, position: int) -> str:
        return f"data: {json.dumps({'position': position})}\n\n"


async def stream(request: Request) -> Response:
    check_names(request.query_params.multi_items(), NONE)
    site_of(request)
    pulse: Pulse = request.app.state.pulse
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(pulse.messages(), media_type="text/event-stream", headers=headers)
