"""Items out of files: JSON lines, `.txt`, `.html`, `.eml`. Each line, each file stands alone: a bad one is told by its
place and kept, the others go on."""

import email
import email.policy
import hashlib
import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import PurePath
from typing import IO, Any

import msgspec

from connectors.sources._page import decoded, head_of
from connectors.sources._rejects import KEPT_BYTES, Kept, rejected
from language.dates import read_date
from schemas import Item, Rejected, document_id
from schemas.identity import identity
from schemas.item import ITEM_BYTES

DEFAULT_SOURCE = "ingest"
WORDS = ("url", "source", "title", "text", "html", "author", "language")


class Refusal(msgspec.Struct, frozen=True):
    """A line or file that is no item. `line` and `column` count from 1 (0: the whole file)."""

    name: str
    line: int
    column: int
    message: str
    kept: Kept

    @property
    def place(self) -> str:
        """`file`, `file:line` or `file:line:column`."""
        parts = [self.name, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    def rejected(self, source: str | None, at: int) -> Rejected:
        """The record for the topic `rejected`."""
        return rejected(
            self.kept, source=source or DEFAULT_SOURCE, stage="read", error=str(self), at=at, place=self.place
        )


class _Bad(Exception):
    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


class _How(msgspec.Struct, frozen=True):
    """What all items of one call share; `version` in µs rises line by line, so that a later line wins."""

    source: str | None
    history: bool
    arrived: int
    line: int = 0


def read_items(
    name: str, stream: IO[bytes], *, source: str | None = None, history: bool = False, arrived: int
) -> Iterator[Item | Refusal]:
    """The items in a file, in its order, each line or file that is none as a `Refusal`.

    What it holds is told by `name`: `.txt`, `.html` and `.htm`, `.eml` are one item each, anything else is JSON lines.
    `source` stands where an item names none, `history` marks all of them, `arrived` is in milliseconds UTC.
    """
    how = _How(source, history, arrived)
    readers = {".txt": _from_text, ".html": _from_page, ".htm": _from_page, ".eml": _from_mail}
    reader = readers.get(PurePath(name).suffix.lower())
    if reader is None:
        yield from _lines(name, stream, how)
        return
    found = _bounded(stream, whole=True)
    try:
        if found.length > ITEM_BYTES:
            raise _Bad(_too_large(found.length))
        yield reader(found.bytes, how)
    except _Bad as bad:
        yield Refusal(name, 0, 0, str(bad), found)


def _lines(name: str, stream: IO[bytes], how: _How) -> Iterator[Item | Refusal]:
    number = 0
    while (found := _bounded(stream, whole=False)).length:
        number += 1
        line = found.bytes.removeprefix(b"\xef\xbb\xbf") if number == 1 else found.bytes
        if not line.strip():
            continue
        try:
            if found.length > ITEM_BYTES:
                raise _Bad(_too_large(found.length))
            yield _from_line(line.rstrip(b"\r\n"), msgspec.structs.replace(how, line=number))
        except _Bad as bad:
            yield Refusal(name, number, bad.column, str(bad), found)


def _bounded(stream: IO[bytes], *, whole: bool) -> Kept:
    """The next line (or the rest) with its length and hash; of more than 1 MB only the beginning is kept, however
    long it is, so that no file can fill the memory."""
    read = stream.read if whole else stream.readline
    first = read(ITEM_BYTES + 1)
    length, hasher = len(first), hashlib.sha256(first)
    if length <= ITEM_BYTES or (not whole and first.endswith(b"\n")):
        return Kept(first, length, hasher.hexdigest())
    piece = first
    while piece and (whole or not piece.endswith(b"\n")):
        piece = read(ITEM_BYTES)
        length += len(piece)
        hasher.update(piece)
    return Kept(first[:KEPT_BYTES], length, hasher.hexdigest())


def _too_large(length: int) -> str:
    return f"has {length:,} bytes; an item may have {ITEM_BYTES:,}: split it, or leave out what is not text"


def _from_line(raw: bytes, how: _How) -> Item:
    try:
        given = json.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise _Bad(f"is not UTF-8 (byte {error.start + 1}): convert the file, for example with iconv") from error
    except json.JSONDecodeError as error:
        hint = " (each line must be one whole JSON object)" if raw.strip() in {b"[", b"{", b"]", b"}"} else ""
        raise _Bad(f"is no JSON: {error.msg.lower()}{hint}", error.colno) from error
    except RecursionError as error:
        raise _Bad("is nested too deep for an item") from error
    if not isinstance(given, dict):
        raise _Bad(f"is {_kind(given)}, not an object with `text` or `html`")
    fields = {key: _text(given, key) for key in WORDS}
    if not (fields["text"] or "").strip() and not (fields["html"] or "").strip():
        raise _Bad("has neither `text` nor `html`: one of them must hold the words")
    published = given.get("published")
    if isinstance(published, bool) or not isinstance(published, (str, int, float, type(None))):
        raise _Bad(f"`published` is {_kind(published)}, expected a date such as 2026-03-02T10:00:00Z, or null")
    rest = {key: value for key, value in given.items() if key not in {"text", "html"}}
    raw_words = json.dumps(rest, ensure_ascii=False)
    return _item(how, fields, given_id=_identifier(given), published=published, raw=raw_words)


def _text(given: dict[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise _Bad(f"`{key}` is {_kind(value)}, expected text")
    return value


def _identifier(given: dict[str, Any]) -> str | None:
    value = given.get("id")
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _Bad(f"`id` is {_kind(value)}, expected text or a whole number")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number", type(None): "null"}
    return names.get(type(value), type(value).__name__)


def _item(
    how: _How, fields: dict[str, str | None], *, given_id: str | None, published: str | float | None, raw: str | None
) -> Item:
    source = fields.get("source") or how.source or DEFAULT_SOURCE
    text, page = fields.get("text"), fields.get("html")
    if (text or "").strip():
        page = None
    named = identity(url=fields.get("url"), source=source, given_id=given_id, text=page or text)
    read = read_date(published, arrived=how.arrived, language=fields.get("language"))
    return Item(
        id=document_id(named),
        source=source,
        version=how.arrived * 1000 + how.line,
        arrived=how.arrived,
        via="history" if how.history else "file",
        identity=named,
        given_id=given_id,
        url=fields.get("url"),
        title=fields.get("title") or "",
        text=None if page else text,
        html=page,
        author=fields.get("author"),
        language=fields.get("language"),
        published=None if published is None else str(published),
        published_ms=read.ms if read.precision != "unknown" else None,
        raw=raw,
    )


def _from_text(raw: bytes, how: _How) -> Item:
    text = decoded(raw)
    if not text.strip():
        raise _Bad("holds no words")
    return _item(how, {"text": text}, given_id=None, published=None, raw=None)


def _from_page(raw: bytes, how: _How) -> Item:
    page = decoded(raw, markup=True)
    if not page.strip():
        raise _Bad("holds no words")
    head = head_of(page)
    fields = {"html": page, "title": head.title, "url": head.url, "language": head.language, "author": head.author}
    return _item(how, fields, given_id=None, published=head.published, raw=None)


def _from_mail(raw: bytes, how: _How) -> Item:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
    words = _mail_words(part) if part is not None else ""
    if part is None or not words.strip():
        raise _Bad("holds no text part: is it a mail (.eml)?")
    fields = {
        "html" if part.get_content_type() == "text/html" else "text": words,
        "title": _header(message, "Subject"),
        "author": _sender(_header(message, "From")),
    }
    return _item(how, fields, given_id=_header(message, "Message-ID"), published=_header(message, "Date"), raw=None)


def _mail_words(part: Any) -> str:
    """The part's text; where its charset is unknown, as bytes that name none."""
    try:
        words = part.get_content()
    except (LookupError, ValueError, UnicodeError):
        words = decoded(part.get_payload(decode=True) or b"")
    return words if isinstance(words, str) else ""


def _header(message: Any, name: str) -> str | None:
    try:
        value = message[name]
    except (ValueError, IndexError, AttributeError, TypeError):  # headers that the standard library can't take apart
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _sender(value: str | None) -> str | None:
    if value is None:
        return None
    name, _, address = value.rpartition("<")
    return name.strip().strip('"') or address.strip(" >") or None
