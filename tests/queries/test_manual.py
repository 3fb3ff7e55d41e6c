"""The examples and tables of docs/queries.md hold."""

import re
from pathlib import Path

import pytest

from queries.errors import QueryRefused, render
from queries.fields import CLOSED, FIELDS
from queries.matcher import matches
from queries.parser import parse
from queries.terms import document_terms
from schemas import VERB_CLASSES
from tests.support.query_cases import case_document

MANUAL = (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```examples\n(.*?)```", MANUAL, re.DOTALL) for line in block.splitlines()]


def example(line):
    """The query and its examples as (found, text)."""
    query, *rest = re.split(r"\s{2,}(?=[+-] )", line.strip())
    return query, [(part[0] == "+", part[2:].strip()) for part in rest]


def item(text):
    said = [{"by": by, "says": says} for by, says in re.findall(r"\[(.+?): (.+?)\]", text)]
    title, mark, body = text.partition(" ¦ ")
    return case_document({"title": title if mark else "", "text": body if mark else text, "statements": said})


@pytest.mark.parametrize("line", LINES, ids=lambda line: example(line)[0])
def test_example(line):
    query, examples = example(line)
    assert {found for found, _ in examples} == {True, False}
    for found, text in examples:
        assert matches(parse(query, rule=True), document_terms(item(text))) is found, text


def test_there_are_enough_examples():
    assert len(LINES) >= 25


def test_every_field_and_value_is_in_the_manual():
    for name in FIELDS:
        assert f"`{name}:" in MANUAL, name
    for field in ("type", "has", "kind", "level", "mode"):
        assert all(f"`{value}`" in MANUAL for value in CLOSED[field]), field
    assert " ".join(VERB_CLASSES) in MANUAL


def test_the_refusal_shown_is_the_one_given():
    query = "titel:iran AND sanctions"
    with pytest.raises(QueryRefused) as refused:
        parse(query)
    shown = render(query, refused.value.errors[0]).splitlines()
    assert "\n".join(shown[:4]) in MANUAL
