"""A signed HTTP POST for each alert, as Standard Webhooks has it (standardwebhooks.com, specification 1.0).

`webhook-id` is the alert's id, the same at each try, so that a receiver can tell a repeat; `webhook-signature` is
`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, one for each key while keys are being exchanged.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from connectors.http import FetchRefused, Request, Response, redacted, retry_after
from connectors.notify.base import Context, Outcome
from connectors.notify.message import alert_body
from schemas import Alert, digest

if TYPE_CHECKING:
    from connectors.http import Client

_DEADLINE = 15.0
_AGAIN = (408, 425, 429)
_PREFIX = "whsec_"


class WebhookSettings(Protocol):
    """What the configuration says of a webhook. `key` reads its secret: `whsec_` and base64, several set apart by
    white space while one replaces another; None: messages go unsigned."""

    @property
    def url(self) -> str: ...

    def key(self, folder: Path) -> str | None: ...


def open_channel(settings: WebhookSettings, context: Context) -> "Webhook":
    """Raises ValueError where the secret is missing or is no key."""
    return Webhook(settings.url, read_keys(settings.key(context.folder) or ""), context.client)


class Webhook:
    """One receiver of signed messages. `now` gives seconds since 1970."""

    def __init__(
        self,
        url: str,
        keys: Sequence[bytes],
        client: "Client",
        *,
        deadline: float = _DEADLINE,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._keys = tuple(keys)
        self._client = client
        self._deadline = deadline
        self._now = now
        self.fingerprint = digest("webhook", url, *(hashlib.sha256(key).hexdigest() for key in keys))

    async def send(self, alert: Alert) -> Outcome:
        """One POST; the answer's status decides, its body is not read."""
        body = msgspec.json.encode(alert_body(alert))
        headers = signed_headers(alert.id, int(self._now()), body, self._keys)
        request = Request(self._url, "POST", headers, body, deadline=self._deadline, follow=0, discard=True)
        try:
            response = await self._client.fetch(request)
        except FetchRefused as refused:
            # Even a refusal of ours can be mended (an entry in network.allow, the receiver's certificate).
            return Outcome("retry", refused.message)
        return judge(response, redacted(self._url), datetime.fromtimestamp(self._now(), UTC))


def read_keys(text: str) -> list[bytes]:
    """The keys that `whsec_…` words write. Raises ValueError, which does not repeat them."""
    keys = []
    for word in text.split():
        try:
            if not word.startswith(_PREFIX):
                raise ValueError(_PREFIX)
            keys.append(base64.b64decode(word.removeprefix(_PREFIX), validate=True))
        except (binascii.Error, ValueError):
            raise ValueError("a webhook's secret is whsec_ and base64, several set apart by white space") from None
    return keys


def signed_headers(ident: str, timestamp: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The headers of one message."""
    headers = {"Content-Type": "application/json", "webhook-id": ident, "webhook-timestamp": str(timestamp)}
    if keys:
        signed = f"{ident}.{timestamp}.".encode() + body
        signatures = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
        headers["webhook-signature"] = " ".join(f"v1,{signature}" for signature in signatures)
    return headers


def judge(response: Response, place: str, now: datetime) -> Outcome:
    """What a receiver's answer means for this message."""
    status = response.status
    if 200 <= status < 300:
        return Outcome("sent")
    if status == 410:
        return Outcome(
            "gone", f"{place} answered 410 Gone: it wants no more; change the channel's settings to try again"
        )
    if status in _AGAIN or status >= 500:
        return Outcome(
            "retry", f"{place} answered HTTP {status}", retry_after(response.headers.get("Retry-After"), now)
        )
    if 300 <= status < 400:
        return Outcome(
            "failed", f"{place} redirects (HTTP {status}), which messages do not follow: write the new address"
        )
    return Outcome("failed", f"{place} refused the message with HTTP {status}")
