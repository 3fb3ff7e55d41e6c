"""The canonical text of a tree: operators upper case, parentheses and implied operators written."""

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

_PREFIXES: dict[tuple[str, ...], str] = {
    ("title",): "title:",
    ("text",): "body:",
    ("author",): "author:",
    ("speaker",): "speaker:",
    ("addressee",): "addressee:",
    ("about",): "about:",
}


def show(node: Node, names: Mapping[str, str] | None = None) -> str:
    """The text that parses to this very tree. `names` gives entity ids a name, shown as a comment beside the id."""
    return _show(node, names or {})


def _show(node: Node, names: Mapping[str, str]) -> str:
    match node:
        case Words(fields=fields, written=written):
            return _PREFIXES.get(fields, "") + written
        case Near() | NotNear():
            prefix = _PREFIXES.get(fields_of(node), "")
            return f"{prefix}({_proximity(node)})" if prefix else _proximity(node)
        case Key(field=field, value=value):
            return f"{field}:{_value(value)}{_comment(names.get(value))}"
        case Interval(field=field, written=written):
            return f"{field}:{written}"
        case Has(field=field):
            return f"has:{field}"
        case Everything():
            return "*"
        case Not(node=inner):
            return f"NOT {_operand(inner, names)}"
        case Said(node=inner):
            return f"said({_show(inner, names)})"
        case And(nodes=nodes):
            return " AND ".join(_operand(one, names) for one in nodes)
        case Or(nodes=nodes):
            return " OR ".join(_operand(one, names) for one in nodes)


def _operand(node: Node, names: Mapping[str, str]) -> str:
    text = _show(node, names)
    proximity = isinstance(node, Near | NotNear) and fields_of(node) not in _PREFIXES
    return f"({text})" if isinstance(node, And | Or) or proximity else text


def _proximity(node: Near | NotNear) -> str:
    """The words and the operators between them, without the field that they stand in."""
    if isinstance(node, NotNear):
        return f"{_group(node.include)} NOT NEAR/{node.distance} {_group(node.exclude)}"
    operator = "ONEAR" if node.ordered else "NEAR"
    first, *others = map(_group, node.operands)
    return first + "".join(f" {operator}/{most} {one}" for most, one in zip(node.distances, others, strict=True))


def _group(operand: Node) -> str:
    words = [one.written for one in group(operand)]
    return f"({' OR '.join(words)})" if len(words) > 1 else words[0]


def _value(value: str) -> str:
    """A key's value, in quotes where it would not be read as one word."""
    plain = value.replace("_", "").replace("-", "").replace(".", "").replace("/", "")
    return value if plain.isalnum() and value[0].isalnum() else quoted(value)


def _comment(name: str | None) -> str:
    return f" /*{name.replace('*/', '* /')}*/" if name else ""


def quoted(text: str) -> str:
    """`text` as a phrase, quotes and backslashes escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
