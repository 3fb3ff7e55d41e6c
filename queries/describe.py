"""A query in words, for headings and explanations: NOT is told at the leaf that it denies."""

from collections.abc import Mapping

from queries.tree import (
    And,
    Everything,
    Has,
    Interval,
    Key,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Said,
    Words,
    fields_of,
    group,
)
from queries.values import shown_name

_DENIED = {
    "hold": "do not hold",
    "have": "do not have",
    "are": "are not",
    "were": "were not",
    "come": "do not come",
    "stand": "do not stand",
    "name": "do not name",
    "belong": "do not belong",
}
_TYPES = {"article": "articles", "post": "posts", "transcript": "transcripts", "release": "press releases"}


def describe(node: Node, names: Mapping[str, str] | None = None) -> str:
    """`documents that hold “harbour” and are in English`. `names` gives entity ids a name."""
    known = names or {}
    if isinstance(node, Everything):
        return "all documents"
    clause = _clause(node, known, denied=False)
    whole = isinstance(node, Or) or (isinstance(node, Not) and isinstance(node.node, And))
    return f"documents that {clause[1:-1] if whole else clause}"


def _clause(node: Node, names: Mapping[str, str], *, denied: bool) -> str:
    match node:
        case Not(node=inner):
            return _clause(inner, names, denied=not denied)
        case And(nodes=nodes):
            return _joined([_clause(one, names, denied=denied) for one in nodes], "or" if denied else "and")
        case Or(nodes=nodes):
            return _joined([_clause(one, names, denied=denied) for one in nodes], "and" if denied else "or")
        case Said(node=inner):
            verb = "hold no" if denied else "hold a"
            return f"{verb} statement {_inside(inner, names, denied=False)}"
        case Everything():
            return "are nothing at all" if denied else "are anything"
        case _:
            verb, rest = _leaf(node, names)
            return f"{_DENIED[verb] if denied else verb} {rest}"


def _leaf(node: Words | Near | NotNear | Key | Has | Interval, names: Mapping[str, str]) -> tuple[str, str]:
    match node:
        case Words(fields=("author",), written=written):
            return "were", f"written by {_words(written)}"
        case Words() | Near() | NotNear():
            fields = fields_of(node)
            place = {"title": " in the title", "text": " in the text"}.get(fields[0], "") if len(fields) == 1 else ""
            return ("have" if place else "hold"), f"{_text(node)}{place}"
        case Has(field=field):
            return "have", {"author": "an author", "statement": "a statement"}.get(field, field)
        case Interval(field=field, written=written):
            return ("were", f"published {_when(written)}") if field == "published" else ("come", f"in {_when(written)}")
        case Key(field=field, value=value):
            return _key(field, value, names)


def _key(field: str, value: str, names: Mapping[str, str]) -> tuple[str, str]:
    if field == "language":
        return "are", f"in {shown_name('languages', value)}" if value != "und" else "in a language not recognised"
    if field == "country":
        return "come", f"from {shown_name('countries', value)}"
    if field == "type":
        return "are", _TYPES.get(value, value)
    if field == "source":
        return "come", f"from the source {value}"
    if field in {"domain", "url"}:
        return "stand", f"{'on' if field == 'domain' else 'under'} {value}"
    if field == "entity":
        return "name", names.get(value, value)
    return "belong", f"to the {field} {value}"


def _inside(node: Node, names: Mapping[str, str], *, denied: bool) -> str:
    match node:
        case Not(node=inner):
            return _inside(inner, names, denied=not denied)
        case And(nodes=nodes):
            parts = [_inside(one, names, denied=denied) for one in nodes]
            return _joined(parts, "or") if denied else " ".join(parts)
        case Or(nodes=nodes):
            return _joined([_inside(one, names, denied=denied) for one in nodes], "and" if denied else "or")
        case Words() | Near() | NotNear():
            role = {"speaker": "by", "addressee": "to", "about": "about"}.get(fields_of(node)[0], "in the words")
            return f"{'not ' if denied else ''}{role} {_text(node)}"
        case Key(field=field, value=value):
            return f"{'not ' if denied else ''}{_trait(field, value, names)}"
        case _:
            return "of any kind"


def _trait(field: str, value: str, names: Mapping[str, str]) -> str:
    named = names.get(value, value)
    return {
        "verb": f"with the verb “{value}”",
        "kind": f"in {value} speech",
        "level": f"at level {value}",
        "mode": f"with mode {value}",
        "speaker_id": f"by {named}",
        "addressee_id": f"to {named}",
        "about_id": f"about {named}",
    }.get(field, f"{field} {value}")


def _text(node: Words | Near | NotNear) -> str:
    """`“a” with at most 5 words between it and “b”`."""
    match node:
        case Words(written=written):
            return _words(written)
        case NotNear(include=include, exclude=exclude, distance=distance):
            return f"{_either(include)} without {_either(exclude)} within {_count(distance)}"
        case Near(operands=operands, distance=distance, ordered=ordered):
            *first, last = map(_either, operands)
            listed = f"{', '.join(first)} and {'then ' if ordered else ''}{last}"
            return f"{listed} side by side" if distance == 0 else f"{listed} with at most {_count(distance)} between"


def _either(operand: Node) -> str:
    words = [_words(one.written) for one in group(operand)]
    return words[0] if len(words) == 1 else f"({' or '.join(words)})"


def _count(words: int) -> str:
    return f"{words} word{'' if words == 1 else 's'}"


def _words(written: str) -> str:
    """A leaf's canonical text as a reader says it."""
    if written.startswith("{"):
        return f"“{written[1:-1]}” written just so"
    if written.startswith('"'):
        return f"“{written[1:-1]}”"
    if any(wild in written[:-1] for wild in "*?"):
        return f"a word like “{written}”"
    return f"a word beginning “{written[:-1]}”" if written.endswith("*") else f"“{written}”"


def _when(written: str) -> str:
    for sign, word in ((">=", "from"), ("<=", "up to"), (">", "after"), ("<", "before")):
        if written.startswith(sign):
            return f"{word} {written[len(sign) :]}"
    first, dots, last = written.partition("..")
    if not dots:
        return f"on {written}" if len(written) == len("2026-11-24") else f"in {written}"
    return f"from {first} to {last}" if first and last else f"from {first}" if first else f"up to {last}"


def _joined(parts: list[str], word: str) -> str:
    if word == "and":
        return " and ".join(parts)
    return "(" + " or ".join(f"({part})" if " and " in part and part[0] != "(" else part for part in parts) + ")"
