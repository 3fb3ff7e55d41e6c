"""`Item`: what a source handed over, as it came, and how it was got. The value of the topic `items`."""

from typing import Literal

import msgspec

Action = Literal["put", "delete"]
Via = Literal["poll", "stream", "push", "file", "history", "embed"]
VersionOrder = Literal["platform", "updated", "arrival"]
Standing = Literal["platform", "feed", "embed"]
"""Whose word for the text counts most: the platform itself, then a feed, page or file, then an embedded copy."""

ITEM_BYTES = 1_000_000
"""An encoded item is at most this long; a longer one is rejected with its first 64 kB, its length and its hash."""


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of one thing a source published, or the word that it is gone.

    `id` is the document's id (`schemas.identity`), `given_id` what the source called it. `version` is in microseconds
    and is fixed before the log: the platform's own order, else `updated`, else arrival (`version_order` says which).
    `published` is as the source wrote it, `published_ms` what the connector could read from it (None: unreadable or
    missing), `arrived` milliseconds UTC. `identity` is kept so that a later delete by id finds it.
    """

    id: str
    source: str
    version: int
    arrived: int
    via: Via
    action: Action = "put"
    identity: str = ""
    given_id: str | None = None
    version_order: VersionOrder = "arrival"
    standing: Standing = "feed"
    type: Literal["article", "post", "transcript", "release"] = "article"
    platform: str | None = None
    url: str | None = None
    title: str = ""
    text: str | None = None
    html: str | None = None
    author: str | None = None
    language: str | None = None
    country: str | None = None
    published: str | None = None
    published_ms: int | None = None
    relayed_by: str | None = None
    """The id of the document that this post stands in, for a copy embedded or pasted there."""
    raw: str | None = None
    request: dict[str, str] | None = None
