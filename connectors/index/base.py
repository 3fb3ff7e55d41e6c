"""The index: one interface over documents, their statements, and small keyed collections.

Two implementations (tantivy + SQLite here, Elasticsearch in a cluster), one conformance suite. What every one gives:

- `read` is realtime: it sees every write that was answered. `search` sees what was refreshed; `write` returns when the
  documents are durable, `refresh` when they are searchable.
- `write` is compare-and-set, one outcome a write, and writing the same thing twice is harmless.
- A document that is `gone` stays readable by id and is found by no query.
- Search results are ordered by the sort's instant, newest first, then id; they mean exactly what `queries` defines.
"""

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import msgspec

from queries import Query
from schemas import Document, MatchedSpan, Statement

Unit = Literal["documents", "statements"]
Sort = Literal["published", "-published", "arrived", "-arrived"]
"""`published` is newest published first, `-published` oldest first; `arrived` likewise."""


class IndexUnavailable(Exception):
    """The index can't answer or take writes now: `code` is `full`, `locked`, `unreachable`, `readonly` or `damaged`.
    Waiting may help; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Stored(msgspec.Struct, frozen=True):
    """A document as read, with the sequence number that a compare-and-set names."""

    document: Document
    seq: int


class Write(msgspec.Struct, frozen=True):
    """Put `document` where the stored sequence number is still `seq`; None: where there is none yet."""

    document: Document
    seq: int | None


class Outcome(msgspec.Struct, frozen=True):
    """`written`, `conflict` (somebody wrote meanwhile: read, merge, try again) or `refused` (never will: `reason`)."""

    id: str
    state: Literal["written", "conflict", "refused"]
    reason: str | None = None


class Window(msgspec.Struct, frozen=True):
    """Half-open intervals in milliseconds UTC that narrow a search beside its query; None is open."""

    published_from: int | None = None
    published_to: int | None = None
    arrived_from: int | None = None
    arrived_to: int | None = None


class Hit(msgspec.Struct, frozen=True):
    """One result: the document, the statement when statements were asked for, the spans that made it match."""

    document: Document
    statement: Statement | None
    matched: tuple[MatchedSpan, ...]


class Page(msgspec.Struct, frozen=True):
    """`total` counts all hits, `next` is the cursor for the page after this one (None: that was all)."""

    total: int
    hits: tuple[Hit, ...]
    next: str | None


class Bucket(msgspec.Struct, frozen=True):
    """`value` of a facet, or the start of a bar in ISO 8601; how many hits."""

    value: str
    count: int


class Entry(msgspec.Struct, frozen=True):
    """A collection's entry: `seq` rises with each change of this key."""

    key: str
    value: bytes
    seq: int


class Collection(Protocol):
    """Small keyed records: cursors, outbox, alert records, rules, health. Realtime, durable, from any process."""

    def get(self, key: str) -> Entry | None: ...

    def create(self, key: str, value: bytes) -> bool:
        """False where the key exists."""
        ...

    def replace(self, key: str, value: bytes, seq: int) -> bool:
        """Compare-and-set; False where `seq` is no longer the entry's."""
        ...

    def put(self, key: str, value: bytes) -> None:
        """Last writer wins: for records that only one process writes (health)."""
        ...

    def delete(self, key: str) -> None: ...

    def entries(self, prefix: str = "", after: str = "", limit: int = 1000) -> list[Entry]:
        """In order of key."""
        ...

    def newest(self, limit: int, before: int | None = None) -> list[Entry]:
        """In falling order of creation; `before` is the `creation` number of `creation_of` for paging."""
        ...

    def creation_of(self, key: str) -> int | None: ...

    def generation(self) -> int:
        """Rises with every change of the collection."""
        ...


FACETS = ("source", "language", "type", "speaker", "verb", "entity", "kind", "domain", "country")


class Index(Protocol):
    """Documents, statements, collections."""

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Realtime multi-get; absent ids are absent."""
        ...

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """Durable when it returns, one outcome a write in the order given. Raises IndexUnavailable."""
        ...

    def refresh(self) -> None:
        """Make every write so far searchable, in this and other processes."""
        ...

    def generation(self) -> int:
        """Rises whenever what a search sees may have changed."""
        ...

    def search(
        self,
        query: Query,
        *,
        unit: Unit = "documents",
        window: Window | None = None,
        sort: Sort = "published",
        limit: int = 25,
        after: str | None = None,
    ) -> Page: ...

    def count(self, query: Query, *, unit: Unit = "documents", window: Window | None = None) -> int: ...

    def facet(
        self, query: Query, field: str, *, unit: Unit = "documents", window: Window | None = None, limit: int = 20
    ) -> list[Bucket]:
        """The most frequent values of one of `FACETS`, most first, then by value. Raises ValueError on others."""
        ...

    def timeline(
        self,
        query: Query,
        step: Literal["hour", "day", "week"],
        *,
        unit: Unit = "documents",
        window: Window | None = None,
        zone: str = "UTC",
    ) -> list[Bucket]:
        """Hits by publication in the zone's hours, days or weeks (Monday first), oldest first, without empty ones."""
        ...

    def collection(self, name: str) -> Collection: ...

    def status(self) -> dict[str, Any]:
        """Counts and sizes for `doctor` and `/metrics`: documents, statements, bytes, indexed, analysis."""
        ...

    def close(self) -> None: ...
