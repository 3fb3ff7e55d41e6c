"""Enrichment: who said what in a text, and which entities it mentions."""

from collections.abc import Callable

import msgspec

from language import english, german
from language.entities import EntityBase, Found
from language.frames import LANGUAGES, Frames
from language.lexicon import english as english_lexicon
from language.mentions import Mentions
from language.names import Names
from language.passage import Passage
from language.resolution import Resolver
from language.statements import write_statements
from schemas.entity import MentionedEntity
from schemas.statement import Statement

Extracted = tuple[tuple[Statement, ...], tuple[MentionedEntity, ...]]
Extractor = Callable[[str, str, str, list[Found], EntityBase], Extracted]
"""Statements and entities from text, document's id, title, watch-listed mentions in the text, and the watch-list."""


class Enriched(msgspec.Struct, frozen=True):
    """What was found in one text."""

    statements: tuple[Statement, ...]
    entities: tuple[MentionedEntity, ...]


def enrich(text: str, *, document: str, language: str, base: EntityBase, title: str = "") -> Enriched:
    """Statements and entities of a text; offsets are code points of `text`, ends exclusive.

    `document` is the document's id (statement ids derive from it), `language` a code like "en" or "pt-BR": statements
    are found in the languages of `EXTRACTORS`, watch-listed entities in every language. `title`, the headline where it
    stands apart, may tell full names. Raises nothing for any text; the time it takes is linear in the text's length.
    """
    found = base.mentions(text, language)
    extractor = EXTRACTORS.get(language.partition("-")[0])
    if extractor is None:
        return Enriched((), Mentions(found, None, base).all())
    return Enriched(*extractor(text, document, title, found, base))


def _english(text: str, document: str, title: str, found: list[Found], base: EntityBase) -> Extracted:
    lexicon = english_lexicon()
    passage = Passage(text, lexicon)
    names = Names(passage, Passage(title, lexicon) if title else None)
    drafts = english.extract(passage)
    resolver = Resolver(names, drafts)
    mentions = Mentions(found, names, base)
    statements = write_statements(document, resolver, drafts, mentions)
    passage.sentences.clear()  # sentence and passage refer to each other: parted, they need no garbage collector
    return statements, mentions.all()


EXTRACTORS: dict[str, Extractor] = {"en": _english, "de": german.read, **{code: Frames(code) for code in LANGUAGES}}
"""The engine of each language, by its two-letter code."""
