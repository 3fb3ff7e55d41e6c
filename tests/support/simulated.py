"""A source run against a scripted server in simulated time: nothing sleeps, nothing leaves the test."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from multidict import CIMultiDict, CIMultiDictProxy

from connectors.http import FetchRefused, Request, Response
from connectors.sources._feedparse import parse
from connectors.sources._health import SourceHealth
from schemas import Item

START = 1_772_445_600_000
"""2026-03-02T10:00:00Z in milliseconds."""

Answer = tuple[int, dict[str, str], bytes]
Server = Callable[[Request, int], Answer | FetchRefused]


class FakeClient:
    """Answers from `server(request, now)`; keeps when what was asked."""

    def __init__(self, server: Server, clock: "SimulatedContext") -> None:
        self.server, self._clock = server, clock
        self.asked: list[tuple[int, Request]] = []

    async def fetch(self, request: Request) -> Response:
        now = self._clock.now()
        self.asked.append((now, request))
        self._clock.time += 80
        answer = self.server(request, now)
        if isinstance(answer, FetchRefused):
            raise answer
        status, headers, body = answer
        date = format_datetime(datetime.fromtimestamp(now / 1000, UTC), usegmt=True)
        told = CIMultiDictProxy(CIMultiDict({"Date": date, **headers}))
        return Response(status, told, body, request.url, (), 0.08, None)


class SimulatedContext:
    """`connectors.sources.base.Context` whose sleep moves the clock; it asks to stop at `until`, milliseconds."""

    def __init__(self, server: Server, *, until: int, cursor: str | None = None) -> None:
        self.time, self.until = START, until
        self.client = FakeClient(server, self)
        self.health = SourceHealth("wire", "feed", "", {}, self.now)
        self.once, self.spread = False, 0.0
        self.items: list[Item] = []
        self.cursors: dict[str, str] = {} if cursor is None else {"": cursor}
        self.sleeps: list[float] = []
        self.parse_with: Callable[[bytes], bytes] = parse
        self.codes: list[str] = []

    def now(self) -> int:
        return self.time

    async def cursor(self, stream: str) -> str | None:
        return self.cursors.get(stream)

    async def emit(self, items: Sequence[Item], cursors: Mapping[str, str]) -> None:
        self.items += items
        self.cursors |= cursors

    async def reject(self, raw: bytes, error: str, *, cursors: Mapping[str, str] | None = None) -> None:
        raise AssertionError(f"a feed rejects nothing: {error} {raw!r} {cursors}")

    async def parse(self, function: str, payload: bytes, limit: float) -> bytes:
        assert function == "connectors.sources._feedparse:parse"
        assert 0 < limit <= 20
        return self.parse_with(payload)

    @contextlib.asynccontextmanager
    async def pace(self, url: str) -> AsyncIterator[None]:
        assert url
        yield

    async def sleep(self, seconds: float) -> bool:
        self.sleeps.append(seconds)
        error = self.health.record["error"]
        self.codes.append(error["code"] if error else "ok")
        self.time += int(seconds * 1000)
        return self.stopping

    @property
    def stopping(self) -> bool:
        return self.time >= self.until
