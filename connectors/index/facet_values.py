"""The values of documents and statements that facets count."""

from collections.abc import Iterable

from connectors.index.base import FACETS
from queries.terms import Keys
from schemas import Document, Statement

Values = dict[str, tuple[str, ...]]
"""Facet -> values, each once."""

OF_STATEMENTS = ("speaker", "verb", "kind")
"""Facets whose value a statement has; a document has those of all its statements. The others are the document's, and
its statements count under them too."""


def column(facet: str) -> str:
    """The engine's column that holds the facet's values. Raises ValueError on a facet that does not exist."""
    if facet not in FACETS:
        raise ValueError(f"there is no facet {facet!r}: one of {', '.join(FACETS)}")
    return f"facet_{facet}"


def document_values(document: Document, keys: Keys) -> Values:
    """The document's values for the facets that are not a statement's. What a value is called is what `field:value`
    finds it by: ids as given, the language's primary tag, the whole host without `www.`."""
    return {
        "source": _distinct(document.sources),
        "language": keys.get("language", ()),
        "type": keys.get("type", ()),
        "entity": _distinct(entity.id for entity in document.entities),
        "domain": keys.get("domain", ())[:1],
        "country": keys.get("country", ()),
    }


def statement_values(statement: Statement) -> Values:
    """Facet -> the statement's values: its speaker's name as resolved, else as written; its verb's class."""
    speaker, cue = statement.speaker, statement.cue
    return {
        "speaker": _distinct([(speaker.name or speaker.text) if speaker else None]),
        "verb": _distinct([cue.verb_class if cue else None]),
        "kind": _distinct([statement.kind]),
    }


def values_of(document: Document, keys: Keys) -> Values:
    """A document's values for every facet, its statements' among them."""
    values = document_values(document, keys)
    each = [statement_values(statement) for statement in document.statements]
    for facet in OF_STATEMENTS:
        values[facet] = _distinct(value for one in each for value in one[facet])
    return values


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
