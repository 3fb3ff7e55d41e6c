"""What a query is refused for: the code, the place under the caret, and fixes that are queries themselves."""

import pytest

from queries.errors import QueryRefused, render
from queries.parser import parse

# query, code, the text under the caret
REFUSED = [
    ("titel:iran", "E101", "titel:"),
    ("foo:bar", "E101", "foo:"),
    ("título:x", "E101", "título:x"),
    ('"open', "E102", '"'),
    ("“open", "E102", "“"),
    ("«open", "E102", "«"),
    ("{Open", "E102", "{"),
    ("[x", "E102", "["),
    ("x]", "E102", "]"),
    ("x}", "E102", "}"),
    ("x”", "E102", "”"),
    ("(a OR b", "E102", "("),
    ("a)", "E102", ")"),
    ("said(speaker:x", "E102", "said("),
    ("a /* note", "E102", "/*"),
    ("a|b", "E103", "|"),
    ("", "E103", ""),
    ("   ", "E103", " "),
    ("()", "E103", "()"),
    ("said()", "E103", "said()"),
    ("AND x", "E103", "AND"),
    ("x AND", "E103", "AND"),
    ("x OR AND y", "E103", "AND"),
    ("x NOT", "E103", "NOT"),
    ("(x OR) y", "E103", "OR"),
    ("title: x", "E103", "title:"),
    ("title:AND", "E103", "title:"),
    ("title:(source:x)", "E103", "source:"),
    ("author:did:plc:x", "E103", "author:"),
    ("said(*)", "E103", "*"),
    ('"—"', "E104", '"—"'),
    ("!!!", "E104", "!!!"),
    ("{—}", "E104", "{—}"),
    ("published:tomorrow", "E106", "tomorrow"),
    ("published:2026-13", "E106", "2026-13"),
    ("published:2026-02-30", "E106", "2026-02-30"),
    ("published:2026-11..2026-10", "E106", "2026-11..2026-10"),
    ("published:9999", "E106", "9999"),
    ("language:klingon", "E106", "klingon"),
    ("country:atlantis", "E106", "atlantis"),
    ("type:blog", "E106", "blog"),
    ("kind:quoted", "E106", "quoted"),
    ("level:x", "E106", "x"),
    ("mode:x", "E106", "x"),
    ("has:speaker", "E106", "speaker"),
    ("source:{Wire}", "E106", "{Wire}"),
    ("domain:https://", "E106", "https://"),
    ("[2026-01-01 TO 2026-02-01]", "E106", "[2026-01-01 TO 2026-02-01]"),
    ("a OR b c", "E107", "a OR b c"),
    ("x AND (a OR b -c)", "E107", "a OR b -c"),
    ("a OR b source:x", "E107", "a OR b source:x"),
    ("not a", "E108", "not"),
    ("a not b", "E108", "not"),
    ("!NASA", "E109", "!NASA"),
    ('!"NASA"', "E109", "!"),
    ("nasa~2", "E110", "nasa~2"),
    ("nasa~", "E110", "nasa~"),
    ("/na.a/", "E110", "/na.a/"),
    ("*bank", "E110", "*bank"),
    ("ab*", "E110", "ab*"),
    ("#a*", "E110", "#a*"),
    ("{Ira*}", "E110", "{Ira*}"),
    ("tone:good", "E110", "tone:"),
    ("theme:war", "E110", "theme:"),
    ("a ~2", "E110", "~2"),
    ('entity:"Ada Lindqvist"', "E111", '"Ada Lindqvist"'),
    ("said(source:wire)", "E113", "source:"),
    ("said(published:2026 x)", "E113", "published:"),
    ("said(a said(b))", "E113", "said("),
    ("title:(a said(b))", "E113", "said("),
    ("{apple}", "E114", "{apple}"),
    ("{35}", "E114", "{35}"),
    ("a NEAR 5 b", "E105", "NEAR 5"),
    ("a NEAR5 b", "E105", "NEAR5"),
    ("a NEAR/ 5 b", "E105", "NEAR/ 5"),
    ("a NAER/5 b", "E105", "NAER/5"),
    ("a NEAR/5-10 b", "E105", "NEAR/5-10"),
    ("a ONEAR5 b", "E105", "ONEAR5"),
    ("a NOT NEAR 5 b", "E105", "NOT NEAR 5"),
    ("near5:word", "E105", "near5:"),
    ("a NEAR", "E103", "NEAR"),
    ("NEAR/5 b", "E103", "NEAR/5"),
    ("a NEAR/5 AND b", "E103", "AND"),
    ("NOT NEAR/5 b", "E103", "NOT NEAR/5"),
    ("author:(a NEAR/3 b)", "E112", "a NEAR/3 b"),
    ('said(speaker:"a b"~3)', "E112", '"a b"~3'),
    ("a NEAR/3 b ONEAR/2 c", "E115", "a NEAR/3 b ONEAR/2 c"),
    ("a NEAR/3 b NOT NEAR/2 c", "E115", "a NEAR/3 b NOT NEAR/2 c"),
    ("a NOT NEAR/3 b NOT NEAR/2 c", "E115", "a NOT NEAR/3 b NOT NEAR/2 c"),
    ("(a ONEAR/3 b) NEAR/5 c", "E115", "(a ONEAR/3 b) NEAR/5 c"),
    ("a NEAR/5 NOT b", "E116", "NEAR/5 NOT"),
    ("a NEAR/5 -b", "E116", "NEAR/5 -"),
    ("a NEAR/5 (NOT b)", "E116", "a NEAR/5 (NOT b)"),
    ("a NEAR/5 (b NOT c)", "E116", "a NEAR/5 (b NOT c)"),
    ("a NEAR/5 (b OR NOT c)", "E116", "a NEAR/5 (b OR NOT c)"),
    ("a NEAR/5 (b NOT NEAR/2 c)", "E116", "a NEAR/5 (b NOT NEAR/2 c)"),
    ("a NEAR/5 said(b)", "E116", "a NEAR/5 said(b)"),
    ("a NEAR/5 source:b", "E116", "a NEAR/5 source:b"),
    ("a NEAR/5 has:author", "E116", "a NEAR/5 has:author"),
    ("a NEAR/5 *", "E116", "a NEAR/5 *"),
    ("title:a NEAR/3 b", "E116", "title:a NEAR/3 b"),
    ("title:a NEAR/3 body:b", "E116", "title:a NEAR/3 body:b"),
    ("a NOT NEAR/5 (b AND c)", "E116", "a NOT NEAR/5 (b AND c)"),
    ("a NOT NEAR/5 (b NEAR/2 c)", "E116", "a NOT NEAR/5 (b NEAR/2 c)"),
    ("(a NOT b) NOT NEAR/5 c", "E116", "(a NOT b) NOT NEAR/5 c"),
    ("a~5", "E110", "a~5"),
    ("(a OR b)~5", "E110", "~5"),
    ("said(a b)~5", "E110", "~5"),
    ('source:"a b"~5', "E110", "~5"),
    ("wo?n", "E110", "wo?n"),
    ("a*bank", "E110", "a*bank"),
    ("東*京", "E110", "東*京"),
    ('"ab?c d"', "E110", '"ab?c d"'),
    ('"* *"', "E104", '"* *"'),
    ("forms(a OR b)", "E103", "OR"),
    ('forms("a b")', "E103", '"a b"'),
    ("forms(e-mail)", "E103", "forms(e-mail)"),
    ("forms(#tag)", "E103", "forms(#tag)"),
    ("forms(東)", "E103", "forms(東)"),
    ("forms(climat*)", "E103", "forms(climat*)"),
    ("forms(ελλάδα)", "E106", "forms(ελλάδα)"),
    ("forms.xx(port)", "E106", "forms.xx(port)"),
    ("source:forms(port)", "E103", "forms("),
    ("raw:forms(port)", "E103", "forms("),
    ("forms()", "E103", "forms()"),
    ("saved:mine", "E120", "saved:mine"),
    ("saved:(a OR b)", "E103", "saved:("),
    ("title:(saved:mine)", "E103", "saved:mine"),
]
IN_RULES = [
    ("NOT a", "E117", "NOT a"),
    ("*", "E117", "*"),
    ("a OR NOT b", "E117", "a OR NOT b"),
    ("NOT (a AND b)", "E117", "NOT (a AND b)"),
    ("published:2026", "E117", "published:2026"),
    ("said(NOT a)", "E117", "said(NOT a)"),
    ("NOT said(a)", "E117", "NOT said(a)"),
    ("a published:7d", "E118", "7d"),
    ("a published:today", "E118", "today"),
]


