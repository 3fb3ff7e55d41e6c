"""From a host name to a connection, checked at each step: the names' addresses, then the peer that was reached."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import aiohttp  # noqa: TID251 - the one place that may: this is the guarded client
from aiohttp.abc import AbstractResolver, ResolveResult  # noqa: TID251 - as above

from connectors.daemon_threads import in_daemon_thread
from connectors.http.addresses import parse_address, refusal
from connectors.http.errors import Unreachable
from connectors.http.targets import AllowList, private_address

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port -> its addresses as text. Raises OSError. The seam for tests."""
SocketFactory = Callable[[tuple[Any, ...]], socket.socket]
"""aiohttp's seam: an address info -> an unconnected socket."""

_LOOKUPS_AT_ONCE = 16


class SystemResolver:
    """The machine's own resolver, at most 16 lookups at a time."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_LOOKUPS_AT_ONCE)

    async def __call__(self, host: str, port: int) -> list[str]:
        async with self._slots:
            found = await in_daemon_thread(
                lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), f"resolve {host}"
            )
        return list(dict.fromkeys(str(sockaddr[0]) for _, _, _, _, sockaddr in found))


def check_addresses(host: str, port: int, addresses: list[str], allow: AllowList) -> None:
    """All of them may be reached, or none is: a name with one private address among public ones is a trap.
    Raises TargetRefused (`private_address`)."""
    if (host.lower().rstrip("."), port) in allow:
        return
    for text in addresses:
        address = parse_address(text)
        words = refusal(address) if address is not None else "not an IP address"
        if words:
            raise private_address(host, port, text, words)


class CheckedResolver(AbstractResolver):
    """Asks once, checks every answer, hands on exactly what was checked: a second answer is never used."""

    def __init__(self, resolve: Resolve, allow: AllowList) -> None:
        self._resolve = resolve
        self._allow = allow

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises TargetRefused (`private_address`), Unreachable (`dns`)."""
        del family  # the connector asks for both, and each result carries its own
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable("dns", f"{host}: {_dns_words(error)}") from None
        if not addresses:
            raise Unreachable("dns", f"{host}: the name has no address")
        check_addresses(host, port, addresses, self._allow)
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        """Nothing is held."""


class CheckedConnector(aiohttp.TCPConnector):
    """Checks the peer's own address again when the connection stands, before a byte of the request is sent."""

    def __init__(self, resolve: Resolve, allow: AllowList, *, keep: bool, socket_factory: SocketFactory | None) -> None:
        super().__init__(
            resolver=CheckedResolver(resolve, allow),
            use_dns_cache=False,
            limit=0,
            keepalive_timeout=20.0 if keep else None,
            force_close=not keep,
            socket_factory=socket_factory,
        )
        self._allow = allow

    async def _create_connection(self, req: Any, traces: Any, timeout: Any) -> Any:  # noqa: ASYNC109 - aiohttp's signature
        """The hook of aiohttp for one new connection, for names, addresses and sockets alike."""
        protocol = await super()._create_connection(req, traces, timeout)
        peer = protocol.transport.get_extra_info("peername") if protocol.transport else None
        try:
            if peer:
                check_addresses(req.url.raw_host or "", req.url.port or 0, [str(peer[0])], self._allow)
        except BaseException:
            protocol.close()
            raise
        return protocol


def _result(host: str, port: int, address: str) -> ResolveResult:
    version = ip_address(address.split("%", 1)[0]).version
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if version == 6 else socket.AF_INET,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _dns_words(error: OSError | UnicodeError) -> str:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return "the name server did not answer; it may later"
    return "there is no such host; check the spelling"
