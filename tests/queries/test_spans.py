"""The sweep over runs finds what trying every choice finds, and costs little however often a text repeats a word."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.matcher import match_one
from queries.parser import parse
from queries.spans import apart, near, taking_part
from queries.terms import document_terms, searchable
from tests.support.documents import document
from tests.support.query_counts import hits
from tests.support.query_generator import make_documents

run = st.tuples(st.integers(0, 14), st.integers(1, 3)).map(lambda one: (one[0], one[0] + one[1]))
operand = st.sets(run, max_size=5)


def choices(operands, most, *, ordered):
    """Every choice of one run each that is near, straight from the definition."""
    for chosen in product(*operands):
        spans = sorted(chosen)
        disjoint = all(one[1] <= other[0] for one, other in pairwise(spans))
        between = spans[-1][1] - spans[0][0] - sum(behind - first for first, behind in spans)
        if disjoint and between <= most and (not ordered or list(chosen) == spans):
            yield chosen


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.lists(operand, min_size=2, max_size=4), st.integers(0, 6), st.booleans())
def test_near_is_what_trying_every_choice_finds(operands, most, ordered):
    found = list(choices(operands, most, ordered=ordered))
    assert near(operands, most, ordered=ordered) is bool(found)
    expected = [{chosen[at] for chosen in found} for at in range(len(operands))]
    assert taking_part(operands, most, ordered=ordered) == expected


@settings(max_examples=200, derandomize=True, deadline=None)
@given(operand, operand, st.integers(0, 6))
def test_apart_is_what_looking_at_every_pair_finds(runs, others, most):
    def close(one, other):
        first, second = sorted((one, other))
        return second[0] - first[1] <= most

    assert apart(sorted(runs), others, most) == [r for r in sorted(runs) if not any(close(r, o) for o in others)]


@pytest.mark.parametrize(
    "query", ["a NEAR/0 a NEAR/0 a NEAR/1 b", "b ONEAR/3 a ONEAR/3 a ONEAR/3 a", "a NEAR/3 zz NEAR/3 a"]
)
def test_a_text_that_repeats_a_word_ten_thousand_times_is_judged(query):
    terms = {"text": searchable("a " * 10_000 + "b")}
    unit = type("Unit", (), {"fields": terms})()
    assert hits(parse(query).tree, [unit]) == ([0] if query[0] == "a" and "zz" not in query else [])


def shown(query, text):
    match = match_one(parse(query), document_terms(document("x", text)))
    return None if match is None else [text[span.start : span.end] for span in match.spans]


@pytest.mark.parametrize(
    ("query", "text", "spans"),
    [
        ("port NEAR/2 strike", "a strike at port, and a port", ["strike", "port"]),
        ("port NEAR/1 strike", "a strike at the port", None),
        ("port ONEAR/3 strike", "strike port strike", ["port", "strike"]),
        ("port NEAR/1 port", "port x x port x port", ["port", "port"]),
        ("port NOT NEAR/1 air", "air port, and the sea port", ["port"]),
        ("port NOT NEAR/1 air", "air port", None),
        ('"sea port" NEAR/1 strike', "a sea port strike", ["sea port", "strike"]),
        ("#stopTheDam NEAR/3 now", "do it now: #StopTheDam", ["now", "#StopTheDam"]),
        ("F35 NEAR/2 lost", "lost an F-35", ["lost", "F-35"]),
        ("(port OR dock) NEAR/0 strike", "dock strike, a port", ["dock", "strike"]),
        ("port NEAR/0 strike NEAR/0 dock", "dock port strike", ["dock", "port", "strike"]),
    ],
)
def test_what_is_marked_took_part(query, text, spans):
    assert shown(query, text) == spans


WORDS = ["us", "Iran", "stop", "climate", "shell", "email", "nestle"]


def test_wider_is_more_and_near_lies_within_and():
    terms = [document_terms(one) for one in make_documents(200, seed=31)]

    def found(query):
        return set(hits(parse(query).tree, terms))

    differences = 0
    for one, other in product(WORDS, WORDS):
        for distance in (0, 2, 5):
            close = found(f"{one} NEAR/{distance} {other}")
            wider = found(f"{one} NEAR/{distance + 1} {other}")
            assert found(f"{one} ONEAR/{distance} {other}") <= close <= wider <= found(f"{one} AND {other}")
            assert close == found(f"{other} NEAR/{distance} {one}")
            differences += close != wider
        assert found(f'"{one} {other}"') == found(f"{one} ONEAR/0 {other}")
    assert differences >= 30
