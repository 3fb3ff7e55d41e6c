"""A small web server on 127.0.0.1 in a thread of its own, whose answers a test scripts as it goes."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Loopback:
    """`with Loopback() as site: site.routes["/feed.xml"] = handler`. `requests` keeps what was asked, path by path."""

    def __init__(self) -> None:
        self.routes: dict[str, Handler] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._serve, name="loopback", daemon=True)
        self._ready = threading.Event()
        self._ending: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(20), "the loopback site did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._ending is not None
        self._soon(self._ending.set)
        self._thread.join(20)
        assert not self._thread.is_alive(), "the loopback site did not end"

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request of a path, lower-cased names."""
        return [headers for asked, headers in self.requests if asked == path]

    def call(self, work: Callable[[], None]) -> None:
        """Run something in the server's thread and wait for it."""
        done = threading.Event()
        self._soon(lambda: (work(), done.set()))
        assert done.wait(10), "the loopback site hangs"

    def _soon(self, work: Callable[[], object]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(work)

    def _serve(self) -> None:
        asyncio.run(self._run())

    @staticmethod
    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _run(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self._ready.set()
        await self._ending.wait()
        await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        self.requests.append((path, {name.lower(): value for name, value in request.headers.items()}))
        handler = self.routes.get(path)
        if handler is None:
            return web.Response(status=404, text="nothing here")
        return await handler(request)  # type: ignore[arg-type]


def fixed(body: bytes, *, status: int = 200, **headers: str) -> Handler:
    """Always the same answer; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=named)

    return answer
