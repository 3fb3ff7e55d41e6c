"""A document: its text with statements and names marked, who said what beside it, and where all of it came from."""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.index.base import Stored
from onrecord import shapes
from onrecord.console import params, rows, words
from onrecord.console.asking import read_query
from onrecord.console.errors import Refusal
from onrecord.console.pieces import Piece, Span, blocks, cut, matches, statement_spans
from onrecord.console.reader import Desk
from onrecord.console.render import document_path
from onrecord.console.site import Header, header, site_of
from queries import Query
from queries.matcher import Matcher
from queries.terms import document_terms
from schemas import Document, EmbeddedPost, MatchedSpan, Statement

VIEWS = ("statements", "names", "record")


class Mention(msgspec.Struct, frozen=True):
    """A statement in the margin: its number, the speaker where it changes, the verb, the link to it."""

    number: int
    name: str | None
    verb: str
    href: str
    on: bool


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph's pieces and its margin; `card` stands under the paragraph where the statement on show begins."""

    pieces: list[Piece]
    margin: list[Mention]
    card: bool
    post: EmbeddedPost | None
    post_ends: bool


class CarrierLine(msgspec.Struct, frozen=True):
    """One source that carries it: when it came through it, and what differs there."""

    source: str
    url: str | None
    arrived: int
    via: str
    note: str
    shown: bool


class Card(msgspec.Struct, frozen=True):
    """The statement on show, its place among the others, and the way to its neighbours."""

    row: rows.Row
    number: int
    of: int
    before: str | None
    after: str | None
    inside: str | None


def _link(document: Document, statement: str | None, view: str, q: str | None) -> str:
    return document_path(document.id, s=statement, q=q, view=None if view == "statements" else view)


def _margin(document: Document, view: str, q: str | None, current: str | None) -> list[tuple[int, Mention]]:
    found, last = [], None
    for number, statement in enumerate(document.statements, 1):
        name = words.speaker(statement)
        href = _link(document, statement.id, view, q)
        verb = words.verb(statement, document.language)
        on = statement.id == current
        found.append((statement.start, Mention(number, name if name != last else None, verb, href, on)))
        last = name
    return found


def _names(document: Document) -> list[Span]:
    return [
        Span(start, end, "name-on", params.address("/search", {"q": f"entity:{entity.id}", "in": "statements"}))
        for entity in document.entities
        for start, end in entity.mentions
    ]


def _spans(document: Document, view: str, current: str | None) -> list[Span]:
    if view == "names":
        return _names(document)
    return [
        span
        for statement in document.statements
        for span in statement_spans(document.text, statement, on=statement.id == current)
    ]


def paragraphs(
    document: Document, view: str, q: str | None, current: Statement | None, matched: Sequence[tuple[int, int]]
) -> list[Paragraph]:
    """The text in paragraphs, each with its marks and the statements that begin in it."""
    spans = [*_spans(document, view, current.id if current else None), *matches(matched)]
    margin = _margin(document, view, q, current.id if current else None) if view == "statements" else []
    found = blocks(document)
    marks: list[list[Span]] = [[] for _ in found]
    beside: list[list[Mention]] = [[] for _ in found]
    ends = [block.end for block in found]
    for span in spans:
        for at in range(bisect_right(ends, span.start), len(found)):
            if found[at].start >= span.end:
                break
            marks[at].append(span)
    for start, mention in margin:
        at = bisect_right(ends, start)
        if at < len(found):
            beside[at].append(mention)
    carded = bisect_right(ends, current.start) if current else None
    return [
        Paragraph(
            cut(document.text, marks[at], block.start, block.end),
            beside[at],
            at == carded,
            block.post,
            block.post is not None and (at + 1 == len(found) or found[at + 1].post is not block.post),
        )
        for at, block in enumerate(found)
    ]


