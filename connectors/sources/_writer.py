"""The one way from all sources into the log: groups what waits into one durable write, and waits out a full disk."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import msgspec

from connectors.log.base import ITEMS, REJECTED, Cursor, Log, LogError, Record
from connectors.sources._rejects import kept, rejected
from connectors.telemetry import ITEMS_ACCEPTED, ITEMS_REJECTED
from schemas import Item, encode
from schemas.item import ITEM_BYTES

T = TypeVar("T")

GROUP_RECORDS = 1_000
GROUP_BYTES = 8_000_000
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

_log = logging.getLogger(__name__)


class Append(msgspec.Struct):
    """Records of one source for one topic, with the cursors that speak of them; `done` once they are durable."""

    topic: str
    records: Sequence[Record]
    cursors: Sequence[Cursor]
    done: asyncio.Future[None]

    @property
    def size(self) -> int:
        return sum(len(record.value) for record in self.records)


class Writer:
    """Appends from many tasks through one thread. `trouble` is the log's error while it can't be written."""

    def __init__(self, log: Log) -> None:
        self.trouble: LogError | None = None
        self._store = log
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        self._queue: asyncio.Queue[Append | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def __aenter__(self) -> "Writer":
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Write what waits (once more, where the log is in trouble), then end."""
        self._closing.set()
        self._queue.put_nowait(None)
        if self._task is not None:
            await self._task
        self._thread.shutdown(wait=True)

    async def append(self, topic: str, records: Sequence[Record], cursors: Sequence[Cursor]) -> None:
        """Durable when it returns. Raises LogError only while the process stops."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(Append(topic, records, cursors, done))
        await done

    async def call(self, function: Callable[[], T]) -> T:
        """Run a read of the log in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def cursor(self, source: str, stream: str) -> str | None:
        """What was saved last; waits while the log can't be read. Raises LogError while the process stops."""
        return await self._patiently(lambda: self._store.cursor(source, stream))

    async def _run(self) -> None:
        while (first := await self._queue.get()) is not None:
            group, ends = self._group(first)
            await self._write(group)
            if ends:
                return

    def _group(self, first: Append) -> tuple[list[Append], bool]:
        """What waits for the same topic, up to a bound; and whether the end was met."""
        group, records, size = [first], len(first.records), first.size
        while not self._queue.empty() and records < GROUP_RECORDS and size < GROUP_BYTES:
            waiting = self._queue.get_nowait()
            if waiting is None:
                return group, True
            if waiting.topic != first.topic:
                self._queue.put_nowait(waiting)  # its turn comes; its source waits for it, so order is kept
                break
            group.append(waiting)
            records, size = records + len(waiting.records), size + waiting.size
        return group, False

    async def _write(self, group: Sequence[Append]) -> None:
        records = [record for append in group for record in append.records]
        cursors = [cursor for append in group for cursor in append.cursors]
        try:
            await self._patiently(lambda: self._store.append(group[0].topic, records, cursors))
        except LogError as error:
            for append in group:
                if not append.done.done():
                    append.done.set_exception(error)
            return
        for append in group:
            if not append.done.done():
                append.done.set_result(None)

    async def _patiently(self, function: Callable[[], T]) -> T:
        """Try until the log takes it: waiting is the back-pressure. While the process stops, the error goes out."""
        tries = 0
        while True:
            try:
                result = await self.call(function)
            except LogError as error:
                if self.trouble is None:
                    _log.error("the log takes nothing: %s", error)
                self.trouble = error
                if self._closing.is_set():
                    raise
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1
            else:
                if self.trouble is not None:
                    _log.info("the log takes records again")
                self.trouble = None
                return result


async def put_items(writer: Writer, source: str, items: Sequence[Item], cursors: Mapping[str, str]) -> int:
    """Items to the topic `items`, those that are too large to `rejected` before them; returns how many were taken."""
    records: list[Record] = []
    for item in items:
        mended = whole_unicode(item)
        raw = encode(mended)
        if len(raw) <= ITEM_BYTES:
            records.append(Record(item.id, raw))
            continue
        words = f"the item has {len(raw):,} bytes, more than {ITEM_BYTES:,}"
        await reject(writer, source, raw, words, at=item.arrived, item=item.id)
    saved = [Cursor(source, stream, value) for stream, value in cursors.items()]
    if records or saved:
        await writer.append(ITEMS, records, saved)
    ITEMS_ACCEPTED.labels(source).inc(len(records))
    return len(records)


async def reject(
    writer: Writer,
    source: str,
    raw: bytes,
    error: str,
    *,
    at: int,
    item: str | None = None,
    cursors: Mapping[str, str] | None = None,
) -> None:
    """Keep what could not be read in the topic `rejected`, under an id derived from it."""
    record = rejected(kept(raw), source=source, stage="connect", error=error, at=at, item=item)
    saved = [Cursor(source, stream, value) for stream, value in (cursors or {}).items()]
    await writer.append(REJECTED, [Record(source, encode(record))], saved)
    ITEMS_REJECTED.labels("connect").inc()


def whole_unicode(item: Item) -> Item:
    """The item without lone surrogates, which no encoding of text can carry; each becomes U+FFFD, and the item's
    `request` says so."""
    changed = {
        name: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for name in item.__struct_fields__
        if isinstance(value := getattr(item, name), str) and has_surrogate(value)
    }
    if not changed:
        return item
    note = {**(item.request or {}), "mended": f"lone surrogates in {', '.join(sorted(changed))}"}
    return msgspec.structs.replace(item, **changed, request=note)


def has_surrogate(text: str) -> bool:
    """True where half a surrogate pair stands alone."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
