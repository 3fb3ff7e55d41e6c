"""One channel's deliveries, one at a time, in the order in which they fall due: a slow receiver delays no other."""

import asyncio
import heapq
import logging
import random
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import msgspec

from connectors.notify.base import Channel, Outcome
from connectors.notify.outbox import Outbox
from connectors.notify.retry import Backoff, after_try
from connectors.telemetry import DELIVERIES
from schemas import Alert, Delivery

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Insist(Protocol):
    """Run blocking work beside the loop, again until the log and the index let it."""

    def __call__(self, work: Callable[[], T]) -> Coroutine[Any, Any, T]: ...


class Lane:
    """A queue by due time in front of one channel. `now` gives milliseconds UTC."""

    def __init__(
        self, name: str, channel: Channel, outbox: Outbox, insist: Insist, backoff: Backoff, now: Callable[[], int]
    ) -> None:
        self.name = name
        self._channel = channel
        self._outbox = outbox
        self._insist = insist
        self._backoff = backoff
        self._now = now
        self._queue: list[tuple[int, int, str]] = []
        self._pushed = 0
        self._waiting: set[str] = set()
        self._again: set[str] = set()
        self._loaded = False
        self._finishing = False
        self._failing = False
        self._paused_until = 0
        self._off: str | None = None
        self._news = asyncio.Event()

    def push(self, alert: str, due: int) -> None:
        """Deliver `alert` at `due` (milliseconds UTC). One that waits already is not doubled, but looked at again."""
        if alert in self._waiting:
            self._again.add(alert)
            return
        self._waiting.add(alert)
        self._queue_up(alert, due)

    def finish(self) -> None:
        """End `run` after the delivery that is under way."""
        self._finishing = True
        self._news.set()

    def next_due(self) -> int | None:
        """When the next delivery falls due, 0 while one is under way; None where nothing waits."""
        if not self._loaded or len(self._waiting) > len(self._queue):
            return 0
        return max(self._queue[0][0], self._paused_until) if self._queue else None

    async def run(self) -> None:
        """Load what an earlier life left, then deliver until `finish`."""
        self._off = await self._insist(lambda: self._outbox.switched_off(self.name, self._channel.fingerprint))
        for alert, due in await self._insist(lambda: list(self._outbox.unsettled(self.name))):
            self.push(alert, due)
        self._loaded = True
        while (next_alert := await self._next()) is not None:
            await self._deliver(next_alert)

    async def _next(self) -> str | None:
        """The next alert once it is due; None when it is time to finish."""
        while not self._finishing:
            self._news.clear()
            due = max(self._queue[0][0], self._paused_until) if self._queue else None
            wait = None if due is None else (due - self._now()) / 1000
            if wait is not None and wait <= 0:
                return heapq.heappop(self._queue)[2]
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                continue
        return None

    async def _deliver(self, alert: str) -> None:
        found = await self._insist(lambda: self._outbox.load(alert, self.name))
        if found is None:
            self._settled(alert)
            return
        delivery = await self._tried(*found)
        await self._insist(lambda: self._outbox.save(alert, delivery))
        DELIVERIES.labels(self.name, delivery.state if delivery.state != "pending" else "retry").inc()
        if delivery.next_attempt is None:
            self._settled(alert)
        else:
            self._queue_up(alert, delivery.next_attempt)

    def _settled(self, alert: str) -> None:
        """Out of the queue, unless it was pushed meanwhile: its record may have been made after we looked."""
        self._waiting.discard(alert)
        if alert in self._again:
            self._again.discard(alert)
            self.push(alert, self._now())

    async def _tried(self, alert: Alert, delivery: Delivery) -> Delivery:
        if self._off is not None:
            return msgspec.structs.replace(delivery, state="disabled", next_attempt=None, error=self._off)
        outcome = await self._send(alert)
        now = self._now()
        if outcome.result == "gone":
            await self._switch_off(outcome)
        if outcome.wait:
            self._paused_until = now + round(outcome.wait * 1000)
        self._tell(outcome, alert.id)
        return after_try(delivery, outcome, now, self._backoff, random.random())  # noqa: S311 - jitter, not a secret

    def _tell(self, outcome: Outcome, alert: str) -> None:
        """Into the log: the first of a row of failures and its end, and each message that is given up."""
        failing = outcome.result == "retry"
        if outcome.error and (not failing or not self._failing):
            _log.warning("channel %s: %s", self.name, outcome.error, extra={"fields": {"alert": alert}})
        if self._failing and outcome.result == "sent":
            _log.info("channel %s takes messages again", self.name)
        self._failing = failing

    async def _send(self, alert: Alert) -> Outcome:
        try:
            return await self._channel.send(alert)
        except Exception as error:  # noqa: BLE001 - a fault of one channel must not end the others
            _log.exception("channel %s has a fault", self.name)
            return Outcome("retry", f"a fault in the channel: {type(error).__name__}")

    async def _switch_off(self, outcome: Outcome) -> None:
        reason = outcome.error or "the receiver wants no more"
        self._off = reason
        await self._insist(lambda: self._outbox.switch_off(self.name, reason, self._channel.fingerprint))

    def _queue_up(self, alert: str, due: int) -> None:
        self._pushed += 1
        heapq.heappush(self._queue, (due, self._pushed, alert))
        self._news.set()