def card(document: Document, current: Statement, view: str, q: str | None) -> Card:
    at = document.statements.index(current)
    ids = [statement.id for statement in document.statements]
    before = _link(document, ids[at - 1], view, q) if at else None
    after = _link(document, ids[at + 1], view, q) if at + 1 < len(ids) else None
    inside = _link(document, current.inside, view, q) if current.inside in ids else None
    return Card(rows.row(document, current, (), q), at + 1, len(ids), before, after, inside)


def carriers(document: Document) -> list[CarrierLine]:
    """The sources that carry it, first come first, with what differs from the text shown."""
    lines = []
    for carrier in sorted((one for one in document.carriers if not one.deleted), key=lambda one: one.arrived):
        shown = carrier.source == document.source and carrier.version == document.version
        note = _difference(document, carrier.title, carrier.text, shown)
        lines.append(CarrierLine(carrier.source, carrier.url, carrier.arrived, words.VIA[carrier.via], note, shown))
    return lines


def _difference(document: Document, title: str, text: str, shown: bool) -> str:
    if shown:
        return "shown here"
    notes = ["headline differs"] if title and title != document.title else []
    if text and text != document.text:
        less = len(document.text) - len(text)
        notes.append(f"{less:,} characters less" if less > 0 else "text differs")
    return ", ".join(notes) or "the same"


def _matched(query: Query | None, document: Document) -> tuple[MatchedSpan, ...]:
    if query is None:
        return ()
    found = Matcher([("page", query)]).match(document_terms(document))
    return found[0].spans if found else ()


def _read(desk: Desk, ident: str) -> Stored:
    stored = desk.index.read([ident]).get(ident)
    if stored is None:
        raise Refusal(404, "not_found", "There is no document under this id.")
    if stored.document.gone:
        raise Refusal(410, "gone", "This document was removed at its source; nothing of it is kept to read.")
    return stored


def _read_page(desk: Desk, ident: str, query: Query | None) -> tuple[Document, tuple[MatchedSpan, ...], Header]:
    document = _read(desk, ident).document
    return document, _matched(query, document), header(desk)


def _current(document: Document, ident: str | None) -> Statement | None:
    if ident is None:
        return None
    for statement in document.statements:
        if statement.id == ident:
            return statement
    raise Refusal(404, "not_found", "This document has no such statement now; a later version may have changed it.")


async def page(request: Request) -> Response:
    site = site_of(request)
    ident = request.path_params["id"]
    values = params.check_names(request.query_params.multi_items(), params.DOCUMENT)
    view = params.choice(values, "view", VIEWS, "statements")
    q = values.get("q") or None
    query = read_query(q, "documents", site.state) if q else None
    document, matched, news = await site.state.reader.ask(lambda desk: _read_page(desk, ident, query))
    current = _current(document, values.get("s") or None)
    spans = shapes.spans_of(matched, "text")
    return site.renderer.page(
        request,
        "document.html",
        links=f'</documents/{ident}.json>; rel="alternate"; type="application/json"',
        query_text=q or "",
        header=news,
        document=document,
        head=rows.head(document, matched, q),
        view=view,
        tabs=[(name, _link(document, current.id if current else None, name, q)) for name in VIEWS],
        back=params.address("/search", {"q": q}) if q else None,
        paragraphs=paragraphs(document, view, q, current, spans) if view != "record" else [],
        record=[rows.row(document, one, spans, q) for one in document.statements] if view == "record" else [],
        card=card(document, current, view, q) if current and view == "statements" else None,
        carriers=carriers(document),
        speakers=rows.speakers(document, 12),
        date_from=words.DATE_FROM[document.published_from],
        lateness=words.lateness(document),
    )


async def json(request: Request) -> Response:
    site = site_of(request)
    params.check_names(request.query_params.multi_items(), params.NONE)
    ident = request.path_params["id"]
    stored = await site.state.reader.ask(lambda desk: _read(desk, ident))
    return JSONResponse(shapes.document_record(stored.document))
