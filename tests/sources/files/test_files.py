"""Items out of files: each line stands alone, and a bad one is told by its place and kept."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sources._files import Refusal, read_items
from connectors.sources._rejects import KEPT_BYTES
from schemas import Item, decode, document_id, encode
from schemas.item import ITEM_BYTES

NOW = 1_772_445_600_000


def read(raw: bytes | str | dict[str, Any], name: str = "items.jsonl", **more: Any) -> list[Item | Refusal]:
    if isinstance(raw, dict):
        raw = json.dumps(raw)
    stream = io.BytesIO(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw)
    return list(read_items(name, stream, arrived=NOW, **more))


def one(raw: bytes | str | dict[str, Any], name: str = "items.jsonl", **more: Any) -> Item:
    (item,) = read(raw, name, **more)
    assert isinstance(item, Item), item
    return item


def refused(raw: bytes | str, name: str = "items.jsonl") -> Refusal:
    (refusal,) = read(raw, name)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def test_a_line_becomes_an_item_with_all_it_said() -> None:
    item = one(
        {
            "id": "a1",
            "url": "https://daily.example.org/news/a1",
            "source": "daily",
            "title": "Quay closed",
            "text": "The quay is closed.",
            "author": "Ada",
            "language": "en",
            "published": "2026-03-02T09:00:00+00:00",
            "section": "ports",
        }
    )
    assert item.id == document_id("url:daily.example.org/news/a1")
    assert (item.source, item.given_id, item.title, item.text, item.author) == (
        "daily",
        "a1",
        "Quay closed",
        "The quay is closed.",
        "Ada",
    )
    assert (item.published, item.published_ms) == ("2026-03-02T09:00:00+00:00", NOW - 3_600_000)
    assert (item.via, item.arrived) == ("file", NOW)
    assert json.loads(item.raw or "")["section"] == "ports"
    assert decode(encode(item), Item) == item


def test_what_names_an_item() -> None:
    words = {"text": "Words."}
    assert one({**words, "id": 7}, source="desk").identity == 'id:["desk", "7"]'
    assert one(words).identity.startswith("text:")
    assert one(words).id == one({"text": "Words."}).id
    assert one(words, source="desk").source == "desk"
    assert one({**words, "source": "own"}, source="desk").source == "own"
    assert one(words, history=True).via == "history"


def test_each_line_stands_alone_and_the_later_wins() -> None:
    good = json.dumps({"url": "https://daily.example.org/news/a1", "text": "First."})
    later = json.dumps({"url": "https://daily.example.org/news/a1", "text": "Second."})
    found = read(f"{good}\n{{\n\n{later}\r\n" + '{"text": 5}')
    assert [type(one).__name__ for one in found] == ["Item", "Refusal", "Item", "Refusal"]
    first, second = found[0], found[2]
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert first.id == second.id
    assert first.version < second.version
    assert [str(found[1])[:14], str(found[3])[:14]] == ["items.jsonl:2:", "items.jsonl:5:"]


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        (b'{"id": "x"', "items.jsonl:1:11", "no JSON"),
        (b'{"text": \n', "items.jsonl:1:10", "no JSON"),
        (b"[\n", "items.jsonl:1:2", "one whole JSON object"),
        (b"[1, 2]", "items.jsonl:1", "a list"),
        (b'"words"', "items.jsonl:1", "text, not an object"),
        (b"null", "items.jsonl:1", "null"),
        (b'{"id": "empty"}', "items.jsonl:1", "neither `text` nor `html`"),
        (b'{"text": "  ", "html": ""}', "items.jsonl:1", "neither `text` nor `html`"),
        (b'{"text": 5}', "items.jsonl:1", "`text` is a number"),
        (b'{"text": "x", "url": []}', "items.jsonl:1", "`url` is a list"),
        (b'{"text": "x", "id": {}}', "items.jsonl:1", "`id` is an object"),
        (b'{"text": "x", "id": true}', "items.jsonl:1", "`id` is true or false"),
        (b'{"text": "x", "published": {}}', "items.jsonl:1", "`published` is an object"),
        (b'{"text": "\xff"}', "items.jsonl:1", "not UTF-8"),
        (b'{"a":' * 100_000, "items.jsonl:1", "nested too deep"),
    ],
)
def test_a_bad_line_is_told_by_its_place_and_kept(line: bytes, place: str, words: str) -> None:
    refusal = refused(line)
    assert refusal.place == place
    assert words in refusal.message
    assert refusal.kept.bytes == line
    record = refusal.rejected("desk", NOW)
    assert (record.source, record.stage, record.bytes, record.replayable) == ("desk", "read", line, True)
    assert record.id == refused(line).rejected("desk", NOW + 5).id
    assert words in record.error


def test_a_line_too_large_is_told_and_its_beginning_kept_and_the_next_is_read() -> None:
    large = b'{"text": "' + b"a" * 10_000_000 + b'"}\n'
    refusal, item = read(large + b'{"text": "Fine."}\n')
    assert isinstance(refusal, Refusal)
    assert isinstance(item, Item)
    assert "10,000,013 bytes" in refusal.message
    record = refusal.rejected(None, NOW)
    assert (len(record.bytes), record.length, record.replayable) == (KEPT_BYTES, len(large), False)
    assert item.version % 1000 == 2


def test_nul_and_half_surrogates_are_not_refused_here() -> None:
    assert one('{"text": "a\\u0000b \\ud800 c"}').text == "a\0b \ud800 c"


def test_dates_are_read_and_kept_as_given() -> None:
    for given_date, ms in (
        (1_772_445_600, NOW),
        (1_772_445_600_000, NOW),
        ("1970-01-01", None),
        ("soon", None),
        ("2099-01-01T00:00:00Z", None),
        (None, None),
    ):
        item = one({"text": "Words.", "published": given_date})
        assert item.published_ms == ms
        assert item.published == (None if given_date is None else str(given_date))


def test_text_counts_where_both_are_given() -> None:
    assert (one({"text": "Words.", "html": "<p>Other"}).text, one({"text": "", "html": "<p>x"}).html) == (
        "Words.",
        "<p>x",
    )


def test_plain_text_files() -> None:
    item = one("Ministeren sa nei.\n", "note.txt", source="notes")
    assert (item.text, item.html, item.source, item.given_id) == ("Ministeren sa nei.\n", None, "notes", None)
    assert one("Größe".encode("cp1252"), "note.txt").text == "Größe"
    assert one("Größe".encode("utf-16"), "note.txt").text == "Größe"
    assert "no words" in refused(b" \n", "note.txt").message
    too_large = refused(b"a" * (ITEM_BYTES + 1), "note.txt")
    assert (too_large.place, too_large.kept.length) == ("note.txt", ITEM_BYTES + 1)


def test_pages() -> None:
    page = (
        '<html lang="nb"><head><title>Kaien &amp; byen</title><meta name="author" content="Ada Lindqvist">'
        '<link href="https://daily.example.org/news/kaien-1" rel="canonical">'
        '<meta property="article:published_time" content="2026-03-02T09:00:00Z"></head>'
        "<body><p>Sa nei.</p></body></html>"
    )
    item = one(page, "saved.HTML")
    assert (item.title, item.language, item.author) == ("Kaien & byen", "nb", "Ada Lindqvist")
    assert (item.url, item.published_ms) == ("https://daily.example.org/news/kaien-1", NOW - 3_600_000)
    assert item.html == page
    latin = '<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2")
    assert "Łódź" in (one(latin, "saved.htm").html or "")
    assert "Łódź" not in (one(latin.replace(b"8859-2", b"nonesuch"), "saved.htm").html or "")


def test_mails() -> None:
    mail = (
        b"From: =?utf-8?q?Ada_Lindqvist?= <ada@nordhavn.example.org>\r\nSubject: Quay\r\n closed\r\n"
        b"Message-ID: <17@nordhavn.example.org>\r\nDate: Mon, 02 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nVi sa nei til =C3=B8ya.\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n"
        b"<p>Vi sa nei</p>\r\n--b--\r\n"
    )
    item = one(mail, "letter.eml")
    assert (item.author, item.title, item.given_id) == ("Ada Lindqvist", "Quay closed", "<17@nordhavn.example.org>")
    assert (item.text or "").strip() == "Vi sa nei til øya."
    assert item.published_ms == NOW - 3_600_000
    odd = b"From: x\r\nContent-Type: text/plain; charset=nonesuch\r\n\r\nW\xf6rter\r\n"
    assert "Wörter" in (one(odd, "odd.eml").text or "")
    assert "no text part" in refused(b"Subject: nothing\r\n\r\n", "empty.eml").message


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.jsonl", "a.txt", "a.html", "a.eml", "standard input"]))
def test_no_bytes_make_it_fail(raw: bytes, name: str) -> None:
    for found in read(raw, name):
        assert isinstance(found, (Item, Refusal))
