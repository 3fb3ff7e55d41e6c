"""A desk's log and index for the notifier's tests, a receiver that keeps what it got, and an index that dies."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from connectors.http import Client, Guard, allow_list
from connectors.index.base import Collection, Index, IndexUnavailable
from connectors.index.embedded import open_index
from connectors.log.sqlite import SqliteLog
from connectors.notify.base import Channel, Outcome
from connectors.notify.notifier import Notifier
from connectors.notify.retry import Backoff
from connectors.notify.webhook import Webhook
from schemas import Alert, Delivery, decode
from tests.support.wires import Handler, Wire, answer, header_of, wire

QUICK = Backoff(first=0.05, longest=0.2)
KEY = b"an invented key of thirty-two by"


class Desk:
    """`log` and `index` over a home folder; `notifier` makes one over given channels."""

    def __init__(self, home: Path) -> None:
        self.home = home
        open_index(home, writer=True).close()
        self.log = SqliteLog(home / "log.db")
        self.index: Index = open_index(home, writer=False)

    def notifier(
        self, channels: Mapping[str, Channel], index: Index | None = None, backoff: Backoff = QUICK
    ) -> Notifier:
        return Notifier(self.log, index or self.index, channels, backoff=backoff)

    def delivery(self, alert: Alert, channel: str) -> Delivery:
        entry = self.index.collection("outbox").get(f"{alert.id}/{channel}")
        assert entry is not None, "there is no such delivery"
        return decode(entry.value, Delivery)

    def states(self, channel: str) -> list[str]:
        entries = self.index.collection("outbox").entries()
        return [decode(entry.value, Delivery).state for entry in entries if entry.key.endswith(f"/{channel}")]

    def pending(self) -> list[str]:
        return [entry.key for entry in self.index.collection("pending").entries()]

    def records(self) -> list[str]:
        return sorted(entry.key for entry in self.index.collection("alerts").entries())

    def close(self) -> None:
        self.log.close()
        self.index.close()


@contextlib.contextmanager
def desk(home: Path) -> Iterator[Desk]:
    opened = Desk(home)
    try:
        yield opened
    finally:
        opened.close()


class Receiver:
    """A webhook's other side: `answers` is asked for the response to each message by its number, from 0."""

    def __init__(self, served: Wire) -> None:
        self.wire = served

    @property
    def ids(self) -> list[str]:
        """The webhook-id of each message, in order of arrival."""
        return [header_of(head, "webhook-id") or "" for head in self.wire.heads]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.wire.bodies]

    def channel(self, client: Client, path: str = "/hook", **more: Any) -> Webhook:
        return Webhook(self.wire.url(path), [KEY], client, **more)


def replies(choose: Callable[[int], bytes | None]) -> Handler:
    """Answers the n-th message with `choose(n)`; None breaks the connection instead."""
    count = iter(range(1_000_000))

    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        chosen = choose(next(count))
        if chosen is None:
            writer.transport.abort()
        else:
            writer.write(chosen)

    return handle


@contextlib.asynccontextmanager
async def receiver(handler: Handler | None = None) -> AsyncIterator[tuple[Receiver, Client]]:
    """A receiver (which takes everything when no handler is given) and a client that may reach it."""
    async with (
        wire(handler or replies(lambda _: answer("204 No Content"))) as served,
        Client(Guard(allow=allow_list([served.pair()]))) as client,
    ):
        yield Receiver(served), client


class Kept:
    """A channel that keeps what it was told, and answers with `outcome`."""

    def __init__(
        self, outcome: Callable[[Alert], Outcome] = lambda _: Outcome("sent"), fingerprint: str = "kept"
    ) -> None:
        self.fingerprint = fingerprint
        self.told: list[str] = []
        self._outcome = outcome

    async def send(self, alert: Alert) -> Outcome:
        self.told.append(alert.id)
        return self._outcome(alert)


class Died(BaseException):
    """The process is dead: nothing it does after this has an effect."""


class Mortal:
    """An index (and channels, and a consumer) that die at the n-th step: that one and all later have no effect."""

    def __init__(self, index: Index, steps: int) -> None:
        self._index = index
        self._left = steps
        self.dead = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            self._loop.call_soon_threadsafe(self.dead.set)
            raise Died

    def collection(self, name: str) -> Collection:
        return Stepping(self._index.collection(name), self.step)  # type: ignore[return-value]


class Stepping:
    """Every method call of `inner` is preceded by `step()`."""

    def __init__(self, inner: Any, step: Callable[[], None]) -> None:
        self._inner = inner
        self._step = step

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(self._inner, name)

        def stepped(*args: Any, **kwargs: Any) -> Any:
            self._step()
            return method(*args, **kwargs)

        return stepped


class MortalLog:
    """A log of whose consumer only commits are steps: reading changes nothing."""

    def __init__(self, log: SqliteLog, mortal: Mortal) -> None:
        self._log = log
        self._mortal = mortal

    def consumer(self, topic: str, group: str) -> "MortalConsumer":
        return MortalConsumer(self._log.consumer(topic, group), self._mortal)


class MortalConsumer(Stepping):
    def __init__(self, inner: Any, mortal: Mortal) -> None:
        super().__init__(inner, lambda: None)
        self._mortal = mortal

    def commit(self, offsets: Mapping[int, int]) -> None:
        self._mortal.step()
        self._inner.commit(offsets)


class MortalChannel:
    """Sends, and may die before it or right after it."""

    def __init__(self, inner: Kept, mortal: Mortal) -> None:
        self.fingerprint = inner.fingerprint
        self._inner = inner
        self._mortal = mortal

    async def send(self, alert: Alert) -> Outcome:
        self._mortal.step()
        outcome = await self._inner.send(alert)
        self._mortal.step()
        return outcome


class Shaky:
    """An index whose collections can't be used at every seventh step."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._count = 0

    def _step(self) -> None:
        self._count += 1
        if self._count % 7 == 1:
            raise IndexUnavailable("locked", "another program holds it")

    def collection(self, name: str) -> Collection:
        return Stepping(self._index.collection(name), self._step)  # type: ignore[return-value]
