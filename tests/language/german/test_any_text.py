"""What holds for any German text: nothing raises, offsets are exact, hostile text costs its length."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.enrichment import Enriched, enrich
from language.entities import EntityBase
from schemas import VERB_CLASSES, WatchedEntity

BASE = EntityBase([WatchedEntity("ohm", "Karl Ohm", "person", ("Ohm",), "male")])
VOCABULARY = """„ “ " » « ' , . : ; ? ! ( ) - – sagte sagt teilte mit hat gesagt mitgeteilt dass ob zu gehen sei habe
    nicht von vom der die das den dem des ein einen er sie es Der Minister Karl Ohm Eva Berg Partei Regierung laut nach
    Angaben zufolge so heißt heißt es in dem Bericht Das wie forderte lehnte ab auf soll haben wird wurde zitiert und
    aber Warnung Demnach Für am Montag 5. XVI. Dr. z.B. 300 sich überzeugt zeigte nannte große meinte Meinung nach"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", "\0"])


def read(text: str, title: str = "") -> Enriched:
    return enrich(text, document="d", language="de", base=BASE, title=title)


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


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_text_of_such_words(text: str) -> None:
    check(text, read(text))


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    check(text, read(text, title=text[:40]))


HOSTILE: dict[str, str] = {
    "opening marks": "„",
    "no space": "a",
    "brackets": "(X ",
    "cues in one sentence": "er sagte, dass ",
    "verbs alone": "sagte ",
    "brackets of verbs": "hat gesagt ",
    "sources in one sentence": "laut X ",
    "sources behind": "X zufolge ",
    "asides": "„Es war gut so“, so X, ",
    "genitives": "des X ",
    "coordination": "und X ",
    "relative clauses": "X, die sagte, ",
    "reported mood": "Er sei da. ",
    "capitals": "Xa Yb ",
    "ordinals": "1. ",
    "surrogates": "\ud800 sagte ",
    "one surname": "Ohm sagte es. ",
    "pronouns": "Ohm kam. Er sagte, es sei spät. ",
}


def cost(text: str) -> float:
    """Processor seconds, the better of two."""
    spent = []
    for _ in range(2):
        start = time.process_time()
        read(text)
        spent.append(time.process_time() - start)
    return min(spent)


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece))


@pytest.mark.parametrize("make", list(map(repeated, HOSTILE.values())), ids=list(HOSTILE))
def test_hostile_text_costs_its_length(make: Callable[[int], str]) -> None:
    check(make(3_000), read(make(3_000)))
    short, long = cost(make(4_000)), cost(make(32_000))
    assert long < 30 * max(short, 0.03), f"8 times the text took {long / short:.0f} times as long ({long:.2f} s)"


def test_many_sources_in_one_sentence_cost_no_more_than_ordinary_text() -> None:
    ordinary = cost("Karl Ohm sagte am Montag, der Hafen schließe bald. " * 500)
    assert cost("X zufolge " * 2_500) < 5 * ordinary
