"""Counts that say whether a run over generated queries tried anything: where nothing decides, nothing is proved."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from queries import Query
from queries.evaluate import compiled
from queries.terms import DocumentTerms
from queries.tree import (
    And,
    Everything,
    Interval,
    Key,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Pattern,
    Prefix,
    Said,
    Words,
    all_of,
)

KINDS = (
    *("term", "prefix", "pattern", "exact", "phrase", "phrase with prefix", "field"),
    *("near of two", "near of more", "onear of two", "onear of more", "not near"),
    *("said", "not", "key", "date"),
)


def hits(node: Node, terms: Sequence[DocumentTerms]) -> list[int]:
    """The places of the documents for which the tree is true."""
    judge = compiled(node)
    return [at for at, judged in enumerate(terms) if judge(judged)]


def deciding(queries: Sequence[Query], terms: Sequence[DocumentTerms]) -> Counter[str]:
    """For each kind of node the queries in which taking one for true, and taking it for false, both change the hits."""
    found: Counter[str] = Counter()
    for query in queries:
        base = hits(query.tree, terms)
        kinds: set[str] = set()
        for kind, replaced in _replaced(query.tree):
            if kind not in kinds and all(hits(tree, terms) != base for tree in replaced):
                kinds.add(kind)
        found.update(kinds)
    return found


def differing(queries: Sequence[Query], terms: Sequence[DocumentTerms]) -> dict[str, int]:
    """How many queries find something else with AND for NEAR, with the word alone for a NEAR of it and itself, and with
    the conditions of a said(…) spread over statements."""
    changes = {"near as and": _near_as_and, "self-near as word": _self_near_as_word, "said apart": _said_apart}
    return {
        name: sum(changed != query.tree and hits(changed, terms) != hits(query.tree, terms) for query, changed in pairs)
        for name, change in changes.items()
        if (pairs := [(query, change(query.tree)) for query in queries])
    }


def _near_as_and(node: Node) -> Node:
    return all_of(node.operands) if isinstance(node, Near) else _rebuilt(node, _near_as_and)


def _self_near_as_word(node: Node) -> Node:
    if isinstance(node, Near) and len(node.operands) == 2 and node.operands[0] == node.operands[1]:
        return node.operands[0]
    return _rebuilt(node, _self_near_as_word)


def _said_apart(node: Node) -> Node:
    if isinstance(node, Said) and isinstance(node.node, And):
        return And(tuple(map(Said, node.node.nodes)))
    return _rebuilt(node, _said_apart)


def _kind(node: Node) -> str:
    if isinstance(node, Words):
        elements = node.alternatives[0]
        if any(isinstance(element, Prefix) for element in elements):
            return "phrase with prefix" if len(elements) > 1 else "prefix"
        if any(isinstance(element, Pattern) for element in elements):
            return "pattern"
        if any(element.term.startswith("=") for element in elements):
            return "exact"
        if node.fields not in {("title", "text"), ("statement",)}:
            return "field"
        return "phrase" if len(elements) > 1 else "term"
    if isinstance(node, Near):
        return f"{'o' if node.ordered else ''}near of {'two' if len(node.operands) == 2 else 'more'}"
    names = {NotNear: "not near", Said: "said", Not: "not", Key: "key", Interval: "date"}
    return names.get(type(node), "other")


def _replaced(node: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """Each node's kind with the tree in which it is taken for true, and for false."""
    yield _kind(node), (Everything(), Not(Everything()))
    for at, child in enumerate(_children(node)):
        for kind, pair in _replaced(child):
            yield kind, tuple(_with_child(node, at, one) for one in pair)


def _children(node: Node) -> tuple[Node, ...]:
    return node.nodes if isinstance(node, And | Or) else (node.node,) if isinstance(node, Not | Said) else ()


def _with_child(node: Node, at: int, child: Node) -> Node:
    if isinstance(node, And | Or):
        return type(node)((*node.nodes[:at], child, *node.nodes[at + 1 :]))
    return msgspec.structs.replace(node, node=child)


def _rebuilt(node: Node, change) -> Node:
    for at, child in enumerate(_children(node)):
        node = _with_child(node, at, change(child))
    return node
