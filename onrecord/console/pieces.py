"""Cutting marked text: overlapping spans become a row of pieces, each with the union of its marks.

All offsets are code points of the document's text, end exclusive.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from schemas import Document, EmbeddedPost, Statement

_QUOTED = re.compile('“[^”„“]{0,2000}[”“]?|„[^“”]{0,2000}[“”]?|«[^»]{0,2000}»?|"[^"]{0,2000}"?|「[^」]{0,2000}」?')


class Span(msgspec.Struct, frozen=True):
    """A marked stretch: a CSS class, or a link (`href`), or a match of the query (`mark`)."""

    start: int
    end: int
    name: str = ""
    href: str | None = None
    mark: bool = False


class Piece(msgspec.Struct, frozen=True):
    """Text with everything that holds for the whole of it."""

    text: str
    classes: str = ""
    href: str | None = None
    mark: bool = False


def cut(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> list[Piece]:
    """The pieces of text[start:end]; joined, their texts give it back."""
    end = len(text) if end is None else end
    inside = [s for s in spans if s.start < end and s.end > start and s.start < s.end]
    edges = sorted({start, end, *(max(s.start, start) for s in inside), *(min(s.end, end) for s in inside)})
    opening: dict[int, list[Span]] = {}
    for s in inside:
        opening.setdefault(max(s.start, start), []).append(s)
    live: list[Span] = []
    pieces = []
    for left, right in pairwise(edges):
        live = [s for s in live if s.end > left] + opening.get(left, [])
        names = dict.fromkeys(name for s in live for name in s.name.split())
        href = next((s.href for s in live if s.href), None)
        pieces.append(Piece(text[left:right], " ".join(names), href, any(s.mark for s in live)))
    return pieces


def quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of text[start:end] that stand in quotation marks, marks included."""
    return [(found.start() + start, found.end() + start) for found in _QUOTED.finditer(text[start:end])]


def statement_spans(text: str, statement: Statement, *, on: bool = False) -> list[Span]:
    """Tint for the speaker's own words, a line for the writer's words for them, dotted for the writer's reading.

    `on`: the statement one is looking at; then its speaker, verb and addressee are marked too.
    """
    extra = " on" if on else ""
    reported = ("rep soft" if statement.level == "reading" else "rep") + extra
    spans: list[Span] = []
    for start, end in statement.parts:
        if statement.kind == "direct":
            spans.append(Span(start, end, "own" + extra))
            continue
        own = quoted(text, start, end) if statement.kind == "mixed" else []
        at = start
        for left, right in own:
            spans += [Span(at, left, reported)] if at < left else []
            spans.append(Span(left, right, "own" + extra))
            at = right
        spans += [Span(at, end, reported)] if at < end else []
    if on:
        roles = ((statement.speaker, "on-speaker"), (statement.cue, "on-verb"), (statement.addressee, "on-to"))
        spans += [Span(role.start, role.end, name) for role, name in roles if role is not None]
    return spans


def matches(spans: Iterable[tuple[int, int]]) -> list[Span]:
    return [Span(start, end, mark=True) for start, end in spans]


def words_of(text: str, statement: Statement, matched: Sequence[tuple[int, int]]) -> list[list[Piece]]:
    """The statement's words, a list of pieces for each of its parts; what is merely reported has no mark in a list."""
    marked = [span for span in statement_spans(text, statement) if span.name != "rep"]
    spans = [*marked, *matches(matched)]
    return [cut(text, spans, start, end) for start, end in statement.parts]


class Block(msgspec.Struct, frozen=True):
    """A paragraph of the text at [start, end), or one of an embedded post."""

    start: int
    end: int
    post: EmbeddedPost | None = None


def blocks(document: Document) -> list[Block]:
    """The text as paragraphs: cut at line ends and at the edges of embedded posts; blank ones left out."""
    text = document.text
    edges: list[tuple[int, int, EmbeddedPost | None]] = []
    at = 0
    for post in sorted(document.posts, key=lambda one: one.start):
        if at <= post.start < post.end <= len(text):
            edges += [(at, post.start, None), (post.start, post.end, post)]
            at = post.end
    edges.append((at, len(text), None))
    return [
        Block(start + line.start(), start + line.end(), embedded)
        for start, end, embedded in edges
        for line in re.finditer(r"[^\n]+", text[start:end])
        if line[0].strip()
    ]


_SENTENCE_END = re.compile(r"[.!?…。؟۔][”\"'’»)]*\s")


def around(text: str, statement: Statement, reach: int = 200) -> tuple[int, int]:
    """The stretch around a statement, its speaker and verb to be shown “in context”: sentences, within its lines."""
    roles = [role for role in (statement.speaker, statement.cue, statement.addressee) if role is not None]
    near = [role for role in roles if abs(role.start - statement.start) <= reach]
    low = min([statement.start, *(role.start for role in near)])
    high = max([min(statement.end, statement.start + 4 * reach), *(role.end for role in near)])
    left = max(text.rfind("\n", max(0, low - reach), low) + 1, low - reach, 0)
    line_end = text.find("\n", high, high + reach)
    right = line_end if line_end >= 0 else min(len(text), high + reach)
    if left and text[left - 1] != "\n":
        ends = [found.end() + left for found in _SENTENCE_END.finditer(text[left:low])]
        left = ends[0] if ends else left
    if right < len(text) and text[right] != "\n":
        ends = [found.end() + high for found in _SENTENCE_END.finditer(text[high:right])]
        right = ends[-1] if ends else right
    return left, right
