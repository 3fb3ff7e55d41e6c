"""`Document`: what the index holds of one published thing, over all its carriers and versions."""

from typing import Literal

import msgspec

from schemas.entity import MentionedEntity
from schemas.item import Standing, VersionOrder, Via
from schemas.statement import Statement

DateSource = Literal["feed", "page", "platform", "id", "arrival"]
DocumentType = Literal["article", "post", "transcript", "release"]


class Carrier(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest that one source brought of a document. `deleted` keeps the version of a delete, so that an older put
    that comes later stays out; its content is then blank.

    `arrived`, `via` and `late` tell of the put that came first through this source, all else of the newest one.
    """

    source: str
    version: int
    version_order: VersionOrder
    standing: Standing
    arrived: int
    """First arrival through this source, milliseconds UTC."""
    via: Via
    url: str | None = None
    title: str = ""
    text: str = ""
    author: str | None = None
    language: str | None = None
    country: str | None = None
    published: str | None = None
    published_ms: int | None = None
    given_id: str | None = None
    deleted: bool = False
    authors: tuple[str, ...] = ()
    type: DocumentType = "article"
    platform: str | None = None
    published_from: DateSource = "arrival"
    published_note: str | None = None
    day_only: bool = False
    """`published_ms` is the beginning of a day; the hour is not known."""
    late: bool = False
    first_version: int = 0
    """The version of the put that came first, by which ties of arrival are told."""
    posts: tuple["EmbeddedPost", ...] = ()
    erased: int | None = None
    """The newest version at which this platform deleted the document. Even after it came back, copies that others
    carry and what the platform said up to then stay blank."""
    unseen: bool = False
    """Only deletes have come through this source so far."""


class Revision(msgspec.Struct, frozen=True, omit_defaults=True):
    """An earlier shown text: kept, not searchable."""

    source: str
    version: int
    title: str
    text: str
    replaced: int
    """When the next version arrived, milliseconds UTC."""


class Tombstone(msgspec.Struct, frozen=True):
    """A platform's delete: only a put of the same source with a higher platform version or `updated` lifts it."""

    source: str
    version: int


class EmbeddedPost(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post pasted or embedded in an article, where it stands there, and the document it became (`document`).

    `published` is ISO 8601: a day, or an instant where the id tells it (`published_from` is then `id`). `url` is the
    post's own address, else the `t.co` link in it, which leads to what it points at. An embed that the article holds no
    text of has `start == end`.
    """

    platform: str
    author: str | None
    handle: str | None
    published: str | None
    start: int
    end: int
    text: str
    url: str | None = None
    hashtags: tuple[str, ...] = ()
    document: str | None = None
    language: str | None = None
    published_from: DateSource = "page"


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One document, as shown (`title`, `text`, `url`, `authors`, `language`, `published` of the chosen carrier) and as
    carried. Times are milliseconds UTC. `published` never misses: `published_from` says where it came from.
    A tombstoned document has no text, no statements and is found by no query."""

    id: str
    version: int
    """Version of the carrier entry whose text is shown."""
    source: str
    published: int
    published_from: DateSource
    arrived: int
    """First arrival through any carrier."""
    processed: int
    type: DocumentType = "article"
    platform: str | None = None
    identity: str = ""
    given_id: str | None = None
    url: str | None = None
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    language: str = "und"
    country: str | None = None
    published_raw: str | None = None
    published_note: str | None = None
    """What was wrong with the date that the source gave, in words (in the future, before 1990, unreadable)."""
    late: bool = False
    history: bool = False
    story: str = ""
    carriers: tuple[Carrier, ...] = ()
    revisions: tuple[Revision, ...] = ()
    tombstone: Tombstone | None = None
    statements: tuple[Statement, ...] = ()
    entities: tuple[MentionedEntity, ...] = ()
    posts: tuple[EmbeddedPost, ...] = ()
    relayed_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What was mended on the way in (NUL, lone surrogates) or left unsearchable."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of every source that carries it now."""
        return tuple(carrier.source for carrier in self.carriers if not carrier.deleted)

    @property
    def gone(self) -> bool:
        """True where nothing is left to show: no query finds it."""
        return self.tombstone is not None or not self.sources
