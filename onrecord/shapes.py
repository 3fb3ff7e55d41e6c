"""What a hit looks like to people and scripts: one shape for pages, their twins and `onrecord search --json`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.index.base import Hit, Page
from schemas import Document, MatchedSpan, Statement, to_builtins

SNIPPET = 280
"""Code points of a snippet, at most (its ellipses not counted)."""

_REACH = 24
"""How far a cut may move to fall between words."""

_EPOCH_LIMITS = (-62135596800000, 253402300799999)


def instant(ms: int) -> str:
    """ISO 8601 in UTC with milliseconds: `2025-03-08T14:05:00.000Z`. Clamped to the years 1 to 9999."""
    low, high = _EPOCH_LIMITS
    ms = min(max(ms, low), high)
    whole = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000, tzinfo=None)
    return whole.isoformat(timespec="milliseconds") + "Z"


class Excerpt(msgspec.Struct, frozen=True):
    """[start, end) of a text, and the spans that lie in it, in the text's own offsets."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


def _between_words(text: str, at: int, step: int) -> int:
    """The nearest place in the direction of `step` where the text has white space, if one is near; else `at`."""
    for distance in range(_REACH):
        place = at + step * distance
        if place <= 0 or place >= len(text):
            return min(max(place, 0), len(text))
        if text[place - 1].isspace() or text[place].isspace():
            return place
    return at


def excerpt(text: str, spans: Sequence[tuple[int, int]], width: int = SNIPPET) -> Excerpt:
    """The piece of `text` of about `width` code points that shows the first span (the beginning where there is none).

    The first span always lies inside, unless it alone is longer; then its beginning does.
    """
    inside = sorted((start, end) for start, end in spans if 0 <= start < end <= len(text))
    if len(text) <= width:
        return Excerpt(0, len(text), tuple(inside))
    begin = 0
    if inside and inside[0][1] > width * 3 // 4:
        first_start, first_end = inside[0]
        begin = max(0, min(first_start - width // 4, first_end + width // 2 - width))
        begin = min(_between_words(text, begin, 1), first_start)
    end = min(len(text), begin + width)
    if end < len(text):
        kept = max((stop for start, stop in inside[:1] if stop <= end), default=begin + 1)
        end = max(_between_words(text, end, -1), kept)
    return Excerpt(begin, end, tuple((s, min(e, end)) for s, e in inside if begin <= s < end))


def snippet(text: str, spans: Sequence[tuple[int, int]], width: int = SNIPPET) -> str:
    """The excerpt as one line of text, with an ellipsis where something was left out."""
    cut = excerpt(text, spans, width)
    words = " ".join(text[cut.start : cut.end].split())
    return ("… " if cut.start else "") + words + (" …" if cut.end < len(text) else "")


def spans_of(matched: Sequence[MatchedSpan], field: str) -> list[tuple[int, int]]:
    """The matched spans of one field as pairs."""
    return [(span.start, span.end) for span in matched if span.field == field]


def document_hit(hit: Hit) -> dict[str, Any]:
    """A document's hit: who carried what when, a snippet with the match inside, its count of statements, the spans."""
    document = hit.document
    return {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "source": document.source,
        "published": instant(document.published),
        "arrived": instant(document.arrived),
        "language": document.language,
        "type": document.type,
        "snippet": snippet(document.text, spans_of(hit.matched, "text")),
        "statements": len(document.statements),
        "matched": [to_builtins(span) for span in hit.matched],
    }


def statement_fields(statement: Statement) -> dict[str, Any]:
    """A statement as `enrich` shows it: its spans, speaker, cue, and how sure."""
    fields: dict[str, Any] = to_builtins(statement)
    return fields


def statement_hit(hit: Hit) -> dict[str, Any]:
    """A statement's hit: its fields, then the document's id, address, title, source and publication.

    Raises ValueError where the hit is of a document.
    """
    if hit.statement is None:
        raise ValueError("this hit is a document, not a statement")
    document = hit.document
    return {
        **statement_fields(hit.statement),
        "document": document.id,
        "url": document.url,
        "title": document.title,
        "source": document.source,
        "published": instant(document.published),
        "arrived": instant(document.arrived),
        "language": document.language,
        "matched": [to_builtins(span) for span in hit.matched],
    }


def any_hit(hit: Hit) -> dict[str, Any]:
    """The hit in the shape of what it is."""
    return document_hit(hit) if hit.statement is None else statement_hit(hit)


def page(found: Page) -> dict[str, Any]:
    """`{"total", "hits", "next"}`, what every search answers."""
    return {"total": found.total, "hits": [any_hit(hit) for hit in found.hits], "next": found.next}


def document_record(document: Document) -> dict[str, Any]:
    """A whole document: text, statements, entities, posts, carriers and earlier texts; times in ISO 8601."""
    return {
        "id": document.id,
        "given_id": document.given_id,
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "type": document.type,
        "platform": document.platform,
        "source": document.source,
        "authors": list(document.authors),
        "language": document.language,
        "country": document.country,
        "published": instant(document.published),
        "published_from": document.published_from,
        "published_raw": document.published_raw,
        "published_note": document.published_note,
        "arrived": instant(document.arrived),
        "processed": instant(document.processed),
        "late": document.late,
        "history": document.history,
        "story": document.story,
        "version": document.version,
        "statements": [statement_fields(statement) for statement in document.statements],
        "entities": to_builtins(document.entities),
        "posts": to_builtins(document.posts),
        "relayed_by": list(document.relayed_by),
        "carriers": [
            {
                "source": carrier.source,
                "url": carrier.url,
                "title": carrier.title,
                "published": carrier.published,
                "arrived": instant(carrier.arrived),
                "via": carrier.via,
                "standing": carrier.standing,
                "version": carrier.version,
            }
            for carrier in document.carriers
            if not carrier.deleted
        ],
        "revisions": [
            {
                "source": revision.source,
                "version": revision.version,
                "title": revision.title,
                "text": revision.text,
                "replaced": instant(revision.replaced),
            }
            for revision in document.revisions
        ],
        "notes": list(document.notes),
    }
