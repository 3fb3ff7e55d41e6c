"""The notifier: reads the topic `alerts`, keeps a record of each alert, tells its channels.

At every moment it may be killed: an alert's record and outbox are written before its offset is committed and before
anything is sent, so nothing is lost; what is sent is noted at once, so at most the one delivery in flight on each
channel is sent twice, under the same id.
"""

import asyncio
import functools
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TextIO, TypeVar

import msgspec

from connectors.daemon_threads import in_daemon_thread
from connectors.http import Client, Guard, allow_list
from connectors.index.base import Index, IndexUnavailable
from connectors.log.base import ALERTS, Consumer, Log, LogError, StoredRecord
from connectors.notify.base import Channel, Context, Settings
from connectors.notify.kinds import open_any
from connectors.notify.lane import Lane
from connectors.notify.outbox import Outbox
from connectors.notify.retry import Backoff
from connectors.telemetry import LAG
from schemas import Alert, decode

GROUP = "notify"
BATCH = 200
DRAIN_SECONDS = 30.0
_POLL_SECONDS = 0.25
_DRAIN_POLL_SECONDS = 0.05
_FINISH_SECONDS = 5.0
_LAG_SECONDS = 5.0
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0
_log = logging.getLogger(__name__)
T = TypeVar("T")


def _now() -> int:
    return time.time_ns() // 1_000_000


class Notifier:
    """`await run(stop)` until `stop` is set, or `await drain(seconds)`; once, whichever. `now` gives milliseconds UTC.

    Blocking calls of the log and the index run beside the loop, so that neither a locked file nor a distant server
    holds up a receiver. Only the member that holds the group's partitions sends.
    """

    def __init__(
        self,
        log: Log,
        index: Index,
        channels: Mapping[str, Channel],
        *,
        backoff: Backoff | None = None,
        now: Callable[[], int] = _now,
    ) -> None:
        self._member = _Member(log.consumer(ALERTS, GROUP))
        self._outbox = Outbox(index, channels.keys(), now)
        self._now = now
        self._over: Callable[[], bool] = lambda: False
        self._lanes = {
            name: Lane(name, channel, self._outbox, self._insist, backoff or Backoff(), now)
            for name, channel in channels.items()
        }
        self._lag_due = 0.0

    async def run(self, stop: threading.Event) -> None:
        """Tell people until `stop` is set; deliveries under way then get a few seconds to be finished and noted."""
        self._over = stop.is_set
        await self._work(None)

    async def drain(self, seconds: float = DRAIN_SECONDS, stop: threading.Event | None = None) -> bool:
        """Until the topic is read and nothing is left to deliver, or for `seconds`. True where nothing is left."""
        end = self._now() + round(seconds * 1000)
        self._over = lambda: self._now() >= end or (stop is not None and stop.is_set())
        return await self._work(end)

    async def _work(self, end: int | None) -> bool:
        lanes: list[asyncio.Task[None]] = []
        holding = False
        patience = _POLL_SECONDS if end is None else _DRAIN_POLL_SECONDS
        try:
            while not self._over():
                records = await self._insist(lambda: self._member.do(lambda consumer: consumer.poll(BATCH, patience)))
                if not holding and self._member.holds():
                    holding = True
                    lanes = [asyncio.create_task(lane.run(), name=lane.name) for lane in self._lanes.values()]
                for lane in lanes:
                    if lane.done():  # a lane ends only by a fault of ours
                        lane.result()
                await self._take(records)
                if end is not None and not records and holding and await self._nothing_to_do(end):
                    return self._next_due() is None
            return False
        except _Over:
            return False
        finally:
            await self._end(lanes)

    async def _end(self, lanes: "list[asyncio.Task[None]]") -> None:
        self._over = lambda: False  # what is in hand is still noted
        for lane in self._lanes.values():
            lane.finish()
        try:
            if lanes:
                await asyncio.wait(lanes, timeout=_FINISH_SECONDS)
        finally:
            for task in lanes:
                task.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            await in_daemon_thread(self._member.leave, "leave the group")

    async def _take(self, records: Sequence[StoredRecord]) -> None:
        """Records and outbox first, the offsets after that."""
        await self._tell_lag()
        if not records:
            return
        for alert in filter(None, map(read_alert, records)):
            for channel in await self._insist(functools.partial(self._outbox.note, alert)):
                self._lanes[channel].push(alert.id, self._now())
        offsets = {record.partition: record.offset + 1 for record in records}
        await self._insist(lambda: self._member.do(lambda consumer: consumer.commit(offsets)))

    async def _nothing_to_do(self, end: int) -> bool:
        """The topic is read, and no delivery falls due before `end`."""
        due = self._next_due()
        return (due is None or due > end) and not await self._insist(self._member.lag)

    def _next_due(self) -> int | None:
        return min((due for lane in self._lanes.values() if (due := lane.next_due()) is not None), default=None)

    async def _tell_lag(self) -> None:
        if time.monotonic() >= self._lag_due:
            self._lag_due = time.monotonic() + _LAG_SECONDS
            LAG.labels(GROUP).set(await self._insist(self._member.lag))

    async def _insist(self, work: Callable[[], T]) -> T:
        """The result of blocking work; tried again for as long as the log or the index can't be used just now."""
        wait = _FIRST_WAIT
        while True:
            try:
                return await in_daemon_thread(work, "notify")
            except (LogError, IndexUnavailable) as error:
                _log.warning("waiting: %s", error, extra={"fields": {"code": error.code}})
            if self._over():
                raise _Over
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


