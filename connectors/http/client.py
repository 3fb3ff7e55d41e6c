"""The guarded client: the only way out to addresses that came from a configuration or from a stranger.

Every request, and every redirect of it, is judged by form (scheme, port, host) and by each address its name resolves
to; the connection goes to exactly the addresses judged. A deadline holds around all of it, a cap on the decoded bytes.
No proxies from the environment, no cookies, no netrc, one layer of gzip, no credentials to another origin.
"""

import asyncio
import base64
import contextlib
import io
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp  # noqa: TID251 - the one place that may: this is the guarded client

from connectors.http.connecting import CheckedConnector, Resolve, SocketFactory, SystemResolver
from connectors.http.decoding import Body, too_large
from connectors.http.errors import (
    AnswerRefused,
    FetchRefused,
    RedirectRefused,
    TargetRefused,
    TooSlow,
    Unreachable,
    UpgradeRefused,
)
from connectors.http.headers import http_date, retry_after, sendable, user_agent
from connectors.http.messages import MIB, Guard, Headers, Request, Response
from connectors.http.targets import (
    Hop,
    Schemes,
    Target,
    check_place,
    is_redirect,
    judge_target,
    next_hop,
    parse_target,
    redacted,
)
from connectors.http.websocket import Socket

_NO_TIMEOUTS = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
_SAFE_TO_REPEAT = ("GET", "HEAD", "OPTIONS")