def nested(depth):
    """A query of this depth whose canonical text has one more."""
    query = "a OR b AND c"
    for level in range(depth):
        query = f"x{level} {'OR' if level % 2 else 'AND'} ({query})"
    return query


def refusal(query, **more):
    with pytest.raises(QueryRefused) as refused:
        parse(query, **more)
    return refused.value.errors


@pytest.mark.parametrize(("query", "code", "under"), REFUSED)
def test_refused(query, code, under):
    error = refusal(query)[0]
    assert (error.code, query[error.column - 1 : error.end - 1]) == (code, under)
    assert error.message[-1] in ".?"


@pytest.mark.parametrize(("query", "code", "under"), IN_RULES)
def test_refused_in_rules_only(query, code, under):
    error = refusal(query, rule=True)[0]
    assert (error.code, query[error.column - 1 : error.end - 1]) == (code, under)
    assert parse(query).canonical


@pytest.mark.parametrize(
    "query", ["a NOT b", "NOT a source:x", "language:en NOT b", "NOT NOT a", "said(x)", "has:statement", "NOT (NOT a)"]
)
def test_stands_as_a_rule(query):
    assert parse(query, rule=True).canonical


@pytest.mark.parametrize("query", ["(a AND", "said(speaker:x", "titel:x", '"open', "AND x", "a OR b c", "NOT a", "*"])
def test_rules_say_the_column(query):
    errors = refusal(query, rule=True)
    assert all(render(query, error).startswith(f"column {error.column}: ") for error in errors)


