"""What reading a feed gives: entries as the feed wrote them, and what was wrong with it."""

import re
from typing import Any, Literal

import msgspec

FeedKind = Literal["rss", "rdf", "atom", "json", "sitemap"]

ENTRY_LIMIT = 5_000
"""Entries read of one answer, newest first."""
FIELD_LIMIT = 256 * 1024
"""Characters kept of one field of an entry. Its body is kept whole: an item that it makes too large is refused by
name."""
_HALF = re.compile("[\ud800-\udfff]")


class Enclosure(msgspec.Struct, frozen=True):
    """A file that the entry brings: `length` in bytes, where told."""

    url: str
    type: str | None = None
    length: int | None = None


class Entry(msgspec.Struct, frozen=True):
    """One entry. `published` and `updated` are as written; `content_type` and `summary_type` tell `text` from `html`.
    A missing value is None, never invented."""

    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    content: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    summary_type: Literal["text", "html"] = "html"
    content_type: Literal["text", "html"] = "html"
    mended: str | None = None
    """What no text may hold and was replaced."""

    @property
    def body(self) -> tuple[str, Literal["text", "html"]]:
        """The longer of content and summary, and whether it is text or HTML."""
        content, summary = self.content or "", self.summary or ""
        if len(summary) > len(content):
            return summary, self.summary_type
        return content, self.content_type


class Withdrawn(msgspec.Struct, frozen=True):
    """An Atom tombstone (RFC 6721): the entry `ref` is gone since `when`."""

    ref: str
    when: str | None = None


class Parsed(msgspec.Struct, frozen=True):
    """A feed as read. `total` counts the entries it holds, `entries` at most `ENTRY_LIMIT` of them.

    Where the entries' own bytes could be told apart, `blocks` holds the digest of each in document order and `order`
    beside it the place in `entries`, or -1 for one that the caller knew already and that was not parsed again.
    `every` is how often the feed asks to be read at most, in seconds. `expired`: it says that it has ended.
    """

    kind: FeedKind
    title: str | None
    entries: tuple[Entry, ...]
    total: int
    language: str | None = None
    notes: tuple[str, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    every: float | None = None
    expired: bool = False
    blocks: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    truncated: bool = False
    more: bool = False
    """Entries are left that the caller does not know yet: ask again, with these as known."""


class ParseRefused(Exception):
    """The bytes are no feed: `code` is `not_a_feed`, `empty`, `malformed`, `truncated` or `encoding`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Outcome(msgspec.Struct, frozen=True):
    """What the child that parses answers: one of the two."""

    parsed: Parsed | None = None
    code: str = ""
    message: str = ""


def clipped(text: str | None) -> str | None:
    """The field without surrounding white space and cut at `FIELD_LIMIT`; None where nothing is left."""
    if text is None:
        return None
    return text.strip()[:FIELD_LIMIT] or None


def trimmed(text: str | None) -> str | None:
    """A body without surrounding white space; None where nothing is left."""
    return (text or "").strip() or None


def whole_unicode(parsed: Parsed) -> Parsed:
    """The feed with U+FFFD for each lone surrogate, which no encoding can carry; the entries that held one say so."""
    try:
        msgspec.msgpack.encode(parsed)
    except UnicodeEncodeError:
        told = msgspec.to_builtins(parsed)
        mended = _whole(told)
        for entry, before in zip(mended["entries"], told["entries"], strict=True):
            if entry != before:
                entry["mended"] = "lone surrogates"
        return msgspec.convert(mended, Parsed)
    return parsed


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    return type(value)(_whole(each) for each in value) if isinstance(value, list | tuple) else value


def shown(entry: Entry) -> dict[str, Any]:
    """The entry as `parse-feed` writes it: dates in ISO 8601 with a zone, or null where they can't be read."""
    from connectors.sources._dates import iso_date

    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "published": iso_date(entry.published, entry.language),
        "updated": iso_date(entry.updated, entry.language),
        "authors": list(entry.authors),
        "summary": entry.summary,
        "content": entry.content,
        "language": entry.language,
        "categories": list(entry.categories),
        "enclosures": [msgspec.to_builtins(enclosure) for enclosure in entry.enclosures],
    }
