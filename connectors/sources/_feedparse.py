"""Bytes of a feed in, entries out: the one way for the feed source (in a child that can be killed) and `parse-feed`."""

from collections.abc import Set as AbstractSet

import msgspec

from connectors.sources import _blocks
from connectors.sources._dates import moment
from connectors.sources._entries import ENTRY_LIMIT, FeedKind, Outcome, Parsed, ParseRefused
from connectors.sources._sniff import plain_bytes, shape_of

CHILD = "connectors.sources._feedparse:parse"
"""The name under which the killable parser finds `parse`."""


class Question(msgspec.Struct, frozen=True):
    """What the child is asked: a body, how it was labelled, and the digests of entries that need no parsing."""

    body: bytes
    content_type: str | None
    url: str
    known: frozenset[str] = frozenset()


def parse(payload: bytes) -> bytes:
    """A msgpack `Question` in, a msgpack `Outcome` out: a refusal is an answer, a crash is not."""
    question = msgspec.msgpack.decode(payload, type=Question)
    try:
        outcome = Outcome(entries(question.body, question.content_type, question.url, known=question.known))
    except ParseRefused as refused:
        outcome = Outcome(None, refused.code, refused.message)
    return msgspec.msgpack.encode(outcome)


def entries(
    body: bytes, content_type: str | None, url: str, *, known: AbstractSet[str] = frozenset(), sitemaps: bool = False
) -> Parsed:
    """The feed in `body`: RSS, RDF, Atom or JSON Feed, and a sitemap where `sitemaps`.

    Entries whose digest is in `known` are counted and not parsed. Raises ParseRefused, which names what the bytes are
    instead.
    """
    body, recoded = plain_bytes(body)
    if recoded and content_type:
        content_type = content_type.partition(";")[0]
    shape = shape_of(body, content_type)
    if shape == "json":
        from connectors.sources import _jsonfeed

        return _capped(_jsonfeed.read(body, url))
    if shape in {"urlset", "sitemapindex"}:
        if not sitemaps:
            raise ParseRefused("not_a_feed", "answers with a sitemap, not a feed")
        return _sitemap(body, shape)
    return _xml(body, "rss" if shape == "rss" else "rdf" if shape == "rdf" else "atom", content_type, url, known)


def _sitemap(body: bytes, shape: str) -> Parsed:
    from connectors.sources import _sitemap

    if shape == "sitemapindex":
        raise ParseRefused("not_a_feed", "is an index of sitemaps: give one of the sitemaps that it lists")
    return _capped(_sitemap.read(body))


def _xml(body: bytes, kind: FeedKind, content_type: str | None, url: str, known: AbstractSet[str]) -> Parsed:
    from connectors.sources import _feedxml

    mended = _blocks.mended(body, kind)
    if mended is not None:
        body = mended
        if not body:
            raise ParseRefused("truncated", "breaks off before its first entry ends")
    split = _blocks.split(body)
    if split is None:
        return _finished(_feedxml.read(body, kind, content_type, url), mended is not None)
    digests = [_blocks.digest(block) for block in split.blocks]
    kept = _blocks.newest(split.blocks, ENTRY_LIMIT, moment)
    asked = [stays and digest not in known for stays, digest in zip(kept, digests, strict=True)]
    parsed = _feedxml.read(split.keep(asked), kind, content_type, url)
    if parsed.total == sum(asked):
        return _finished(_in_place(parsed, digests, kept, asked), mended is not None)
    return _finished(_feedxml.read(split.keep(kept), kind, content_type, url), mended is not None)


def _in_place(parsed: Parsed, digests: list[str], kept: list[bool], asked: list[bool]) -> Parsed:
    """The parsed entries beside the blocks they came from."""
    order, place = [], 0
    for wanted in asked:
        order.append(place if wanted else -1)
        place += wanted
    shown = [index for index, stays in enumerate(kept) if stays]
    return msgspec.structs.replace(
        parsed,
        total=len(digests),
        blocks=tuple(digests[index] for index in shown),
        order=tuple(order[index] for index in shown),
    )


def _finished(parsed: Parsed, truncated: bool) -> Parsed:
    if truncated:
        note = "breaks off in the middle; its whole entries were read"
        parsed = msgspec.structs.replace(parsed, truncated=True, notes=(note, *parsed.notes))
    return _capped(parsed)


def _capped(parsed: Parsed) -> Parsed:
    if parsed.total <= ENTRY_LIMIT:
        return parsed
    note = f"it holds {parsed.total:,} entries; the newest {ENTRY_LIMIT:,} were read"
    return msgspec.structs.replace(parsed, notes=(*parsed.notes, note))