@pytest.mark.parametrize(
    ("query", "fix"),
    [
        ("titel:iran", "title:iran"),
        ("a OR b c", "(a OR b) c"),
        ("a OR b c", "a OR (b c)"),
        ("x AND (a OR b -c)", "x AND ((a OR b) -c)"),
        ("{apple}", "apple NOT {Apple}"),
        ("a not b", "a NOT b"),
        ("!NASA", "{NASA}"),
        ("(a OR b", "(a OR b)"),
        ('"open AND b', '"open" AND b'),
        ("AND x", '"AND" x'),
        ("*bank", "bank"),
        ("language:persain", "language:fa"),
        ("kind:drect", "kind:direct"),
        ("foo:bar", '"foo:bar"'),
        ("author:did:plc:x b", 'author:"did:plc:x" b'),
        ("published:2026-11..2026-10", "published:2026-10..2026-11"),
        ("a NEAR 5 b", "a NEAR/5 b"),
        ("a NEAR 5 b", 'a NEAR/4 "5" b'),
        ("a NEAR5 b", "a NEAR/5 b"),
        ("a NEAR/ 5 b", "a NEAR/5 b"),
        ("a NAER/5 b", "a NEAR/5 b"),
        ("a NEAR/5-10 b", "a NEAR/5 b"),
        ("a NEAR500 b", "a NEAR/100 b"),
        ("a NOT NEAR 5 b", "a NOT NEAR/5 b"),
        ("x NEAR5", 'x "NEAR5"'),
        ("author:(a NEAR/3 b)", "author:(a AND b)"),
        ("x author:a NEAR/3 author:b", "x (author:a AND author:b)"),
        ("a NEAR/3 b ONEAR/2 c", "a NEAR/3 b NEAR/2 c"),
        ("a NEAR/3 b ONEAR/2 c", "a ONEAR/3 b ONEAR/2 c"),
        ("x OR (a NEAR/3 b NOT NEAR/2 c)", "x OR (((a NEAR/3 b) AND (a NOT NEAR/2 c)))"),
        ("(a ONEAR/3 b) NEAR/5 c", "(a NEAR/3 b) AND (a NEAR/3 b NEAR/5 c)"),
        ("a NEAR/5 NOT b", "a NOT NEAR/5 b"),
        ("a NEAR/5 -b", "a NOT NEAR/5 b"),
        ("a NEAR/5 (NOT b)", "a NOT NEAR/5 b"),
        ("a NEAR/5 (b NOT c)", "(a NEAR/5 b) AND (a NOT NEAR/5 c)"),
        ("a NEAR/5 (b NOT NEAR/2 c)", "(b NOT NEAR/2 c) AND (a NEAR/5 b)"),
        ("NOT a NEAR/5 said(b)", "NOT (a AND said(b))"),
        ("title:a NEAR/3 b", "title:(a NEAR/3 b)"),
        ("title:(a NEAR/3 (NOT b))", "title:(a NOT NEAR/3 b)"),
        ("a NOT NEAR/5 (b AND c)", "a NOT NEAR/5 (b OR c)"),
        ("a NEAR/101 b", "a NEAR/100 b"),
        ('"a b"~500', '"a b"~100'),
        ("forms(e-mail)", "e-mail"),
    ],
)
def test_fixes_are_queries_that_parse(query, fix):
    fixes = [one for error in refusal(query) for one in error.fixes]
    assert fix in fixes
    assert parse(fix).canonical


