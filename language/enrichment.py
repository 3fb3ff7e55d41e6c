"""Enrichment: who said what in a text, and which entities it mentions."""

import msgspec

from language import english
from language.entities import EntityBase
from language.lexicon import english as english_lexicon
from language.mentions import Mentions
from language.names import Names
from language.passage import Passage
from language.resolution import Resolver
from language.statements import write_statements
from schemas.entity import MentionedEntity
from schemas.statement import Statement


class Enriched(msgspec.Struct, frozen=True):
    """What was found in one text."""

    statements: tuple[Statement, ...]
    entities: tuple[MentionedEntity, ...]


def enrich(text: str, *, document: str, language: str, base: EntityBase, title: str = "") -> Enriched:
    """Statements and entities of a text; offsets are code points of `text`, ends exclusive.

    `document` is the document's id (statement ids derive from it), `language` a code like "en": statements and names by
    form are found in English, watch-listed entities in every language. `title`, the headline where it stands apart, may
    tell full names. Raises nothing for any text; the time it takes is linear in the length of the text.
    """
    found = base.mentions(text, language)
    if language.partition("-")[0] != "en":
        return Enriched((), Mentions(found, None, base).all())
    lexicon = english_lexicon()
    passage = Passage(text, lexicon)
    names = Names(passage, Passage(title, lexicon) if title else None)
    drafts = english.extract(passage)
    resolver = Resolver(names, drafts)
    mentions = Mentions(found, names, base)
    statements = write_statements(document, resolver, drafts, mentions)
    passage.sentences.clear()  # sentence and passage refer to each other: parted, they need no garbage collector
    return Enriched(statements, mentions.all())
