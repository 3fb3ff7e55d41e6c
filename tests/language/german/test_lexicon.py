"""The data of German: forms from lemmas, readings of forms, wrong rows, tokens."""

import re
from importlib.resources import files

import pytest

from language.drafts import PRECISION
from language.german.inflection import joined, verb_forms
from language.german.lexicon import ADJECTIVE, ADVERB, FINITE, REPORTED, ROLE, Kinds, german, read_cues, read_words
from language.german.tokens import passage
from schemas import VERB_CLASSES


@pytest.mark.parametrize(
    ("lemma", "third", "past", "participle"),
    [
        ("sagen", "sagt", "sagte", "gesagt"),
        ("melden", "meldet", "meldete", "gemeldet"),
        ("rechnen", "rechnet", "rechnete", "gerechnet"),
        ("warnen", "warnt", "warnte", "gewarnt"),
        ("mahnen", "mahnt", "mahnte", "gemahnt"),
        ("berichten", "berichtet", "berichtete", "berichtet"),
        ("informieren", "informiert", "informierte", "informiert"),
        ("fordern", "fordert", "forderte", "gefordert"),
        ("tadeln", "tadelt", "tadelte", "getadelt"),
        ("erklären", "erklärt", "erklärte", "erklärt"),
        ("übermitteln", "übermittelt", "übermittelte", "übermittelt"),
    ],
)
def test_regular_verbs(lemma: str, third: str, past: str, participle: str) -> None:
    forms = verb_forms(lemma, "", ())
    assert (forms.finite[0], forms.finite[2], forms.participles[0]) == (third, past, participle)


def test_an_irregular_verb_with_its_particle() -> None:
    forms = joined("zu", verb_forms("zugeben", "zu", ("gibt", "gab", "gegeben")))
    assert forms.finite == ("zugibt", "zugeben", "zugab", "zugaben")
    assert forms.participles == ("zugegeben",)
    assert forms.infinitives == ("zugeben", "zuzugeben")
    assert forms.reported == ("zugebe",)


def test_there_are_many_cues_and_each_can_be_reached() -> None:
    cues = german().cues
    senses = {cue.sense for group in cues.values() for cue in group}
    assert len({sense.lemma for sense in senses}) >= 250
    assert {sense.verb_class for sense in senses} == set(VERB_CLASSES)
    for form in cues:
        assert passage(f"Er {form} heute", german()).lower == ["er", form, "heute"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("sagen\t-\tsay\tsay\t-", "5 columns, expected 6"),
        ("sagen\t-\tshout\tsay\t-\t-", "frame 'shout'"),
        ("sagen\t-\tsay\tshout\t-\t-", "class 'shout'"),
        ("sagen\tmit\tsay\tsay\t-\t-", "begins with its particle"),
        ("sagen\t-\tsay\tsay\tsagt sagte\t-", "three forms"),
        ("sagen\t-\tsay\tsay\t-\t(", "cues.tsv:1"),
    ],
)
def test_a_wrong_row_is_told(row: str, what: str) -> None:
    with pytest.raises(ValueError, match=r"cues\.tsv:1") as error:
        read_cues(row)
    assert what in str(error.value)


@pytest.mark.parametrize(
    ("word", "bits"),
    [
        ("brenne", REPORTED),
        ("sei", REPORTED),
        ("glaube", REPORTED),
        ("sagte", FINITE),
        ("witzelte", FINITE),
        ("große", ADJECTIVE),
        ("glücklicherweise", ADVERB),
        ("Außenministerin", ROLE),
        ("Landesregierung", ROLE),
    ],
)
def test_what_a_word_is(word: str, bits: int) -> None:
    assert german().kind(word) & bits


@pytest.mark.parametrize("word", ["Sei", "Ende", "Folge"])
def test_a_noun_is_no_verb_in_reported_mood(word: str) -> None:
    assert not german().kind(word) & REPORTED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es regnet. Der Hafen schließt.", ["Es regnet.", "Der Hafen schließt."]),
        ("Am 5. Mai kam Dr. Berg.", ["Am 5. Mai kam Dr. Berg."]),
        ("Sie kam am 5. Der Hafen schließt.", ["Sie kam am 5.", "Der Hafen schließt."]),
        ("Das war 2008. Berg kam.", ["Das war 2008.", "Berg kam."]),
        ("Papst Urban IX. „schwieg“ dazu.", ["Papst Urban IX. „schwieg“ dazu."]),
        ("Es gab z.B. Wein, u. a. Riesling.", ["Es gab z.B. Wein, u. a. Riesling."]),
        ("„Wir gehen!“ Berg schwieg.", ["„Wir gehen!“", "Berg schwieg."]),
        ("„Wir gehen!“, sagte Berg.", ["„Wir gehen!“, sagte Berg."]),
        ("Innen- und Außenpolitik.", ["Innen- und Außenpolitik."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [one.text(0, len(one) - 1) for one in passage(text, german()).sentences] == expected


def test_words_are_remembered_up_to_a_bound() -> None:
    kinds = Kinds(german(), most=3)
    assert all(kinds[f"wort{number}e"] & ADJECTIVE for number in range(10))
    assert len(kinds) == 3


@pytest.mark.parametrize("text", ["[nouns]\nHafen\n", ""])
def test_a_wrong_section_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="missing or unknown"):
        read_words(text)


def test_every_rule_has_its_precision() -> None:
    sources = [
        one.read_text(encoding="utf-8") for one in files("language.german").iterdir() if one.name.endswith(".py")
    ]
    rules = {rule for source in sources for rule in re.findall(r'"(de-[a-z-]+)"', source)}
    assert rules == {rule for rule in PRECISION if rule.startswith("de-")}
