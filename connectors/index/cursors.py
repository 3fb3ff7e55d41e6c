"""The cursor of a page: where the next one begins, as text that a URL can carry."""

import base64
import binascii

import msgspec

from connectors.index.base import Sort, Unit
from connectors.index.fields import rank_of
from connectors.index.walk import Mark


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The last hit of a page: its instant in the order, its document's id, and its statement's position (-1: none)."""

    sort: Sort
    unit: Unit
    instant: int
    id: str
    position: int = -1

    def mark(self) -> Mark:
        key = self.id if self.unit == "documents" else (self.id, self.position)
        return Mark((self.instant, rank_of(self.id)), key)


def show(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode("ascii").rstrip("=")


def read(text: str, sort: Sort, unit: Unit) -> Cursor:
    """Raises ValueError on what no page of this order gave."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(raw, type=Cursor)
        cursor.id.encode("utf-8")
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise ValueError(f"{text!r} is no cursor: use the value of `next` from the page before") from error
    if (cursor.sort, cursor.unit) != (sort, unit):
        raise ValueError(
            f"this cursor belongs to a list of {cursor.unit} by {cursor.sort}: "
            f"start again without it for {unit} by {sort}"
        )
    return cursor
