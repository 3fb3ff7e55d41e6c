"""Quoted regions: which marks open, which close, and what an unclosed one takes in."""

import pytest

from language.quotation import quoted_regions


def regions(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted_regions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and „nein“ and «non».", ["“yes”", "„nein“", "«non»"]),
        ('She said "no" twice.', ['"no"']),
        ("``Old wire style,'' he said.", ["``Old wire style,''"]),
        ("“We shall see,“ she said.", ["“We shall see,“"]),
        ('A 6" pipe and a "new" one.', ['"new"']),
        ("It's the council's.", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert regions(text) == expected


def test_an_unclosed_mark_runs_to_the_end_of_its_paragraph() -> None:
    assert regions("“We have much to tell\nBut he left.") == ["“We have much to tell"]


def test_a_short_unclosed_mark_is_none() -> None:
    assert regions("“Go\nHe left.") == []


def test_an_opening_mark_inside_a_quotation_starts_it_anew() -> None:
    assert regions("“lost mark and “We stay” he said") == ["“We stay”"]
