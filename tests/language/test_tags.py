"""Tags: homographs settled by their neighbours, and the chunks over them."""

import pytest

from language.english.chunks import chunk
from language.english.tags import tag
from language.lexicon import english
from language.passage import Passage, Sentence


def tagged(text: str) -> Sentence:
    sentence = Passage(text, english()).sentences[0]
    tag(sentence)
    chunk(sentence)
    return sentence


def tag_of(text: str, word: str) -> str:
    sentence = tagged(text)
    return sentence.tags[sentence.words.index(word)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The council claims the pier is safe.", "claims", "Z"),
        ("Her claims about the pier were false.", "claims", "S"),
        ("They want to report it.", "report", "B"),
        ("The report was late.", "report", "N"),
        ("The proposed law failed.", "proposed", "J"),
        ("He proposed a law.", "proposed", "V"),
        ("The law was proposed by him.", "proposed", "n"),
        ("She said that it rained.", "that", "L"),
        ("She said that.", "that", "h"),
        ("He saw her leave.", "her", "h"),
        ("He saw her house.", "her", "P"),
        ("It fell before the storm.", "before", "I"),
        ("It fell before the storm came.", "before", "U"),
        ("It may rain.", "may", "m"),
        ("Lindqvist's speech was long.", "'s", "G"),
        ("She's not here.", "'s", "b"),
        ("They have all left.", "all", "R"),
        ("He used a hostile and threatening tone.", "threatening", "J"),
        ("In Nordhavn the mayor said so.", "Nordhavn", "X"),
    ],
)
def test_by_neighbours(text: str, word: str, expected: str) -> None:
    assert tag_of(text, word) == expected


def test_a_headline_is_known() -> None:
    assert tagged("Nordhavn Council Rejects Harbour Treaty").headline
    assert not tagged("The council rejects the harbour treaty").headline


def test_chunks() -> None:
    sentence = tagged("The old harbour minister met two fishermen in Nordhavn.")
    assert [sentence.text(first, end - 1) for first, end in sentence.chunks] == [
        "The old harbour minister",
        "two fishermen",
        "Nordhavn",
    ]
    assert len(sentence.tags) == len(sentence) == len(sentence.chunk_of)
