"""Statement conditions that were written outside said(…) are gathered into one said(…) for each AND group."""

from collections.abc import Iterable

import msgspec

from queries.fields import FIELDS
from queries.tree import And, Key, Near, Node, Not, NotNear, Or, Said, Words, all_of, any_of, children, walk

BARE = ("title", "text")
_INSIDE_TEXT = frozenset({"statement", "speaker", "addressee", "about"})


def gather(node: Node, *, bare: bool) -> Node:
    """`speaker:x about:y z` becomes `said(speaker:x AND about:y) AND z`.

    With `bare` (statements were asked for, and the query has no said of its own) words without a field are the
    statement's words too, and stand with the rest in one said(…), also where all of them are negative.
    """
    if _pure(node, bare=bare):
        if bare:
            return Said(_moved(node))
        if isinstance(node, Not):
            return Not(gather(node.node, bare=bare))
        if not isinstance(node, Or) or not any(isinstance(one, Not) for one in walk(node)):
            return Said(node)
    if isinstance(node, And):
        return _gather_and(node.nodes, bare=bare)
    if isinstance(node, Or):
        return any_of(gather(one, bare=bare) for one in node.nodes)
    if isinstance(node, Not):
        return Not(gather(node.node, bare=bare))
    return node


def _gather_and(nodes: Iterable[Node], *, bare: bool) -> Node:
    pure = [node for node in nodes if _pure(node, bare=bare)]
    if not (bare and pure) and all(isinstance(node, Not) for node in pure):
        return all_of(gather(node, bare=bare) for node in nodes)
    said = Said(all_of(_moved(node) if bare else node for node in pure))
    found: list[Node] = []
    for node in nodes:
        if node not in pure:
            found.append(gather(node, bare=bare))
        elif said not in found:
            found.append(said)
    return all_of(found)


def _pure(node: Node, *, bare: bool) -> bool:
    """True where every leaf below looks at a statement."""
    if isinstance(node, And | Or | Near | NotNear):
        return all(_pure(one, bare=bare) for one in children(node))
    if isinstance(node, Not):
        return _pure(node.node, bare=bare)
    if isinstance(node, Words):
        return node.fields[0] in _INSIDE_TEXT or (bare and node.fields == BARE)
    return isinstance(node, Key) and FIELDS[node.field].inside


def _moved(node: Node) -> Node:
    """The node with its words without a field looked for in the statement."""
    if isinstance(node, Words):
        return msgspec.structs.replace(node, fields=("statement",)) if node.fields == BARE else node
    if isinstance(node, And):
        return And(tuple(map(_moved, node.nodes)))
    if isinstance(node, Or):
        return Or(tuple(map(_moved, node.nodes)))
    if isinstance(node, Not):
        return Not(_moved(node.node))
    if isinstance(node, Near):
        return msgspec.structs.replace(node, operands=tuple(map(_moved, node.operands)))
    if isinstance(node, NotNear):
        return NotNear(_moved(node.include), _moved(node.exclude), node.distance)
    return node
