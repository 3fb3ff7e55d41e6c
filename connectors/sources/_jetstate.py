"""What a Bluesky source remembers: its place in the stream, and which posts of an author it handed over. Pure."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from connectors.sources._jetstream import Event
from connectors.sources._memory import short_hash

REWIND_US = 5_000_000
"""Events are only roughly in order of their time: so far back each connection reads again."""
AHEAD_US = 60_000_000
RECENT = 5_000
POSTS_KEPT = 1_000


class Place(msgspec.Struct):
    """`at` is the highest time of an event handed over, µs: it never falls. `recent` holds what was handed over within
    the stretch that is read again, event -> its time."""

    at: int = 0
    recent: dict[str, int] = {}

    def subscription(self, url: str, collections: Sequence[str], dids: Sequence[str]) -> str:
        """The address to listen at: what is wanted, from a little before our place."""
        parts = urlsplit(url)
        query = parse_qsl(parts.query) + [("wantedCollections", name) for name in collections]
        query += [("wantedDids", did) for did in dids]
        if self.at:
            query.append(("cursor", str(max(self.at - REWIND_US, 1))))
        return urlunsplit(parts._replace(query=urlencode(query)))

    def is_new(self, event: Event) -> bool:
        """False for an event handed over already."""
        return short_hash(event.key) not in self.recent

    def take(self, event: Event, now_us: int) -> None:
        """Note an event as handed over. A time in the future moves the place no further than a minute ahead: servers
        take a future cursor to mean "from now on"."""
        self.at = max(self.at, min(event.at, now_us + AHEAD_US))
        if event.what in {"put", "delete", "account"}:
            self.recent[short_hash(event.key)] = event.at

    def trim(self) -> None:
        """Forget what the next connection can't bring again."""
        oldest = self.at - 2 * REWIND_US
        kept = [(key, at) for key, at in self.recent.items() if at >= oldest]
        self.recent = dict(kept[-RECENT:])

    def missed(self, first: Event) -> bool:
        """True where the first event of a connection shows that the server no longer had our place: it starts at an
        inclusive cursor, so without a gap the event at our place itself would come again."""
        return self.at > 0 and first.at > self.at + REWIND_US


class Author(msgspec.Struct, omit_defaults=True):
    """An author's handle where it was told, and the newest posts handed over (rkey -> version): an account that is
    deleted or taken down takes them all with it."""

    handle: str = ""
    posts: dict[str, int] = {}

    def put(self, rkey: str, version: int) -> None:
        """Note a post; the oldest is forgotten beyond a thousand."""
        self.posts.pop(rkey, None)
        self.posts[rkey] = version
        while len(self.posts) > POSTS_KEPT:
            del self.posts[next(iter(self.posts))]


def place_of(raw: str | None) -> Place:
    """The place out of a cursor; the beginning where there is none to read."""
    try:
        return msgspec.json.decode(raw, type=Place) if raw else Place()
    except msgspec.DecodeError:
        return Place()


def author_of(raw: str | None) -> Author:
    """The author out of a cursor; one of whom nothing is known where there is none to read."""
    try:
        return msgspec.json.decode(raw, type=Author) if raw else Author()
    except msgspec.DecodeError:
        return Author()


def cursor_of(state: Place | Author) -> str:
    """The cursor that holds it."""
    return msgspec.json.encode(state).decode()
