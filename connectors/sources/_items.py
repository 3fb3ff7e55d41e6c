"""From entries to items: which of them are new or changed, and what the log gets. Pure."""

from collections.abc import Iterator, Sequence

import msgspec

from connectors.sources._entries import Entry, Parsed, Withdrawn
from connectors.sources._memory import FALLEN, Marks, Memory, Recollection, Seen, guids_lie, marks_of, shared_links
from connectors.sources.base import Gap, SourceSettings
from language.dates import read_date
from schemas import Item, Via, document_id
from schemas.identity import identity
from schemas.item import VersionOrder

HISTORY_MS = 24 * 3600 * 1000
"""On a source's first poll, what was published longer ago than this is history: searched, and fires nothing."""
GAP_LEAST = 3
"""Entries that two polls must both show before their having none in common tells of a gap."""
CHUNK = 500
"""Items handed to the log at a time, so that one large feed does not hold up the others."""


class Fetched(msgspec.Struct, frozen=True):
    """When and how a response came: `arrived` in milliseconds UTC, `request` without secrets."""

    arrived: int
    request: dict[str, str]


class Plan(msgspec.Struct, frozen=True):
    """What to emit. Each step's memory may be saved with its items: it speaks of nothing that comes later."""

    items: tuple[Item, ...]
    memory: Memory
    steps: tuple[tuple[tuple[Item, ...], Memory], ...]
    added: int
    """How many of the items are entries not seen before."""
    gap: Gap | None = None


def plan(parsed: Parsed, memory: Memory, settings: SourceSettings, fetched: Fetched) -> Plan:
    """What to hand over of a parsed feed, and what to remember then.

    An entry already handed over gives nothing unless what it says has changed. `memory.settled` is false until the
    first poll is through: until then old entries are marked as history.
    """
    reader = _Reader(parsed, memory, settings, fetched)
    rows = list(reader.rows())
    deletes = [item for gone in parsed.withdrawn if (item := reader.delete(gone)) is not None and not parsed.more]
    after = reader.portion_told(rows) if parsed.more else reader.all_told(rows)
    items = (*(item for _, item, _ in rows if item is not None), *deletes)
    added = sum(new for _, _, new in rows)
    gap = None
    if not parsed.more and added == len(rows) >= GAP_LEAST <= len(memory.seen):
        gap = _gap(memory, fetched.arrived)
    return Plan(items, after, tuple(_steps(rows, deletes, memory, after)), added, gap)


def _gap(memory: Memory, now: int) -> Gap | None:
    """Nothing of what the feed shows was there at the last poll: what came and went in between was missed."""
    words = "the feed shows nothing of what it showed at the last poll: entries between may have been missed"
    return Gap(memory.polled, now, words) if memory.settled else None


Row = tuple[Seen, Item | None, bool]


def _steps(
    rows: Sequence[Row], deletes: list[Item], before: Memory, after: Memory
) -> Iterator[tuple[tuple[Item, ...], Memory]]:
    """The items in chunks; the memory of all but the last is the old one and what was handed over by then."""
    pending: list[Item] = []
    told: list[Seen] = []
    for seen, item, _ in rows:
        told.append(seen)
        if item is not None:
            pending.append(item)
        if len(pending) == CHUNK:
            yield tuple(pending), _so_far(before, told)
            pending = []
    yield (*pending, *deletes), after


def _so_far(before: Memory, told: Sequence[Seen]) -> Memory:
    """The old memory and what was told since."""
    identities = {seen.identity for seen in told}
    return msgspec.structs.replace(
        before, seen=[*told, *(seen for seen in before.seen if seen.identity not in identities)]
    )


