"""From an event of the stream to items. Pure."""

from collections.abc import Mapping

import msgspec

from connectors.sources._jetstate import Author
from connectors.sources._jetstream import HIDDEN, POSTS, Event, Post, post_address
from language.dates import read_date
from schemas import Item, document_id
from schemas.identity import identity


class Frame(msgspec.Struct, frozen=True):
    """An event as it came: `raw` in the source's own words, `arrived` in milliseconds UTC."""

    event: Event
    raw: str
    arrived: int
    source: str
    language: str | None = None
    country: str | None = None
    names: Mapping[str, str] = {}


def needs_author(event: Event) -> bool:
    """Whether what is known of the author decides anything about this event."""
    return event.what in {"put", "delete", "identity"} or (event.what == "account" and event.status in HIDDEN)


def items_of(frame: Frame, author: Author, *, followed: bool) -> tuple[list[Item], bool]:
    """The items that an event makes, and whether `author` changed by it (it is changed in place).

    An account that is deleted or taken down takes every post with it that we remember. A handle is kept for authors
    that are `followed` or have posted, not for the whole network.
    """
    event = frame.event
    if event.what == "put":
        item = _put(frame, author)
        if item is not None:
            author.put(event.rkey, event.version)
        return ([], False) if item is None else ([item], True)
    if event.what == "delete":
        author.posts.pop(event.rkey, None)
        return [_delete(frame, event.rkey, event.version)], True
    if event.what == "account":
        gone = [_delete(frame, rkey, max(event.at, version + 1)) for rkey, version in author.posts.items()]
        author.posts = {}
        return gone, bool(gone)
    if event.handle in {"", author.handle} or not (author.posts or followed):
        return [], False
    author.handle = event.handle
    return [], True


def _identity(frame: Frame, rkey: str) -> tuple[str, str, str]:
    """The post's address, its identity, and the name that the network gives it."""
    address, given = post_address(frame.event.did, rkey), f"at://{frame.event.did}/{POSTS}/{rkey}"
    return address, identity(url=address, source=frame.source, given_id=given, text=None), given


def _put(frame: Frame, author: Author) -> Item | None:
    """The post, or None where it says nothing (a picture without words)."""
    event, post = frame.event, frame.event.post
    if post is None or not post.text:
        return None
    address, named, given = _identity(frame, event.rkey)
    language = next(iter(post.languages), None) or frame.language
    return Item(
        id=document_id(named),
        source=frame.source,
        version=event.version,
        arrived=frame.arrived,
        via="stream",
        identity=named,
        given_id=given,
        version_order="platform",
        standing="platform",
        type="post",
        platform="bluesky",
        url=address,
        text=post.text,
        author=frame.names.get(event.did) or author.handle or event.did,
        language=language,
        country=frame.country,
        published=post.created,
        published_ms=_published(post, event, frame.arrived),
        raw=frame.raw,
    )


def _published(post: Post, event: Event, arrived: int) -> int:
    """The author's claim, but no later than the network saw the post (docs.bsky.app: `sortAt`)."""
    seen = min(event.at // 1000, arrived)
    claim = read_date(post.created, arrived=arrived).ms if post.created else None
    return seen if claim is None else min(claim, seen)


def _delete(frame: Frame, rkey: str, version: int) -> Item:
    address, named, given = _identity(frame, rkey)
    return Item(
        id=document_id(named),
        source=frame.source,
        version=version,
        arrived=frame.arrived,
        via="stream",
        action="delete",
        identity=named,
        given_id=given,
        version_order="platform",
        standing="platform",
        type="post",
        platform="bluesky",
        url=address,
    )
