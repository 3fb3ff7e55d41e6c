"""What kind of document these bytes are, told from their beginning."""

import re
import zlib
from typing import Literal

from connectors.sources._entries import ParseRefused

Shape = Literal["rss", "rdf", "atom", "json", "urlset", "sitemapindex"]

HEAD = 64 * 1024
UNPACKED_LIMIT = 15 * 1024 * 1024

_PROLOG = re.compile(
    rb"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+(?![hH][tT][mM][lL])[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ROOTS: dict[bytes, Shape] = {
    b"rss": "rss",
    b"rdf": "rdf",
    b"feed": "atom",
    b"urlset": "urlset",
    b"sitemapindex": "sitemapindex",
}
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_ESCAPES = re.compile(rb"encoding\s*=\s*[\"'](?:utf-7|hz|iso-2022)", re.IGNORECASE)
_DECLARED = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def plain_bytes(body: bytes) -> bytes:
    """The document in an encoding that holds ASCII as it is: gzip undone (some sites serve files packed without saying
    so), UTF-16 and UTF-32 turned into UTF-8, a byte-order mark taken off. Raises ParseRefused."""
    if body[:2] == b"\x1f\x8b":
        body = _unpacked(body)
    for mark, encoding in _WIDE_MARKS:
        if body.startswith(mark):
            text = body.decode(encoding, "replace").lstrip("\ufeff")
            return _DECLARED.sub(r"\1", text, count=1).encode()
    return body.removeprefix(b"\xef\xbb\xbf")


def charset_of(body: bytes, content_type: str | None) -> str | None:
    """The encoding to read `body` (as `plain_bytes` gives it) in, where it is known better than by what the document
    declares: UTF-8 if all of it is valid UTF-8, whatever server and document say, since text in another encoding next
    to never is; else what the server says (RFC 7303)."""
    if b"\x1b" not in body and not _ESCAPES.search(body[:200]):
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    named = _CHARSET.search(content_type or "")
    return named[1] if named else None


def _unpacked(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, UNPACKED_LIMIT)
    except zlib.error as error:
        raise ParseRefused("encoding", f"answers with gzip data that is broken: {error}") from error
    if inflater.unconsumed_tail:
        raise ParseRefused("too_large", f"unpacks to more than {UNPACKED_LIMIT // 1024 // 1024} MB")
    return plain


def shape_of(body: bytes, content_type: str | None) -> Shape:
    """The document's kind from its first element. `body` is as `plain_bytes` gives it. Raises ParseRefused, which
    names what stands there instead of a feed."""
    if not body.strip(b" \t\r\n\0"):
        raise ParseRefused("empty", "answers with nothing: no entries, not even an empty feed")
    head = body[:HEAD].lstrip(b" \t\r\n\0\f")
    if head[:1] in (b"{", b"["):
        return "json"
    place = 0
    while match := _PROLOG.match(head, place):
        place = match.end()
    root = _ROOT.match(head, place)
    if root is None:
        raise _not_a_feed(head, content_type)
    name = root[1].lower()
    if name in _ROOTS:
        return _ROOTS[name]
    if name in {b"html", b"head", b"body", b"script", b"div", b"meta", b"p"}:
        raise ParseRefused("not_a_feed", "answers with a web page (HTML), not a feed")
    raise ParseRefused("not_a_feed", f"answers with XML of another kind (<{_readable(root[1])}>), not a feed")


def _not_a_feed(head: bytes, content_type: str | None) -> ParseRefused:
    kind = (content_type or "").partition(";")[0].strip().lower()
    if b"<html" in head[:2048].lower() or b"<!doctype html" in head[:2048].lower() or kind == "text/html":
        return ParseRefused("not_a_feed", "answers with a web page (HTML), not a feed")
    if head[:5] in {b"%PDF-", b"\x89PNG\r"} or b"\0" in head[:512]:
        return ParseRefused("not_a_feed", f"answers with binary data{f' ({kind})' if kind else ''}, not a feed")
    if head[:1] == b"<":
        return ParseRefused("not_a_feed", "answers with markup whose first element does not come within 64 kB")
    return ParseRefused("not_a_feed", f"answers with plain text, not a feed; it begins {_readable(head[:40])!r}")


def _readable(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
