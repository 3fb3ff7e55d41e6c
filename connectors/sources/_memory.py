"""What a feed source remembers between polls: which entries it has handed over, under which identity.

The memory is the source's cursor: it is saved in the transaction of the items it speaks of. An entry keeps the identity
it first got while the feed shows it, and for a while after (`FALLEN` more), since a tombstone may still come.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec

from connectors.sources._entries import Entry
from schemas.urls import url_key

CANDIDATES = 20
FALLEN = 1_000
"""Entries remembered after the feed stopped showing them."""


def short_hash(text: str) -> str:
    """16 hex digits, enough within one feed."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Seen(msgspec.Struct, array_like=True, frozen=True):
    """One entry handed over. `guid`, `link`, `title` are short hashes (empty: the entry had none), `content` that of
    all it said, `version` the highest handed over, in microseconds; `dated`: the date it was first shown with, kept
    where the feed gives no date of publication; `block`: the digest of its bytes."""

    guid: str
    link: str
    title: str
    content: str
    identity: str
    version: int
    dated: str = ""
    block: str = ""


class Memory(msgspec.Struct, omit_defaults=True):
    """Everything that must survive a restart. Times are milliseconds UTC; `etag` and `modified` are the validators
    byte for byte; `settled` turns true when a first poll was handed over whole."""

    settled: bool = False
    seen: list[Seen] = []
    fallen: list[Seen] = []
    withdrawn: dict[str, str] = {}
    etag: str | None = None
    modified: str | None = None
    body: str = ""
    """Hash of the last body that was parsed to its end."""
    polled: int = 0
    asked_whole: int = 0
    """When the feed was last asked without validators."""
    unchanged: int = 0
    """304 answers in a row."""
    useless: int = 0
    """Changes of a validator in a row under an equal body."""
    distrusted: int = 0
    """Until when validators are not sent, because they lied or changed without need."""
    asleep: int = 0
    """Until when the server wants to be left alone; kept over restarts."""
    guid_unreliable: bool = False
    counted: float = 0.0
    watched: float = 0.0
    """New entries, and the hours in which they came; both fade with a half-life of three days."""

    @property
    def per_hour(self) -> float:
        """New entries an hour, lately."""
        return self.counted / self.watched if self.watched > 0 else 0.0


def decode(raw: str | None) -> Memory | None:
    """The memory out of a cursor; None where there is none, or it can't be read (all is then read anew, harmlessly)."""
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=Memory)
    except msgspec.DecodeError:
        return None


def encode(memory: Memory) -> str:
    """The cursor that holds it."""
    return msgspec.json.encode(memory).decode()


class Marks(msgspec.Struct, frozen=True):
    """What an entry is recognised by."""

    guid: str
    link: str
    title: str
    content: str


def marks_of(entry: Entry) -> Marks:
    """Hashes of an entry's id, link, title, and of all it says."""
    body, _ = entry.body
    parts = (entry.title or "", body, "\n".join(entry.authors), entry.published or "", entry.language or "")
    return Marks(
        guid=short_hash(entry.id) if entry.id else "",
        link=short_hash(url_key(entry.url) or entry.url) if entry.url else "",
        title=short_hash(entry.title) if entry.title else "",
        content=short_hash("\0".join(parts)),
    )


def guids_lie(marks: Sequence[Marks]) -> bool:
    """True where one id stands on entries that differ in link or title (in content, where they have neither): it names
    none of them."""
    named: dict[str, set[tuple[str, str]]] = {}
    for mark in marks:
        if mark.guid:
            named.setdefault(mark.guid, set()).add(
                (mark.link, mark.title) if mark.link or mark.title else (mark.content, "")
            )
    return any(len(others) > 1 for others in named.values())


class Recollection:
    """Finds the entry seen before that an entry is, if any.

    Id, link and title vote: an entry is the same where more of them agree than differ; in a draw the id wins, then the
    link. So an id that changes at each fetch, a moved link and an edited title are all one entry, while a slot id that
    moves on to another article is not.
    """

    def __init__(self, seen: Iterable[Seen], *, trust_guids: bool, shared_links: frozenset[str] = frozenset()) -> None:
        self._trust = trust_guids
        self._shared = shared_links
        self._by: dict[tuple[str, str], list[Seen]] = {}
        for one in seen:
            for key in self._keys(one.guid, one.link, one.content):
                self._by.setdefault(key, []).append(one)

    def _keys(self, guid: str, link: str, content: str) -> list[tuple[str, str]]:
        keys = [("content", content)]
        if guid and self._trust:
            keys.append(("guid", guid))
        if link:
            keys.append(("link", link))
        return keys

    def match(self, entries: Sequence[Marks]) -> dict[int, Seen]:
        """Place in `entries` -> the entry seen before that it is; the surest pairs first, none taken twice."""
        pairs = [(score, place, one) for place, marks in enumerate(entries) for score, one in self._candidates(marks)]
        found: dict[int, Seen] = {}
        claimed: set[str] = set()
        for _, place, one in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
            if place not in found and one.identity not in claimed:
                found[place] = one
                claimed.add(one.identity)
        return found

    def _candidates(self, marks: Marks) -> list[tuple[int, Seen]]:
        keys = self._keys(marks.guid, marks.link, marks.content)
        near = {one.identity: one for key in keys for one in self._by.get(key, ())[:CANDIDATES]}
        return [(score, one) for one in near.values() if (score := self._score(one, marks)) > 0]

    def _score(self, one: Seen, marks: Marks) -> int:
        """Above 0 where it is the same entry; the higher the surer."""
        guid = _vote(one.guid, marks.guid) if self._trust else 0
        link = _vote(one.link, marks.link) if marks.link not in self._shared else 0
        same = one.content == marks.content
        if guid <= 0 and link <= 0:
            return int(same and guid == link == 0)
        total = guid + link + _vote(one.title, marks.title)
        if total < 0 or (total == 0 and (guid or link) < 0):
            return 0
        return 1 + total * 4 + guid * 2 + same

    def slot_moved(self, marks: Marks) -> bool:
        """True where the id stood on an entry of another link and title before: it names a slot, not an entry."""
        return self._trust and any(
            _vote(one.link, marks.link) < 0 and _vote(one.title, marks.title) < 0
            for one in self._by.get(("guid", marks.guid), ())
        )


def _vote(one: str, other: str) -> int:
    if not one or not other:
        return 0
    return 1 if one == other else -1


def shared_links(marks: Sequence[Marks]) -> frozenset[str]:
    """Links that more than one entry of a response has: they name none of them."""
    counted = Counter(mark.link for mark in marks if mark.link)
    return frozenset(link for link, count in counted.items() if count > 1)
