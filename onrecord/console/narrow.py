"""Narrowing a query by a facet's value and taking a filter off again: pure work on the query's tree."""

from collections.abc import Callable

import msgspec

from onrecord.console import words
from queries.canonical import quoted, show
from queries.errors import QueryRefused
from queries.parser import parse
from queries.tree import And, Everything, Key, Node, Not, Said, Words

IN_STATEMENT = frozenset({"speaker", "verb", "kind"})
"""Facets that belong to a statement: their clauses stand inside `said(…)`."""


class Filter(msgspec.Struct, frozen=True):
    """A condition in force, in words, and the query without it."""

    label: str
    without: str


def clauses(node: Node) -> tuple[Node, ...]:
    """The conditions that must all hold."""
    if isinstance(node, Everything):
        return ()
    return node.nodes if isinstance(node, And) else (node,)


def joined(nodes: tuple[Node, ...]) -> Node:
    if not nodes:
        return Everything()
    return nodes[0] if len(nodes) == 1 else And(nodes)


def clause(field: str, value: str) -> Node | None:
    """The condition `field` is `value`, as the parser reads it; a statement's one without its `said(…)`. None where no
    query can ask for it: a name of signs alone, a language that there is not."""
    asked = f"{field}:{quoted(value)}"
    try:
        tree = parse(f"said({asked})" if field in IN_STATEMENT else asked).tree
    except QueryRefused:
        return None
    return tree.node if isinstance(tree, Said) else tree


def with_clause(tree: Node, field: str, extra: Node) -> str:
    """The canonical query with one more condition. A statement's condition goes into the query's `said(…)` where it
    has exactly one that must hold, so that one statement satisfies both."""
    nodes = clauses(tree)
    if field not in IN_STATEMENT:
        return show(joined((*nodes, extra)))
    said = [node for node in nodes if isinstance(node, Said)]
    if len(said) != 1:
        return show(joined((*nodes, Said(extra))))
    inner = Said(joined((*clauses(said[0].node), extra)))
    return show(joined(tuple(inner if node is said[0] else node for node in nodes)))


def _field(node: Node) -> str | None:
    if isinstance(node, Key):
        return node.field
    if isinstance(node, Words) and node.fields == ("speaker",):
        return "speaker"
    return None


def _value(node: Node) -> str:
    if isinstance(node, Key):
        return node.value
    return node.written.strip('"') if isinstance(node, Words) else ""


def label(field: str, value: str) -> str:
    """A facet's value in the console's words."""
    if field == "language":
        return words.language(value)
    if field == "verb":
        return words.CLASSES.get(value, value)
    return words.KINDS.get(value, value) if field == "kind" else value


def _described(node: Node) -> str | None:
    inner = node.node if isinstance(node, Not) else node
    field = _field(inner)
    if field is None:
        return None
    shown = f"{field} {label(field, _value(inner))}"
    return f"not {shown}" if isinstance(node, Not) else shown


def filters(tree: Node) -> list[Filter]:
    """The key conditions in force, at the top and inside the one `said(…)`, each with the query it leaves."""
    nodes = clauses(tree)
    found = _removable(nodes, joined)
    said = [node for node in nodes if isinstance(node, Said)]
    if len(said) == 1:

        def rebuilt(left: tuple[Node, ...]) -> Node:
            inner = (Said(joined(left)),) if left else ()
            at = nodes.index(said[0])
            return joined((*nodes[:at], *inner, *nodes[at + 1 :]))

        found += _removable(clauses(said[0].node), rebuilt)
    return found


def _removable(nodes: tuple[Node, ...], rebuild: Callable[[tuple[Node, ...]], Node]) -> list[Filter]:
    return [
        Filter(described, show(rebuild(tuple(other for other in nodes if other is not node))))
        for node in nodes
        if (described := _described(node)) is not None
    ]


def in_force(tree: Node) -> set[tuple[str, str]]:
    """(field, value) of the conditions in force, folded for comparing with a facet's values."""
    found = set()
    for node in clauses(tree):
        inner = clauses(node.node) if isinstance(node, Said) else (node,)
        found |= {(field, _value(one).casefold()) for one in inner if (field := _field(one)) is not None}
    return found
