"""Enrichment as a whole: what holds for any text, what hostile texts cost, and the statements of a small article."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.enrichment import Enriched, enrich
from language.entities import EMPTY, EntityBase
from schemas import VERB_CLASSES, Statement, WatchedEntity, statement_id

LINDQVIST = WatchedEntity("lind", "Ada Lindqvist", "person", ("Lindqvist", "Ада Линдквист"), "female")
BASE = EntityBase([LINDQVIST])
TEXT = (
    "The minister, Ada Lindqvist, said on Monday that the harbour would close. "
    "“We will not sign this treaty,” Lindqvist told reporters. "
    "She warned that “every delay costs jobs.” According to the port authority, 400 ships wait.\n"
    "The council of Nordhavn rejected the plan, calling it “a mistake.”"
)


def read(text: str, base: EntityBase = EMPTY, title: str = "") -> Enriched:
    return enrich(text, document="d", language="en", base=base, title=title)


def told(statement: Statement) -> tuple[str | None, str, str]:
    return (
        statement.speaker.name or statement.speaker.text if statement.speaker else None,
        statement.kind,
        statement.text,
    )


def test_a_small_article() -> None:
    assert [told(one) for one in read(TEXT).statements] == [
        ("Ada Lindqvist", "indirect", "that the harbour would close"),
        ("Ada Lindqvist", "direct", "“We will not sign this treaty,”"),
        ("Ada Lindqvist", "mixed", "that “every delay costs jobs.”"),
        ("the port authority", "indirect", "400 ships wait"),
        ("The council of Nordhavn", "indirect", "the plan"),
        ("The council of Nordhavn", "mixed", "it “a mistake.”"),
    ]


def test_the_fields_of_a_statement() -> None:
    statements = read(TEXT, BASE).statements
    first, second, third = statements[:3]
    assert (first.said_at, first.said_in, first.certainty, first.level, first.mode) == (
        "Monday",
        None,
        "sure",
        "said",
        "said",
    )
    assert first.speaker is not None
    assert (first.speaker.text, first.speaker.how) == ("The minister, Ada Lindqvist,", "name")
    assert second.speaker is not None
    assert (second.speaker.entity, second.speaker.aliases) == ("lind", LINDQVIST.aliases)
    assert second.addressee is not None
    assert (second.addressee.text, second.cue and second.cue.lemma) == ("reporters", "tell")
    assert second.about == ("treaty",)
    assert third.speaker is not None
    assert (third.speaker.text, third.speaker.how, third.speaker.entity) == ("She", "pronoun", "lind")
    assert third.cue is not None
    assert third.cue.verb_class == "warn"


def test_equal_statements_have_ids_of_their_own_by_number() -> None:
    statements = read("Berg said it rained. Berg said it rained.").statements
    assert [one.id for one in statements] == [statement_id("d", "berg", "it rained", nth) for nth in (1, 2)]


def test_the_id_does_not_know_the_resolved_name() -> None:
    assert [one.id for one in read(TEXT).statements] == [one.id for one in read(TEXT, BASE).statements]


@pytest.mark.parametrize(
    ("text", "mode", "level"),
    [
        ("Berg denied that it rained.", "denied", "said"),
        ("Berg did not say that it rained.", "not_said", "said"),
        ("Berg declined to say whether it rained.", "not_said", "said"),
        ("Berg asked whether it rained.", "asked", "said"),
        ("Berg might say that it rained.", "possible", "said"),
        ("Berg fears that it will rain.", "said", "reading"),
        ("His remarks suggest that it will rain.", "said", "reading"),
        ("Berg suggested that it would rain.", "said", "said"),
    ],
)
def test_mode_and_level(text: str, mode: str, level: str) -> None:
    (statement,) = read(text).statements
    assert (statement.mode, statement.level) == (mode, level)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It will rain all week,” said Eva Berg, the mayor of Orra.", "Eva Berg"),
        ("The pier, Eva Berg said, was built too low.", "Eva Berg"),
        ("Speaking in Orra, Eva Berg urged the council to wait.", "Eva Berg"),
        ("Eva Berg: “We have waited long enough for this.”", "Eva Berg"),
        ("As Eva Berg noted, the pier was built too low.", "Eva Berg"),
        ("Eva Berg stood up. “We have waited long enough for this.”", "Eva Berg"),
        ("EVA BERG: We have waited.\nTOM EK: Long enough.", "EVA BERG"),
        (
            "The mayor, Eva Berg, was late. It rained all day in the town. The mayor said the pier was closed.",
            "Eva Berg",
        ),
        ("Eva Berg met Tom Ek. She said the pier was closed.", "Eva Berg"),
        ("Eva Berg met Tom Ek. He said the pier was closed.", "Tom Ek"),
        ("Eva Berg spoke. Berg’s letter said the pier was closed.", "Eva Berg"),
        ("“The pier is closed to everyone,” she wrote.", None),
        ("The pier “would cost far too many jobs” in the end.", None),
    ],
)
def test_speakers(text: str, speaker: str | None) -> None:
    statements = read("It was a cold day.\n" + text).statements
    assert statements or speaker is None
    for statement in statements[:1]:
        assert (statement.speaker.name if statement.speaker else None) == speaker or speaker is None


def test_the_headline_gives_the_full_name() -> None:
    (statement,) = read("Berg said it rained.", title="Mayor Eva Berg Speaks").statements
    assert statement.speaker is not None
    assert statement.speaker.name == "Eva Berg"


def test_a_quotation_of_nobody_keeps_no_speaker_and_a_title_is_none() -> None:
    assert read("They watched “The Old Pier” in Orra.").statements == ()


def test_other_languages_have_entities_and_no_statements() -> None:
    enriched = enrich("Министр Ада Линдквист сказала.", document="d", language="ru", base=BASE)
    assert enriched.statements == ()
    assert [(one.id, one.mentions) for one in enriched.entities] == [("lind", ((8, 21),))]


# -- what holds for any text


def check(text: str, enriched: Enriched) -> None:
    ids = [one.id for one in enriched.statements]
    assert len(ids) == len(set(ids))
    for one in enriched.statements:
        assert one.parts == tuple(sorted(one.parts))
        assert all(0 <= start < end <= len(text) for start, end in one.parts)
        assert all(left[1] < right[0] for left, right in zip(one.parts, one.parts[1:], strict=False))
        assert one.text == " ".join(text[start:end] for start, end in one.parts)
        assert (one.start, one.end) == (one.parts[0][0], one.parts[-1][1])
        for party in (one.speaker, one.addressee, one.cue):
            assert party is None or text[party.start : party.end] == party.text != ""
        assert one.cue is None or one.cue.verb_class in VERB_CLASSES
        assert one.inside is None or one.inside in ids
    for entity in enriched.entities:
        assert entity.mentions == tuple(sorted(set(entity.mentions)))
        assert all(0 <= start < end <= len(text) for start, end in entity.mentions)


VOCABULARY = """“ ” " ' ’ , . : ; ? ( ) - — said says told asked that whether to by not He she who which Ada Lindqvist
    minister the The a council of in on Monday Nordhavn and but while calling warned accused according rejected would
    is was has pier rain saying as if called for Mr. U.S. It's 's 400 #AdaLindqvist Berg"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", "\0"])


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_text_of_such_words(text: str) -> None:
    check(text, read(text, BASE))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    check(text, read(text, BASE, title=text[:40]))


