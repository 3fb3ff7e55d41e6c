"""What stands between NEAR and its kin, made into groups of words: the operands that the executors know.

- `(a AND b) NEAR/5 c` is `(a NEAR/5 c) AND (b NEAR/5 c)`; so for OR with such branches;
- `(a NEAR/3 b) NEAR/8 c` is `(a NEAR/3 b) AND (a NEAR/3 b NEAR/8 c)`, whose distances count together.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from math import prod

import msgspec

from queries.tree import (
    And,
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
    all_of,
    any_of,
    group,
    sequences,
    walk,
)

MOST_OPERANDS = 4
MOST_ALTERNATIVES = 200
MOST_COMBINATIONS = 10_000
MOST_NODES = 2_000
"""Of so many parts no rewritten query consists: each has a word of its own, and a query's words are limited too."""

NAMES = frozenset({"author", "speaker", "addressee", "about"})
"""Fields of many short values, in which nearness tells nothing."""


class NearRefused(ValueError):
    """`code` of the refusal, its message, and what may stand instead of the whole chain."""

    def __init__(self, code: str, message: str, *instead: Node) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.instead = instead


def simple(node: Near | NotNear) -> bool:
    """True where each operand is a group of words already."""
    operands = node.operands if isinstance(node, Near) else (node.include, node.exclude)
    return all(map(group, operands))


def rewritten(node: Near | NotNear) -> Node:
    """The node with nothing but groups of words as operands. Raises NearRefused."""
    return _Rewriting().not_near(node) if isinstance(node, NotNear) else _Rewriting().near(node)


class _Rewriting:
    """One rewriting; `made` counts the parts of the result, which AND in several operands multiplies."""

    def __init__(self) -> None:
        self.made = 0

    def near(self, node: Near) -> Node:
        at = next((at for at, operand in enumerate(node.operands) if not group(operand)), None)
        if at is None:
            return self.plain(node)
        operand = node.operands[at]
        match operand:
            case Near(ordered=node.ordered):
                operands = (*node.operands[:at], *operand.operands, *node.operands[at + 1 :])
                distances = (*node.distances[:at], *operand.distances, *node.distances[at:])
                return _once((self.near(operand), self.near(Near(operands, distances, node.ordered))))
            case Near():
                raise _mixed(node, operand)
            case And(nodes=nodes):
                _refuse_not(node, at, nodes)
                return _once(self.near(_replaced(node, at, one)) for one in nodes)
            case Or(nodes=nodes):
                return any_of(dict.fromkeys(self.near(_replaced(node, at, one)) for one in _branches(nodes)))
            case _:
                raise _no_operand(node, operand)

    def not_near(self, node: NotNear) -> Node:
        match node.include:
            case And(nodes=nodes) if not any(isinstance(one, Not) for one in nodes):
                return _once(self.not_near(NotNear(one, node.exclude, node.distance)) for one in nodes)
            case Or(nodes=nodes) if not group(node.include):
                parts = [self.not_near(NotNear(one, node.exclude, node.distance)) for one in _branches(nodes)]
                return any_of(dict.fromkeys(parts))
        for operand in (node.include, node.exclude):
            if not group(operand):
                message = "NOT NEAR takes words, phrases and groups of them with OR on both sides."
                raise NearRefused("E116", message, *_instead_of_not_near(node, operand))
        return self.plain(node)

    def plain(self, node: Near | NotNear) -> Node:
        """The node, whose operands are groups, within the limits."""
        self.made += 1
        operands = node.operands if isinstance(node, Near) else (node.include, node.exclude)
        _refuse_fields(node, operands)
        if len(operands) > MOST_OPERANDS:
            message = f"NEAR joins {len(operands)} operands here; the limit is {MOST_OPERANDS}. Write two with AND."
            raise NearRefused("E119", message)
        counts = [len(sequences(operand)) for operand in operands]
        if max(counts) > MOST_ALTERNATIVES:
            message = f"This operand of NEAR has {max(counts):,} variants; the limit is {MOST_ALTERNATIVES}."
            raise NearRefused("E119", f"{message} Write a prefix*, or two queries.")
        if prod(counts) > MOST_COMBINATIONS:
            message = f"These operands of NEAR combine in {prod(counts):,} ways; the limit is {MOST_COMBINATIONS:,}."
            raise NearRefused("E119", f"{message} Write prefixes*, or two queries.")
        if self.made > MOST_NODES:
            message = f"With AND on several sides of NEAR this becomes more than {MOST_NODES:,} conditions."
            raise NearRefused("E119", f"{message} Write the pairs that you mean.")
        return node


