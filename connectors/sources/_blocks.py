"""Telling the entries of a feed apart in its bytes, before any parser reads them.

Feeds repeat what they said at the last poll: leaving known entries out of what feedparser gets makes it 8 to 78 times
faster. This is only done where the tags of entries alternate strictly (start, end, start, end), and what comes out is
counted against what the parser found; see `_feedparse`. All steps are linear in the bytes.
"""

import re
from collections.abc import Callable, Sequence
from hashlib import blake2b

import msgspec

_TAG = re.compile(rb"<(/?)(?:[A-Za-z_][\w.-]*:)?(item|entry)(?=[\s/>])[^<>]*>")
_DATE = re.compile(rb"<(?:pubDate|published|updated|dc:date)>([^<]{8,60})</")
_CLOSING = {"rss": b"</channel></rss>", "atom": b"</feed>", "rdf": b"</rdf:RDF>"}
_END = {
    "rss": re.compile(rb"</\s*(?:\w+:)?rss\s*>", re.IGNORECASE),
    "atom": re.compile(rb"</\s*(?:\w+:)?feed\s*>", re.IGNORECASE),
    "rdf": re.compile(rb"</\s*(?:\w+:)?rdf\s*>", re.IGNORECASE),
}


class Split(msgspec.Struct, frozen=True):
    """`gaps[0] blocks[0] gaps[1] … blocks[n-1] gaps[n]` is the document."""

    gaps: tuple[bytes, ...]
    blocks: tuple[bytes, ...]

    def keep(self, wanted: Sequence[bool]) -> bytes:
        """The document with the wanted blocks only."""
        parts = [self.gaps[0]]
        for block, gap, stays in zip(self.blocks, self.gaps[1:], wanted, strict=True):
            if stays:
                parts.append(block)
            parts.append(gap)
        return b"".join(parts)


def split(body: bytes) -> Split | None:
    """The entries' own bytes, or None where their tags do not alternate strictly or a block opens what it does not
    close (a comment, CDATA), so that taking blocks out could change what the rest means."""
    gaps: list[bytes] = []
    blocks: list[bytes] = []
    end, start = 0, -1
    for tag in _TAG.finditer(body):
        closing = tag[1] == b"/"
        if closing == (start < 0) or (not closing and tag[0].endswith(b"/>")):
            return None
        if not closing:
            start = tag.start()
            continue
        block = body[start : tag.end()]
        if not _balanced(block):
            return None
        gaps.append(body[end:start])
        blocks.append(block)
        end, start = tag.end(), -1
    if start >= 0:
        return None
    return Split((*gaps, body[end:]), tuple(blocks))


def _balanced(block: bytes) -> bool:
    return block.count(b"<!--") == block.count(b"-->") and block.count(b"<![CDATA[") == block.count(b"]]>")


def digest(block: bytes) -> str:
    """16 hex digits: enough to tell apart the entries that one feed ever shows at once."""
    return blake2b(block, digest_size=8).hexdigest()


def newest(blocks: Sequence[bytes], limit: int, moment: Callable[[str | None], int | None]) -> list[bool]:
    """Which blocks to keep so that at most `limit` stay: the first ones, or the last ones where the dates of the first
    and the last block show that the feed runs from old to new."""
    if len(blocks) <= limit:
        return [True] * len(blocks)
    first, last = moment(_date(blocks[0])), moment(_date(blocks[-1]))
    if first is not None and last is not None and last > first:
        return [False] * (len(blocks) - limit) + [True] * limit
    return [True] * limit + [False] * (len(blocks) - limit)


def _date(block: bytes) -> str | None:
    match = _DATE.search(block)
    return match[1].decode("utf-8", "replace") if match else None


def mended(body: bytes, shape: str) -> bytes | None:
    """A document that breaks off: cut after its last whole entry and closed. None where it ends as it should."""
    pattern = _END.get(shape)
    if pattern is None or pattern.search(body, max(0, len(body) - 4096)):
        return None
    last = 0
    for tag in _TAG.finditer(body):
        if tag[1] == b"/":
            last = tag.end()
    return body[:last] + _CLOSING[shape] if last else b""
