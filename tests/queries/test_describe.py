"""A query in words."""

import pytest

from queries.describe import describe
from queries.parser import parse

SENTENCES = [
    ("*", "all documents"),
    ("harbour language:en", "documents that hold “harbour” and are in English"),
    ("harb*", "documents that hold a word beginning “harb”"),
    ("{Shell}", "documents that hold “Shell” written just so"),
    ("title:port OR body:port", "documents that have “port” in the title or have “port” in the text"),
    ("(a b) OR c", "documents that (hold “a” and hold “b”) or hold “c”"),
    ("x (a OR b)", "documents that hold “x” and (hold “a” or hold “b”)"),
    ("NOT (a b)", "documents that do not hold “a” or do not hold “b”"),
    ("a NOT (b OR c)", "documents that hold “a” and do not hold “b” and do not hold “c”"),
    ("source:wire country:mx", "documents that come from the source wire and come from Mexico"),
    ("author:ana type:post", "documents that were written by “ana” and are posts"),
    ("published:2026-11-24", "documents that were published on 2026-11-24"),
    ("published:2026-11..2026-12", "documents that were published from 2026-11 to 2026-12"),
    ("has:statement NOT domain:example.org", "documents that have a statement and do not stand on example.org"),
    (
        'said(speaker:ada about:"the treaty" verb:(warn OR threaten) NOT x)',
        (
            "documents that hold a statement by “ada” about “the treaty” "
            "(with the verb “warn” or with the verb “threaten”) not in the words “x”"
        ),
    ),
    ("a NEAR/5 (b OR c)", "documents that hold “a” and (“b” or “c”) with at most 5 words between"),
    ("title:(a ONEAR/1 b)", "documents that have “a” and then “b” with at most 1 word between in the title"),
    ("a NEAR/0 b", "documents that hold “a” and “b” side by side"),
    ("NOT (a NEAR/3 b NEAR/2 c)", "documents that do not hold “a”, “b” and “c” with at most 5 words between"),
    ("a NOT NEAR/2 (b OR harb*)", "documents that hold “a” without (“b” or a word beginning “harb”) within 2 words"),
    ("said(a NEAR/5 b)", "documents that hold a statement in the words “a” and “b” with at most 5 words between"),
    ("wom?n", "documents that hold a word like “wom?n”"),
    ("NOT said(kind:direct)", "documents that hold no statement in direct speech"),
]


@pytest.mark.parametrize(("query", "sentence"), SENTENCES)
def test_sentences(query, sentence):
    assert describe(parse(query).tree) == sentence


def test_entities_are_called_by_their_names():
    tree = parse("entity:Q7 said(speaker_id:Q7)").tree
    assert (
        describe(tree, {"q7": "Ada Lindqvist"})
        == "documents that name Ada Lindqvist and hold a statement by Ada Lindqvist"
    )