def _once(nodes: Iterable[Node]) -> Node:
    """AND of the nodes, each once."""
    both = all_of(nodes)
    return all_of(dict.fromkeys(both.nodes)) if isinstance(both, And) else both


def _replaced(node: Near, at: int, operand: Node) -> Near:
    return msgspec.structs.replace(node, operands=(*node.operands[:at], operand, *node.operands[at + 1 :]))


def _branches(nodes: Sequence[Node]) -> list[Node]:
    """The branches of an OR; those that are words stay together."""
    words = [one for one in nodes if isinstance(one, Words)]
    return [*([any_of(words)] if words else []), *(one for one in nodes if not isinstance(one, Words))]


def _refuse_fields(node: Near | NotNear, operands: Sequence[Node]) -> None:
    fields = list(dict.fromkeys(words.fields for operand in operands for words in group(operand)))
    names = next((one for one in fields if one[0] in NAMES), None)
    if names:
        message = f"{names[0]}: holds names of a few words each, in which NEAR tells nothing. Write AND, or a phrase."
        raise NearRefused("E112", message, all_of(operands))
    if len(fields) > 1:
        narrow = next(one for one in fields if len(one) == 1)
        alike = [any_of(msgspec.structs.replace(w, fields=narrow) for w in group(operand)) for operand in operands]
        whole = (
            msgspec.structs.replace(node, operands=tuple(alike))
            if isinstance(node, Near)
            else NotNear(alike[0], alike[1], node.distance)
        )
        message = "The words beside NEAR have to be in one field. Write the field before all of it."
        raise NearRefused("E116", message, whole)


def _refuse_not(node: Near, at: int, nodes: Sequence[Node]) -> None:
    """NOT in an AND between NEAR's words."""
    denied = [one.node for one in nodes if isinstance(one, Not)]
    kept = [one for one in nodes if not isinstance(one, Not)]
    if not denied:
        return
    other = node.operands[1 - at] if len(node.operands) == 2 else None
    message = "NOT cannot stand between the words of NEAR. What must not be near is written with NOT NEAR."
    if other is None or not kept or not all(map(group, (other, *kept, *denied))):
        raise NearRefused("E116", message)
    near = (_replaced(node, at, one) for one in kept)
    raise NearRefused("E116", message, all_of((*near, *(NotNear(other, one, node.distance) for one in denied))))


def _no_operand(node: Near, operand: Node) -> NearRefused:
    others = [one for one in node.operands if one is not operand]
    if isinstance(operand, Not):
        message = "NOT cannot stand beside NEAR. What must not be near is written with NOT NEAR."
        plain = len(others) == 1 and all(map(group, (others[0], operand.node)))
        return NearRefused("E116", message, *([NotNear(others[0], operand.node, node.distance)] if plain else []))
    if isinstance(operand, NotNear):
        message = "NOT NEAR cannot stand beside NEAR. Write the two with AND."
        at = node.operands.index(operand)
        plain = simple(operand) and all(map(group, others))
        instead = [all_of((operand, _replaced(node, at, operand.include)))] if plain else []
        return NearRefused("E116", message, *instead)
    message = f"{_called(operand)} cannot stand beside NEAR, which joins words of one text. Write AND."
    return NearRefused("E116", message, *([all_of(node.operands)] if all(map(_settled, node.operands)) else []))


def _called(node: Node) -> str:
    match node:
        case Said():
            return "said(…)"
        case Key(field=field) | Interval(field=field):
            return f"{field}:"
        case Has():
            return "has:"
        case _:
            return "*"


def _settled(node: Node) -> bool:
    return all(simple(one) for one in walk(node) if isinstance(one, Near | NotNear))


def _mixed(node: Near, inner: Near) -> NearRefused:
    message = "NEAR and ONEAR cannot stand in one another: write one of them for both."
    alike = [
        msgspec.structs.replace(
            node,
            ordered=ordered,
            operands=tuple(msgspec.structs.replace(o, ordered=ordered) if o is inner else o for o in node.operands),
        )
        for ordered in (False, True)
    ]
    return NearRefused("E115", message, *filter(_settled, _rewritable(alike)))


def _rewritable(nodes: Iterable[Near]) -> Iterator[Node]:
    for node in nodes:
        with contextlib.suppress(NearRefused):
            yield rewritten(node)


def _instead_of_not_near(node: NotNear, operand: Node) -> list[Node]:
    """`a NOT NEAR/5 (b OR c)` for `a NOT NEAR/5 (b AND c)`."""
    if operand is node.exclude and isinstance(operand, And) and all(map(group, (node.include, *operand.nodes))):
        words = (one for part in operand.nodes for one in group(part))
        return [NotNear(node.include, any_of(words), node.distance)]
    return []
