"""The desk's watch-list: its names found in a text of any script, whole words, the longest first."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from language.aliases import begins_word, ending, ends_word, fold_mapped, fold_name, lead_start, stem
from schemas.entity import WatchedEntity

SHORT = 5
"""A one-word name of at most this many letters must be written as the list writes it: "US" is not "us"."""

_HASHTAG = re.compile(r"#(\w+)")


class Found(NamedTuple):
    """A watch-listed entity at [start, end) of the text."""

    start: int
    end: int
    entity: WatchedEntity


class _Owner(NamedTuple):
    """Whose name ends in a pattern: `lead` are the stems of the words before it, `exact` how a short one is written."""

    entity: WatchedEntity
    lead: tuple[str, ...]
    exact: str | None


class EntityBase:
    """Watch-listed entities by their names. Reading 100,000 names takes about a second; a text, its length."""

    def __init__(self, watched: Iterable[WatchedEntity] = ()) -> None:
        self.watched = tuple(watched)
        self.by_id = {entity.id: entity for entity in self.watched}
        self._named: dict[str, list[WatchedEntity]] = {}
        self._joined: dict[str, WatchedEntity] = {}
        patterns: dict[str, list[_Owner]] = {}
        for entity in self.watched:
            for name in (entity.name, *entity.aliases):
                self._add(patterns, entity, name)
        self._owners = list(patterns.values())
        self._automaton = (
            AhoCorasick(list(patterns), store_patterns=False, implementation=Implementation.ContiguousNFA)
            if patterns
            else None
        )

    def _add(self, patterns: dict[str, list[_Owner]], entity: WatchedEntity, name: str) -> None:
        key = fold_name(name)
        if not key:
            return
        owners = self._named.setdefault(key, [])
        if entity not in owners:
            owners.append(entity)
        if " " in key:
            self._joined.setdefault(key.replace(" ", ""), entity)
        pattern, lead = _pattern(key)
        exact = name.strip() if len(key) <= SHORT and " " not in key and name != name.lower() else None
        patterns.setdefault(pattern, []).append(_Owner(entity, lead, exact))

    def names(self, query: str) -> list[WatchedEntity]:
        """The entities that have exactly this name or alias, folded."""
        return list(self._named.get(fold_name(query), ()))

    def mentions(self, text: str, language: str) -> list[Found]:
        """Where the watch-listed names stand in `text`, in order, apart; of two that overlap the longer."""
        if self._automaton is None:
            return []
        folded, kept = fold_mapped(text)
        hits = sorted(self._hits(folded, text, kept, language), key=lambda hit: (hit.start, -hit.end))
        found: list[Found] = []
        for hit in hits:
            if not found or hit.start >= found[-1].end:
                found.append(hit)
        return found

    def _hits(self, folded: str, text: str, kept: list[int] | None, language: str) -> Iterator[Found]:
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
                if begins_word(folded, start) and ends_word(folded, end, language):
                    hit = _owned(self._owners[index], folded, start, end, text, kept)
                    if hit is not None:
                        yield hit
        if "#" in folded:
            yield from self._hashtags(folded, kept)

    def _hashtags(self, folded: str, kept: list[int] | None) -> Iterator[Found]:
        for match in _HASHTAG.finditer(folded):
            entity = self._joined.get(match.group(1).replace("_", ""))
            if entity is not None:
                yield Found(*_place(kept, match.start(1), match.end()), entity)


def _pattern(key: str) -> tuple[str, tuple[str, ...]]:
    """What is looked for, and the stems of the words before it: only a Cyrillic name is split so: it is declined."""
    if not "а" <= key[0] <= "я":
        return key, ()
    *lead, last = key.split()
    return stem(last), tuple(stem(word, shortest=2) for word in lead)


def _place(kept: list[int] | None, start: int, end: int) -> tuple[int, int]:
    return (start, end) if kept is None else (kept[start], kept[end - 1] + 1)


def _owned(owners: list[_Owner], folded: str, start: int, end: int, text: str, kept: list[int] | None) -> Found | None:
    """The mention of the first owner whose name is really written here, the one with the most words before it first."""
    for owner in sorted(owners, key=lambda owner: -len(owner.lead)) if len(owners) > 1 else owners:
        begin = lead_start(folded, start, owner.lead)
        if begin is not None:
            first, last = _place(kept, begin, ending(folded, end))
            if owner.exact is None or _written_so(owner.exact, text[first:last]):
                return Found(first, last, owner.entity)
    return None


def _written_so(exact: str, written: str) -> bool:
    """Whether a short name is written as the list has it: capitals stay capitals."""
    return written.isupper() if exact.isupper() and len(exact) > 1 else written[:1].isupper() == exact[:1].isupper()


EMPTY = EntityBase()
