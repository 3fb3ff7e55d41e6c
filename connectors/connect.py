"""The `connect` process: every source on its own, one guarded client, one way into the log.

A source that fails, hangs or is slow delays no other: each runs in its own task, hostile bytes are parsed in children
that can be killed, and a source whose parsing was slow may not take the last free child.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from connectors.http import Client, Guard, Pace
from connectors.index.base import Collection
from connectors.killable import KillablePool
from connectors.log.base import Log, LogError
from connectors.sources import make
from connectors.sources._clock import Clock
from connectors.sources._health import HealthBook, SourceHealth
from connectors.sources._problems import problem
from connectors.sources._writer import Writer, put_items, reject
from connectors.sources.base import Problem, Source, SourceFailed, SourceSettings
from schemas import Item

SLOW_PARSE_SECONDS = 1.0
HEAVY_BYTES = 2_000_000
GRACE_SECONDS = 2.0
"""How long a source that is asked to stop may take before it is cancelled."""
RESTART_SECONDS = 60.0
SPREAD_SECONDS = 30.0
SPREAD_PER_SOURCE = 0.1

_log = logging.getLogger(__name__)


async def run_connect(
    sources: Sequence[SourceSettings],
    *,
    log: Log,
    health: Collection,
    guard: Guard,
    stop: asyncio.Event,
    once: bool = False,
    client: Client | None = None,
    parsers: int = 2,
    now: Callable[[], int] | None = None,
) -> bool:
    """Run all sources until `stop`, or each once. True where none of them is failing at the end.

    `health` is the collection `sources`, one JSON record a source. `client` is a seam for tests; without it one is
    made from `guard`. Stops within 5 s of `stop`: what a source had handed over is in the log by then.
    """
    clock = now or Clock()
    book = HealthBook(health, clock)
    try:
        async with AsyncExitStack() as stack:
            writer = await stack.enter_async_context(Writer(log))
            guarded = client if client is not None else await stack.enter_async_context(Client(guard))
            pool = await stack.enter_async_context(
                KillablePool(parsers, preload=["connectors.sources._feedparse", "connectors.sources._feedxml"])
            )
            shared = _Shared(
                guarded, _Parsers(pool, parsers), Pace(guard.allow), writer, clock, stop, once, len(sources)
            )
            running = [_Running(make(settings), await _opened(book, settings), shared) for settings in sources]
            await book.forget_others()
            ticking = asyncio.create_task(_tell(book, writer))
            try:
                await _run_all(running, stop, once=once)
            finally:
                ticking.cancel()
                await asyncio.gather(ticking, return_exceptions=True)
        await book.write_last()
    finally:
        book.close()
    return not any(source.failing for source in book.sources.values())


async def _opened(book: HealthBook, settings: SourceSettings) -> SourceHealth:
    return await book.open(settings.id, settings.kind, make(settings).address)


async def _run_all(running: Sequence["_Running"], stop: asyncio.Event, *, once: bool) -> None:
    """Until every source has ended, or `stop`, and then a moment for each to hand over what it holds."""
    tasks = [asyncio.create_task(source.keep_running(), name=source.source.settings.id) for source in running]
    ending = asyncio.create_task(stop.wait())
    try:
        pending: set[asyncio.Task[Any]] = {*tasks, ending}
        while pending - {ending} and not stop.is_set():
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        if not running and not once:
            await ending
        elif any(not task.done() for task in tasks):
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    finally:
        for task in (*tasks, ending):
            task.cancel()
        await asyncio.gather(*tasks, ending, return_exceptions=True)


async def _tell(book: HealthBook, writer: Writer) -> None:
    while True:
        await asyncio.sleep(0.25)
        trouble = writer.trouble
        await book.write(problem(f"log_{trouble.code}", f"the log takes nothing: {trouble}") if trouble else None)


class _Parsers:
    """The killable children. A source whose parsing was slow, or a large body, may not take the last free child."""

    def __init__(self, pool: KillablePool, size: int) -> None:
        self._pool = pool
        self._free = asyncio.Semaphore(size)
        self._slow_lane = asyncio.Semaphore(max(size - 1, 1))
        self._slow: set[str] = set()

    async def call(self, source: str, function: str, payload: bytes, limit: float) -> bytes:
        heavy = source in self._slow or len(payload) > HEAVY_BYTES
        lane: AbstractAsyncContextManager[Any] = self._slow_lane if heavy else contextlib.nullcontext()
        async with lane, self._free:
            started = time.monotonic()
            try:
                return await self._pool.call(function, payload, limit)
            finally:
                took = time.monotonic() - started
                (self._slow.add if took > SLOW_PARSE_SECONDS else self._slow.discard)(source)


class _Shared:
    """What all sources of the process have in common."""

    def __init__(
        self,
        client: Client,
        parsers: _Parsers,
        pace: Pace,
        writer: Writer,
        now: Callable[[], int],
        stop: asyncio.Event,
        once: bool,
        count: int,
    ) -> None:
        self.client, self.parsers, self.pace, self.writer, self.now, self.stop = (
            client,
            parsers,
            pace,
            writer,
            now,
            stop,
        )
        self.once = once
        self.spread = 0.0 if once else min(SPREAD_PER_SOURCE * count, SPREAD_SECONDS)


class _Running:
    """One source with the context it is lent; see `connectors.sources.base.Context`."""

    def __init__(self, source: Source[Any], health: SourceHealth, shared: _Shared) -> None:
        self.source, self.health, self._shared = source, health, shared
        self.client, self.now, self.once, self.spread = shared.client, shared.now, shared.once, shared.spread
        self._id = source.settings.id

    async def keep_running(self) -> None:
        """Run the source; start it again, ever more slowly, when it raises."""
        failures = 0
        while not self.stopping:
            started = time.monotonic()
            try:
                await self.source.run(self)
                return
            except SourceFailed as failed:
                self.health.failed(failed.problem)
            except LogError:
                return  # it only comes out while the process stops
            except Exception as error:  # noqa: BLE001 - whatever it is, the other sources go on
                _log.exception("%s failed in a way that it should not", self._id)
                self.health.failed(_bug(error))
            if self.once:
                return
            failures = 1 if time.monotonic() - started > RESTART_SECONDS else failures + 1
            await self.sleep(min(2.0 ** (failures - 1), RESTART_SECONDS))

    @property
    def stopping(self) -> bool:
        return self._shared.stop.is_set()

    async def cursor(self, stream: str) -> str | None:
        return await self._shared.writer.cursor(self._id, stream)

    async def emit(self, items: Sequence[Item], cursors: Mapping[str, str]) -> None:
        self.health.took(await put_items(self._shared.writer, self._id, items, cursors))

    async def reject(self, raw: bytes, error: str, *, cursors: Mapping[str, str] | None = None) -> None:
        await reject(self._shared.writer, self._id, raw, error, at=self.now(), cursors=cursors)

    async def parse(self, function: str, payload: bytes, limit: float) -> bytes:
        return await self._shared.parsers.call(self._id, function, payload, limit)

    @contextlib.asynccontextmanager
    async def pace(self, url: str) -> AsyncIterator[None]:
        async with self._shared.pace.turn(url):
            yield

    async def sleep(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._shared.stop.wait(), max(seconds, 0.0))
        return self.stopping


def _bug(error: Exception) -> Problem:
    words = f"stopped by an error of ours: {type(error).__name__}: {error}"
    return Problem("bug", words, "It is started again; please report it with the lines that the log holds.")
