"""What a search sees: one committed state of the full-text index, and the questions one can put to it."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from connectors.index import fields
from connectors.index.base import IndexUnavailable
from connectors.index.database import full, is_full
from connectors.index.documents import Documents

T = TypeVar("T")

REMEMBERED = 64
"""Compiled queries kept with a snapshot; one over all of 100,000 documents holds about a megabyte."""

NEVER = -1
"""The generation before any."""


class TooMany(Exception):
    """A question that is beyond a limit of the engine; its files are sound."""


class Snapshot:
    """One state of one full-text index; it stays the same while others commit. Raises IndexUnavailable."""

    def __init__(self, index: Any, folder: Path) -> None:
        self.schema = index.schema
        self._searcher = index.searcher()
        self._folder = folder
        self._remembered: dict[object, Any] = {}

    def once(self, key: object, work_out: Callable[[], T]) -> T:
        """What `work_out` gives, worked out once for this state as long as few other things are."""
        found: T | None = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = work_out()
        return found

    def count(self, query: Any) -> int:
        with told(self._folder):
            return int(self._searcher.search(query, 1, count=True).count)

    def top(self, query: Any, order_by: str, limit: int, *, falling: bool) -> list[tuple[int, Any]]:
        """(value of the number field, address) of the first hits in its order."""
        order = tantivy.Order.Desc if falling else tantivy.Order.Asc
        with told(self._folder):
            return list(self._searcher.search(query, limit, count=False, order_by_field=order_by, order=order).hits)

    def values(self, field: str, addresses: Sequence[Any]) -> list[int]:
        with told(self._folder):
            return list(self._searcher.fast_field_values(field, list(addresses)))

    def all_values(self, query: Any, field: str) -> list[int]:
        """The number field of every hit."""
        with told(self._folder):
            hits = self._searcher.search(query, max(1, self._searcher.num_docs), count=False).hits
            return list(self._searcher.fast_field_values(field, [address for _, address in hits]))

    def aggregate(self, query: Any, aggregation: dict[str, Any]) -> dict[str, Any]:
        """The engine's answer. Raises TooMany where it would hold more buckets than the engine gives."""
        with told(self._folder):
            answer = self._searcher.aggregate(query, {"it": aggregation})
            return dict(answer["it"])

    def terms_beginning(self, field: str, prefix: str, limit: int) -> int:
        """How many terms of the field begin with the prefix, `limit` at most."""
        with told(self._folder):
            return len(self._searcher.terms_with_prefix(field, prefix, limit=limit))

    def segments(self) -> int:
        return int(self._searcher.num_segments)

    def term(self, field: str, value: str) -> Any:
        return tantivy.Query.term_query(self.schema, field, value, index_option="basic")

    def numbers(self, field: str, values: Sequence[int]) -> Any:
        return tantivy.Query.term_set_query(self.schema, field, list(values))

    def between(self, field: str, start: int | None, end: int | None) -> Any:
        """The number lies in [start, end); None is open."""
        last = None if end is None else end - 1
        return tantivy.Query.range_query(self.schema, field, tantivy.FieldType.Integer, start, last)


def look_through(index: Any, place: Path) -> None:
    """Open every segment. Raises IndexUnavailable where one is not whole."""
    snapshot = Snapshot(index, place)
    snapshot.count(tantivy.Query.all_query())


class Reader:
    """Gives the newest snapshot, in any process: a generation beside the documents tells when to look again."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        self._folder = folder
        self._documents = documents
        self._mutex = threading.Lock()
        self._index: Any = None
        self._opened: int | None = None
        self._generation = NEVER
        self._snapshot: Snapshot | None = None

    def generation(self) -> int:
        return self._documents.fact("generation") or 0

    def snapshot(self) -> Snapshot:
        """The newest committed state."""
        with self._mutex:
            generation = self.generation()
            if self._snapshot is None or generation != self._generation:
                self._snapshot = self._look()
                self._generation = generation
            return self._snapshot

    def _look(self) -> Snapshot:
        number = self._documents.fact("folder")
        if number is None:
            return Snapshot(tantivy.Index(fields.schema()), self._folder)
        place = full_text_folder(self._folder, number)
        try:
            with told(place):
                if number != self._opened:
                    self._index = tantivy.Index.open(str(place))
                    self._index.config_reader("manual")
                    self._opened = number
                self._index.reload()
                return Snapshot(self._index, place)
        except IndexUnavailable:
            if number != self._documents.fact("folder"):  # the writer has let a new one serve and removed this
                return self._look()
            raise


def full_text_folder(folder: Path, number: int) -> Path:
    """Where the `number`-th full-text index of this index stands: a new one is built beside the old."""
    return folder / "tantivy" / str(number)


def damage_note(place: Path) -> Path:
    """A file that tells the next writer to build this full-text index anew."""
    return place / "damaged"


@contextlib.contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn what tantivy raises into IndexUnavailable; damage is noted where the next writer finds it."""
    try:
        yield
    except (ValueError, OSError, SystemError) as error:
        raise _explain(error, place) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a panic of the engine derives from BaseException
            raise
        raise _explain(error, place) from error


def _explain(error: BaseException, place: Path) -> IndexUnavailable | TooMany:
    words = str(error)
    if "limit was exceeded" in words:
        return TooMany(words)
    if "No space left" in words or is_full(place):
        return full(place)
    if "LockBusy" in words:
        return IndexUnavailable("locked", f"{place} is being written by another program ({words})")
    if "Too many open files" in words or "Permission denied" in words:
        return IndexUnavailable("unreachable", f"{place} can't be opened ({words}): check the limits and the owner")
    with contextlib.suppress(OSError):
        damage_note(place).touch()
    return IndexUnavailable(
        "damaged", f"{place} can't be read ({words}): restart onrecord, which builds it anew from the documents"
    )
