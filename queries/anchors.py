"""Anchors: a set of terms or values of which every matching document holds at least one, so that a document meets only
the rules that it may match (docs/queries.md, "How alerts are judged")."""

from typing import Literal, NamedTuple

from queries.tree import And, Element, Has, Key, Near, Node, NotNear, Or, Pattern, Prefix, Said, Words

PREFIX_LETTERS = 3


class Anchor(NamedTuple):
    """`term` and `prefix` (its first letters) stand in some text field, `key` is `field:value`; `inside` tells the
    statement's from the document's."""

    kind: Literal["term", "prefix", "key"]
    value: str
    inside: bool


Anchors = frozenset[Anchor]
_COMMON_KEYS = frozenset({"language", "type", "country", "level", "mode", "kind", "has", "verb"})


def anchors(node: Node, *, inside: bool = False) -> Anchors | None:
    """The cheapest set found; None where nothing has to be there."""
    match node:
        case Words(alternatives=alternatives):
            return frozenset(min((_element(e, inside) for e in sequence), key=_cost) for sequence in alternatives)
        case Key(field=field, value=value):
            return frozenset((Anchor("key", f"{field}:{value}", inside),))
        case Has(field=field):
            return frozenset((Anchor("key", f"has:{field}", inside),))
        case Said(node=inner):
            return anchors(inner, inside=True)
        case NotNear(include=include):
            return anchors(include, inside=inside)
        case And(nodes=nodes) | Near(operands=nodes):
            found = [one for one in (anchors(child, inside=inside) for child in nodes) if one is not None]
            return min(found, key=lambda one: sum(map(_cost, one)), default=None)
        case Or(nodes=nodes):
            branches = [anchors(child, inside=inside) for child in nodes]
            kept = [one for one in branches if one is not None]
            return frozenset().union(*kept) if len(kept) == len(branches) else None
        case _:
            return None


def _element(element: Element, inside: bool) -> Anchor:
    if isinstance(element, Prefix):
        return Anchor("prefix", element.prefix[:PREFIX_LETTERS], inside)
    if isinstance(element, Pattern):
        return Anchor("prefix", element.beginning[:PREFIX_LETTERS], inside)
    return Anchor("term", element.term, inside)


def _cost(anchor: Anchor) -> float:
    """How many documents are expected to hold it, roughly: short words are frequent, prefixes more so."""
    if anchor.kind == "key":
        return 1000.0 if anchor.value.partition(":")[0] in _COMMON_KEYS else 20.0
    letters = len(anchor.value) if anchor.value.isascii() else 2 * len(anchor.value)
    return 30.0 if anchor.kind == "prefix" else 40.0 / max(1, letters) ** 1.5
