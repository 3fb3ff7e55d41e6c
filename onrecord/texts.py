"""One item through the pipeline's own steps, without log, index or Beam: what `enrich` and `match` answer from."""

from typing import Any

import msgspec

from onrecord.shapes import statement_fields
from pipelines.enrich import Enricher
from pipelines.merge import merge
from pipelines.normalise import Unfit, normalise
from schemas import Document, EmbeddedPost, Item, to_builtins


def document_of(item: Item, enricher: Enricher) -> Document:
    """The document that a first arrival of this item makes, enriched. Raises Unfit."""
    document = merge(None, normalise(item)[0]).document
    if document is None or document.gone:
        raise Unfit("merge", "it takes something back and brings nothing", item.source)
    return enricher(document)


def shown_id(item: Item) -> str:
    """The id that was given, else the document's."""
    return item.given_id or item.id


def changed_text(item: Item, document: Document) -> dict[str, str]:
    """`{"text": ...}` where offsets can't count in the text as given: HTML, not NFC, mended."""
    return {} if document.text == item.text else {"text": document.text}


def enrichment(item: Item, document: Document) -> dict[str, Any]:
    """What enrichment found, as `onrecord enrich` answers."""
    return {
        "id": shown_id(item),
        "language": document.language,
        **changed_text(item, document),
        "statements": [statement_fields(statement) for statement in document.statements],
        "entities": to_builtins(document.entities),
        "posts": [_post(post) for post in document.posts],
    }


def _post(post: EmbeddedPost) -> dict[str, Any]:
    """Every field, also those that hold nothing; not the id that the post has in an index."""
    return {name: to_builtins(value) for name, value in msgspec.structs.asdict(post).items() if name != "document"}
