"""Phrases, verb groups, clauses, subjects and boundaries, one by one."""

import pytest

from language.drafts import Phrase
from language.english.boundaries import Content, content_end
from language.english.chunks import chunk
from language.english.clauses import NONE, clause_verb
from language.english.phrases import phrase_at, phrase_before, verb_group
from language.english.subjects import subject_of
from language.english.tags import tag
from language.lexicon import english
from language.passage import Passage, Sentence


def read(text: str) -> Sentence:
    sentence = Passage(text, english()).sentences[0]
    tag(sentence)
    chunk(sentence)
    return sentence


def shown(sentence: Sentence, phrase: Phrase | None) -> str | None:
    return sentence.text(phrase.first, phrase.last) if phrase else None


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("The minister said it.", "said", "The minister"),
        ("The minister, Ada Lindqvist, said it.", "said", "The minister, Ada Lindqvist"),
        ("Lindqvist, who chairs the council, said it.", "said", "Lindqvist, who chairs the council"),
        ("The head of the port on Monday said it.", "said", "The head of the port"),
        ("Lindqvist (Harbour Party) said it.", "said", "Lindqvist (Harbour Party)"),
        ("She and her neighbours said it.", "said", "She and her neighbours"),
        ("The company that wants the valley said it.", "said", "The company that wants the valley"),
    ],
)
def test_subject(text: str, verb: str, expected: str) -> None:
    sentence = read(text)
    found = subject_of(sentence, verb_group(sentence, sentence.words.index(verb)).start).phrase
    assert found is not None
    assert shown(sentence, found) is not None
    assert expected.startswith(shown(sentence, found) or "-")


@pytest.mark.parametrize(
    ("text", "verb", "start", "passive", "infinitive"),
    [
        ("She has repeatedly denied it.", "denied", "has", False, False),
        ("It was denied.", "denied", "was", True, False),
        ("He declined to say more.", "say", "to", False, True),
        ("She will not deny it.", "deny", "will", False, False),
    ],
)
def test_verb_group(text: str, verb: str, start: str, *, passive: bool, infinitive: bool) -> None:
    sentence = read(text)
    group = verb_group(sentence, sentence.words.index(verb))
    assert (sentence.words[group.start], group.passive, group.infinitive) == (start, passive, infinitive)


def test_phrase_to_the_right_takes_what_hangs_on_it() -> None:
    sentence = read("the mayor of Nordhavn and her deputy left")
    assert shown(sentence, phrase_at(sentence, 0)) == "the mayor of Nordhavn"
    assert phrase_at(sentence, len(sentence)) is None


def test_phrase_before_nothing_is_none() -> None:
    assert phrase_before(read("said so"), -1) is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("the pier would close", "would"),
        ("the pier that they built has closed", "has"),
        ("on Monday the pier closed", "closed"),
        ("the pier, an old one, closed", "closed"),
        ("the pier of the harbour", None),
        ("closing the pier is easy", "is"),
    ],
)
def test_clause(text: str, verb: str | None) -> None:
    sentence = read(text)
    place = clause_verb(sentence, 0)
    assert (None if place == NONE else sentence.words[place]) == verb


@pytest.mark.parametrize(
    ("text", "start", "kind", "expected"),
    [
        ("He said that it rained because it was autumn.", "that", "t", "that it rained because it was autumn."),
        ("He said that it rained; nobody came.", "that", "t", "that it rained"),
        ("He said it had rained, but she stayed.", "it", "b", "it had rained"),
        ("He praised the crew in an interview.", "the", "n", "the crew"),
        ("He praised the crew, who stayed.", "the", "n", "the crew"),
        ("He said it rained (and it did, they say), all day.", "it", "b", "it rained (and it did, they say), all day."),
    ],
)
def test_boundary(text: str, start: str, kind: str, expected: str) -> None:
    sentence = read(text)
    first = sentence.words.index(start)
    end = content_end(Content(sentence, first, kind, "V", frozenset()))
    assert sentence.text(first, end - 1) == expected
