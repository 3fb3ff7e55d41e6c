"""What is kept of bytes that could not become an item."""

import hashlib

import msgspec

from schemas import Rejected, digest
from schemas.item import ITEM_BYTES

KEPT_BYTES = 64_000
"""What is kept of more than 1 MB."""


class Kept(msgspec.Struct, frozen=True):
    """`bytes` is all of it, or of more than 1 MB the first 64 kB; `length` and `sha256` are of the whole."""

    bytes: bytes
    length: int
    sha256: str


def kept(raw: bytes) -> Kept:
    """What to keep of `raw`."""
    sha256 = hashlib.sha256(raw).hexdigest()
    return Kept(raw if len(raw) <= ITEM_BYTES else raw[:KEPT_BYTES], len(raw), sha256)


def rejected(
    what: Kept, *, source: str, stage: str, error: str, at: int, item: str | None = None, place: str | None = None
) -> Rejected:
    """The record for the topic `rejected`. Its id is derived: refusing the same bytes again makes the same id."""
    return Rejected(
        id=digest("rejected", source, stage, what.sha256),
        at=at,
        source=source,
        stage=stage,
        error=error,
        bytes=what.bytes,
        item=item,
        length=what.length,
        sha256=what.sha256,
        replayable=what.length <= ITEM_BYTES,
        place=place,
    )
