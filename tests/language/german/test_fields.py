"""What a German statement tells beside its content: addressee, day, occasion, topics."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY
from schemas import Statement


def only(text: str) -> Statement:
    (statement,) = enrich(text, document="d", language="de", base=EMPTY).statements
    return statement


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Eva Berg sagte dem Sender Nordwind, der Hafen schließe.", "dem Sender Nordwind"),
        ("Eva Berg sagte am Montag gegenüber Journalisten, der Hafen schließe.", "Journalisten"),
        ("„Der Hafen schließt bald“, sagte Eva Berg den Fischern.", "den Fischern"),
        ("Eva Berg forderte das Land auf, zu zahlen.", "das Land"),
        ("Die Gewerkschaft rief die Fischer dazu auf, zu streiken.", "die Fischer"),
        ("Eva Berg sagte, der Hafen schließe.", None),
        ("Eva Berg sagte in einer Rede im Rat, der Hafen schließe.", None),
        ("Eva Berg lehnte den Plan ab.", None),
    ],
)
def test_addressee(text: str, addressee: str | None) -> None:
    told = only(text).addressee
    assert (told.text if told else None) == addressee


@pytest.mark.parametrize(
    ("text", "when", "where"),
    [
        ("Eva Berg sagte am Montag in einer Rede, der Hafen schließe.", "am Montag", "in einer Rede"),
        ("Gestern sagte Eva Berg, der Hafen schließe.", "Gestern", None),
        ("Eva Berg sagte gestern, der Hafen schließe am Freitag.", "gestern", None),
        ("Eva Berg sagte, der Hafen schließe am Freitag.", None, None),
        ("„Der Hafen schließt bald“, sagte Eva Berg bei einer Kundgebung.", None, "bei einer Kundgebung"),
    ],
)
def test_circumstances(text: str, when: str | None, where: str | None) -> None:
    statement = only(text)
    assert (statement.said_at, statement.said_in) == (when, where)


def test_topics_are_the_nouns() -> None:
    text = "Eva Berg sagte, dass der alte Hafen am Montag in Bad Orra schließe und Streit über den Hafen bleibe."
    assert only(text).about == ("Hafen", "Bad Orra", "Streit")
