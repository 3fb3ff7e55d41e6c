"""Servers and sockets under a test's full control: bytes as written, connections counted, addresses detoured."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

Handler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
PUBLIC = "93.184.216.34"
"""Public by its number; a detour keeps every connection to it on this machine."""


class Wire:
    """A server on 127.0.0.1: hands each request's head to `handler` and lets it write what it likes. `hits` counts
    connections, `heads` and `bodies` keep what was asked."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.hits = 0
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.port = 0

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hits += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._converse(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # what was not read yet will not be
            raise
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            length = header_of(head, "content-length")
            body = await reader.readexactly(int(length)) if length else b""
            self.bodies.append(body)
            await self._handler(head + body, writer)
            await writer.drain()


def header_of(head: bytes, name: str) -> str | None:
    for line in head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return None


@contextlib.asynccontextmanager
async def wire(handler: Handler) -> AsyncIterator[Wire]:
    """A running `Wire`; its connections end with it."""
    served = Wire(handler)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(served.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def answer(status: str = "200 OK", body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """One whole response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(status: str = "200 OK", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Handler:
    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(status, body, headers))

    return handle


class Detour(socket.socket):
    """Goes to `port` on this machine and says that it is where it was sent."""

    port: int
    sent: tuple[Any, ...] = ()

    def connect(self, address: Any) -> None:
        self.sent = tuple(address)
        super().connect(("127.0.0.1", self.port))

    def getpeername(self) -> Any:
        return self.sent


class Detours:
    """A socket factory: connections to `routes[address]`, every other one to `canary`. `made` keeps the addresses
    connections were made to."""

    def __init__(self, canary: int, routes: Mapping[str, int] | None = None) -> None:
        self._canary = canary
        self._routes = dict(routes or {})
        self.made: list[str] = []

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        address = str(info[4][0])
        self.made.append(address)
        detour = Detour(socket.AF_INET, socket.SOCK_STREAM)
        detour.setblocking(False)
        detour.port = self._routes.get(address, self._canary)
        return detour


class Script:
    """A resolver that answers from a list a host, in turn; the last answer goes on. `asked` counts."""

    def __init__(self, answers: Mapping[str, list[list[str]]]) -> None:
        self._answers = {host: list(turns) for host, turns in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        turns = self._answers.get(host)
        if not turns:
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return turns.pop(0) if len(turns) > 1 else turns[0]
