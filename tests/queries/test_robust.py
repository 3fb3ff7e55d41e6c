"""Whatever somebody types or cuts off: a tree, or a refusal whose place lies in the text, and soon."""

import re
import time
import unicodedata
from random import Random

import pytest

from queries.distance import nearest
from queries.errors import QueryRefused, render
from queries.fields import ALIASES, FIELDS, all_names
from queries.parser import parse
from tests.support.query_cases import cases
from tests.support.query_generator import make_queries

TOKENS = [
    *(
        "a",
        "iran",
        "F-35",
        "l'Iran",
        "title:",
        "said(",
        "source:x",
        "published:2026",
        "titel:",
        "*",
        "ira*",
        "*x",
        "{X}",
        "{x}",
        "{",
    ),
    *(
        '"a b"',
        '"',
        "“",
        "”",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "and",
        "or",
        "not",
        "NEAR",
        "NEAR/5",
        "ONEAR/2",
        "NOT NEAR",
        "NEAR5",
        "w/3",
        "wom?n",
        '"a * b"',
        "saved:x",
        "-",
        "-x",
        "|",
        "~2",
    ),
    *(
        "/*",
        "*/",
        "<<<",
        ">>>",
        "[",
        "]",
        "}",
        ":",
        "::",
        "«",
        "»",
        "forms(",
        "東京",
        "صلح",
        "\u200c",
        "\u0301",
        "!",
        "^2",
        "'",
        "\\",
        "\n",
    ),
    *("verb:", "kind:direct", "language:xx", "https://a.example/b", "#x", "@y", "1,000", "\ud800", "\x00"),
]


def attempt(text):
    """The query, or the refusal."""
    try:
        return parse(text)
    except QueryRefused as refused:
        return refused


def judged(text):
    """Parses; a refusal has to lie in the text and to be printable."""
    got = attempt(text)
    if not isinstance(got, QueryRefused):
        assert parse(got.canonical).tree == got.tree, text
        return True
    assert got.errors
    for error in got.errors:
        assert 1 <= error.column <= len(text) + 1, text
        assert error.column <= error.end <= len(text) + 2, text
        assert render(text, error).startswith("column ")
    return False


def test_every_prefix_of_every_query_of_the_table():
    for case in cases():
        for end in range(len(case["query"]) + 1):
            judged(case["query"][:end])


def test_prefixes_of_generated_queries():
    for text in make_queries(12, seed=5):
        for end in range(0, len(text), 2):
            judged(text[:end])


def test_random_tokens():
    rng = Random(7)
    read = 0
    for _ in range(2_500):
        text = "".join(rng.choice(TOKENS) + rng.choice(("", " ", " ")) for _ in range(rng.randint(1, 7)))
        read += judged(text)
    assert read > 50


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        '"',
        "NOT ",
        "a OR ",
        "a ",
        ")",
        "{",
        "{a}",
        "«",
        "“",
        "/*",
        "/* */",
        "<<<",
        "said(",
        "title:",
        "-",
        "~1",
        "a-b-",
        "l'",
        "a.",
        "東",
        "\u0301",
        "[a TO ",
        "x:",
        "a NEAR ",
        "(a b) NEAR ",
        "((a NEAR b) OR (a NEAR c)) NEAR ",
        "a NOT NEAR ",
        '"a * b" ',
        '"' + "* " * 20 + '" ',
        "a?b",
        "abc*d",
        "forms(a) ",
        "forms.ar(a) NEAR ",
    ],
)
def test_no_text_costs_much(piece):
    text = (piece * 32_768)[: 32_768 - len(piece) - 1]
    got = attempt(text)
    assert not isinstance(got, QueryRefused) or all(error.end <= len(text) + 2 for error in got.errors)
    assert soon(text)


@pytest.mark.parametrize("piece", ["a OR ", "a AND ", "ab-cd OR ", "(a b) OR ", "a NEAR b OR "])
def test_the_largest_query_within_the_limits(piece):
    text = piece * 999 + "a"
    assert attempt(text).canonical
    assert soon(text)


def test_other_normal_forms_of_a_query_mean_the_same():
    for case in cases():
        other = unicodedata.normalize("NFD", case["query"])
        assert parse(other).tree == parse(case["query"]).tree, case["query"]


def soon(text):
    """A million steps of a plain loop take about 50 ms: no query costs 30 times that, on however busy a machine."""
    return any(spent(lambda: attempt(text)) < 30 * spent(lambda: sum(map(abs, range(1_000_000)))) for _ in range(5))


def spent(work):
    start = time.process_time()
    work()
    return time.process_time() - start


TYPOS = re.findall(
    r"\S+",
    """titel:title titl:title tilte:title titles:title boddy:body bdy:body bodie:body auther:author autor:author
athor:author suorce:source sorce:source source_:source sources:source domian:domain domaine:domain dmain:domain
langauge:language languge:language languaje:language contry:country county:country coutry:country tpye:type typ:type
entitiy:entity entty:entity entities:entity stroy:story storry:story publised:published pubished:published
publishd:published arived:arrived arrivd:arrived haz:has speeker:speaker spaeker:speaker speakr:speaker
adressee:addressee addresse:addressee abuot:about abot:about vreb:verb verbs:verb levle:level levl:level mdoe:mode
kidn:kind speaker_di:speaker_id speakerid:speaker_id about-id:about_id intitel:intitle headlin:headline sicne:since
untill:until befor:before lnag:lang""",
)


def test_typos_in_field_names_get_the_right_suggestion():
    wrong = [typo for typo in TYPOS if nearest(typo.split(":")[0], all_names()) != typo.split(":")[1]]
    assert len(TYPOS) >= 50
    assert len(wrong) <= len(TYPOS) // 10, wrong


def test_no_suggestion_where_nothing_is_near():
    assert nearest("zzzzzz", all_names()) is None
    assert set(ALIASES.values()) <= set(FIELDS)
