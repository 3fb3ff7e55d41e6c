"""German names: full names behind surnames, pronouns, roles and relative pronouns; what is no name."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY, EntityBase
from schemas import WatchedEntity

OHM = WatchedEntity("ohm", "Karl Ohm", "person", ("Ohm",), "male")


def names(text: str, base: EntityBase = EMPTY, title: str = "") -> list[tuple[str | None, str]]:
    statements = enrich(text, document="d", language="de", base=base, title=title).statements
    return [(one.speaker.name, one.speaker.how) for one in statements if one.speaker]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karl Ohm kam. Ohm sagte, es brenne.", ("Karl Ohm", "name")),
        ("Außenminister Karl Ohm sagte, es brenne.", ("Karl Ohm", "name")),
        ("Eva Berg und Karl Ohm kamen. Er sagte, es brenne.", ("Karl Ohm", "pronoun")),
        ("Karl Ohm und Eva Berg kamen. Sie sagte, es brenne.", ("Eva Berg", "pronoun")),
        ("Karl Ohm und Eva Berg kamen. Sie sagten, es brenne.", (None, "pronoun")),
        ("Eva Berg kam mit Karl Ohm, der sagte, es brenne.", ("Karl Ohm", "pronoun")),
        ("Der Minister, Karl Ohm, kam. Der Minister sagte, es brenne.", ("Karl Ohm", "role")),
        ("Außenminister Karl Ohm kam. Der Minister sagte, es brenne.", ("Karl Ohm", "role")),
        ("Die Bürgermeisterin, Eva Berg, sagte, es brenne.", ("Eva Berg", "name")),
        ("Eva Berg kam. Der Sprecher Bergs sagte, es brenne.", (None, "role")),
        ("Eva Berg kam. Ein Sprecher von Berg sagte, es brenne.", (None, "role")),
        ("Die Vorsitzende der Partei Eva Berg sagte, es brenne.", ("Eva Berg", "name")),
        ("Ursula von der Aue kam. Die Regierung sagte, es brenne.", (None, "role")),
        ("Minister Anders Holt sagte, es brenne.", ("Anders Holt", "name")),
        ("Der Goldschmied Diego Arrieta sagte, es brenne.", ("Diego Arrieta", "name")),
        ("Karl Ohm kam. Der Politiker sagte, es brenne.", ("Karl Ohm", "role")),
        ("Man sagte, es brenne.", (None, "pronoun")),
        ("Eva Berg kam. Ohm sagte, es brenne. Der Rat habe versagt.", (None, "role")),
    ],
)
def test_who_it_is(text: str, expected: tuple[str | None, str]) -> None:
    assert names(text)[0] == expected


def test_a_continuation_tells_its_speaker_as_implied() -> None:
    assert names("Karl Ohm sagte, es brenne. Der Rat habe versagt.")[1] == ("Karl Ohm", "implied")


def test_the_headline_gives_the_full_name() -> None:
    assert names("Ohm sagte, es brenne.", title="Minister Karl Ohm warnt") == [("Karl Ohm", "name")]


def test_a_watched_name_gives_its_entity() -> None:
    (statement,) = enrich("Ohm sagte, es brenne.", document="d", language="de", base=EntityBase([OHM])).statements
    assert statement.speaker is not None
    assert (statement.speaker.entity, statement.speaker.name) == ("ohm", "Karl Ohm")


def test_common_nouns_are_no_names() -> None:
    text = "Die Regierung hat am Montag in Berlin den Haushalt beschlossen, sagte Eva Berg. Die NATO kam. "
    text += "Sie nannte das Angebot Ardaniens gut."
    entities = enrich(text, document="d", language="de", base=EMPTY).entities
    assert [(one.name, one.type) for one in entities] == [
        ("Berlin", "place"),
        ("Eva Berg", "person"),
        ("NATO", "organisation"),
    ]
