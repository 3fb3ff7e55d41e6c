"""The console's words."""

import pytest

from onrecord.console import words
from onrecord.console.heading import heading
from onrecord.console.narrow import clause, filters, in_force, with_clause
from queries.parser import parse
from queries.tree import Not
from schemas import VERB_CLASSES
from tests.support import newsroom

NOW = newsroom.NOW


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("say", "said"),
        ("rule out", "ruled out"),
        ("make clear", "made clear"),
        ("deny", "denied"),
        ("admit", "admitted"),
        ("warn", "warned"),
        ("lash out at", "lashed out at"),
        ("according to", "according to"),
        ("tell", "told"),
        ("agree", "agreed"),
        ("pay", "paid"),
        ("stress", "stressed"),
    ],
)
def test_verbs_stand_in_one_past_form(lemma: str, form: str) -> None:
    assert words.past(lemma) == form


def test_every_class_has_its_word() -> None:
    assert set(words.CLASSES) == set(VERB_CLASSES)


def test_speakers_tell_doubt_and_absence() -> None:
    statements = newsroom.treaty().statements
    assert words.speaker(statements[0]) == "Ada Lindqvist"
    assert words.speaker(statements[5]) == "Observers ?"


def test_times_in_the_desks_zone() -> None:
    assert words.clock(NOW, "Europe/Oslo") == "19:00"
    assert words.short(NOW - 3_600_000, "UTC", NOW) == "17:00"
    assert words.short(NOW - 86_400_000, "UTC", NOW) == "Sun 23 Nov 18:00"
    assert words.short(NOW - 400 * 86_400_000, "UTC", NOW) == "20 Oct 2024 18:00"
    assert words.day(NOW, "UTC", NOW) == "Monday 24 November"
    assert words.iso(NOW, "Europe/Oslo") == "2025-11-24T19:00:00+01:00"
    assert words.full(10**17, "UTC").endswith("08:00") or words.full(10**17, "UTC")


def test_spans_and_counts() -> None:
    assert [words.span(ms) for ms in (-5, 2_000, 61_000, 3_600_000, 90_000_000)] == [
        "0 s",
        "2 s",
        "1 min",
        "1 h",
        "1 d",
    ]
    assert [words.count(n, "source") for n in (0, 1, 1204)] == ["0 sources", "1 source", "1,204 sources"]


def test_languages_and_directions() -> None:
    assert (words.language("fa"), words.direction("fa-IR"), words.direction("und")) == ("Persian", "rtl", "auto")
    assert words.lang_attribute('en" onload="x') == ""


@pytest.mark.parametrize(
    ("query", "unit", "told"),
    [
        ("*", "statements", "All statements"),
        ("*", "documents", "All documents"),
        ("treaty", "documents", "Documents that hold “treaty”"),
        (
            "said(speaker:lindqvist) source:wire",
            "statements",
            "Statements by “lindqvist”, in documents that come from the source wire",
        ),
        ("said(a) said(b)", "statements", "Statements in documents that hold"),
        ("treaty OR port", "statements", "Statements in the words “treaty” or"),
    ],
)
def test_headings_read_the_query_back(query: str, unit: str, told: str) -> None:
    assert heading(parse(query, unit=unit).tree, unit, {}).startswith(told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "field", "value", "narrowed"),
    [
        ("said(treaty)", "speaker", "Ada Lindqvist", 'said(treaty AND speaker:"Ada Lindqvist")'),
        ("said(treaty) AND source:wire", "verb", "warn", "said(treaty AND verb:warn) AND source:wire"),
        ("said(treaty)", "source", "wire", "said(treaty) AND source:wire"),
        ("*", "language", "fa", "language:fa"),
        ("*", "speaker", "Ada", 'said(speaker:"Ada")'),
        ("a OR b", "source", "wire", "(a OR b) AND source:wire"),
        ("said(a OR b)", "kind", "direct", "said((a OR b) AND kind:direct)"),
    ],
)
def test_a_facet_narrows_the_query(query: str, field: str, value: str, narrowed: str) -> None:
    extra = clause(field, value)
    assert extra is not None
    assert parse(with_clause(parse(query).tree, field, extra)).tree == parse(narrowed).tree


def test_a_facet_can_be_left_out() -> None:
    extra = clause("verb", "deny")
    assert extra is not None
    assert with_clause(parse("said(a)").tree, "verb", Not(extra)) == "said(a AND NOT verb:deny)"


def test_what_no_query_can_ask_for_has_no_clause() -> None:
    assert clause("speaker", "…!") is None
    assert clause("language", "<script>") is None


def test_filters_in_force_can_be_taken_off() -> None:
    tree = parse('said(treaty speaker:"Ada Lindqvist" NOT verb:deny) source:wire').tree
    found = {one.label: one.without for one in filters(tree)}
    assert set(found) == {"source wire", "speaker Ada Lindqvist", "not verb denied"}
    assert parse(found["speaker Ada Lindqvist"]).tree == parse("said(treaty NOT verb:deny) source:wire").tree
    assert filters(parse("said(verb:deny)").tree)[0].without == "*"
    assert in_force(tree) == {("source", "wire"), ("speaker", "ada lindqvist")}
