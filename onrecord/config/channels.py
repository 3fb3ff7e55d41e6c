"""Channels: whom an alert tells besides the console."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from connectors.notify.webhook import read_keys
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
        description="The key that signs each request: `whsec_` and base64, several set apart by white space while one "
        "replaces another. Unsigned when absent.",
        examples=[{"file": "desk.key"}],
    )

    def key(self, folder: Path) -> str | None:
        """The secret as written: one key or several. Raises ValueError where it is none, without showing it."""
        if self.secret is None:
            return None
        value = self.secret.read(folder).get_secret_value()
        if any(len(key) not in KEY_BYTES for key in read_keys(value)):
            raise ValueError("the key is too short or too long: expected whsec_ and the base64 of 24 to 64 bytes")
        return value


class Terminal(Section):
    """The terminal that `onrecord run` was started in."""

    kind: Literal["terminal"] = Field(description="Prints each alert in a line or two.", examples=["terminal"])


CHANNELS: dict[str, type[Section]] = {"webhook": Webhook, "terminal": Terminal}
