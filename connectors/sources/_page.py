"""What the head of a saved page says of it, read linearly from its first bytes. Pure."""

import html
import re

import msgspec

HEAD = 128 * 1024
_TAG = re.compile(r"<(meta|link|html|title)\b([^<>]*)>([^<]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CHARSET = re.compile(rb"<meta\b[^<>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class PageHead(msgspec.Struct):
    """What a page says of itself; None where it does not."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    author: str | None = None


def head_of(page: str) -> PageHead:
    """Title, canonical address, language, date and author of an HTML page."""
    found = PageHead()
    for tag in _TAG.finditer(page[:HEAD]):
        name = tag[1].lower()
        values = {
            one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(tag[2])
        }
        if name == "title":
            found.title = found.title or " ".join(html.unescape(tag[3]).split()) or None
        elif name == "html":
            found.language = found.language or values.get("lang") or None
        elif name == "link" and "canonical" in values.get("rel", "").lower().split():
            found.url = values.get("href") or found.url
        elif name == "meta":
            _meta(found, values.get("property") or values.get("name") or "", values.get("content", "").strip())
    return found


def _meta(found: PageHead, name: str, content: str) -> None:
    if not content:
        return
    if name == "article:published_time":
        found.published = content
    elif name == "author":
        found.author = content
    elif name == "og:url":
        found.url = found.url or content


def decoded(raw: bytes, *, markup: bool = False) -> str:
    """Text of bytes that name no encoding but perhaps by their mark or (`markup`) a `<meta charset>`: UTF-8 where it is
    valid, else what is declared, else Windows-1252 as browsers take it."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:HEAD]) if markup else None
    try:
        return raw.decode(declared[1].decode() if declared else "cp1252", "replace")
    except (LookupError, ValueError):
        return raw.decode("cp1252", "replace")