class _Reader:
    """One response beside what is remembered of the feed."""

    def __init__(self, parsed: Parsed, memory: Memory, settings: SourceSettings, fetched: Fetched) -> None:
        self.parsed, self.memory, self.settings, self.fetched = parsed, memory, settings, fetched
        self.withdrawn_now: dict[str, Seen] = {}
        self._gone = {gone.ref: gone for gone in parsed.withdrawn}
        self._known = {seen.block: seen for seen in memory.seen if seen.block}
        self._marks = [marks_of(entry) for entry in parsed.entries]
        shown = [*self._marks, *(_marks(seen) for seen in self._unparsed())]
        self._shared = shared_links(shown)
        remembered = [*memory.seen, *memory.fallen]
        self.trust_guids = not memory.guid_unreliable and not guids_lie(shown)
        if self.trust_guids:
            known = Recollection(remembered, trust_guids=True)
            self.trust_guids = not any(known.slot_moved(marks) for marks in self._marks)
        unparsed = {seen.identity for seen in self._unparsed()}
        others = [seen for seen in remembered if seen.identity not in unparsed]
        recollection = Recollection(others, trust_guids=self.trust_guids, shared_links=self._shared)
        self._found = recollection.match(self._marks)
        self._taken = unparsed | {seen.identity for seen in self._found.values()}
        self._told = {_marks(seen) for seen in self._unparsed()}

    def _unparsed(self) -> list[Seen]:
        pairs = zip(self.parsed.blocks, self.parsed.order, strict=True)
        return [self._known[block] for block, place in pairs if place < 0 and block in self._known]

    def rows(self) -> Iterator[Row]:
        """What to remember of each entry shown, its item where there is something to hand over, whether it is new."""
        if not self.parsed.blocks:
            for place in range(len(self.parsed.entries)):
                yield from self._row(place, "")
            return
        for block, place in zip(self.parsed.blocks, self.parsed.order, strict=True):
            if place >= 0:
                yield from self._row(place, block)
            elif block in self._known:
                yield self._known[block], None, False

    def _row(self, place: int, block: str) -> Iterator[Row]:
        entry, marks = self.parsed.entries[place], self._marks[place]
        if marks in self._told or self._is_withdrawn(entry):
            return  # the response lists an entry twice, or beside the word that it is gone
        self._told.add(marks)
        found = self._found.get(place)
        named = found.identity if found else self._identity(entry, marks)
        if not found and named in self._taken:
            return
        self._taken.add(named)
        dated = found.dated if found else ("" if entry.published else entry.updated or "")
        changed = found is None or found.content != marks.content
        item = self._item(entry, named, found, dated) if changed else None
        version = item.version if item else found.version if found else 0
        seen = Seen(marks.guid, marks.link, marks.title, marks.content, named, version, dated, block)
        yield seen, item, found is None

    def _identity(self, entry: Entry, marks: Marks) -> str:
        text = f"{entry.title or ''}\n{entry.body[0]}"
        given = entry.id if self.trust_guids else None
        shared = marks.link in self._shared
        named = identity(url=entry.url, source=self.settings.id, given_id=given, text=text, shared_url=shared)
        if named in self._taken:  # an entry that kept this name from before: the address tells them apart no more
            named = identity(url=None, source=self.settings.id, given_id=given, text=text)
        return named

    def _item(self, entry: Entry, named: str, found: Seen | None, dated: str) -> Item:
        body, kind = entry.body
        published = entry.published or dated or None
        claimed = self._language(entry)
        read = read_date(published, arrived=self.fetched.arrived, language=claimed, zone=self.settings.zone)
        version, order = self._version(entry.updated, found)
        return Item(
            id=document_id(named),
            source=self.settings.id,
            version=version,
            arrived=self.fetched.arrived,
            via=self._via(read.ms),
            identity=named,
            given_id=entry.id,
            version_order=order,
            standing="feed",
            url=entry.url,
            title=entry.title or "",
            text=body if kind == "text" else None,
            html=body if kind == "html" else None,
            author=", ".join(entry.authors) or None,
            language=claimed,
            country=self.settings.country,
            published=published,
            published_ms=read.ms if read.precision != "unknown" else None,
            raw=_raw(entry),
            request={**self.fetched.request, **({"mended": entry.mended} if entry.mended else {})},
        )

    def _via(self, published: int | None) -> Via:
        old = published is not None and self.fetched.arrived - published > HISTORY_MS
        return "history" if old and not self.memory.settled else "poll"

    def _version(self, updated: str | None, found: Seen | None) -> tuple[int, VersionOrder]:
        """Microseconds: `updated` where it can be read and is not in the future, else arrival; always above the last
        one, since some feeds change an entry and leave its date."""
        arrived = self.fetched.arrived
        moment = read_date(updated, arrived=arrived, zone=self.settings.zone).ms if updated else None
        above = found.version + 1 if found else 0
        if moment is not None and moment < arrived:
            return max(moment * 1000, above), "updated"
        return max(arrived * 1000, above), "arrival"

    def _language(self, entry: Entry) -> str | None:
        """An entry's own word where it differs from its feed's; else the desk's; else the feed's."""
        if entry.language and entry.language != self.parsed.language:
            return entry.language
        return self.settings.language or entry.language or self.parsed.language

    def _is_withdrawn(self, entry: Entry) -> bool:
        gone = self._gone.get(entry.id or "")
        if gone is None:
            return False
        when, updated = self._ms(gone.when), self._ms(entry.updated)
        return when is None or updated is None or updated <= when

    def _ms(self, raw: str | None) -> int | None:
        return read_date(raw, arrived=self.fetched.arrived).ms if raw else None

    def portion_told(self, rows: Sequence[Row]) -> Memory:
        """What to remember when more of the response is to come."""
        return _so_far(self.memory, [seen for seen, _, _ in rows])

    def all_told(self, rows: Sequence[Row]) -> Memory:
        """What to remember when the response is told to its end."""
        return msgspec.structs.replace(
            self.memory,
            settled=self.memory.settled or not self.parsed.truncated,
            seen=[self.withdrawn_now.get(seen.identity, seen) for seen, _, _ in rows],
            fallen=self.fallen([seen for seen, _, _ in rows]),
            withdrawn={gone.ref: gone.when or "" for gone in self.parsed.withdrawn},
            guid_unreliable=not self.trust_guids,
        )

    def delete(self, gone: Withdrawn) -> Item | None:
        """The item that says so, once for each tombstone."""
        if self.memory.withdrawn.get(gone.ref) == (gone.when or ""):
            return None
        guid = marks_of(Entry(id=gone.ref)).guid
        seen = next((one for one in (*self.memory.seen, *self.memory.fallen) if one.guid == guid), None)
        named = seen.identity if seen else identity(url=None, source=self.settings.id, given_id=gone.ref, text=None)
        if named in self._taken:
            return None  # it came back after it was withdrawn
        version, order = self._version(gone.when, seen)
        if seen:
            self.withdrawn_now[named] = msgspec.structs.replace(seen, content="", version=version, block="")
        return Item(
            id=document_id(named),
            source=self.settings.id,
            version=version,
            arrived=self.fetched.arrived,
            via="poll",
            action="delete",
            identity=named,
            given_id=gone.ref,
            version_order=order,
            request=self.fetched.request,
        )

    def fallen(self, shown: Sequence[Seen]) -> list[Seen]:
        """Entries that the feed no longer shows, the latest to fall out first."""
        identities = {seen.identity for seen in shown}
        gone = [self.withdrawn_now.get(seen.identity, seen) for seen in (*self.memory.seen, *self.memory.fallen)]
        unique = {seen.identity: seen for seen in reversed(gone) if seen.identity not in identities}
        return list(reversed(unique.values()))[:FALLEN]


def _marks(seen: Seen) -> Marks:
    return Marks(seen.guid, seen.link, seen.title, seen.content)


def _raw(entry: Entry) -> str:
    """The entry as it was read, without the text that the item itself holds."""
    body, _ = entry.body
    rest = msgspec.to_builtins(entry)
    for name in ("content", "summary"):
        if rest[name] == body:
            rest[name] = None
    return msgspec.json.encode({key: value for key, value in rest.items() if value}).decode()
