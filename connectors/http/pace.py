"""Manners towards one host: one request in flight, some seconds between starts."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from connectors.http.targets import AllowList, parse_target

_FORGET_ABOVE = 10_000


class Pace:
    """Turns by host and port. Places of `network.allow` wait for nothing: they are the desk's own."""

    def __init__(self, allow: AllowList, interval: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._allow = allow
        self._interval = interval
        self._clock = clock
        self._places: dict[tuple[str, int], _Place] = {}

    @contextlib.asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for this host's turn, and hold it while the block runs. Raises TargetRefused for an unusable URL."""
        target = parse_target(url)
        key = (target.host, target.port)
        if key in self._allow:
            yield
            return
        place = self._place(key)
        place.users += 1
        try:
            async with place.lock:
                await asyncio.sleep(max(place.next_start - self._clock(), 0.0))
                place.next_start = self._clock() + self._interval
                yield
        finally:
            place.users -= 1

    def _place(self, key: tuple[str, int]) -> "_Place":
        if len(self._places) > _FORGET_ABOVE:
            now = self._clock()
            self._places = {k: p for k, p in self._places.items() if p.users or p.next_start > now}
        return self._places.setdefault(key, _Place())


class _Place:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.next_start = 0.0
        self.users = 0