HOSTILE: dict[str, Callable[[int], str]] = {
    "straight marks": lambda size: '"' * size,
    "opening marks": lambda size: "“" * size,
    "no space": lambda size: "a" * size,
    "brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "short lines": lambda size: "said he\n" * (size // 8),
    "one sentence of cues": lambda size: "he said that " * (size // 13),
    "quotations in one line": lambda size: "“Go now, please do it for us.” " * (size // 31),
    "one surname": lambda size: "Lindqvist said it. " * (size // 19),
    "pronouns": lambda size: "Ada said it was late. " + "She said it was late. " * (size // 22),
    "participles": lambda size: "Ada, saying that the pier, " * (size // 27),
    "capitals": lambda size: "Abc " * (size // 4),
    "surrogates": lambda size: "\ud800 said " * (size // 7),
    "vowel signs": lambda size: "\u064b" * size,
}


def cost(text: str) -> float:
    """Processor seconds, the better of two."""
    spent = []
    for _ in range(2):
        start = time.process_time()
        read(text, BASE)
        spent.append(time.process_time() - start)
    return min(spent)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_costs_its_length(make: Callable[[int], str]) -> None:
    check(make(3_000), read(make(3_000), BASE))
    short, long = cost(make(4_000)), cost(make(32_000))
    assert long < 30 * max(short, 0.03), f"8 times the text took {long / short:.0f} times as long ({long:.2f} s)"
