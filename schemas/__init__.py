"""The contracts: every record that crosses a process, a topic or an index, and how each is identified.

Nothing here does I/O or imports another room. A record is a `msgspec.Struct`: `encode` and `decode` below are the
one way in and out of bytes.
"""

from schemas.alert import Alert, Delivery, MatchedSpan, Rejected
from schemas.codec import decode, encode, to_builtins
from schemas.document import Carrier, Document, EmbeddedPost, Revision, Tombstone
from schemas.entity import Entity, EntityType, MentionedEntity, WatchedEntity
from schemas.ids import alert_id, digest, document_id, statement_id
from schemas.item import Action, Item, Standing, Via
from schemas.rule import Rule
from schemas.statement import VERB_CLASSES, Cue, Party, Statement

__all__ = [
    "VERB_CLASSES",
    "Action",
    "Alert",
    "Carrier",
    "Cue",
    "Delivery",
    "Document",
    "EmbeddedPost",
    "Entity",
    "EntityType",
    "Item",
    "MatchedSpan",
    "MentionedEntity",
    "Party",
    "Rejected",
    "Revision",
    "Rule",
    "Standing",
    "Statement",
    "Tombstone",
    "Via",
    "WatchedEntity",
    "alert_id",
    "decode",
    "digest",
    "document_id",
    "encode",
    "statement_id",
    "to_builtins",
]
