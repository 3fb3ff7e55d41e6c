"""German: its data files, and the grammar that finds statements in its sentences."""

from language.entities import EntityBase, Found
from language.german.extraction import extract
from language.german.fields import circumstances, level, mode, topics
from language.german.lexicon import german
from language.german.names import GermanNames
from language.german.resolution import GermanResolver
from language.german.tokens import passage
from language.mentions import Mentions
from language.statements import Ways, write_statements
from schemas.entity import MentionedEntity
from schemas.statement import Statement

__all__ = ["read"]

_WAYS = Ways(topics, circumstances, mode, level)


def read(
    text: str, document: str, title: str, found: list[Found], base: EntityBase
) -> tuple[tuple[Statement, ...], tuple[MentionedEntity, ...]]:
    """Statements and entities of a German text; arguments as `language.enrichment.Extractor` explains them."""
    lexicon = german()
    body = passage(text, lexicon)
    drafts = extract(body, lexicon)
    names = GermanNames(body, lexicon, passage(title, lexicon) if title else None)
    resolver = GermanResolver(names, drafts)
    mentions = Mentions(found, names, base)
    statements = write_statements(document, resolver, drafts, mentions, _WAYS)
    body.sentences.clear()  # sentence and passage refer to each other: parted, they need no garbage collector
    return statements, mentions.all()