def test_several_findings_are_told_at_once_in_order():
    errors = refusal("titel:a AND sourc:b AND language:xx")
    assert [error.code for error in errors] == ["E101", "E101", "E106"]
    assert [error.column for error in errors] == sorted(error.column for error in errors)


def test_a_name_that_several_have_offers_their_ids():
    def called(name):
        return [("Q1", "Ada Lindqvist"), ("Q2", "Ada Lindqvist")] if name == "Ada Lindqvist" else []

    error = refusal('entity:"Ada Lindqvist"', entities=called)[0]
    assert error.code == "E111"
    assert error.fixes == ("entity:Q1", "entity:Q2")


def test_the_caret_stands_under_what_was_typed():
    shown = render("東京 AND titel:x", refusal("東京 AND titel:x")[0]).splitlines()
    assert shown[1].index("titel") + 2 == shown[2].index("^")  # two characters of double width before it
    assert shown[2].count("^") == len("titel:")


def test_columns_count_in_the_text_as_typed():
    query = "\ufeffmu\u0308ller  AND\ttitel:x"
    error = refusal(query)[0]
    assert query[error.column - 1 : error.end - 1] == "titel:"


def test_a_long_query_is_shown_around_the_place():
    query = "word AND " * 50 + "titel:x" + " AND word" * 50
    shown = render(query, refusal(query)[0]).splitlines()
    assert len(shown[1]) < 120
    start = shown[2].index("^")
    assert shown[1][start : start + 6] == "titel:"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("x" * 32_769, "32,768"),
        ("a AND " * 2_001 + "a", "2,000"),
        ("(" * 4_000 + ")" * 4_000, "nested"),
        ("(" * 21 + "a" + ")" * 21, "nested"),
        ("NOT " * 21 + "a", "nested"),
        ("(NOT " * 11 + "a" + ")" * 11, "nested"),
        ('"' + "a " * 31 + '"', "30"),
        ("{" + "A " * 31 + "}", "30"),
        ("a/" * 201, "200"),
        (" AND ".join(f"word{n}*" for n in range(101)), "100"),
        (" AND ".join(f"said(a{n})" for n in range(21)), "20"),
        (" AND ".join("a-b/c-d" for n in range(1_001)), "4,000"),
        ("( " * 10_001, "10,000"),
        ("a NEAR/101 b", "100"),
        ('"a b"~101', "100"),
        ("a NEAR/1 b NEAR/1 c NEAR/1 d NEAR/1 e", "4"),
        ('"a b c d e"~5', "4"),
        ("((a NEAR b) NEAR c) NEAR (d NEAR e)", "4"),
        (f"a NEAR ({' OR '.join(f'b{n}' for n in range(201))})", "200"),
        (" NEAR ".join(f"({' OR '.join(f'{x}{n}' for n in range(101))})" for x in "ab"), "10,000"),
        (f"({' '.join(f'a{n}' for n in range(60))}) NEAR ({' '.join(f'b{n}' for n in range(60))})", "2,000"),
        (f"({' '.join(f'a{n}' for n in range(40))}) NEAR ({' '.join(f'b{n}' for n in range(40))})", "2,000"),
        (" AND ".join(f"abc{n}?x" for n in range(101)), "100"),
        (" AND ".join(f"forms.ar(w{n})" for n in range(90)), "2,000"),
        (" AND ".join(f"forms.ar({'w' * 36}{n:02})" for n in range(60)), "32,768"),
        (nested(20), "20"),
    ],
)
def test_limits(query, says):
    error = refusal(query)[0]
    assert error.code == "E119"
    assert says in error.message


@pytest.mark.parametrize(
    "query",
    [
        "x" * 32_768,
        "東" * 200,
        '"' + "東" * 200 + '"',
        "a AND " * 1_999 + "a",
        "(" * 20 + "a" + ")" * 20,
        "NOT " * 20 + "a",
        nested(19),
        "a NEAR/100 b",
        "a NEAR/100 b NEAR/100 c NEAR/100 d",
        "(a NEAR b) NEAR (c NEAR d)",
        f"a NEAR ({' OR '.join(f'b{n}' for n in range(200))})",
        " NEAR ".join(f"({' OR '.join(f'{x}{n}' for n in range(100))})" for x in "ab"),
    ],
)
def test_just_within_the_limits(query):
    read = parse(query)
    assert parse(read.canonical).tree == read.tree


def test_an_unknown_zone_is_told():
    with pytest.raises(ValueError, match="Europe/Atlantis"):
        parse("published:2026", zone="Europe/Atlantis")
