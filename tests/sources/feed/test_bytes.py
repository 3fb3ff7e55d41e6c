"""Telling entries apart in bytes, and what hostile bytes cost."""

import gzip
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sources import _blocks, _feedxml
from connectors.sources._dates import iso_date, moment
from connectors.sources._entries import ENTRY_LIMIT, FIELD_LIMIT, ParseRefused
from connectors.sources._feedparse import entries
from connectors.sources._sniff import plain_bytes, shape_of

URL = "https://wire.example.org/feed.xml"
ITEM = b"<item><guid>%d</guid><title>T %d</title><description>W %d</description></item>"


def feed(inner: bytes) -> bytes:
    return b"<rss version='2.0'><channel><title>Wire</title>" + inner + b"</channel></rss>"


@pytest.mark.parametrize(
    "inner",
    [
        b"<item><title>open<item><title>nested</title></item>",
        b"<item/><item><title>x</title></item>",
        b"<item><description><![CDATA[</item><item>]]></description></item>",
        b"<item><title>a</title><!-- </item><item> --></item>",
        b"</item><item><title>x</title></item>",
        b"<item><title>never closed</title>",
    ],
)
def test_entries_whose_tags_do_not_alternate_are_left_to_the_parser(inner: bytes) -> None:
    assert _blocks.split(feed(inner)) is None


def test_a_split_is_the_document() -> None:
    body = feed(b"\n".join(ITEM % (n, n, n) for n in range(5)))
    split = _blocks.split(body)
    assert split is not None
    assert len(split.blocks) == 5
    assert split.keep([True] * 5) == body
    assert split.keep([False] * 5).count(b"<item") == 0


def test_atom_and_rdf_entries_and_prefixes_are_told_apart() -> None:
    for body in (b"<feed><entry a='1'>x</entry></feed>", b"<r:RDF><items/><r:item>y</r:item></r:RDF>"):
        split = _blocks.split(body)
        assert split is not None
        assert len(split.blocks) == 1


def test_the_newest_are_kept_whichever_way_the_feed_runs() -> None:
    dated = [b"<item><pubDate>Mon, 0%d Mar 2026 10:00:00 GMT</pubDate></item>" % day for day in range(1, 7)]
    assert _blocks.newest(dated, 2, moment) == [False] * 4 + [True] * 2
    assert _blocks.newest(dated[::-1], 2, moment) == [True] * 2 + [False] * 4
    assert _blocks.newest([b"<item/>"] * 3, 2, moment) == [True, True, False]


def test_blocks_are_not_left_out_where_they_were_not_what_the_parser_found() -> None:
    commented = feed(b"<!-- " + ITEM % (1, 1, 1) + b" -->" + ITEM % (2, 2, 2))
    parsed = entries(commented, None, URL)
    assert [entry.id for entry in parsed.entries] == ["2"]
    assert parsed.blocks == ()  # two blocks, one entry: nothing to go by


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True), st.data())
def test_known_entries_left_out_never_change_the_rest(numbers: list[int], data: st.DataObject) -> None:
    body = feed(b"".join(ITEM % (n, n, n) for n in numbers))
    whole = entries(body, None, URL)
    known = data.draw(st.sets(st.sampled_from(whole.blocks)))
    part = entries(body, None, URL, known=known)
    assert part.entries == tuple(e for e, block in zip(whole.entries, whole.blocks, strict=True) if block not in known)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel>", b"<feed>", b"<item>", b"{", b"\x1f\x8b"]))
def test_no_bytes_make_it_fail_in_another_way(body: bytes, before: bytes) -> None:
    code = "read"
    try:
        entries(before + body, None, URL, sitemaps=True)
    except ParseRefused as refused:
        code = refused.code
    assert code in {"read", "not_a_feed", "empty", "malformed", "truncated", "encoding", "too_large"}


FLOODS: dict[str, Callable[[int], bytes]] = {
    "comments": lambda n: feed(b"<item><description>" + b"&lt;!--" * n + b"</description></item>"),
    "raw comments": lambda n: feed(b"<item><description>" + b"<!--" * n + b"</description></item>"),
    "open items": lambda n: feed(b"<item" * n),
    "items without end": lambda n: b"<rss>" + b"<item " * n,
    "doctype": lambda n: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * n + b"]>" + feed(ITEM % (1, 1, 1)),
    "processing instructions": lambda n: b"<?" * n + feed(b""),
    "spaces": lambda n: b" " * n + b"<rss>" + b" " * n,
    "namespaces": lambda n: feed(b" xmlns:a" * n),
    "tombstones": lambda n: b"<feed>" + b"<at:deleted-entry ref='" * n + b"</feed>",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_cost_no_more_than_their_length(flood: str) -> None:
    """Four times the bytes take some four times the time: sixteen times would be quadratic."""

    def seconds(count: int) -> float:
        body, best = FLOODS[flood](count), 9e9
        for _ in range(3):
            started = time.process_time()
            try:
                shape_of(plain_bytes(body), None)
                _blocks.mended(body, "rss")
                _blocks.split(body)
            except ParseRefused:
                pass
            best = min(best, time.process_time() - started)
        return best

    assert seconds(40_000) <= 11 * seconds(10_000) + 0.05


def test_a_long_field_is_cut_and_a_body_never() -> None:
    long = b"a" * 300_000
    parsed = entries(
        feed(b"<item><title>" + long + b"</title><description>" + long + b"</description></item>"), None, URL
    )
    (entry,) = parsed.entries
    assert (len(entry.title or ""), len(entry.summary or "")) == (FIELD_LIMIT, 300_000)
    told = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "x", "content_text": "a" * 10**7}]}
    )
    assert len(entries(told.encode(), None, URL).entries[0].content or "") == 10**7


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        (b"&#xD83D;", "left \ufffd alone"),
        (b"&#55357;", "left \ufffd alone"),
        (b"&#x110000;", "left \ufffd alone"),
        (b"&#" + b"9" * 5_000 + b";", "left \ufffd alone"),
        (b"&#xD83D;&#xDE42;", "left \U0001f642 alone"),
        (b"&#128578;", "left \U0001f642 alone"),
    ],
)
def test_a_reference_to_no_character_costs_one_character(reference: bytes, title: str) -> None:
    parsed = entries(feed(b"<item><title>left " + reference + b" alone</title><guid>x</guid></item>"), None, URL)
    assert parsed.entries[0].title == title
    broken = "\ufffd" in title
    assert parsed.entries[0].mended == ("references to no character" if broken else None)
    assert any("that name no character" in note for note in parsed.notes) == broken


