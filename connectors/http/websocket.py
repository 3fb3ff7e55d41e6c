"""An open WebSocket: frames as they come, its silence told from its death by pings of our own."""

import math
import time
from typing import Any, Self

import aiohttp  # noqa: TID251 - the one place that may: this is the guarded client

from connectors.http.errors import AnswerRefused, TooSlow, Unreachable

Frame = str | bytes
_SHORTEST_WAIT = 0.001
_LAST_LOOK = 0.05
_CLEAN = (None, 1000, 1001, 1005)


class Socket:
    """`async for frame in socket` until the other side closes properly; `receive` with a timeout of one's own.

    `heard` is the monotonic time of the last sign of life (frames, pings, pongs), `frame_at` of the last frame: a
    stream with nothing to say is alive while pings are answered. Cancelling a wait loses no frame.
    """

    def __init__(
        self, opened: "aiohttp.ClientWebSocketResponse[bool]", place: str, idle: float, max_frame: int
    ) -> None:
        self._opened = opened
        self._place = place
        self._idle = idle
        self._max_frame = max_frame
        self.heard = self.frame_at = self._asked = time.monotonic()
        self.close_code: int | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Frame:
        frame = await self.receive()
        if frame is None:
            raise StopAsyncIteration
        return frame

    async def receive(self, timeout: float | None = None) -> Frame | None:  # noqa: ASYNC109 - silence is an answer here
        """The next frame; None after `timeout` seconds without one, or where the other side has closed (`closed`).
        Raises TooSlow (`silent`), AnswerRefused (`too_large`), Unreachable (`reset`)."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while not self.closed:
            now = time.monotonic()
            overdue = now - self.heard >= self._idle
            message = await self._look(_LAST_LOOK if overdue else await self._patience(now, until))
            if message is None:
                if overdue:  # even what lay unread while this process was held up has been looked at
                    words = f"{self._place}: nothing heard for {self._idle:g} s, not even an answer to a ping"
                    raise TooSlow("silent", words)
                if time.monotonic() >= until:
                    return None
                continue
            self.heard = self._asked = time.monotonic()
            frame = await self._take(message)
            if frame is not None:
                self.frame_at = self.heard
                return frame
        return None

    @property
    def closed(self) -> bool:
        """True once the connection has ended."""
        return self.close_code is not None

    async def send(self, text: str) -> None:
        """Send one text frame. Raises Unreachable (`reset`)."""
        try:
            await self._opened.send_str(text)
        except (aiohttp.ClientError, OSError):
            raise self._broken() from None

    async def _patience(self, now: float, until: float) -> float:
        """Seconds to look for: until a third of `idle` has been silent, when a ping is due, which is sent here."""
        if now - self._asked >= self._idle / 3:
            self._asked = now
            try:
                await self._opened.ping()
            except (aiohttp.ClientError, OSError):
                raise self._broken() from None
        return max(min(self._asked + self._idle / 3, until) - now, _SHORTEST_WAIT)

    async def _look(self, seconds: float) -> Any:
        """The next message of any kind; None where none came."""
        try:
            return await self._opened.receive(timeout=seconds)
        except TimeoutError:
            return None

    async def _take(self, message: Any) -> Frame | None:
        if message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
            data: Frame = message.data
            return data
        if message.type is aiohttp.WSMsgType.PING:
            await self._opened.pong(message.data)
        elif message.type is aiohttp.WSMsgType.ERROR:
            raise self._error(message.data)
        elif message.type is not aiohttp.WSMsgType.PONG:
            self._end()
        return None

    def _end(self) -> None:
        code = self._opened.close_code
        self.close_code = code or 1005
        if code not in _CLEAN:
            raise self._broken()

    def _error(self, error: object) -> AnswerRefused | Unreachable:
        if isinstance(error, aiohttp.WebSocketError) and error.code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG:
            words = f"{self._place}: a frame is larger than {self._max_frame:,} bytes; the socket was closed"
            return AnswerRefused("too_large", words)
        if isinstance(error, aiohttp.WebSocketError):
            return AnswerRefused("headers", f"{self._place}: sent a frame that is not proper WebSocket; closed")
        return self._broken()

    def _broken(self) -> Unreachable:
        code = self._opened.close_code
        told = f" (close code {code})" if code and code != 1006 else ""
        return Unreachable("reset", f"{self._place}: the socket broke{told}")
