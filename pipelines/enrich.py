"""Enrichment of a document: statements, entities, and what its embedded posts became."""

import msgspec

from language.enrichment import enrich
from language.entities import EntityBase
from schemas import Document


class Enricher:
    """Fills the findings of a document from its shown text, with one desk's entity base."""

    def __init__(self, base: EntityBase) -> None:
        self._base = base

    def __call__(self, document: Document) -> Document:
        """The document with statements and entities of its shown text."""
        found = enrich(
            document.text, document=document.id, language=document.language, base=self._base, title=document.title
        )
        return msgspec.structs.replace(document, statements=found.statements, entities=found.entities)
