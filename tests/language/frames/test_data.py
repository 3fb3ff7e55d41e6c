"""The data files: each mistake in them is told with its place, and every language that lies here can be read."""

import pytest

from language.frames import LANGUAGES
from language.frames.grammar import build, load
from schemas import VERB_CLASSES

GRAMMAR = """
[script]
same = "ёе"
[frames]
say = ["S V A C M"]
tell = ["S V M"]
[paradigms]
past = "ed s | ed | - | ing | not_^"
[patterns]
complementizer = "that"
[words]
pronouns = "he she"
[[source]]
phrases = ["according_to"]
"""
CUES = """
# a comment
[say say]
mention~past
say = says said | said | say | saying
[say tell]
inform = informs
"""


def test_forms_are_generated_by_paradigm_and_slot() -> None:
    forms = {(" ".join(cue.words), cue.slot) for cues in build("xx", GRAMMAR, CUES).cues.values() for cue in cues}
    assert {("mentioned", "finite"), ("mentions", "finite"), ("mention", "infinitive")} <= forms
    assert {("mentioning", "gerund"), ("not mention", "negated"), ("said", "participle")} <= forms


def test_a_row_may_take_its_forms_from_paradigms() -> None:
    grammar = build("xx", GRAMMAR, "[say say]\nsay = spake~past says\n[say tell]\ntell = tells")
    assert {"spakeed", "spakes", "says", "spake", "spakeing", "not", "tells"} == set(grammar.cues)
    assert {cue.lemma for cues in grammar.cues.values() for cue in cues} == {"say", "tell"}


@pytest.mark.parametrize(
    ("cues", "message"),
    [
        ("[shout say]\nsay = says", r"xx/cues.txt:1: '\[shout say\]', expected \[class kind\]"),
        ("[say sing]\nsay = says", r"xx/cues.txt:1: '\[say sing\]', expected \[class kind\]"),
        ("say = says", r"xx/cues.txt:1: 'say = says' stands before the first \[class kind\]"),
        ("[say say]\nsay = says\n\nsay = said", r"xx/cues.txt:4: the cue 'say' stands in line 2 too"),
        ("[say say]\nsay = says\ntell = says", r"xx/cues.txt:3: the form 'says' of 'tell' is one of line 2 too"),
        ("[say say]\nsay~future", r"xx/cues.txt:2: 'say~future', expected stem~paradigm with a paradigm of \['past'\]"),
        ("[say say]\nsay = a|b|c|d|e|f", r"xx/cues.txt:2: 6 slots, expected at most 5"),
        ("[say say]\nsay = says", r"xx/grammar.toml: frames of \['tell'\] that no cue of xx/cues.txt takes"),
        ("[say say]\nsay = sa+ys", r"xx/cues.txt:2: 'sa\+ys' is read as .*: the form is never reached"),
    ],
)
def test_mistakes_in_cues(cues: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build("xx", GRAMMAR, cues)


def test_one_form_in_two_kinds_is_no_mistake() -> None:
    grammar = build("xx", GRAMMAR, "[say say]\nask = asks\n[demand tell]\nask = asks")
    assert [cue.kind for cue in grammar.cues["asks"]] == ["say", "tell"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[frames]", "[frame]", r"xx/grammar.toml: \['frame'\] unknown"),
        ("S V A C M", "S V X M", r"xx/grammar.toml: frame 'S V X M' of 'say': one V, a message .*, no \['X'\]"),
        ("S V A C M", "S A C M", r"xx/grammar.toml: frame 'S A C M' of 'say': one V"),
        ("S V A C M", "S V", r"xx/grammar.toml: frame 'S V' of 'say': one V, a message"),
        ("pronouns", "pronounce", r"xx/grammar.toml: \['pronounce'\] unknown"),
        ("complementizer =", "complement =", r"xx/grammar.toml: pattern 'complement' unknown"),
        ('"that"', '"(that"', r"xx/grammar.toml: pattern 'complementizer': missing \)"),
        ('"according_to"', '"according_to", "according_to"', r"the source phrase 'according_to' stands twice"),
        ("phrases", "close = 'x'\nopne = 1\nphrases", r"xx/grammar.toml: \['opne'\] unknown"),
        ('same = "ёе"', "sane = 'x'", r"xx/grammar.toml: \['sane'\] unknown in \[script\]"),
        ("not_^", "a | b | c", r"xx/grammar.toml: paradigm 'past' has 7 slots, expected at most 5"),
        ("[frames]", "[frames", r"xx/grammar.toml: "),
        ("[words]", "[grammar]\nprodrp = true\n[words]", r"xx/grammar.toml: \['prodrp'\] unknown"),
    ],
)
def test_mistakes_in_the_grammar(old: str, new: str, message: str) -> None:
    assert old in GRAMMAR
    with pytest.raises(ValueError, match=message):
        build("xx", GRAMMAR.replace(old, new), CUES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_languages_here(code: str) -> None:
    grammar = load(code)
    cues = [cue for group in grammar.cues.values() for cue in group]
    assert len({cue.lemma for cue in cues}) >= 100
    assert {cue.verb_class for cue in cues} == set(VERB_CLASSES)


def test_the_unspaced_script_reads_its_words_in_each_spelling() -> None:
    grammar = load("zh")
    tokens = [match.group() for match in grammar.script.token.finditer("部長強調說")]
    assert [grammar.script.fold(token) for token in tokens] == ["部长", "强调说"]
