"""What sources that listen share: reading what has come at once, and how long to wait before connecting again."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.http import Frame, Socket

LONGEST_WAIT = 300.0


async def burst(socket: "Socket", limit: int) -> "list[Frame]":
    """The frames that are there, `limit` at most; after half a second of nothing, nothing. Raises FetchRefused."""
    frames: list[Frame] = []
    wait = 0.5
    while len(frames) < limit and (frame := await socket.receive(wait)) is not None:
        frames.append(frame)
        wait = 0.001
    return frames


def reconnect_wait(failures: int) -> float:
    """Seconds before the next connection: 1 s doubled with each failure in a row, at most five minutes, ±20 %."""
    return float(min(2.0 ** max(failures - 1, 0), LONGEST_WAIT) * (0.8 + 0.4 * (time.monotonic() % 1)))