class Client:
    """`async with Client(guard) as client`. Keeps connections of GET requests open for 20 s; a message (POST) always
    gets a fresh one, so that it can't be lost in a connection that the other side is closing, nor be sent twice.

    `resolve` and `socket_factory` are seams for tests.
    """

    def __init__(
        self, guard: Guard, *, resolve: Resolve | None = None, socket_factory: SocketFactory | None = None
    ) -> None:
        self.guard = guard
        self._resolve = resolve
        self._socket_factory = socket_factory
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        resolve = self._resolve or SystemResolver()
        for keep in (True, False):
            connector = CheckedConnector(resolve, self.guard.allow, keep=keep, socket_factory=self._socket_factory)
            self._sessions[keep] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=_NO_TIMEOUTS,
                auto_decompress=False,
                trust_env=False,
                middlewares=(self._gate,),
                headers={"User-Agent": user_agent(self.guard.contact)},
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def fetch(self, request: Request) -> Response:
        """The whole answer, whatever its status. Raises FetchRefused."""
        target = parse_target(request.url)
        deadline = self.guard.deadline if request.deadline is None else request.deadline
        progress = _Progress()
        try:
            async with asyncio.timeout(deadline):
                return await self._chain(request, _first_hop(request, target), progress)
        except TimeoutError:
            words = f"{target.place}: no whole answer within {deadline:g} s, {progress.told()}"
            raise TooSlow("too_slow", words) from None
        except (aiohttp.ClientError, OSError) as error:
            raise _translated(error, target.place, progress) from None

    @contextlib.asynccontextmanager
    async def websocket(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        idle: float = 45.0,
        max_frame: int = 2 * MIB,
        deadline: float = 30.0,
    ) -> AsyncIterator[Socket]:
        """An open WebSocket (`ws:`, `wss:`). `deadline` bounds the opening; a frame over `max_frame` bytes ends it;
        a socket from which nothing was heard for `idle` seconds, pings unanswered, is `silent`. Raises FetchRefused,
        UpgradeRefused among them with the HTTP status."""
        target = parse_target(url, "ws")
        try:
            async with asyncio.timeout(deadline):
                opened = await self._sessions[False].ws_connect(
                    target.url,
                    headers=_with_user(headers or {}, target),
                    autoping=False,
                    compress=0,
                    max_msg_size=max_frame + 1,  # aiohttp refuses a frame of this size and more
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                )
        except TimeoutError:
            raise TooSlow("too_slow", f"{target.place}: the socket did not open within {deadline:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise _translated(error, target.place, _Progress()) from None
        try:
            yield Socket(opened, target.place, idle, max_frame)
        finally:
            await opened.close()

    async def _gate(self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        """Every request passes here, on a kept connection too."""
        upgrade = "Upgrade" in request.headers
        schemes: Schemes = "ws" if upgrade else "http"
        check_place(judge_target(request.url, schemes), self.guard.allow)
        answer = await handler(request)
        if upgrade and answer.status != 101:
            raise await _refused_upgrade(answer, redacted(request.url))
        return answer

    async def _chain(self, request: Request, hop: Hop, progress: "_Progress") -> Response:
        started = time.monotonic()
        hops: list[tuple[int, str]] = []
        seen: set[tuple[str, str]] = set()
        while True:
            seen.add((hop.method, str(hop.target.url)))
            status, headers, body = await self._one(request, hop, progress)
            location = headers.get("Location")
            if not request.follow or location is None or not is_redirect(status, location):
                elapsed = time.monotonic() - started
                date = http_date(headers.get("Date"))
                return Response(status, headers, body, str(hop.target.url), tuple(hops), elapsed, date)
            hops.append((status, str(hop.target.url)))
            following = next_hop(hop, status, location)
            if (following.method, str(following.target.url)) in seen:
                raise RedirectRefused("redirect_loop", f"{hop.target.place}: redirects in a circle")
            if len(hops) > request.follow:
                words = (
                    f"{hop.target.place}: redirects more than {request.follow} times; write the last address instead"
                )
                raise RedirectRefused("too_many_redirects", words)
            hop = following

    async def _one(self, request: Request, hop: Hop, progress: "_Progress") -> tuple[int, Headers, bytes]:
        session = self._sessions[hop.method in _SAFE_TO_REPEAT]
        progress.enter("waiting for the answer's headers")
        async with session.request(
            hop.method,
            hop.target.url,
            headers=hop.headers,
            data=io.BytesIO(hop.body) if hop.body is not None else None,
            allow_redirects=False,
        ) as answer:
            # The body of a redirect is nobody's to read: leaving it closes the connection.
            if request.discard or 300 <= answer.status < 400 or hop.method == "HEAD":
                return answer.status, answer.headers, b""
            cap = self.guard.max_bytes if request.max_bytes is None else request.max_bytes
            return answer.status, answer.headers, await _read(answer, hop.target.place, cap, progress)


class _Progress:
    """How far a fetch got, for the words of its failure."""

    def __init__(self) -> None:
        self._doing = "looking for the host"
        self.received = 0

    def enter(self, doing: str) -> None:
        self._doing = doing

    def told(self) -> str:
        return f"{self.received:,} bytes had come" if self.received else f"still {self._doing}"


async def _read(answer: aiohttp.ClientResponse, place: str, cap: int, progress: _Progress) -> bytes:
    if (answer.content_length or 0) > cap:
        raise too_large(place, cap)
    body = Body(place, answer.headers.getall("Content-Encoding", []), cap)
    progress.enter("waiting for the answer's body")
    async for chunk in answer.content.iter_any():
        progress.received += len(chunk)
        body.add(chunk)
    return body.finish()


def _first_hop(request: Request, target: Target) -> Hop:
    headers = {"Accept-Encoding": "gzip", **_with_user(request.headers, target)}
    return Hop(request.method.upper(), target, headers, request.body)


def _with_user(headers: Mapping[str, str], target: Target) -> dict[str, str]:
    """The caller's headers, and the URL's own name and password where they name none (RFC 7617)."""
    sent = sendable(headers)
    if target.user is not None and not any(name.lower() == "authorization" for name in sent):
        token = base64.b64encode(":".join(target.user).encode()).decode()
        sent["Authorization"] = f"Basic {token}"
    return sent


async def _refused_upgrade(answer: aiohttp.ClientResponse, place: str) -> UpgradeRefused:
    """What the server said instead of 101, its first words included."""
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with asyncio.timeout(2.0):
            said = (await answer.content.read(2048)).decode("utf-8", "replace")
            answer.close()
            words = " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200]
            wait = retry_after(answer.headers.get("Retry-After"), datetime.now().astimezone())
            told = f": {words}" if words else ""
            return UpgradeRefused(f"{place}: answered HTTP {answer.status} to the socket{told}", answer.status, wait)
    answer.close()
    return UpgradeRefused(f"{place}: answered HTTP {answer.status} to the socket", answer.status)


def _translated(error: aiohttp.ClientError | OSError, place: str, progress: _Progress) -> FetchRefused:
    """Errors of aiohttp and the system in our words; none of theirs goes out, since they quote whole URLs."""
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        cause = getattr(error, "os_error", error)
        words = getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or "handshake failed"
        return Unreachable("tls", f"{place}: no trustworthy TLS connection ({words})")
    if isinstance(error, aiohttp.ClientConnectorError):
        words = error.os_error.strerror or "no connection"
        return Unreachable("connect", f"{place}: no connection ({words}); is the server up?")
    if isinstance(error, aiohttp.ClientResponseError):
        return AnswerRefused("headers", f"{place}: the answer is not proper HTTP")
    if isinstance(error, aiohttp.InvalidURL):
        return TargetRefused("url", f"{place}: is not a usable URL")
    return Unreachable("reset", f"{place}: the connection broke, {progress.told()}")
