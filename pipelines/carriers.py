"""One carrier of a document: what a source's puts and deletes leave of it, whatever order they come in.

Every function here keeps a maximum (the newest put, the newest delete) or a minimum (the first arrival), so that any
order of the same events ends in the same carrier. Pure; helper of `pipelines.merge`.
"""

from typing import Literal

import msgspec

from schemas.document import Carrier, DateSource, DocumentType, EmbeddedPost
from schemas.item import Action, Standing, VersionOrder, Via

DAY_MS = 24 * 3_600_000

Step = Literal["first", "newer", "raised", "same", "older", "buried"]
"""What an event was to its carrier: its first; another content; equal content, higher version; the version that is
kept; a lower version; a put that a delete outdoes."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One normalised item. Times are milliseconds UTC, `version` is microseconds (`schemas.Item`).

    `text` is what people read (HTML taken out, NFC), `author` and `published_raw` are the source's own words, `authors`
    and `language` what was read from them. `published_ms` None: missing or unreadable; `day_only`: it is the beginning
    of a day whose hour is not known. `posts` are the ones found in `text`.
    """

    id: str
    source: str
    version: int
    arrived: int
    via: Via
    action: Action = "put"
    version_order: VersionOrder = "arrival"
    standing: Standing = "feed"
    identity: str = ""
    given_id: str | None = None
    type: DocumentType = "article"
    platform: str | None = None
    url: str | None = None
    title: str = ""
    text: str = ""
    author: str | None = None
    authors: tuple[str, ...] = ()
    language: str = "und"
    country: str | None = None
    published_raw: str | None = None
    published_ms: int | None = None
    published_from: DateSource = "arrival"
    published_note: str | None = None
    day_only: bool = False
    posts: tuple[EmbeddedPost, ...] = ()
    relayed_by: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def late(self) -> bool:
        """Published more than 24 h before it arrived (a day: it had ended by then), and not fetched as history."""
        if self.action == "delete" or self.via == "history":
            return False
        if self.published_ms is None or self.published_from == "arrival":
            return False
        return self.published_ms + (DAY_MS if self.day_only else 0) < self.arrived - DAY_MS


def take(there: Carrier | None, item: Arrived) -> tuple[Carrier, Step]:
    """The carrier after the event, and what the event was to it."""
    return _delete(there, item) if item.action == "delete" else _put(there, item)


def _put(there: Carrier | None, item: Arrived) -> tuple[Carrier, Step]:
    if there is None:
        return _entry(item), "first"
    if there.deleted:
        if item.version > there.version and _lifts(item):
            return _with_first(there, item, _entry(item, erased=there.erased)), "newer"
        return _with_first(there, item, there), "buried"
    if _order(item) < _order(there):
        return _with_first(there, item, there), "older"
    if _order(item) == _order(there):
        return _with_first(there, item, there), "same"
    entry = _with_first(there, item, _entry(item, erased=there.erased))
    return entry, "raised" if content_of(entry) == content_of(there) else "newer"


def _delete(there: Carrier | None, item: Arrived) -> tuple[Carrier, Step]:
    erased = item.version if item.standing == "platform" else None
    if there is None:
        return blank(_entry(item, erased=erased), deleted=True, unseen=True), "first"
    if erased is not None and there.erased is not None:
        erased = max(erased, there.erased)
    first = _with_first(there, item, msgspec.structs.replace(there, erased=there.erased if erased is None else erased))
    if there.deleted:
        step: Step = "same" if item.version == there.version else "newer" if item.version > there.version else "older"
        if step == "newer":
            first = msgspec.structs.replace(first, version=item.version, version_order=item.version_order)
        return first, step
    if item.version < there.version and _lifts(there):
        return first, "older"
    gone = msgspec.structs.replace(first, version=item.version, version_order=item.version_order)
    return blank(gone, deleted=True), "newer"


def _lifts(put: Arrived | Carrier) -> bool:
    """A put brings back what a platform deleted only with the platform's own order or `updated`."""
    return put.standing != "platform" or put.version_order != "arrival"


def _order(put: Arrived | Carrier) -> tuple[bool, int]:
    return _lifts(put), put.version


def _entry(item: Arrived, *, erased: int | None = None) -> Carrier:
    return Carrier(
        source=item.source,
        version=item.version,
        version_order=item.version_order,
        standing=item.standing,
        arrived=item.arrived,
        via=item.via,
        url=item.url,
        title=item.title,
        text=item.text,
        author=item.author,
        authors=item.authors,
        language=item.language,
        country=item.country,
        type=item.type,
        platform=item.platform,
        published=item.published_raw,
        published_ms=item.published_ms,
        published_from=item.published_from,
        published_note=item.published_note,
        day_only=item.day_only,
        given_id=item.given_id,
        late=item.late,
        first_version=item.version,
        posts=item.posts,
        erased=erased,
    )


def _with_first(there: Carrier, item: Arrived, changed: Carrier) -> Carrier:
    """`changed` with the beginning of whichever came first: a put before any delete, then by arrival."""
    deleting = item.action == "delete"
    if (deleting, item.arrived, item.version) < (there.unseen, there.arrived, there.first_version):
        return msgspec.structs.replace(
            changed,
            arrived=item.arrived,
            via=item.via,
            late=item.late,
            first_version=item.version,
            unseen=deleting,
        )
    return msgspec.structs.replace(
        changed,
        arrived=there.arrived,
        via=there.via,
        late=there.late,
        first_version=there.first_version,
        unseen=there.unseen,
    )


def blank(carrier: Carrier, *, deleted: bool | None = None, unseen: bool | None = None) -> Carrier:
    """The carrier without a word of its content: only that it carried, which version, since when."""
    return Carrier(
        source=carrier.source,
        version=carrier.version,
        version_order=carrier.version_order,
        standing=carrier.standing,
        arrived=carrier.arrived,
        via=carrier.via,
        late=carrier.late,
        first_version=carrier.first_version,
        erased=carrier.erased,
        deleted=carrier.deleted if deleted is None else deleted,
        unseen=carrier.unseen if unseen is None else unseen,
    )


def content_of(carrier: Carrier) -> tuple[str, str, str | None, str | None, str | None]:
    """What makes two versions of one carrier differ: title, text, author, language, date as the source says it."""
    return carrier.title, carrier.text, carrier.author, carrier.language, carrier.published


def instant_of(carrier: Carrier) -> tuple[int, DateSource]:
    """When it was published and where that is known from; the arrival where the source does not say. A day whose hour
    is not known is the hour of arrival where it arrived that day, else the day's beginning."""
    if carrier.published_ms is None or carrier.published_from == "arrival":
        return carrier.arrived, "arrival"
    began = carrier.published_ms
    if carrier.day_only and began <= carrier.arrived < began + DAY_MS:
        return carrier.arrived, carrier.published_from
    return began, carrier.published_from
