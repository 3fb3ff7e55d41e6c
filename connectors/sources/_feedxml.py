"""RSS, RDF and Atom through feedparser: lenient about everything that can be understood, with its repairs told."""

import html
import io
import re
from typing import Any, Literal
from urllib.parse import urljoin

import feedparser
import msgspec

from connectors.sources._entries import ENTRY_LIMIT, Enclosure, Entry, FeedKind, Parsed, Withdrawn, clipped, trimmed
from connectors.sources._references import mend_references
from schemas.urls import safe_link

_MARKUP = re.compile(r"<[^<>]*>")
_TOMBSTONE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?deleted-entry\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"(ref|when)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_ENCODING_NOTES = {
    "CharacterEncodingOverride": "its declared encoding is wrong; read as {encoding}",
    "CharacterEncodingUnknown": "its encoding can't be told; read as {encoding}",
}


def read(body: bytes, kind: FeedKind, charset: str | None, url: str) -> Parsed:
    """A feed's entries, in document order. feedparser gets a stream: given bytes it would try to open a file of that
    name. Its sanitiser and its resolving of links in markup stay off (slow, quadratic); HTML is read later. It is not
    told the feed's address: it would resolve ids against it, which are to be kept byte for byte."""
    body, broken = mend_references(body)
    media = f"application/xml; charset={charset}" if charset else "application/xml"
    found = feedparser.parse(
        io.BytesIO(body), response_headers={"content-type": media}, sanitize_html=False, resolve_relative_uris=False
    )
    feed = found.feed
    everyone = _authors(feed) if kind == "atom" else ()
    base = url if kind == "atom" else _absolute(dict.get(feed, "link"), url) or url
    return Parsed(
        kind=kind,
        title=_title(feed),
        entries=tuple(_noted(_entry(raw, kind, everyone, base), broken) for raw in found.entries[:ENTRY_LIMIT]),
        total=len(found.entries),
        language=clipped(dict.get(feed, "language")),
        notes=(
            *_notes(found),
            *([f"character references that name no character, read as U+FFFD: {broken}"] if broken else []),
        ),
        withdrawn=tuple(_withdrawn(body)),
        every=_asked_pace(feed),
    )


def _noted(entry: Entry, broken: int) -> Entry:
    if broken and any("\ufffd" in (field or "") for field in (entry.title, entry.summary, entry.content)):
        return msgspec.structs.replace(entry, mended="references to no character")
    return entry


def _entry(raw: Any, kind: FeedKind, everyone: tuple[str, ...], base: str) -> Entry:
    content, content_type = _content(raw)
    summary = trimmed(dict.get(raw, "summary"))
    published, updated = clipped(dict.get(raw, "published")), clipped(dict.get(raw, "updated"))
    if kind != "atom" and published is None:  # dc:date is when it was published; feedparser files it under updated
        published, updated = updated, None
    return Entry(
        id=clipped(dict.get(raw, "id")),
        url=_link(raw, base),
        title=_title(raw),
        published=published,
        updated=updated,
        authors=_authors(raw) or everyone,
        summary=None if summary == content else summary,
        content=content,
        language=clipped(dict.get(raw, "language") or dict.get(dict.get(raw, "title_detail", {}), "language")),
        categories=tuple(term for tag in dict.get(raw, "tags", ()) if (term := clipped(tag.get("term")))),
        enclosures=tuple(_enclosures(raw, base)),
        summary_type=_markup(dict.get(raw, "summary_detail", {})),
        content_type=content_type,
    )


def _content(raw: Any) -> tuple[str | None, Literal["text", "html"]]:
    details = [detail for detail in dict.get(raw, "content", ()) if detail.get("value")]
    if not details:
        return None, "html"
    longest = max(details, key=lambda detail: len(detail["value"]))
    return trimmed(longest["value"]), _markup(longest)


def _markup(detail: Any) -> Literal["text", "html"]:
    return "text" if detail.get("type") == "text/plain" else "html"


def _title(raw: Any) -> str | None:
    title = dict.get(raw, "title")
    if title and _markup(dict.get(raw, "title_detail", {})) == "html":
        title = html.unescape(_MARKUP.sub("", title))
    return clipped(" ".join(title.split())) if title else None


def _link(raw: Any, base: str) -> str | None:
    link = dict.get(raw, "feedburner_origlink") or dict.get(raw, "link")
    if link and link == dict.get(raw, "id") and dict.get(raw, "guidislink") and "://" not in link:
        link = None  # feedparser takes a guid for a link where nothing says that it is none
    if not link:
        others = [
            entry.get("href") for entry in dict.get(raw, "links", ()) if entry.get("rel", "alternate") == "alternate"
        ]
        link = next((href for href in others if href), None)
    return _absolute(link, base)


def _absolute(link: str | None, base: str) -> str | None:
    if not link:
        return None
    try:
        return safe_link(urljoin(base, link.strip()))
    except ValueError:
        return None


def _authors(raw: Any) -> tuple[str, ...]:
    details = dict.get(raw, "authors") or ()
    names = [clipped(author.get("name") or author.get("email")) for author in details]
    known = tuple(dict.fromkeys(name for name in names if name))
    if known:
        return known
    single = clipped(dict.get(raw, "author"))
    return (single,) if single else ()


def _enclosures(raw: Any, base: str) -> list[Enclosure]:
    found = []
    for link in dict.get(raw, "links", ()):
        address = _absolute(link.get("href"), base) if link.get("rel") == "enclosure" else None
        if address:
            length = str(link.get("length", ""))
            found.append(Enclosure(address, clipped(link.get("type")), int(length) if _is_count(length) else None))
    return found


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _withdrawn(body: bytes) -> list[Withdrawn]:
    found = []
    for tag in _TOMBSTONE.finditer(body):
        values = {
            match[1]: html.unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
            for match in _ATTRIBUTE.finditer(tag[1])
        }
        if values.get(b"ref"):
            found.append(Withdrawn(values[b"ref"], values.get(b"when") or None))
    return found[:ENTRY_LIMIT]


def _asked_pace(feed: Any) -> float | None:
    """Seconds between polls that the feed asks for: `<ttl>` minutes, `sy:updatePeriod` by `sy:updateFrequency`."""
    asked = []
    ttl = str(dict.get(feed, "ttl", "")).strip()
    if _is_count(ttl):
        asked.append(float(ttl) * 60)
    period = _PERIODS.get(str(dict.get(feed, "sy_updateperiod", "")).strip().lower())
    if period is not None:
        asked.append(period / _frequency(dict.get(feed, "sy_updatefrequency")))
    return max(asked, default=None)


def _frequency(raw: object) -> float:
    try:
        value = float(str(raw))
    except ValueError:
        return 1.0
    return value if 0 < value < 10_000 else 1.0


def _notes(found: Any) -> tuple[str, ...]:
    error = found.get("bozo_exception") if found.get("bozo") else None
    if error is None or type(error).__name__ == "NonXMLContentType":
        return ()
    known = _ENCODING_NOTES.get(type(error).__name__)
    if known:
        return (known.format(encoding=found.get("encoding", "?")),)
    line = getattr(error, "getLineNumber", lambda: None)()
    reason = getattr(error, "getMessage", lambda: str(error))()
    return (f"it is not well-formed XML ({f'line {line}: ' if line else ''}{reason}); read as well as possible",)
