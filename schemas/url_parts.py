"""A web address taken apart: repairs, host, path and query in one spelling. Helpers of `schemas.urls`."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import unquote

import idna

LONGEST = 8192
"""Characters; what is longer is no address that anybody wrote."""

_DROPPED = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SCHEME = re.compile(r"(?i)(?:(https?):[/\\]+(?=https?:[/\\]))*(https?):[/\\]*")
_WHOLE = re.compile(r"([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:.*@)?(\[[0-9a-fA-F:.]+\]|[^:\[\]]*)(?::([0-9]*))?", re.DOTALL)
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = re.compile(r"%([0-9A-Fa-f]{2})|([^A-Za-z0-9\-._~!$&'()*+,;=:@/])", re.DOTALL)
_IN_QUERY = re.compile(r"%([0-9A-Fa-f]{2})|([^A-Za-z0-9\-._~!$&'()*+,;=:@/?])", re.DOTALL)


class Parts(NamedTuple):
    """`port` is None where it is the scheme's own; `query` keeps its order, each parameter as `name=value`."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: tuple[str, ...]
    fragment: str

    def written(self) -> str:
        """The address again."""
        port = f":{self.port}" if self.port is not None else ""
        query = "?" + "&".join(self.query) if self.query else ""
        fragment = "#" + self.fragment if self.fragment else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{query}{fragment}"


def take_apart(url: str) -> Parts | None:
    """Parts of an absolute http(s) address after repairs; None where it is none (or names no host)."""
    repaired = _repair(url)
    if repaired is None:
        return None
    scheme, rest = repaired
    matched = _WHOLE.fullmatch(rest)
    authority = _AUTHORITY.fullmatch(matched[1]) if matched else None
    host = read_host(authority[1]) if authority else None
    if matched is None or authority is None or host is None:
        return None
    port = int(authority[2][:6]) if authority[2] else None
    if port is not None and port > 65535:
        return None
    return Parts(
        scheme,
        host,
        None if port == _DEFAULT_PORTS[scheme] else port,
        _path(matched[2]),
        _query(matched[3] or ""),
        matched[4] or "",
    )


def _repair(url: str) -> tuple[str, str] | None:
    """(scheme, what follows the slashes): a doubled scheme, one slash or none, backslashes, `&amp;`, stray controls."""
    if len(url) > LONGEST:
        return None
    text = _DROPPED.sub("", url).strip()
    text = re.sub(r"&(?:amp;)+", "&", text)
    scheme, rest = "http", ""
    if matched := _SCHEME.match(text):
        scheme, rest = matched[2].lower(), text[matched.end() :]
    elif text.startswith(("//", "\\\\")):
        rest = text[2:]
    elif text[:4].lower() == "www.":
        rest = text
    else:
        return None
    head = re.search(r"[?#]|$", rest)
    cut = head.start() if head else len(rest)
    return scheme, rest[:cut].replace("\\", "/").lstrip("/") + rest[cut:]


def read_host(raw: str) -> str | None:
    """The host in lower case and ASCII (UTS 46), without a trailing dot; None where it can be no host."""
    if raw.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(raw[1:-1]).compressed}]"
        except ValueError:
            return None
    host = (unquote(raw) if "%" in raw else raw).lower().strip().rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host[:253], uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return host if _HOST.fullmatch(host) else None


def spell(text: str, *, query: bool = False) -> str:
    """One spelling of percent-escapes: unreserved characters bare, what may not stand bare escaped, hex in capitals."""
    return (_IN_QUERY if query else _IN_PATH).sub(_respell, text)


def _respell(matched: re.Match[str]) -> str:
    if matched[1]:
        character = chr(int(matched[1], 16))
        return character if character in _UNRESERVED else "%" + matched[1].upper()
    return "".join(f"%{byte:02X}" for byte in matched[2].encode("utf-8", "surrogatepass"))


def _path(raw: str) -> str:
    """Escapes spelled one way, dots resolved, doubled slashes single (but `https://` inside a path stays)."""
    path = re.sub(r"(?i);jsessionid=[^/;]*", "", spell(raw))
    path = re.sub(r"(?<!:)/{2,}", "/", path) or "/"
    if "/." not in path:
        return path if path.startswith("/") else "/" + path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(raw: str) -> tuple[str, ...]:
    spelled = (re.sub(r"^(?:amp;)+", "", part) for part in spell(raw, query=True).split("&"))
    return tuple(part for part in spelled if part and part != "=")
