"""Channels: whom an alert tells besides the console."""

import base64
import binascii
from pathlib import Path
from typing import Literal

from pydantic import Field

from onrecord.config.parts import Secret, Section, WebAddress

KEY_BYTES = range(24, 65)
"""How long a key may be (Standard Webhooks, "Signature scheme": 24 to 64 bytes)."""


class Webhook(Section):
    """A signed request to an address of yours (Standard Webhooks)."""

    kind: Literal["webhook"] = Field(description="An HTTP POST of JSON for each alert.", examples=["webhook"])
    url: WebAddress = Field(
        description="The address that takes the alerts. A private one must stand in `network.allow`.",
        examples=["https://hooks.example.org/desk"],
    )
    secret: Secret | None = Field(
        default=None,
        description="The key that signs each request: `whsec_` and base64. Unsigned when absent.",
        examples=[{"file": "desk.key"}],
    )

    def key(self, folder: Path) -> str | None:
        """The secret as written. Raises ValueError where it is no key."""
        if self.secret is None:
            return None
        value = self.secret.read(folder).get_secret_value()
        try:
            length = len(base64.b64decode(value.removeprefix("whsec_"), validate=True))
        except binascii.Error:
            length = 0
        if not value.startswith("whsec_") or length not in KEY_BYTES:
            raise ValueError("what stands there is no key: expected whsec_ and the base64 of 24 to 64 bytes")
        return value


class Terminal(Section):
    """The terminal that `onrecord run` was started in."""

    kind: Literal["terminal"] = Field(description="Prints each alert in a line or two.", examples=["terminal"])


CHANNELS: dict[str, type[Section]] = {"webhook": Webhook, "terminal": Terminal}
