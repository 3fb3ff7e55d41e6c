"""The edge of the console: who may ask (Host, Origin, Sec-Fetch-Site), and what a browser may do with the answer."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def host_name(value: str) -> str | None:
    """The name in a Host header, in small letters, without its port; None where it is no host."""
    name, colon, port = value.rpartition(":")
    if not colon or value.endswith("]"):
        name, port = value, "0"
    if not (port.isascii() and port.isdigit()) or not name:
        return None
    if (":" in name or "[" in name) and not (name.startswith("[") and name.endswith("]")):
        return None
    return name.casefold().removesuffix(".")


def origin_host(value: str) -> str | None:
    """The name in an Origin header; None for `null` and what is no http(s) origin."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.path or "@" in parts.netloc:
        return None
    return host_name(parts.netloc)


def verdict(method: str, headers: Headers, hosts: frozenset[str]) -> str | None:
    """Why a request is refused, in words; None where it may pass.

    Against DNS rebinding: the Host must be one of ours. Against requests that other sites make a browser send: no
    foreign Origin, and by Sec-Fetch-Site only our own pages, typed addresses, and links followed to a whole page.
    """
    given = headers.getlist("host")
    name = host_name(given[0]) if len(given) == 1 else None
    if name not in hosts:
        return "This console does not answer under that host name. Add it to console.hosts if it is yours."
    for origin in headers.getlist("origin"):
        if origin_host(origin) not in hosts:
            return "This request comes from another site, which may not ask this console."
    site = headers.get("sec-fetch-site", "none")
    if site in ("same-origin", "none"):
        return None
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if method in SAFE_METHODS and followed:
        return None
    return "This request was made by another site. Open the console's address itself."


class Guard:
    """ASGI middleware: refuses by `verdict` with 403, puts the security headers and a fresh nonce on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["content-security-policy"] = POLICY.format(nonce=nonce)
                headers.setdefault("cache-control", "private, no-cache")
            await send(message)

        reason = verdict(scope["method"], Headers(scope=scope), self.hosts)
        if reason is None:
            await self.app(scope, receive, guarded)
            return
        await refuse(Request(scope), reason)(scope, receive, guarded)


def refuse(request: Request, reason: str) -> Response:
    """403 in the form that was asked for: JSON for a twin, words otherwise."""
    if request.url.path.endswith(".json"):
        body = b'{"error":{"code":"forbidden","message":"' + reason.encode() + b'"}}'
        return Response(body, 403, media_type="application/json")
    return Response(reason + "\n", 403, media_type="text/plain")
