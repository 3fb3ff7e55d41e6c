"""The lexicon's files: every row read, and what is wrong with one told by its place."""

import pytest

from language.inflection import regular
from language.lexicon import NameSets, WordSets, english, parse_cues, sections, wordlists
from schemas import VERB_CLASSES

ROW = "admit\t-\tsay\treveal\ttb\t-\tadmits admitted admitted admitting"


def test_every_cue_has_a_class_and_forms() -> None:
    lexicon = english()
    assert len(lexicon.cues) > 250
    for lemma, senses in lexicon.cues.items():
        assert lexicon.verbs[lemma].lemma == lemma
        assert all(sense.verb_class in VERB_CLASSES and (sense.frames or sense.prepositions) for sense in senses)
    assert {sense.verb_class for senses in lexicon.cues.values() for sense in senses} == set(VERB_CLASSES)


def test_forms() -> None:
    assert regular("deny", frozenset()) == ("deny", "denies", "denied", "denied", "denying")
    assert regular("plan", frozenset({"plan"})) == ("plan", "plans", "planned", "planned", "planning")
    assert regular("agree", frozenset()) == ("agree", "agrees", "agreed", "agreed", "agreeing")
    assert regular("urge", frozenset()) == ("urge", "urges", "urged", "urged", "urging")
    assert regular("reproach", frozenset()).third == "reproaches"
    assert english().verbs["told"].lemma == "tell"
    assert english().verbs["labelled"].lemma == "label"


def test_a_row_is_read() -> None:
    ((sense, forms),) = parse_cues("# comment\n\n" + ROW, "cues.tsv")
    assert (sense.name, sense.role, sense.verb_class, forms[1]) == ("admit", "say", "reveal", "admitted")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ROW + "\tmore", "cues.tsv:2: 8 columns"),
        (ROW.replace("\tsay", "\tsing"), "cues.tsv:2: role 'sing'"),
        (ROW.replace("reveal", "revel"), "class 'revel'"),
        (ROW.replace("\ttb", "\ttz"), "frames 'tz'"),
    ],
)
def test_a_wrong_row_is_told_by_its_line(row: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_cues("# comment\n" + row, "cues.tsv")


def test_sections_must_be_those_that_are_known() -> None:
    assert wordlists("# x\n[a]\none two\n\n[b]\nthree") == {"a": ["one two"], "b": ["three"]}
    with pytest.raises(ValueError, match=r"sets.txt: sections \['b'\]"):
        sections("[a]\none\n[b]\ntwo", ("a",), "sets.txt")


def test_every_section_has_words() -> None:
    lexicon = english()
    for sets, kind in ((lexicon.sets, WordSets), (lexicon.names, NameSets)):
        assert isinstance(sets, kind)
        assert all(vars(sets).values())
