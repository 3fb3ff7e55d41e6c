"""German statements as a whole: what holds for any text, and the statements of a small article."""

from language.enrichment import Enriched, enrich
from language.entities import EMPTY, EntityBase
from schemas import Statement

TEXT = (
    "Bundeskanzlerin Eva Berg hat am Montag in einer Pressekonferenz mitgeteilt, dass der Hafen schließe. "
    "„Wir werden nicht warten“, sagte Berg. Sie forderte die Länder auf, mehr Geld zu geben. "
    "Laut Polizei starben drei Menschen. Der Außenminister, Karl Ohm, kam aus Orra. Der Plan sei falsch, so Ohm. "
    "Er habe davon nichts gewusst. Der Minister bestritt, dass er Geld genommen habe."
)


def read(text: str, base: EntityBase = EMPTY, title: str = "") -> Enriched:
    return enrich(text, document="d", language="de", base=base, title=title)


def told(statement: Statement) -> tuple[str | None, str, str]:
    speaker = statement.speaker
    return (speaker.name or speaker.text if speaker else None), statement.kind, statement.text


def test_a_small_article() -> None:
    assert [told(one) for one in read(TEXT).statements] == [
        ("Eva Berg", "indirect", "dass der Hafen schließe"),
        ("Eva Berg", "direct", "„Wir werden nicht warten“"),
        ("Eva Berg", "indirect", "mehr Geld zu geben"),
        ("Polizei", "indirect", "starben drei Menschen"),
        ("Karl Ohm", "indirect", "Der Plan sei falsch"),
        ("Karl Ohm", "indirect", "Er habe davon nichts gewusst."),
        ("Karl Ohm", "indirect", "dass er Geld genommen habe"),
    ]


def test_the_fields_of_a_statement() -> None:
    first = read(TEXT).statements[0]
    assert (first.said_at, first.said_in, first.level, first.mode) == (
        "am Montag",
        "in einer Pressekonferenz",
        "said",
        "said",
    )
    assert first.cue is not None
    assert (first.cue.text, first.cue.lemma, first.cue.verb_class) == ("mitgeteilt", "mitteilen", "say")
    assert first.about == ("Hafen",)
