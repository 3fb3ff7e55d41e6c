"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

import json
from typing import Any, Literal
from urllib.parse import urljoin

from connectors.sources._entries import ENTRY_LIMIT, Enclosure, Entry, Parsed, ParseRefused, clipped, trimmed
from schemas.urls import safe_link


def read(body: bytes, url: str) -> Parsed:
    """A JSON Feed's entries; items without an id are left out, as its specification says, and counted in the notes.
    Invalid JSON gives nothing at all. Raises ParseRefused."""
    feed = _document(body)
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseRefused("malformed", f"its `items` is {_kind(items)}, not a list: it is no JSON Feed to read")
    named = [item for item in items if isinstance(item, dict) and _identifier(item.get("id"))]
    everyone = _authors(feed)
    notes = []
    if len(named) < len(items):
        notes.append(f"{len(items) - len(named)} of {len(items)} items have no id and were left out, as JSON Feed says")
    return Parsed(
        kind="json",
        title=_text(feed.get("title")),
        entries=tuple(_entry(item, everyone, url) for item in named[:ENTRY_LIMIT]),
        total=len(named),
        language=_text(feed.get("language")),
        notes=tuple(notes),
        expired=feed.get("expired") is True,
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ParseRefused("encoding", f"its JSON is not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        breaks_off = not body.rstrip().endswith((b"}", b"]"))
        code, words = ("truncated", "breaks off") if breaks_off else ("malformed", "is no valid JSON")
        raise ParseRefused(
            code, f"its JSON {words} (line {error.lineno}, column {error.colno}: {error.msg})"
        ) from error
    except RecursionError as error:
        raise ParseRefused("malformed", "its JSON is nested too deep to be a feed") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version:
        raise ParseRefused(
            "not_a_feed", "answers with JSON of another kind, not a JSON Feed (no jsonfeed.org `version`)"
        )
    return dict(feed)


def _entry(item: dict[str, Any], everyone: tuple[str, ...], base: str) -> Entry:
    content, content_type = _content(item)
    return Entry(
        id=_identifier(item.get("id")),
        url=_link(item.get("url"), base) or _link(item.get("external_url"), base),
        title=_text(item.get("title")),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        authors=_authors(item) or everyone,
        summary=_body(item.get("summary")),
        content=content,
        language=_text(item.get("language")),
        categories=tuple(tag for raw in _list(item.get("tags")) if (tag := _text(raw))),
        enclosures=tuple(_enclosures(item, base)),
        summary_type="text",
        content_type=content_type,
    )


def _content(item: dict[str, Any]) -> tuple[str | None, Literal["text", "html"]]:
    markup = _body(item.get("content_html"))
    return (markup, "html") if markup else (_body(item.get("content_text")), "text")


def _body(value: object) -> str | None:
    return trimmed(value) if isinstance(value, str) else None


def _identifier(value: object) -> str | None:
    """The id as text: a number is taken as its digits, as JSON Feed 1.1 asks; blank is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _text(value: object) -> str | None:
    return clipped(value) if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _link(value: object, base: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return safe_link(urljoin(base, value.strip()))
    except ValueError:
        return None


def _authors(thing: dict[str, Any]) -> tuple[str, ...]:
    """`authors` of 1.1, else the one `author` of 1.0."""
    authors = _list(thing.get("authors")) or [thing.get("author")]
    names = [_text(author.get("name")) or _text(author.get("url")) for author in authors if isinstance(author, dict)]
    return tuple(dict.fromkeys(name for name in names if name))


def _enclosures(item: dict[str, Any], base: str) -> list[Enclosure]:
    found = []
    for raw in _list(item.get("attachments")):
        address = _link(raw.get("url"), base) if isinstance(raw, dict) else None
        if address:
            size = raw.get("size_in_bytes")
            whole = int(size) if isinstance(size, (int, float)) and 0 <= size < 1e15 else None
            found.append(Enclosure(address, _text(raw.get("mime_type")), whole))
    return found


def _kind(value: object) -> str:
    if value is None:
        return "missing"
    return "an object" if isinstance(value, dict) else "text" if isinstance(value, str) else type(value).__name__
