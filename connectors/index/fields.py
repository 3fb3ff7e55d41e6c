"""How documents and statements stand in the full-text index, and the values that facets count.

A document is one entry, each of its statements another, all in one tantivy index, so that a commit shows both or
neither. `unit` tells them apart.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import tantivy

from connectors.index.base import FACETS
from connectors.index.facet_values import Values, column, document_values, statement_values, values_of
from language.analysis import Terms
from queries.terms import DocumentTerms, FieldTerms, StatementTerms
from schemas import Document, Statement

LAYOUT = 1
"""Raise it when the fields below change: the full-text index is then built anew from the documents."""

DOCUMENT, STATEMENT = "d", "s"

DOCUMENT_TEXTS = ("title", "text", "author")
STATEMENT_TEXTS = ("statement", "speaker", "addressee", "about")
DOCUMENT_KEYS = ("source", "domain", "url", "language", "country", "type", "entity", "story", "has")
STATEMENT_KEYS = ("verb", "level", "mode", "kind", "speaker_id", "about_id", "addressee_id")
NUMBERS = ("row", "parent", "place", "published", "arrived", "rank")
"""`row` is the document's; a statement has its document's as `parent`, and as `place` row and position together.
`rank` orders like the id."""

LONGEST_KEY = 16_000
"""Characters; the engine drops a term of more than 65,530 bytes, so a longer key is kept and not searchable."""

PLACES = 1 << 16
"""Places of one document: more than the 10,000 statements that are searchable."""


def place_of(row: int, position: int) -> int:
    return row * PLACES + position


def row_and_position(place: int) -> tuple[int, int]:
    return divmod(place, PLACES)


def rank_of(identifier: str) -> int:
    """The id's first eight bytes as a number: a greater id never has a lesser rank."""
    head = identifier.encode("utf-8")[:8].ljust(8, b"\0")
    return int.from_bytes(head, "big") - (1 << 63)


def schema() -> Any:
    """The tantivy schema: terms as given (nothing is analysed here), keys whole, numbers as signed columns."""
    builder = tantivy.SchemaBuilder()
    for name in DOCUMENT_TEXTS + STATEMENT_TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("unit", "id", *DOCUMENT_KEYS, *STATEMENT_KEYS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in map(column, FACETS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class Filed(msgspec.Struct, frozen=True):
    """A written document as the full text takes it: its row, the number of the write, its terms. `fresh` is one that
    the full text can't hold yet in any version."""

    row: int
    number: int
    document: Document
    terms: DocumentTerms
    fresh: bool = False


def entries(filed: Filed) -> list[Any]:
    """The document's entry, then its statements'; nothing for a document that is gone."""
    if filed.terms.gone:
        return []
    document, terms = filed.document, filed.terms
    shared = document_values(document, terms.keys)
    first = _entry(DOCUMENT, document, terms, values_of(document, terms.keys))
    first.add_integer("row", filed.row)
    return [first] + [
        _statement_entry(filed.row, position, document, statement, statement_terms, shared)
        for position, (statement, statement_terms) in enumerate(
            zip(document.statements, terms.statements, strict=False)
        )
    ]


def _statement_entry(
    row: int,
    position: int,
    document: Document,
    statement: Statement,
    terms: StatementTerms,
    shared: Values,
) -> Any:
    entry = _entry(STATEMENT, document, terms, {**shared, **statement_values(statement)})
    entry.add_integer("parent", row)
    entry.add_integer("place", place_of(row, position))
    return entry


def _entry(unit: str, document: Document, terms: DocumentTerms | StatementTerms, values: Values) -> Any:
    entry = tantivy.Document()
    entry.add_text("unit", unit)
    entry.add_pre_tokenized_text("id", _whole(document.id))
    entry.add_integer("rank", rank_of(document.id))
    entry.add_integer("published", document.published)
    entry.add_integer("arrived", document.arrived)
    for name, field in terms.fields.items():
        entry.add_pre_tokenized_text(name, _shared(field) if field.shared else _positions(field.positions))
    _add_whole(entry, terms.keys)
    _add_whole(entry, {column(facet): some for facet, some in values.items()})
    return entry


def _add_whole(entry: Any, fields: Mapping[str, Iterable[str]]) -> None:
    for name, values in fields.items():
        for value in values:
            if len(value) <= LONGEST_KEY:
                entry.add_pre_tokenized_text(name, _whole(value))


def _positions(positions: Iterable[Terms]) -> Any:
    token = tantivy.Token
    return tantivy.PreTokenizedString(
        "", [token(term, at, 0, 0) for at, terms in enumerate(positions) for term in terms]
    )


@lru_cache(maxsize=2048)
def _shared(field: FieldTerms) -> Any:
    return _positions(field.positions)


@lru_cache(maxsize=16_384)
def _whole(value: str) -> Any:
    """A value as it is: the engine's own tokenizer for whole values drops those over 255 bytes."""
    return tantivy.PreTokenizedString("", [tantivy.Token(value, 0, 0, 0)])
