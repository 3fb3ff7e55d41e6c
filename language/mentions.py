"""The entities of one text: watch-listed ones, and names by form, each with all its mentions.

A surname belongs to its full name, a name that the watch-list knows to the watch-listed entity.
"""

from bisect import bisect_left
from collections import Counter
from functools import lru_cache

from language.aliases import fold_name
from language.entities import EntityBase, Found
from language.names import Name, Names
from schemas.entity import EntityType, MentionedEntity, WatchedEntity
from schemas.ids import digest

Span = tuple[int, int]

_LOCATING = frozenset({"in", "at", "near", "from", "across", "outside"})
_POSSESSIVE = ("'s", "’s", "'", "’")


class Mentions:
    """Entities of a text by span, by name and as a list."""

    def __init__(self, found: list[Found], names: Names | None, base: EntityBase) -> None:
        self.base = base
        self._found = found
        self._starts = [one.start for one in found]
        self._spans: dict[str, set[Span]] = {}
        self._rows: dict[str, MentionedEntity] = {}
        self._by_name: dict[str, str] = {}
        self._placed: list[tuple[Span, str]] | None = None
        for one in found:
            self._add_known(one.entity, (one.start, one.end))
        if names is not None:
            self._add_names(names)

    def _add_known(self, entity: WatchedEntity, span: Span) -> None:
        self._rows.setdefault(entity.id, MentionedEntity(entity.id, entity.name, entity.type, known=True, mentions=()))
        self._spans.setdefault(entity.id, set()).add(span)

    def _add_names(self, names: Names) -> None:
        groups: dict[str, list[tuple[Name, Span]]] = {}
        for name in names.all:
            groups.setdefault(names.full(name), []).append((name, _span(names, name)))
        for full, members in groups.items():
            known = self._known(members) if self._found else None
            if known is not None:
                self._by_name[full] = known.id
                for _, span in members:
                    if not self.at(*span):
                        self._add_known(known, span)
            elif (kind := _kind(names, full, [name for name, _ in members])) is not None:
                self._add_by_form(full, kind, [span for _, span in members])

    def _known(self, members: list[tuple[Name, Span]]) -> WatchedEntity | None:
        """The watch-listed entity that most of the mentions of a name are, whole mentions alone."""
        votes = Counter(one.entity.id for _, span in members for one in self.at(*span) if (one.start, one.end) == span)
        return self.base.by_id[votes.most_common(1)[0][0]] if votes else None

    def _add_by_form(self, full: str, kind: EntityType, spans: list[Span]) -> None:
        free = {span for span in spans if not self.at(*span)} if self._found else set(spans)
        if free:
            key = form_id(full, kind)
            self._rows[key] = MentionedEntity(key, full, kind, known=False, mentions=())
            self._spans.setdefault(key, set()).update(free)
            self._by_name[full] = key

    def at(self, start: int, end: int) -> list[Found]:
        """The watch-listed mentions that touch [start, end)."""
        place = bisect_left(self._starts, start)
        if place and self._found[place - 1].end > start:
            place -= 1
        return self._found[place : bisect_left(self._starts, end)]

    def called(self, name: str) -> MentionedEntity | None:
        """The entity of a resolved name."""
        key = self._by_name.get(name)
        if key is not None:
            return self._rows[key]
        watched = self.base.names(name)
        return self._rows.get(watched[0].id) or _row(watched[0]) if watched else None

    def known(self, key: str) -> WatchedEntity | None:
        """The watch-list's row of an entity."""
        return self.base.by_id.get(key)

    def ids_within(self, start: int, end: int) -> list[str]:
        """Entities that are mentioned in [start, end), in order."""
        if self._placed is None:
            self._placed = sorted((span, key) for key, spans in self._spans.items() for span in spans)
        place = bisect_left(self._placed, ((start, start), ""))
        ids = []
        while place < len(self._placed) and self._placed[place][0][0] < end:
            ids.append(self._placed[place][1])
            place += 1
        return ids

    def all(self) -> tuple[MentionedEntity, ...]:
        """Every entity with its mentions, in the order of the first."""
        rows = [
            MentionedEntity(row.id, row.name, row.type, row.known, tuple(sorted(self._spans[key])))
            for key, row in self._rows.items()
        ]
        return tuple(sorted(rows, key=lambda row: (row.mentions[0], row.id)))


@lru_cache(maxsize=1 << 16)
def form_id(name: str, kind: str) -> str:
    return digest("entity", fold_name(name), kind)


def _row(entity: WatchedEntity) -> MentionedEntity:
    return MentionedEntity(entity.id, entity.name, entity.type, known=True, mentions=())


def _span(names: Names, name: Name) -> Span:
    """Where the bare name stands within its run of capitals."""
    passage = names.passage
    if len(name.words) == name.last - name.first + 1:
        return passage.starts[name.first], passage.ends[name.last]
    run = passage.words[name.first : name.last + 1]
    count = len(name.words)
    for skip in range(len(run) - count, -1, -1):
        if tuple(run[skip : skip + count]) == name.words:
            return passage.starts[name.first + skip], passage.ends[name.first + skip + count - 1]
    return passage.starts[name.first], passage.ends[name.last]


def _kind(names: Names, full: str, members: list[Name]) -> EntityType | None:
    """What a name by form names; None for what is no name of a person, organisation or place."""
    sets = names.sets
    words = [word.lower() for word in full.split()]
    if words[-1] in sets.peoples or words[-1] in sets.titles:
        return None
    if words[-1] in sets.institution_suffixes:
        return "organisation"
    if words[-1] in sets.places or words[-1] in sets.place_nouns:
        return "place"
    if not sets.institutions.isdisjoint(words):
        return "organisation" if len(words) > 1 else None
    if any(names.is_person(name) for name in members):
        return "person"
    if len(words) == 1:
        return _lone_kind(names, full, members)
    return None if all(names.in_headline(name) for name in members) else "other"


def _lone_kind(names: Names, full: str, members: list[Name]) -> EntityType | None:
    if full.isupper() and 2 <= len(full) <= 6:
        return "organisation"
    lower = names.passage.lower
    located = sum(1 for name in members if name.first and lower[name.first - 1] in _LOCATING)
    return "place" if located * 2 >= len(members) else None
