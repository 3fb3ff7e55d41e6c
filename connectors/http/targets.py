"""Where a request goes, and where a redirect may lead: decided on values alone, before anything is sent."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from yarl import URL

from connectors.http.addresses import parse_address, refusal
from connectors.http.errors import RedirectRefused, TargetRefused

Schemes = Literal["http", "ws"]
AllowList = frozenset[tuple[str, int]]

_ACCEPTED: dict[Schemes, tuple[str, str]] = {"http": ("http", "https"), "ws": ("ws", "wss")}
_SECURE = ("https", "wss")
_OPEN_PORTS = (80, 443)
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]|[\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?|[0-9a-f:.]+(%.*)?")
_REDIRECTS = (301, 302, 303, 307, 308)
_TO_STRANGERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "if-modified-since", "if-none-match", "range", "user-agent"}
)
"""The request headers that go along to another origin; whatever else a caller set may be a credential."""


class Target(msgspec.Struct, frozen=True):
    """A URL that has been judged by its form: `url` has no user information and no fragment, `host` is in lower case
    without a closing dot (an IP address where it is written as one), `user` what the URL held before the @."""

    url: URL
    host: str
    port: int
    user: tuple[str, str] | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.url.scheme, self.host, self.port

    @property
    def place(self) -> str:
        return redacted(self.url)


def redacted(url: URL | str) -> str:
    """The URL as messages show it: no user information, no fragment, `?…` for a query, at most 200 characters."""
    try:
        parsed = URL(url) if isinstance(url, str) else url
        bare = parsed.with_user(None).with_fragment(None).with_query(None) if parsed.raw_host else None
    except ValueError:
        bare = None
    if bare is None:
        return "an unreadable URL"
    shown = str(bare) + ("?…" if parsed.raw_query_string else "")
    return shown if len(shown) <= 200 else shown[:199] + "…"


def parse_target(text: str, schemes: Schemes = "http") -> Target:
    """Judge a URL by its form. Raises TargetRefused (`url`, `scheme`)."""
    text = text.strip()
    if _CONTROL.search(text):
        raise TargetRefused(
            "url", f"{redacted(text)}: has a space, a backslash or a control character; write it as %XX"
        )
    try:
        url = URL(text)
    except ValueError as error:
        raise TargetRefused("url", f"not a URL: {_reason(error)}; write it like https://example.org/feed.xml") from None
    return judge_target(url, schemes)


def judge_target(url: URL, schemes: Schemes = "http") -> Target:
    """Like `parse_target`, for a URL that has been parsed."""
    accepted = _ACCEPTED[schemes]
    if url.scheme not in accepted:
        given = f"{url.scheme}:" if url.scheme else "no scheme"
        raise TargetRefused("scheme", f"{redacted(url)}: {given} is not fetched, only {' and '.join(accepted)} are")
    host = (url.raw_host or "").lower().rstrip(".")
    if not _HOST.fullmatch(host) or ".." in host or url.port is None or url.port == 0:
        raise TargetRefused("url", f"{redacted(url)}: has no usable host name and port")
    user = (url.user or "", url.password or "") if url.raw_user or url.raw_password else None
    bare = url.with_user(None).with_fragment(None)
    address = parse_address(host)
    if address is not None:
        host = str(address)
        bare = bare.with_host(host)
    return Target(bare, host, url.port, user)


def check_place(target: Target, allow: AllowList) -> None:
    """Ports 80 and 443, and no address of ours written out as one, unless the pair is allowed. Raises TargetRefused
    (`port`, `private_address`). Names are judged once they are resolved."""
    if (target.host, target.port) in allow:
        return
    if target.port not in _OPEN_PORTS:
        raise TargetRefused(
            "port",
            f"{target.place}: port {target.port} is closed to fetches (80 and 443 are open); "
            f'add "{pair(target.host, target.port)}" to network.allow if this is meant',
        )
    address = parse_address(target.host)
    if address is not None and (words := refusal(address)):
        raise private_address(target.host, target.port, str(address), words)


def private_address(host: str, port: int, address: str, words: str) -> TargetRefused:
    """The refusal of an address that `host` led to."""
    led = address if address == host else f"{host} leads to {address}, which"
    return TargetRefused(
        "private_address",
        f'{led} is {words} and is not reached; add "{pair(host, port)}" to network.allow if this is meant',
    )


def pair(host: str, port: int) -> str:
    """host:port as `network.allow` writes it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def allow_list(pairs: Iterable[str]) -> AllowList:
    """`network.allow` read: `host:port` each, IPv6 in brackets. Raises ValueError naming the first that is not one."""
    found = set()
    for text in pairs:
        host, colon, port = text.strip().rpartition(":")
        bare = host.strip("[]").lower().rstrip(".")
        if not colon or not port.isdecimal() or not 0 < int(port) < 65536 or not _HOST.fullmatch(bare):
            raise ValueError(f'"{text}" is not host:port, like "127.0.0.1:9000"')
        found.add((str(parse_address(bare) or bare), int(port)))
    return frozenset(found)


class Hop(msgspec.Struct, frozen=True):
    """One request of a chain: what is sent where."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes | None = None


def is_redirect(status: int, location: str | None) -> bool:
    return status in _REDIRECTS and bool(location)


def next_hop(hop: Hop, status: int, location: str, schemes: Schemes = "http") -> Hop:
    """The request that a redirect asks for (RFC 9110 §15.4). Raises RedirectRefused (`downgrade`, `cross_host_body`)
    and what `parse_target` raises. Credentials stay behind when the origin changes."""
    target = _joined(hop.target, location, schemes)
    if hop.target.url.scheme in _SECURE and target.url.scheme not in _SECURE:
        raise RedirectRefused(
            "downgrade", f"{hop.target.place}: redirects from TLS to plain {target.place}; not followed"
        )
    method, body = hop.method, hop.body
    if (status == 303 and method != "HEAD") or (status in {301, 302} and method == "POST"):
        method, body = "GET", None
    same = _same_site(hop.target, target)
    if body is not None and not same:
        words = f"{hop.target.place}: redirects a message to another host, {target.place}; write that address instead"
        raise RedirectRefused("cross_host_body", words)
    return Hop(method, target, _headers_for(hop.headers, same=same, has_body=body is not None), body)


def _joined(base: Target, location: str, schemes: Schemes) -> Target:
    location = location.strip()
    if _CONTROL.search(location):
        raise TargetRefused("url", f"{base.place}: redirects to something that is not a URL")
    try:
        joined = base.url.join(URL(location))
    except ValueError as error:
        raise TargetRefused(
            "url", f"{base.place}: redirects to something that is not a URL: {_reason(error)}"
        ) from None
    return msgspec.structs.replace(judge_target(joined, schemes), user=None)


def _same_site(before: Target, after: Target) -> bool:
    """The same origin, or the same host moving up to TLS on the usual ports."""
    upgraded = after.url.scheme in _SECURE and before.host == after.host and (before.port, after.port) == (80, 443)
    return before.origin == after.origin or upgraded


def _headers_for(headers: Mapping[str, str], *, same: bool, has_body: bool) -> dict[str, str]:
    kept = {name: value for name, value in headers.items() if same or name.lower() in _TO_STRANGERS}
    if not has_body:
        kept = {name: value for name, value in kept.items() if not name.lower().startswith("content-")}
    return kept


def _reason(error: Any) -> str:
    """The parser's words without the URL itself, which may hold a password."""
    return str(error).split(":", 1)[0].split("'", 1)[0].strip() or "malformed"
