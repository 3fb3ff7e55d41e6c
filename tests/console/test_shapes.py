"""Hits as people and scripts see them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.index.base import Hit, Page
from onrecord import shapes
from schemas import MatchedSpan
from tests.support.newsroom import TREATY, persian, treaty

LONG = "Lorem word " * 100 + "the needle stands here " + "and more " * 100


def test_a_document_hit_has_its_fields_and_a_snippet_with_the_match() -> None:
    document = treaty()
    at = TREATY.index("“a mistake.”") + 1
    hit = shapes.document_hit(Hit(document, None, (MatchedSpan("text", at, at + 9),)))
    assert hit["id"] == document.id
    assert hit["published"] == "2025-11-24T16:00:00.000Z"
    assert hit["arrived"] == "2025-11-24T16:00:03.000Z"
    assert "a mistake" in hit["snippet"]
    assert len(hit["snippet"]) <= shapes.SNIPPET + 4
    assert hit["statements"] == 6
    assert hit["matched"] == [{"field": "text", "start": at, "end": at + 9}]


def test_a_statement_hit_is_the_statement_and_its_document() -> None:
    document = treaty()
    hit = shapes.statement_hit(Hit(document, document.statements[1], ()))
    assert hit["speaker"]["name"] == "Ada Lindqvist"
    assert hit["cue"]["class"] == "say"
    assert hit["text"] == "“We will not sign this treaty,”"
    assert [tuple(part) for part in hit["parts"]] == [(TREATY.index("“We"), TREATY.index("“We") + 31)]
    assert (hit["document"], hit["url"], hit["source"]) == (document.id, document.url, "wire")


def test_a_page_says_how_many_and_what_comes_next() -> None:
    found = shapes.page(Page(7, (Hit(persian(), None, ()),), "cursor"))
    assert (found["total"], len(found["hits"]), found["next"]) == (7, 1, "cursor")


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert shapes.snippet(LONG, ()).startswith("Lorem word")
    assert shapes.snippet("short\n\ntext", ()) == "short text"
    assert shapes.snippet("", ()) == ""


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="ab c\n", max_size=400), st.integers(0, 400), st.integers(1, 30), st.integers(40, 120))
def test_the_first_match_is_always_inside(text: str, start: int, length: int, width: int) -> None:
    end = min(start + length, len(text))
    cut = shapes.excerpt(text, [(start, end)] if start < end else [], width)
    assert 0 <= cut.start <= cut.end <= len(text)
    assert cut.end - cut.start <= max(width, len(text) if len(text) <= width else width + 48)
    if start < end:
        assert cut.spans == ((start, end),)


def test_instants_beyond_the_calendar_are_clamped() -> None:
    assert shapes.instant(0) == "1970-01-01T00:00:00.000Z"
    assert shapes.instant(-1) == "1969-12-31T23:59:59.999Z"
    assert shapes.instant(10**18).startswith("9999-12-31")
    assert shapes.instant(-(10**18)).startswith("0001-01-01")


def test_a_record_holds_the_whole_document() -> None:
    record = shapes.document_record(treaty())
    assert record["text"] == TREATY
    assert [one["source"] for one in record["carriers"]] == ["wire", "daily"]
    assert record["posts"][0]["handle"] == "harbourwatch"
    assert len(record["statements"]) == 6
