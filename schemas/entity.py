"""Entities: what the desk watches for (`WatchedEntity`) and what a text mentions (`MentionedEntity`)."""

from typing import Literal

import msgspec

EntityType = Literal["person", "organisation", "place", "work", "other"]


class WatchedEntity(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the desk's watch-list: a stable id, a type, the name to show, and other names in any script."""

    id: str
    name: str
    type: EntityType = "other"
    aliases: tuple[str, ...] = ()
    gender: Literal["female", "male"] | None = None


class MentionedEntity(msgspec.Struct, frozen=True):
    """An entity in one text. `known` tells a watch-listed one from a name found by form, whose id is derived from
    its folded name and type. `mentions` are spans in the text, end exclusive."""

    id: str
    name: str
    type: EntityType
    known: bool
    mentions: tuple[tuple[int, int], ...]


Entity = MentionedEntity
