"""Tokens and sentences: where a sentence ends, and that a quotation is one token."""

import pytest

from language.lexicon import english
from language.passage import LONGEST_SENTENCE, QUOTE, Passage


def sentences(text: str) -> list[str]:
    return [sentence.text(0, len(sentence) - 1) for sentence in Passage(text, english()).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("Dr. Marsh met Mr. Berg.", ["Dr. Marsh met Mr. Berg."]),
        ("He went to the U.S. He stayed.", ["He went to the U.S.", "He stayed."]),
        ("The rate is 3.5 percent. Good.", ["The rate is 3.5 percent.", "Good."]),
        ("A heading\nA line", ["A heading", "A line"]),
        ("“We stay.” The crowd left.", ["“We stay.”", "The crowd left."]),
        ("“Will it hold?” she asked.", ["“Will it hold?” she asked."]),
        ("“Will it hold?” The crowd left.", ["“Will it hold?”", "The crowd left."]),
    ],
)
def test_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_quotation_is_one_token() -> None:
    passage = Passage("He said “we will not go” today", english())
    assert passage.words == ["He", "said", QUOTE, "today"]
    assert passage.region_of == [-1, -1, 0, -1]


def test_a_nul_in_the_text_is_no_quotation() -> None:
    assert QUOTE not in Passage("He said \0 and left: \0", english()).words


def test_paragraphs_are_numbered() -> None:
    assert [one.paragraph for one in Passage("One. Two.\n\nThree.", english()).sentences] == [0, 0, 1]


def test_an_endless_sentence_is_cut() -> None:
    passage = Passage("word " * (3 * LONGEST_SENTENCE), english())
    assert [len(sentence) for sentence in passage.sentences] == [LONGEST_SENTENCE] * 3


def test_a_long_run_of_line_breaks_is_a_line_break() -> None:
    assert sentences("One" + "\n" * 500 + "Two") == ["One", "Two"]
