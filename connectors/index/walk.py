"""Hits in a total order, from any place in it on, without holding them all.

The engine sorts by one number. A walk sorts by several and then by an exact key: hits that tie on the first number are
walked by the next, and what ties on all of them is few and sorted here.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
import tantivy

from connectors.index.snapshot import Snapshot


class Level(msgspec.Struct, frozen=True):
    """One number field to sort by."""

    field: str
    falling: bool = False


class Mark(msgspec.Struct, frozen=True):
    """A place in the order: the value at each level, and the exact key of the last hit before it."""

    values: tuple[int, ...]
    key: Any


class Place(msgspec.Struct, frozen=True):
    """A hit in the order: its value at the first level, its exact key, the number that names it."""

    value: int
    key: Any
    name: int


class Walk:
    """Hits are named by their value of the number field `name`; `keys` gives the exact keys of many of them at once
    (a hit without a key is left out)."""

    def __init__(
        self, snapshot: Snapshot, name: str, keys: Callable[[Sequence[int]], dict[int, Any]], batch: int
    ) -> None:
        self._snapshot = snapshot
        self._name = name
        self._keys = keys
        self._batch = batch

    def hits(self, query: Any, levels: Sequence[Level], after: Mark | None = None) -> Iterator[Place]:
        """Each hit after `after`, in order."""
        level = levels[0]
        bound: Bound = (None, None)
        if after is not None:
            yield from self._tied(query, levels, after.values[0], Mark(after.values[1:], after.key))
            bound = _beyond(level, after.values[0])
        while True:
            within = self._within(query, level, bound)
            found = self._snapshot.top(within, level.field, self._batch, falling=level.falling)
            names = self._snapshot.values(self._name, [address for _, address in found])
            runs = _runs([value for value, _ in found], names)
            cut = runs.pop() if len(found) == self._batch else None
            for value, run in runs:
                yield from self._sorted(value, run, None)
            if cut is None:
                return
            yield from self._tied(query, levels, cut[0], None)
            bound = _beyond(level, cut[0])

    def _tied(self, query: Any, levels: Sequence[Level], value: int, after: Mark | None) -> Iterator[Place]:
        """Every hit with this value at the first of the levels, in the order of those below it."""
        tied = self._within(query, levels[0], (value, value + 1))
        if levels[1:]:
            for place in self.hits(tied, levels[1:], after):
                yield Place(value, place.key, place.name)
        else:
            names = self._snapshot.all_values(tied, self._name)
            yield from self._sorted(value, names, None if after is None else after.key)

    def _sorted(self, value: int, names: Sequence[int], after: Any) -> list[Place]:
        keys = self._keys(names)
        return [
            Place(value, key, name)
            for key, name in sorted((key, name) for name, key in keys.items())
            if after is None or key > after
        ]

    def _within(self, query: Any, level: Level, bound: "Bound") -> Any:
        if bound == (None, None):
            return query
        must = tantivy.Occur.Must
        return tantivy.Query.boolean_query([(must, query), (must, self._snapshot.between(level.field, *bound))])


Bound = tuple[int | None, int | None]


def _runs(values: Sequence[int], names: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Neighbours of one value, together."""
    pairs = zip(values, names, strict=True)
    return [(value, [name for _, name in run]) for value, run in groupby(pairs, key=lambda pair: pair[0])]


def _beyond(level: Level, value: int) -> Bound:
    """The half-open interval of what comes after `value` in the level's order."""
    return (None, value) if level.falling else (value + 1, None)
