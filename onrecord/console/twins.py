"""Twins that are no JSON: CSV that no spreadsheet runs, and Atom."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from connectors.index.base import Hit, Unit
from onrecord import shapes
from onrecord.console import words
from onrecord.console.render import document_path, outside

COLUMNS: dict[Unit, tuple[str, ...]] = {
    "documents": ("id", "published", "arrived", "source", "title", "url", "language", "type", "statements", "snippet"),
    "statements": (
        "id", "published", "source", "speaker", "speaker_as_written", "verb", "verb_class", "words", "text",
        "addressee", "about", "level", "mode", "certainty", "title", "url", "document", "arrived", "language",
    ),
}  # fmt: skip

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"


def cell(value: Any) -> str:
    """A value as a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP)."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = str(value)
    return "'" + text if text.startswith(_RUN) or text.lstrip().startswith(_RUN) else text


def _csv(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


def csv_head(unit: Unit) -> str:
    return _csv(COLUMNS[unit])


def _values(hit: Hit) -> dict[str, Any]:
    values = shapes.any_hit(hit)
    statement = hit.statement
    if statement is not None:
        speaker, cue = statement.speaker, statement.cue
        values |= {
            "speaker": words.party(speaker),
            "speaker_as_written": speaker.text if speaker else "",
            "verb": cue.lemma if cue else "",
            "verb_class": cue.verb_class if cue else "",
            "words": words.KINDS[statement.kind],
            "addressee": words.party(statement.addressee),
            "about": "; ".join(statement.about),
        }
    return values


def csv_line(hit: Hit) -> str:
    """One hit as one line, in the order of `COLUMNS`."""
    unit: Unit = "documents" if hit.statement is None else "statements"
    values = _values(hit)
    return _csv([cell(values[name]) for name in COLUMNS[unit]])


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = _NOT_XML.sub("\ufffd", text)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str | None = None) -> None:
    attributes = {"rel": rel, "href": _NOT_XML.sub("", href)} | ({"type": kind} if kind else {})
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", attributes)


def _entry(feed: ElementTree.Element, hit: Hit, base: str) -> None:
    document, statement = hit.document, hit.statement
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    unit, ident = ("document", document.id) if statement is None else ("statement", statement.id)
    _text(entry, "id", f"urn:onrecord:{unit}:{ident}")
    snippet = shapes.snippet(document.text, shapes.spans_of(hit.matched, "text"))
    if statement is None:
        _text(entry, "title", document.title or snippet[:90])
        _text(entry, "summary", snippet, type="text")
    else:
        verb = words.verb(statement, document.language)
        _text(entry, "title", f"{words.speaker(statement)} {verb}: {shapes.snippet(statement.text, (), 120)}")
        _text(entry, "summary", f"{statement.text} ({words.KINDS[statement.kind]}; {document.title})", type="text")
    _text(entry, "updated", shapes.instant(document.arrived))
    _text(entry, "published", shapes.instant(document.published))
    author = ElementTree.SubElement(entry, f"{{{_ATOM}}}author")
    _text(author, "name", words.party(statement.speaker) if statement and statement.speaker else document.source)
    _link(entry, "alternate", base + document_path(document.id, s=statement.id if statement else None), "text/html")
    address = outside(document.url)
    if address:
        _link(entry, "via", address)


def atom(hits: Sequence[Hit], *, title: str, base: str, here: str, page: str, after: str | None, now: int) -> bytes:
    """A feed of the hits (RFC 4287), `after` as its next page (RFC 5005). Addresses are joined to `base`."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _text(feed, "id", base + page)
    _text(feed, "title", f"{title} · onrecord")
    _text(feed, "updated", shapes.instant(max((hit.document.arrived for hit in hits), default=now)))
    _link(feed, "self", base + here, "application/atom+xml")
    _link(feed, "alternate", base + page, "text/html")
    if after:
        _link(feed, "next", base + after, "application/atom+xml")
    for hit in hits:
        _entry(feed, hit, base)
    feed_bytes: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return feed_bytes
