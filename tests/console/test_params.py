"""The address is the view: reading, refusing, writing it."""

from typing import Any
from urllib.parse import parse_qsl

import pytest

from onrecord.console import dates, params
from onrecord.console.errors import Refusal
from onrecord.console.params import View, read_view

NOW = 1_764_007_200_000


def view(query: str, zone: str = "UTC") -> View:
    return read_view(parse_qsl(query, keep_blank_values=True), zone)


def refusal(query: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        view(query)
    assert caught.value.status == 400
    return caught.value


def test_the_defaults_are_documents_newest_first() -> None:
    assert view("") == View(q="", unit="documents", sort="published", limit=None, after=None)
    assert view("").size == 25
    assert view("q=&in=&since=&sort=&limit=&after=") == view("")


def test_every_parameter_is_read() -> None:
    read = view("q=+harbour+&in=statements&from=2025-11&to=2025-11-24&sort=-arrived&limit=1000&after=abc")
    assert read == View("harbour", "statements", None, "2025-11", "2025-11-24", "-arrived", 1000, "abc")


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("nonsense=1", "unknown_parameter", "“nonsense”"),
        ("limti=5", "unknown_parameter", "Did you mean “limit”?"),
        ("q=a&q=b", "repeated_parameter", "twice"),
        ("in=statement", "bad_value", "Did you mean “statements”?"),
        ("in=entities", "bad_value", "“documents” or “statements”"),
        ("sort=publishd", "bad_value", "Did you mean “published”?"),
        ("limit=0", "bad_value", "from 1 to 1000"),
        ("limit=1001", "bad_value", "from 1 to 1000"),
        ("limit=-1", "bad_value", "from 1 to 1000"),
        ("limit=٣", "bad_value", "from 1 to 1000"),
        ("limit=9999999999999999999999", "bad_value", "from 1 to 1000"),
        ("since=7", "bad_value", "12h, 7d or 4w"),
        ("since=0d", "bad_value", "12h, 7d or 4w"),
        ("from=yesterday", "bad_value", "2026-11-24"),
        ("to=2025-02-30", "bad_value", "a date such as"),
        ("since=7d&from=2025", "bad_value", "exclude each other"),
    ],
)
def test_what_it_can_not_mean_is_refused_by_name(query: str, code: str, words: str) -> None:
    error = refusal(query)
    assert error.code == code
    assert words in error.message


def test_a_long_hostile_name_is_shown_short() -> None:
    assert len(refusal("x" * 5000 + "=1").message) < 300


def test_a_view_written_and_read_again_is_the_same() -> None:
    query = "q=said(a%26b)&in=statements&since=7d&sort=arrived&limit=5"
    assert view(query).address("/search") == f"/search?{query}"
    assert view(view(query).address("").lstrip("?")) == view(query)


def test_defaults_are_left_out_and_a_change_starts_at_the_first_page() -> None:
    read = view("q=a&in=documents&sort=published&after=xyz")
    assert read.address("/search") == "/search?q=a&after=xyz"
    assert read.address("/search", {"in": "statements"}) == "/search?q=a&in=statements"
    assert read.address("/search", {"after": "next"}) == "/search?q=a&after=next"
    assert read.address("/search", {"q": None}) == "/search"


def test_windows_are_half_open_in_the_desks_zone() -> None:
    window = view("from=2025-11-24&to=2025-11-24", "Europe/Oslo").window(NOW, "Europe/Oslo")
    assert window.published_from == 1_763_938_800_000
    assert window.published_to == 1_763_938_800_000 + 86_400_000
    assert view("since=1d").window(NOW + 1_234, "UTC").published_from == NOW - 86_400_000
    assert view("").window(NOW, "UTC") == View().window(0, "UTC")


@pytest.mark.parametrize(
    ("text", "ms"), [("30m", 1_800_000), ("24h", 86_400_000), ("7d", 604_800_000), ("2w", 1_209_600_000)]
)
def test_spans_of_time(text: str, ms: int) -> None:
    assert dates.since_ms(text) == ms


@pytest.mark.parametrize("text", ["7", "d", "7D", "7 d", "-7d", "07d", "1.5h", "999999d", "7d7h"])
def test_what_is_no_span(text: str) -> None:
    assert dates.since_ms(text) is None


def test_spans_in_words() -> None:
    assert [dates.since_words(text) for text in ("1h", "7d", "2w")] == ["last hour", "last 7 days", "last 2 weeks"]


def test_addresses_escape_everything() -> None:
    hostile: dict[str, Any] = {"q": "a&b=c#d\"'<>\n% +é"}
    written = params.address("/search", hostile)
    assert dict(parse_qsl(written.partition("?")[2])) == hostile
    assert not set(written) & set("\"'<>\n #")
