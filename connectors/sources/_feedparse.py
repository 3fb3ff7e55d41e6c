"""Bytes of a feed in, entries out: the one way for the feed source (in a child that can be killed) and `parse-feed`."""

import re
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec

from connectors.sources import _blocks
from connectors.sources._dates import moment
from connectors.sources._entries import ENTRY_LIMIT, FeedKind, Outcome, Parsed, ParseRefused, whole_unicode
from connectors.sources._sniff import charset_of, plain_bytes, shape_of

PORTION = 1_000
NAMESPACES = 200
"""Prefixes that a feed may declare: feedparser's time grows with their square."""
_NAMESPACE = re.compile(rb"\sxmlns:([\w.-]+)\s*=")

CHILD = "connectors.sources._feedparse:parse"
"""The name under which the killable parser finds `parse`."""


class Question(msgspec.Struct, frozen=True):
    """What the child is asked: a body, how it was labelled, and the digests of entries that need no parsing. It parses
    `PORTION` entries at most, so that its time has a bound that many entries can't break."""

    body: bytes
    content_type: str | None
    url: str
    known: frozenset[str] = frozenset()


def parse(payload: bytes) -> bytes:
    """A msgpack `Question` in, a msgpack `Outcome` out: a refusal is an answer, a crash is not."""
    question = msgspec.msgpack.decode(payload, type=Question)
    try:
        parsed = entries(question.body, question.content_type, question.url, known=question.known, portion=PORTION)
        outcome = Outcome(parsed)
    except ParseRefused as refused:
        outcome = Outcome(None, refused.code, refused.message)
    return msgspec.msgpack.encode(outcome)


def entries(
    body: bytes,
    content_type: str | None,
    url: str,
    *,
    known: AbstractSet[str] = frozenset(),
    portion: int = ENTRY_LIMIT,
    sitemaps: bool = False,
) -> Parsed:
    """The feed in `body`: RSS, RDF, Atom or JSON Feed, and a sitemap where `sitemaps`.

    Entries whose digest is in `known` are counted and not parsed; of the others `portion` at most, where they can be
    told apart. Raises ParseRefused, which names what the bytes are instead.
    """
    return whole_unicode(_read(plain_bytes(body), content_type, url, known, portion, sitemaps))


def _read(
    body: bytes, content_type: str | None, url: str, known: AbstractSet[str], portion: int, sitemaps: bool
) -> Parsed:
    shape = shape_of(body, content_type)
    if shape == "json":
        from connectors.sources import _jsonfeed

        return _capped(_jsonfeed.read(body, url))
    if shape in {"urlset", "sitemapindex"}:
        if not sitemaps:
            raise ParseRefused("not_a_feed", "answers with a sitemap, not a feed")
        return _sitemap(body, shape)
    kind: FeedKind = "rss" if shape == "rss" else "rdf" if shape == "rdf" else "atom"
    return _xml(body, kind, charset_of(body, content_type), url, known, portion)


def _sitemap(body: bytes, shape: str) -> Parsed:
    from connectors.sources import _sitemap

    if shape == "sitemapindex":
        raise ParseRefused("not_a_feed", "is an index of sitemaps: give one of the sitemaps that it lists")
    return _capped(_sitemap.read(body))


def _xml(body: bytes, kind: FeedKind, charset: str | None, url: str, known: AbstractSet[str], portion: int) -> Parsed:
    from connectors.sources import _feedxml

    prefixes = set(_NAMESPACE.findall(body))
    if len(prefixes) > NAMESPACES:
        raise ParseRefused("malformed", f"declares {len(prefixes):,} namespaces, as no feed does")
    mended = _blocks.mended(body, kind)
    if mended is not None:
        body = mended
        if not body:
            raise ParseRefused("truncated", "breaks off before its first entry ends")
    split = _blocks.split(body)
    if split is None:
        return _finished(_feedxml.read(body, kind, charset, url), mended is not None)
    kept = _blocks.newest(split.blocks, ENTRY_LIMIT, moment)
    roles = _roles(split, kept, known, portion)
    parsed = _feedxml.read(split.keep([role == "asked" for _, role in roles]), kind, charset, url)
    if parsed.total == sum(role == "asked" for _, role in roles):
        return _finished(_in_place(parsed, roles), mended is not None)
    return _finished(_feedxml.read(split.keep(kept), kind, charset, url), mended is not None)


Role = Literal["asked", "known", "left", "cut"]


def _roles(split: _blocks.Split, kept: list[bool], known: AbstractSet[str], portion: int) -> list[tuple[str, Role]]:
    """The digest of each block, and whether it is to be parsed now, is known, is left for later, or is too much."""
    roles: list[tuple[str, Role]] = []
    for block, stays in zip(split.blocks, kept, strict=True):
        digest = _blocks.digest(block)
        role: Role = "cut" if not stays else "known" if digest in known else "asked" if portion > 0 else "left"
        portion -= role == "asked"
        roles.append((digest, role))
    return roles


def _in_place(parsed: Parsed, roles: list[tuple[str, Role]]) -> Parsed:
    """The parsed entries beside the blocks they came from."""
    places = iter(range(len(parsed.entries)))
    shown = [(digest, next(places) if role == "asked" else -1) for digest, role in roles if role in {"asked", "known"}]
    return msgspec.structs.replace(
        parsed,
        total=len(roles),
        blocks=tuple(digest for digest, _ in shown),
        order=tuple(place for _, place in shown),
        more=any(role == "left" for _, role in roles),
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
