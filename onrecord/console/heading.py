"""What a page of results is headed: the query read back in words."""

from collections.abc import Mapping

from connectors.index.base import Unit
from onrecord.console.narrow import clauses, joined
from queries.describe import describe
from queries.tree import Everything, Node, Said

_HOLDS = "documents that hold a statement "


def _whole(text: str) -> bool:
    """True where one pair of parentheses holds all of the text."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


LONGEST = 400


def heading(tree: Node, unit: Unit, names: Mapping[str, str]) -> str:
    """“Statements by …, in documents that …” or “Documents that …”, cut where it is long. `names` gives entity ids a
    name."""
    told = _told(tree, unit, names)
    return told if len(told) <= LONGEST else told[:LONGEST] + " …"


def _told(tree: Node, unit: Unit, names: Mapping[str, str]) -> str:
    if unit == "documents":
        told = describe(tree, names)
        return told[0].upper() + told[1:]
    if isinstance(tree, Everything):
        return "All statements"
    said = [node for node in clauses(tree) if isinstance(node, Said)]
    if len(said) != 1:
        return f"Statements in {describe(tree, names)}"
    others = tuple(node for node in clauses(tree) if node is not said[0])
    inside = describe(said[0], names).removeprefix(_HOLDS)
    told = f"Statements {inside[1:-1] if _whole(inside) else inside}"
    return f"{told}, in {describe(joined(others), names)}" if others else told
