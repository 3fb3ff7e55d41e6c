"""The meaning of a tree by brute force over `analyze`, straight from the document: no index, no shortcut, and nothing
shared with the executors but the tree. Slow on purpose; what it says is what a query means."""

from fnmatch import fnmatchcase
from itertools import product

from language.analysis import analyze
from queries.tree import And, Everything, Has, Interval, Key, Near, Node, Not, NotNear, Or, Pattern, Prefix, Said, Words
from schemas import Document, Statement


def hits(node: Node, documents: list[Document]) -> set[str]:
    """The ids of the documents for which the tree is true."""
    return {document.id for document in documents if not document.gone and _true(node, document)}


def _true(node: Node, unit: Document | Statement) -> bool:
    match node:
        case Everything():
            return True
        case And(nodes=nodes):
            return all(_true(one, unit) for one in nodes)
        case Or(nodes=nodes):
            return any(_true(one, unit) for one in nodes)
        case Not(node=inner):
            return not _true(inner, unit)
        case Said(node=inner):
            return any(_true(inner, one) and (_names_level(inner) or one.level == "said") for one in unit.statements)
        case Words(fields=fields, alternatives=alternatives):
            values = [value for field in fields for value in _texts(unit, field)]
            return any(_spans(value, sequence) for value in values for sequence in alternatives)
        case Near():
            return any(_near(value, node) for field in _fields(node.operands) for value in _texts(unit, field))
        case NotNear():
            return any(_not_near(value, node) for field in _fields([node.include]) for value in _texts(unit, field))
        case Key(field=field, value=wanted):
            return wanted in [value.casefold() for value in _values(unit, field) if value]
        case Has(field=field):
            return len(unit.authors if field == "author" else unit.statements) > 0
        case Interval(field=field, start=start, end=end):
            at = unit.published if field == "published" else unit.arrived
            return (start is None or start <= at) and (end is None or at < end)


def _names_level(node: Node) -> bool:
    if isinstance(node, Key):
        return node.field == "level"
    inner = node.nodes if isinstance(node, And | Or) else (node.node,) if isinstance(node, Not) else ()
    return any(_names_level(one) for one in inner)


def _fields(operands) -> tuple[str, ...]:
    first = operands[0]
    return first.fields if isinstance(first, Words) else first.nodes[0].fields


def _near(text: str, node: Near) -> bool:
    return any(_are_near(chosen, node) for chosen in product(*(_group(text, operand) for operand in node.operands)))


def _are_near(chosen: tuple[tuple[int, int], ...], node: Near) -> bool:
    """Spans [start, end], pairwise disjoint, with few enough other positions between the first and the last."""
    for one in range(len(chosen)):
        for other in range(one):
            if chosen[one][0] <= chosen[other][1] and chosen[other][0] <= chosen[one][1]:
                return False
    starts = [start for start, _ in chosen]
    whole = max(end for _, end in chosen) - min(starts) + 1
    others = whole - sum(end - start + 1 for start, end in chosen)
    return others <= sum(node.distances) and (not node.ordered or starts == sorted(starts))


def _not_near(text: str, node: NotNear) -> bool:
    excluded = _group(text, node.exclude)
    return any(all(_between(span, other) > node.distance for other in excluded) for span in _group(text, node.include))


def _between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How many positions lie between two spans; less than none where they overlap."""
    first, second = sorted((one, other))
    return second[0] - first[1] - 1


def _group(text: str, operand: Node) -> set[tuple[int, int]]:
    words = operand.nodes if isinstance(operand, Or) else (operand,)
    return {span for one in words for sequence in one.alternatives for span in _spans(text, sequence)}


MOST_KEPT = 500_000
_analysed: dict[str, list[tuple[str, ...]]] = {}
_found: dict[tuple, list[tuple[int, int]]] = {}


def _spans(text: str, sequence) -> list[tuple[int, int]]:
    """[start, end] of every place where the elements stand one after another."""
    if text not in _analysed:
        _analysed[text] = [position.terms for position in analyze(text)]
    if (text, sequence) not in _found:
        if len(_found) > MOST_KEPT:
            _found.clear()
        positions = _analysed[text]
        starts = range(len(positions) - len(sequence) + 1)
        length = len(sequence)
        _found[text, sequence] = [
            (start, start + length - 1)
            for start in starts
            if all(_stands(element, positions[start + at]) for at, element in enumerate(sequence))
        ]
    return _found[text, sequence]


def _stands(element, terms: tuple[str, ...]) -> bool:
    if isinstance(element, Prefix):
        return any(term.startswith(element.prefix) for term in terms)
    if isinstance(element, Pattern):
        return any(fnmatchcase(term, element.pattern) for term in terms)
    return element.term in terms


def _texts(unit: Document | Statement, field: str) -> list[str]:
    if isinstance(unit, Document):
        return {"title": [unit.title], "text": [unit.text], "author": [_byline(unit, a) for a in unit.authors]}[field]
    party = {"speaker": unit.speaker, "addressee": unit.addressee}.get(field)
    if party is not None:
        return [party.text, party.name or "", *party.aliases]
    return {"statement": [unit.text], "about": list(unit.about)}.get(field, [])


def _byline(document: Document, author: str) -> str:
    """On a platform an author of one word is a handle."""
    handle = document.platform and " " not in author and author.isascii() and author[0] != "@"
    return f"@{author}" if handle else author


def _values(unit: Document | Statement, field: str) -> list[str | None]:
    if isinstance(unit, Statement):
        return {
            "verb": [unit.cue.lemma, unit.cue.verb_class] if unit.cue else [],
            "kind": [unit.kind],
            "level": [unit.level],
            "mode": [unit.mode],
            "speaker_id": [unit.speaker.entity] if unit.speaker else [],
            "addressee_id": [unit.addressee.entity] if unit.addressee else [],
            "about_id": list(unit.about_ids),
        }[field]
    address = (unit.url or "").split("://")[-1].removeprefix("www.").rstrip("/")
    host, *path = address.split("/")
    labels = host.split(".")
    return {
        "source": [carrier.source for carrier in unit.carriers if not carrier.deleted],
        "domain": [".".join(labels[at:]) for at in range(len(labels))],
        "url": ["/".join([host, *path[:depth]]) for depth in range(len(path) + 1)],
        "language": [unit.language.split("-")[0]],
        "country": [unit.country],
        "type": [unit.type],
        "entity": [entity.id for entity in unit.entities],
        "story": [unit.story or unit.id],
    }[field]
