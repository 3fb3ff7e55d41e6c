"""What made a query true: the spans of the positive leaves that took part in a true branch, and the statements."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from queries.evaluate import compiled
from queries.spans import Run, apart, occurrences, taking_part
from queries.terms import DocumentTerms, FieldTerms, Span, StatementTerms
from queries.tree import (
    And,
    Near,
    Node,
    NotNear,
    Or,
    Said,
    Sequence,
    Term,
    Words,
    fields_of,
    sequences,
    statement_condition,
)
from schemas import MatchedSpan

MOST_SPANS = 1_000
"""A document's spans for one query; an alert has to stay readable and small."""

Shown = Literal["title", "text"]


class Why(msgspec.Struct):
    """Filled while the true part of a tree is walked."""

    spans: dict[str, list[Span]] = msgspec.field(default_factory=lambda: {"title": [], "text": []})
    statements: set[int] = msgspec.field(default_factory=set)


def why(node: Node, terms: DocumentTerms) -> Why:
    """The spans (code points of title and text) and statements of a query that is true for `terms`."""
    found = Why()
    _walk(node, terms, found)
    return found


def matched_spans(found: Why) -> tuple[MatchedSpan, ...]:
    """Title first, in order of place, overlaps merged, at most `MOST_SPANS`."""
    fields: tuple[Shown, Shown] = ("title", "text")
    spans = [MatchedSpan(field, *span) for field in fields for span in merged(found.spans[field])]
    return tuple(spans[:MOST_SPANS])


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    result: list[Span] = []
    for start, end in sorted(set(spans)):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _walk(node: Node, terms: DocumentTerms, found: Why) -> None:
    if isinstance(node, And):
        for one in node.nodes:
            _walk(one, terms, found)
    elif isinstance(node, Or):
        for one in node.nodes:
            if compiled(one)(terms):
                _walk(one, terms, found)
    elif isinstance(node, Said):
        _said(node, terms, found)
    elif isinstance(node, Words | Near | NotNear):
        for field in fields_of(node):
            if field in found.spans:
                found.spans[field].extend(_leaf_spans(node, terms.fields[field]))


def _said(node: Said, terms: DocumentTerms, found: Why) -> None:
    judge = compiled(statement_condition(node))
    for at, statement in enumerate(terms.statements):
        if judge(statement):
            found.statements.add(at)
            spans: list[Span] = []
            _inside(node.node, statement, spans)
            found.spans["text"].extend(spans or statement.parts)


def _inside(node: Node, statement: StatementTerms, spans: list[Span]) -> None:
    if isinstance(node, And):
        for one in node.nodes:
            _inside(one, statement, spans)
    elif isinstance(node, Or):
        for one in node.nodes:
            if compiled(one)(statement):
                _inside(one, statement, spans)
    elif isinstance(node, Words | Near | NotNear):
        field = fields_of(node)[0]
        if field == "statement":
            for start, end in _leaf_spans(node, statement.fields["statement"]):
                spans.extend(_in_document(statement.parts, start, end))
        elif field == "speaker" and statement.speaker:
            spans.append(statement.speaker)
        elif field == "addressee" and statement.addressee:
            spans.append(statement.addressee)


def _leaf_spans(leaf: Words | Near | NotNear, field: FieldTerms) -> list[Span]:
    runs = sorted(set(_shown_runs(leaf, field)))[:MOST_SPANS]
    places = field.spans if runs else None
    if places is None:
        return []
    return [(places[first][0], places[behind - 1][1]) for first, behind in runs]


def _shown_runs(leaf: Words | Near | NotNear, field: FieldTerms) -> Iterator[Run]:
    match leaf:
        case Words(alternatives=alternatives):
            for run, sequence in _found(field, alternatives):
                yield _whole(field, run, sequence)
        case NotNear(include=include, exclude=exclude, distance=distance):
            found = dict(_found(field, sequences(include)))
            for run in apart(found, dict(_found(field, sequences(exclude))), distance):
                yield _whole(field, run, found[run])
        case Near(operands=operands, distance=distance, ordered=ordered):
            each = [dict(_found(field, sequences(operand))) for operand in operands]
            for found, kept in zip(each, taking_part(each, distance, ordered=ordered), strict=True):
                yield from (_whole(field, run, found[run]) for run in kept)


def _found(field: FieldTerms, alternatives: Iterable[Sequence]) -> Iterator[tuple[Run, Sequence]]:
    return ((run, sequence) for sequence in alternatives for run in occurrences(field, sequence))


def _whole(field: FieldTerms, run: Run, sequence: Sequence) -> Run:
    """The occurrence; one found as a joined form (`f35` in `F-35`, `#stopiran`) reaches to that form's end."""
    first, behind = run
    only = sequence[0] if len(sequence) == 1 else None
    if isinstance(only, Term) and field.positions[first][0] != only.term:
        return first, _end_of_joined(field, first, only.term.lstrip("#@$"))
    return first, behind


def _end_of_joined(field: FieldTerms, first: int, joined: str) -> int:
    """The position behind the last whose bases make up `joined`; the next one where they don't."""
    letters = joined.replace("_", "").replace(".", "")
    found = ""
    for at in range(first, min(first + len(letters), len(field.positions))):
        found += _letters_of(field, at)
        if found == letters:
            return at + 1
        if not letters.startswith(found):
            break
    return first + 1


def _letters_of(field: FieldTerms, at: int) -> str:
    """A position's own letters: its base, of a run's position the character alone."""
    base, *others = field.positions[at]
    after = field.positions[at + 1][0] if at + 1 < len(field.positions) else ""
    return others[0] if others and after and base == others[0] + after[0] else base


def _in_document(parts: Iterable[Span], start: int, end: int) -> list[Span]:
    """[start, end) of a statement's text, which is its parts joined by one space, as spans of the document's text."""
    spans = []
    at = 0
    for first, last in parts:
        length = last - first
        inner_start, inner_end = max(start - at, 0), min(end - at, length)
        if inner_start < inner_end:
            spans.append((first + inner_start, first + inner_end))
        at += length + 1
    return spans