class _Member:
    """The consumer, used from whichever thread: one call at a time, and none after the end, not even by a thread that
    was left behind in the middle of a call."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self._lock = threading.Lock()
        self._left = False

    def do(self, work: Callable[[Consumer], T]) -> T:
        with self._lock:
            if self._left:
                raise _Over
            return work(self._consumer)

    def holds(self) -> bool:
        return self.do(lambda consumer: consumer.holds())

    def lag(self) -> int:
        return self.do(lambda consumer: consumer.lag())

    def leave(self) -> None:
        with self._lock:
            self._left = True
            self._consumer.close()


class _Over(Exception):
    """The time to stop came while the log or the index could not be used."""


def read_alert(record: StoredRecord) -> Alert | None:
    """The alert that a record holds; None where it was erased, or is none (told in the log: no try could mend it)."""
    if not record.value:
        return None
    try:
        return decode(record.value, Alert)
    except msgspec.MsgspecError as error:
        _log.error("no alert at %s: %s", record.place, error)
        return None


class NetworkSettings(Protocol):
    """The part of a configuration that permits and names us."""

    @property
    def allow(self) -> Sequence[str]: ...
    @property
    def contact(self) -> str | None: ...


class DeskSettings(Protocol):
    """What the notifier reads of a configuration; `folder` is where its relative paths start."""

    @property
    def channels(self) -> Mapping[str, Settings]: ...
    @property
    def network(self) -> NetworkSettings: ...
    @property
    def folder(self) -> Path: ...


def run_notifier(
    desk: DeskSettings, log: Log, index: Index, stop: threading.Event, *, drain: bool = False, out: TextIO | None = None
) -> int:
    """The process: until `stop`, or with `drain` until nothing is left, for at most 30 s. `out` is where a terminal
    channel prints (stdout when None). Exit status 0; 2 where a channel can't be opened."""
    return asyncio.run(_serve(desk, log, index, stop, drain=drain, out=out or sys.stdout))


async def _serve(desk: DeskSettings, log: Log, index: Index, stop: threading.Event, *, drain: bool, out: TextIO) -> int:
    guard = Guard(allow=allow_list(desk.network.allow), contact=desk.network.contact)
    async with Client(guard) as client:
        context = Context(client, desk.folder, out)
        try:
            channels = {name: open_any(settings, context) for name, settings in desk.channels.items()}
        except ValueError as error:
            _log.error("a channel can't be opened: %s", error)
            return 2
        notifier = Notifier(log, index, channels)
        if not drain:
            await notifier.run(stop)
        elif not await notifier.drain(stop=stop):
            _log.warning("not everything could be told in time: what is left goes out at the next run")
    return 0