def test_half_a_pair_in_json_is_mended_and_noted() -> None:
    titles = ("left \ud83d alone", "a pair \U0001f642", "plain")
    items = [{"id": title[:3], "title": title, "authors": [{"name": "Ada"}]} for title in titles]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    found = entries(body, None, URL).entries
    assert [entry.title for entry in found] == ["left \ufffd alone", *titles[1:]]
    assert [entry.mended for entry in found] == ["lone surrogates", None, None]


def test_a_feed_packed_twice_over_is_unpacked_once_and_bounded() -> None:
    assert entries(gzip.compress(feed(ITEM % (1, 1, 1))), None, URL).total == 1
    with pytest.raises(ParseRefused, match="15 MB"):
        plain_bytes(gzip.compress(bytes(16 * 1024 * 1024)))


def test_dates_are_shown_as_they_are_said() -> None:
    assert iso_date("Mon, 02 Mar 2026 10:00:00 +0100") == "2026-03-02T09:00:00+00:00"
    assert iso_date("2026-03-02") == "2026-03-02"
    assert iso_date("2099-05-01T00:00:00Z") == "2099-05-01T00:00:00+00:00"
    assert [iso_date(raw) for raw in (None, "", "soon", "1970-01-01T00:00:00Z")] == [None] * 4


@pytest.mark.parametrize(
    ("declared", "encoded", "server"),
    [
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("iso-8859-1", "utf-8", None),
        ("iso-8859-1", "iso-8859-1", "text/xml"),
        ("windows-1251", "windows-1251", "application/rss+xml"),
        ("utf-8", "windows-1251", "text/xml; charset=windows-1251"),
        ("utf-16", "utf-16", "text/xml; charset=utf-16"),
        ("utf-16", "utf-16-le", None),
        ("iso-2022-jp", "iso-2022-jp", None),
        ("utf-8", "utf-8-sig", "text/html; charset=ascii"),
    ],
)
def test_words_are_read_whatever_server_and_document_say_of_their_encoding(
    declared: str, encoded: str, server: str | None
) -> None:
    words = {"windows-1251": "Порт закрыт", "iso-2022-jp": "港は閉鎖"}.get(encoded, "Café fermé")
    xml = (
        f"<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>{words}</title></item></channel></rss>"
    )
    parsed = entries(xml.encode(encoded), server, URL)
    assert parsed.entries[0].title == words
    assert parsed.notes == ()


def test_more_namespaces_than_any_feed_has_are_refused() -> None:
    flood = b"".join(b"<x%d:a xmlns:x%d='u%d'/>" % (n, n, n) for n in range(30_000))
    with pytest.raises(ParseRefused, match="30,000 namespaces"):
        entries(feed(flood), None, URL)


def test_of_more_entries_than_the_limit_the_first_are_read_where_bytes_tell_nothing() -> None:
    items = b"".join(b'{"id": "%d", "content_text": "W"},' % n for n in range(ENTRY_LIMIT + 5))
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + items[:-1] + b"]}"
    for parsed in (
        entries(body, None, URL),
        entries(feed(b"<item><title>x</title></item>" * 5_005 + b"<item/>"), None, URL),
    ):
        assert len(parsed.entries) == ENTRY_LIMIT
        assert "newest 5,000" in parsed.notes[-1]


def test_a_file_named_like_the_bytes_is_not_opened(tmp_path: Path) -> None:
    """feedparser opens the path that it is given as bytes; ours never reaches it as one."""
    secret = tmp_path / "secret.xml"
    secret.write_bytes(feed(ITEM % (1, 1, 1)))
    assert _feedxml.read(str(secret).encode(), "rss", None, URL).entries == ()


def test_random_bytes_between_entries_do_not_lose_them() -> None:
    dice = random.Random(7)
    noise = bytes(dice.randrange(32, 127) for _ in range(200)).replace(b"<", b" ").replace(b"&", b" ")
    body = feed(ITEM % (1, 1, 1) + noise + ITEM % (2, 2, 2))
    assert [entry.id for entry in entries(body, None, URL).entries] == ["1", "2"]
