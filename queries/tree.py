"""The query's tree: one meaning for search, live alerts and back-test (see docs/queries.md).

Leaves over text hold *alternatives*: a word that the analyser reads in two ways (`F-35`: `f 35` or `f35`) matches when
one of them does. An alternative is a sequence of elements at successive positions.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

TextField = Literal["title", "text", "author", "statement", "speaker", "addressee", "about"]
"""`statement` is the words of a statement; speaker, addressee and about live in a statement too."""


class Term(msgspec.Struct, frozen=True, tag=True):
    """The position holds this term (base or variant; `=US` is an exact form, `#x`, `@x` sigil forms)."""

    term: str


class Prefix(msgspec.Struct, frozen=True, tag=True):
    """A term of the position begins with this (folded) prefix."""

    prefix: str


class Pattern(msgspec.Struct, frozen=True, tag=True):
    """A term of the position is `pattern`, in which `*` stands for any characters or none and `?` for exactly one. It
    begins with letters, has no more than one `*` on end, and is folded."""

    pattern: str

    @property
    def beginning(self) -> str:
        """The letters before the first `*` or `?`."""
        return self.pattern.partition("*")[0].partition("?")[0]


Element = Term | Prefix | Pattern
Sequence = tuple[Element, ...]
"""Elements at successive positions."""


class Words(msgspec.Struct, frozen=True, tag=True):
    """A text leaf: some field of `fields` has, at successive positions, the elements of one of the alternatives.
    `written` is the canonical text of the leaf."""

    fields: tuple[TextField, ...]
    alternatives: tuple[Sequence, ...]
    written: str


class Near(msgspec.Struct, frozen=True, tag=True):
    """Some field holds an occurrence of each operand, no two of which share a position, with at most so many other
    words between them in all as `distances` say together; `ordered`: in the order of the operands.

    An operand is `Words` or an `Or` of `Words`, all over the same fields; `distances` are the numbers written between
    them, one fewer than operands. While a query is read, operands may be any nodes (see queries/proximity.py).
    """

    operands: tuple["Node", ...]
    distances: tuple[int, ...]
    ordered: bool = False

    @property
    def distance(self) -> int:
        """The most other words between, in all."""
        return sum(self.distances)


class NotNear(msgspec.Struct, frozen=True, tag=True):
    """Some field holds an occurrence of `include` that no occurrence of `exclude` overlaps, or has `distance` words or
    fewer between. Both are as the operands of `Near`."""

    include: "Node"
    exclude: "Node"
    distance: int


class Key(msgspec.Struct, frozen=True, tag=True):
    """A key field has this value (folded by NFKC and casefold); a missing field satisfies no condition."""

    field: str
    value: str


class Interval(msgspec.Struct, frozen=True, tag=True):
    """`published` or `arrived` lies in [start, end), milliseconds UTC; None is open. `written`: its canonical text."""

    field: Literal["published", "arrived"]
    start: int | None
    end: int | None
    written: str


class Has(msgspec.Struct, frozen=True, tag=True):
    """The field has at least one value: `author`, `statement`."""

    field: str


class And(msgspec.Struct, frozen=True, tag=True):
    nodes: tuple["Node", ...]


class Or(msgspec.Struct, frozen=True, tag=True):
    nodes: tuple["Node", ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    node: "Node"


class Said(msgspec.Struct, frozen=True, tag=True):
    """One statement of the document satisfies all of `node` (statement fields; `level:said` unless it names one)."""

    node: "Node"


class Everything(msgspec.Struct, frozen=True, tag=True):
    """`*`: every item that is not gone."""


Node = Words | Near | NotNear | Key | Interval | Has | And | Or | Not | Said | Everything


def all_of(nodes: Iterable[Node]) -> Node:
    """AND of the nodes, flat: an AND inside gives its own operands; of one node it is that node."""
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, And) else (node,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(nodes: Iterable[Node]) -> Node:
    """OR of the nodes, flat like `all_of`."""
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, Or) else (node,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node; none for a leaf."""
    if isinstance(node, And | Or):
        return node.nodes
    if isinstance(node, Near):
        return node.operands
    if isinstance(node, NotNear):
        return (node.include, node.exclude)
    return (node.node,) if isinstance(node, Not | Said) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of reading."""
    yield node
    for child in children(node):
        yield from walk(child)


def group(operand: Node) -> tuple[Words, ...]:
    """The words of an operand of `Near`: their occurrences together are the operand's. Empty for what can be none."""
    nodes = operand.nodes if isinstance(operand, Or) else (operand,)
    words = tuple(node for node in nodes if isinstance(node, Words))
    return words if len(words) == len(nodes) else ()


def fields_of(node: Words | Near | NotNear) -> tuple[TextField, ...]:
    """The fields in one of which a text node has to hold."""
    match node:
        case Words(fields=fields):
            return fields
        case Near(operands=operands):
            return group(operands[0])[0].fields
        case NotNear(include=include):
            return group(include)[0].fields


def sequences(operand: Node) -> tuple[Sequence, ...]:
    """Every sequence that an operand's words may be found as, each once."""
    return tuple(dict.fromkeys(one for words in group(operand) for one in words.alternatives))


def statement_condition(said: Said) -> Node:
    """What one statement has to satisfy: the inner node, and `level:said` where the query names no level."""
    if any(isinstance(node, Key) and node.field == "level" for node in walk(said.node)):
        return said.node
    return all_of((said.node, Key("level", "said")))
