"""The meaning of a tree by brute force over `analyze`, straight from the document: no index, no shortcut, and nothing
shared with the executors but the tree. Slow on purpose; what it says is what a query means."""

from language.analysis import analyze
from queries.tree import And, Everything, Has, Interval, Key, Node, Not, Or, Prefix, Said, Words
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
            return any(_phrase_in(value, sequence) for value in values for sequence in alternatives)
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


_analysed: dict[str, list[tuple[str, ...]]] = {}


def _phrase_in(text: str, sequence) -> bool:
    if text not in _analysed:
        _analysed[text] = [position.terms for position in analyze(text)]
    positions = _analysed[text]
    for start in range(len(positions) - len(sequence) + 1):
        found = True
        for offset, element in enumerate(sequence):
            if isinstance(element, Prefix):
                found = found and any(term.startswith(element.prefix) for term in positions[start + offset])
            else:
                found = found and element.term in positions[start + offset]
        if found:
            return True
    return False


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
