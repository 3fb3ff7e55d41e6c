"""Hits as the pages show them: documents' heads and statements' rows, their text already cut into pieces."""

from collections.abc import Sequence

import msgspec

from connectors.index.base import Hit
from onrecord import shapes
from onrecord.console import words
from onrecord.console.pieces import Piece, around, cut, matches, statement_spans, words_of
from onrecord.console.render import document_path
from schemas import Document, MatchedSpan, Statement
from schemas.statement import Party

TITLE = 300
"""Code points of a title in a list, at most."""

WORDS = 700
"""Code points of a statement's words in a list, at most."""


class Context(msgspec.Struct, frozen=True):
    """The sentences around a statement, and what the record says of it."""

    pieces: list[Piece]
    cut_before: bool
    cut_after: bool
    spoken_as: str
    how: str
    certainty: str
    verb: str
    verb_class: str
    addressee: str
    said_at: str
    said_in: str


class Row(msgspec.Struct, frozen=True):
    """One statement in the Hansard grid."""

    id: str
    href: str
    speaker: str
    name: str
    """For a search of what the same speaker said; empty where nobody is named."""
    named_as: str
    """The words of the text for the speaker, where they differ from the name shown."""
    verb: str
    parts: list[list[Piece]]
    more: bool
    kind: str
    reading: bool
    mode: str
    about: tuple[str, ...]
    to: str
    lang: str
    context: Context


class Head(msgspec.Struct, frozen=True):
    """A document's line in a list."""

    id: str
    href: str
    title: list[Piece]
    lang: str
    source: str
    published: int
    arrived: int
    language: str
    type: str
    carriers: int
    lateness: str
    history: bool
    url: str | None


class Group(msgspec.Struct, frozen=True):
    """A document and those of its statements that are shown; `more` counts the others."""

    head: Head
    rows: list[Row]
    more: int = 0
    snippet: list[Piece] | None = None
    speakers: tuple[tuple[str, int], ...] = ()


def _title(document: Document, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    if not document.title:
        return [Piece(shapes.snippet(document.text, (), 90) or "(no title)")]
    shown = cut(document.title, matches(spans), 0, min(len(document.title), TITLE))
    return [*shown, Piece(" …")] if len(document.title) > TITLE else shown


def head(document: Document, matched: Sequence[MatchedSpan] = (), q: str | None = None) -> Head:
    return Head(
        id=document.id,
        href=document_path(document.id, q=q),
        title=_title(document, shapes.spans_of(matched, "title")),
        lang=document.language,
        source=document.source,
        published=document.published,
        arrived=document.arrived,
        language=document.language,
        type=document.type,
        carriers=len(set(document.sources)) - 1,
        lateness=words.lateness(document),
        history=document.history,
        url=document.url,
    )


def context(document: Document, statement: Statement, spans: Sequence[tuple[int, int]]) -> Context:
    start, end = around(document.text, statement)
    speaker, cue = statement.speaker, statement.cue
    marked = [*statement_spans(document.text, statement, on=True), *matches(spans)]
    return Context(
        pieces=cut(document.text, marked, start, end),
        cut_before=start > 0,
        cut_after=end < len(document.text),
        spoken_as=speaker.text if speaker else "",
        how=words.HOW[speaker.how] if speaker else "",
        certainty=statement.certainty,
        verb=cue.text if cue else "",
        verb_class=words.CLASSES.get(cue.verb_class, cue.verb_class) if cue else "",
        addressee=words.party(statement.addressee),
        said_at=statement.said_at or "",
        said_in=statement.said_in or "",
    )


def _named_as(speaker: Party) -> str:
    """The text's own words for the speaker where they say something else than the name."""
    written, name = speaker.text.casefold(), (speaker.name or speaker.text).casefold()
    return "" if written in name or name in written else speaker.text


def row(document: Document, statement: Statement, spans: Sequence[tuple[int, int]] = (), q: str | None = None) -> Row:
    """The statement's row; `spans` are the matches in the document's text."""
    speaker = statement.speaker
    shown = words.party(speaker)
    parts = words_of(document.text, statement, spans)
    kept, more = _at_most(parts, WORDS)
    return Row(
        id=statement.id,
        href=document_path(document.id, s=statement.id, q=q),
        speaker=words.speaker(statement),
        name=shown,
        named_as=_named_as(speaker) if speaker else "",
        verb=words.verb(statement, document.language),
        parts=kept,
        more=more,
        kind=words.KINDS[statement.kind],
        reading=statement.level == "reading",
        mode=words.MODES.get(statement.mode, ""),
        about=statement.about[:5],
        to=words.party(statement.addressee),
        lang=document.language,
        context=context(document, statement, spans),
    )


def _at_most(parts: list[list[Piece]], room: int) -> tuple[list[list[Piece]], bool]:
    """The parts, cut after `room` code points; whether something was left out."""
    kept: list[list[Piece]] = []
    for part in parts:
        shown: list[Piece] = []
        for piece in part:
            if room <= 0:
                return [*kept, shown] if shown else kept, True
            shown.append(msgspec.structs.replace(piece, text=piece.text[:room]))
            room -= len(piece.text)
        kept.append(shown)
    return kept, room < 0


def speakers(document: Document, most: int = 4) -> tuple[tuple[str, int], ...]:
    """Who speaks in it and how often, most first."""
    counts: dict[str, int] = {}
    for statement in document.statements:
        name = words.party(statement.speaker)
        if name:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: -pair[1])[:most])


def snippet(document: Document, spans: Sequence[tuple[int, int]], width: int = shapes.SNIPPET) -> list[Piece]:
    """A piece of the text that shows the first match."""
    found = shapes.excerpt(document.text, spans, width)
    pieces = cut(document.text, matches(found.spans), found.start, found.end)
    before = [Piece("… ")] if found.start else []
    return [*before, *pieces, *([Piece(" …")] if found.end < len(document.text) else [])]


def _touches(statement: Statement, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < high and end > low for start, end in spans for low, high in statement.parts)


def document_group(hit: Hit, q: str | None, most: int) -> Group:
    """A document with at most `most` of its statements, those that hold a match first; a snippet where it has none."""
    document, spans = hit.document, shapes.spans_of(hit.matched, "text")
    caught = [one for one in document.statements if _touches(one, spans)]
    shown = (caught or list(document.statements))[:most]
    rest = len(document.statements) - len(shown)
    plain = most == 0 or not shown or (bool(spans) and not caught)
    says_more = document.text.strip() != document.title.strip()
    return Group(
        head(document, hit.matched, q),
        [row(document, one, spans, q) for one in shown],
        rest,
        snippet(document, spans) if plain and says_more else None,
        speakers(document) if most == 0 else (),
    )


def statement_groups(hits: Sequence[Hit], q: str | None) -> list[Group]:
    """Statements in the order of the hits, those of one document that follow each other under one head."""
    groups: list[Group] = []
    for hit in hits:
        if hit.statement is None:
            continue
        one = row(hit.document, hit.statement, shapes.spans_of(hit.matched, "text"), q)
        if groups and groups[-1].head.id == hit.document.id:
            groups[-1].rows.append(one)
        else:
            groups.append(Group(head(hit.document, (), q), [one]))
    return groups
