"""Arrival: a wall clock that does not jump back with the machine's."""

import time
from collections.abc import Callable

TOLERANCE_MS = 2_000
BELIEVED_AFTER_MS = 600_000


class Clock:
    """Milliseconds UTC. A wall clock that falls behind what the monotonic clock says is not followed for ten minutes
    (a mistaken step is mended by then); a step forward is followed at once, since sleep stops the monotonic clock."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._base, self._since = wall() * 1000, steady() * 1000
        self._behind: float | None = None

    def __call__(self) -> int:
        wall, steady = self._wall() * 1000, self._steady() * 1000
        expected = self._base + steady - self._since
        if wall >= expected - TOLERANCE_MS:
            self._behind = None
            if wall > expected:
                self._base, self._since = wall, steady
            return int(max(wall, expected))
        self._behind = steady if self._behind is None else self._behind
        if steady - self._behind < BELIEVED_AFTER_MS:
            return int(expected)
        self._base, self._since, self._behind = wall, steady, None
        return int(wall)
