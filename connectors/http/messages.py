"""What is asked of the guarded client, what it answers, and what the desk permits: without the client itself."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from multidict import CIMultiDictProxy

from connectors.http.targets import AllowList, redacted

Headers = CIMultiDictProxy[str]
MIB = 1024 * 1024


class Guard(msgspec.Struct, frozen=True):
    """What the desk permits: `allow` are the only private places that may be reached (`targets.allow_list` reads
    them), `contact` goes into the User-Agent; `max_bytes` decoded and `deadline` seconds hold where a request names
    none."""

    allow: AllowList = frozenset()
    contact: str | None = None
    max_bytes: int = 15 * MIB
    deadline: float = 30.0


class Request(msgspec.Struct, frozen=True):
    """One thing to fetch. `follow` redirects at most; 0 hands a redirect back as the answer. `discard` leaves the
    body unread: the status is the answer."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    max_bytes: int | None = None
    deadline: float | None = None
    follow: int = 5
    discard: bool = False

    def __repr__(self) -> str:
        return f"Request({self.method} {redacted(self.url)})"


class Response(msgspec.Struct, frozen=True):
    """The answer at the end of the redirects. `headers` ignore case and keep repeats (`getall`); `body` is decoded;
    `hops` are the redirects on the way, (status, the URL that answered it), `url` is where it ended; neither holds
    user information. `elapsed` in seconds, `date` as the server's clock has it."""

    status: int
    headers: Headers
    body: bytes
    url: str
    hops: tuple[tuple[int, str], ...]
    elapsed: float
    date: datetime | None
