"""The watch-list in many scripts, and names by form."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY, EntityBase
from schemas import WatchedEntity

ADA = WatchedEntity(
    "ada",
    "Ada Lindqvist",
    "person",
    ("Ада Линдквист", "آدا لیندکویست", "آدا ليندكفيست", "阿达·林德奎斯特", "Lindqvist"),
)
ANNA = WatchedEntity("anna", "Анна Иванова", "person")
US = WatchedEntity("us", "United States", "place", ("US", "U.S."))
UNION = WatchedEntity("union", "Dock Workers’ Union", "organisation")
WORKERS = WatchedEntity("dock", "Dock Workers", "other")
BASE = EntityBase([ADA, ANNA, US, UNION, WORKERS])


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(one.entity.id, text[one.start : one.end]) for one in BASE.mentions(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ada Lindqvist's plan", "en", [("ada", "Ada Lindqvist")]),
        ("Ada Lindqvist’s plan", "en", [("ada", "Ada Lindqvist")]),
        ("ADA LINDQVIST, ada  lindqvist", "en", [("ada", "ADA LINDQVIST"), ("ada", "lindqvist")]),
        ("Ada\nLindqvist", "en", [("ada", "Ada\nLindqvist")]),
        ("#AdaLindqvist speaks", "en", [("ada", "AdaLindqvist")]),
        ("adalindqvist speaks", "en", []),
        ("Lindqvists Plan", "de", [("ada", "Lindqvist")]),
        ("Lindqvistov plán", "cs", []),
        ("give us the US and the U.S.", "en", [("us", "US"), ("us", "U.S.")]),
        ("the Dock Workers' Union met", "en", [("union", "Dock Workers' Union")]),
        ("the Dock Workers met", "en", [("dock", "Dock Workers")]),
        ("Аде Линдквисту ответили", "ru", [("ada", "Аде Линдквисту")]),
        ("Слова Анны Ивановой", "ru", [("anna", "Анны Ивановой")]),
        ("Ивановой не было", "ru", []),
        ("قالت وآدا ليندكفيست", "ar", [("ada", "آدا ليندكفيست")]),
        ("آدا لیندکویست‌ها گفت", "fa", [("ada", "آدا لیندکویست")]),
        ("部长阿达·林德奎斯特说", "zh", [("ada", "阿达·林德奎斯特")]),
    ],
)
def test_watched_names(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, language) == expected


def test_offsets_stay_true_where_signs_are_ignored() -> None:
    text = "قا\u064bل\u064e: آ\u064eدا لي\u0651ندكفيست هنا"
    ((start, end, entity),) = BASE.mentions(text, "ar")
    assert entity is ADA
    assert text[start:end] == "آ\u064eدا لي\u0651ندكفيست"


def test_names_looks_a_name_up() -> None:
    assert BASE.names("  ada   LINDQVIST ") == [ADA]
    assert BASE.names("Ada") == []
    assert EMPTY.mentions("Ada Lindqvist", "en") == []


def test_an_empty_name_and_a_half_pair_do_no_harm() -> None:
    base = EntityBase([WatchedEntity("odd", " ", "other", ("\ud800x",))])
    assert [one.entity.id for one in base.mentions("a \ud800x b", "en")] == ["odd"]


def entities(text: str, base: EntityBase = EMPTY) -> dict[str, tuple[str, bool, list[str]]]:
    enriched = enrich(text, document="d", language="en", base=base)
    return {one.name: (one.type, one.known, [text[a:b] for a, b in one.mentions]) for one in enriched.entities}


def test_names_by_form_and_their_types() -> None:
    text = (
        "Dr. Karim Haddad met Eva Berg of the Orra Health Board in Orrabad. Haddad was late; Berg had flown to Orrabad "
        "from the University of Kestrel."
    )
    assert entities(text) == {
        "Karim Haddad": ("person", False, ["Karim Haddad", "Haddad"]),
        "Eva Berg": ("person", False, ["Eva Berg", "Berg"]),
        "Orra Health Board": ("organisation", False, ["Orra Health Board"]),
        "Orrabad": ("place", False, ["Orrabad", "Orrabad"]),
        "University of Kestrel": ("organisation", False, ["University of Kestrel"]),
    }


def test_a_surname_of_a_watched_name_is_the_watched_entity() -> None:
    base = EntityBase([WatchedEntity("k", "Karim Haddad", "person")])
    assert entities("Karim Haddad spoke. Later Haddad left.", base) == {
        "Karim Haddad": ("person", True, ["Karim Haddad", "Haddad"])
    }


def test_the_id_of_a_name_by_form_is_the_same_in_every_text() -> None:
    one = enrich("Eva Berg spoke.", document="a", language="en", base=EMPTY).entities
    other = enrich("Nobody heard Eva Berg.", document="b", language="en", base=EMPTY).entities
    assert [row.id for row in one] == [row.id for row in other]


def test_headings_and_plurals_are_no_names() -> None:
    assert entities("Villagers Doubt Valley Barrage\nVillagers say the dam is late. Officials agree.") == {}
