"""Each rule of German: who says what, by which cue; and what is said by nobody."""

import pytest

from language.enrichment import enrich
from language.entities import EMPTY

Told = list[tuple[str | None, str]]


def told(text: str) -> Told:
    """Speakers as written and contents."""
    statements = enrich(text, document="d", language="de", base=EMPTY).statements
    return [(one.speaker.text if one.speaker else None, one.text) for one in statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the verb second, what is said to the right of the bracket
        ("Karl Ohm sagte, dass der Hafen schließt.", [("Karl Ohm", "dass der Hafen schließt")]),
        ("Karl Ohm sagte, der Hafen schließe bald.", [("Karl Ohm", "der Hafen schließe bald")]),
        ("Karl Ohm teilte gestern mit, dass er gehe.", [("Karl Ohm", "dass er gehe")]),
        ("Karl Ohm hat gestern mitgeteilt, dass er gehe.", [("Karl Ohm", "dass er gehe")]),
        ("Am Montag forderte der Rat die Stadt auf, zu zahlen.", [("der Rat", "zu zahlen")]),
        ("Karl Ohm zeigte sich überzeugt, dass es gelingt.", [("Karl Ohm", "dass es gelingt")]),
        ("Ohm erklärte: „Wir gehen heute alle nach Hause.“", [("Ohm", "„Wir gehen heute alle nach Hause.“")]),
        (
            "Karl Ohm erklärte, damit solle Streit vermieden werden.",
            [("Karl Ohm", "damit solle Streit vermieden werden")],
        ),
        ("Ohm sagte, er gehe, und verließ den Saal.", [("Ohm", "er gehe")]),
        ("Ohm sprach von einem „großen Fehler“.", [("Ohm", "„großen Fehler“")]),
        ("Ohm nannte den Plan „einen großen Fehler“.", [("Ohm", "„einen großen Fehler“")]),
        # the object is what is said
        ("Karl Ohm lehnte den Plan ab.", [("Karl Ohm", "den Plan")]),
        ("Die Gewerkschaft droht mit einem Streik.", [("Die Gewerkschaft", "einem Streik")]),
        ("Karl Ohm forderte, den Text zu veröffentlichen.", [("Karl Ohm", "den Text zu veröffentlichen")]),
        # inversion behind what is said
        ("„Wir gehen nach Hause“, sagte Karl Ohm.", [("Karl Ohm", "„Wir gehen nach Hause“")]),
        ("„Wir gehen nach Hause“, witzelte Karl Ohm.", [("Karl Ohm", "„Wir gehen nach Hause“")]),
        ("Der Hafen werde schließen, sagte der Minister.", [("der Minister", "Der Hafen werde schließen")]),
        (
            "„Wir gehen nach Hause“, sagte Karl Ohm, „und wir kommen nicht wieder.“",
            [("Karl Ohm", "„Wir gehen nach Hause“ „und wir kommen nicht wieder.“")],
        ),
        ('„Wir gehen jetzt nach Hause", sagte Karl Ohm. Es regnet.', [("Karl Ohm", '„Wir gehen jetzt nach Hause"')]),
        ("»Wir gehen nach Hause«, sagte Karl Ohm.", [("Karl Ohm", "»Wir gehen nach Hause«")]),
        ("Ob er geht, wollte Karl Ohm nicht sagen.", [("Karl Ohm", "Ob er geht")]),
        # "wie", "so", source phrases
        ("Wie Karl Ohm am Montag sagte, brannte das Haus.", [("Karl Ohm", "brannte das Haus")]),
        ("Die Ministerin sagte der Zeitung „Nordwind“, man prüfe das.", [("Die Ministerin", "man prüfe das")]),
        ("Wie die Polizei mitteilte, brannte das Haus.", [("die Polizei", "brannte das Haus")]),
        ("Das Haus brannte, wie die Polizei mitteilte.", [("die Polizei", "Das Haus brannte")]),
        ("Das Haus brannte, so die Polizei.", [("die Polizei", "Das Haus brannte")]),
        ("Der Plan sei falsch, so sagte Ohm, und teuer.", [("Ohm", "Der Plan sei falsch und teuer")]),
        ("Laut Polizei brannte das Haus.", [("Polizei", "brannte das Haus")]),
        ("Nach Angaben der Polizei brannte das Haus.", [("der Polizei", "brannte das Haus")]),
        ("Nach Angaben von Karl Ohm brannte das Haus.", [("Karl Ohm", "brannte das Haus")]),
        ("Medienberichten zufolge brannte das Haus.", [("Medienberichten", "brannte das Haus")]),
        ("Der Polizei zufolge brannte das Haus.", [("Der Polizei", "brannte das Haus")]),
        ("Seiner Meinung nach brannte das Haus.", [("Seiner Meinung", "brannte das Haus")]),
        ("Für Karl Ohm sei das ein Fehler.", [("Karl Ohm", "sei das ein Fehler")]),
        (
            "Der Rat tagte, wobei nach Angaben der Polizei drei Leute kamen.",
            [("der Polizei", "wobei drei Leute kamen")],
        ),
        # "heißt es"
        ("In dem Bericht heißt es, die Lage sei ernst.", [("In dem Bericht", "die Lage sei ernst")]),
        ("„Die Lage ist sehr ernst“, heißt es in dem Bericht.", [("in dem Bericht", "„Die Lage ist sehr ernst“")]),
        # subordinate clauses, passives, nouns, colons
        ("Es kam Karl Ohm, der sagte, er wisse nichts.", [("der", "er wisse nichts")]),
        ("Von Karl Ohm wurde bestätigt, dass es brannte.", [("Karl Ohm", "dass es brannte")]),
        ("Es wurde mitgeteilt, dass es brannte.", [(None, "dass es brannte")]),
        ("Die Warnung des Ministers, dass es brenne, kam spät.", [("des Ministers", "dass es brenne")]),
        ("Die Partei stellte die These auf, dass es brenne.", [("Die Partei", "dass es brenne")]),
        ("Karl Ohm im Rat: „Wir gehen nach Hause.“", [("Karl Ohm im Rat", "„Wir gehen nach Hause.“")]),
        ("Der Rat tagt. Das bestätigte Karl Ohm.", [("Karl Ohm", "Der Rat tagt")]),
        # who is quoted by others
        ("Ohm wird von der Zeitung mit den Worten zitiert, er gehe.", [("Ohm", "er gehe")]),
        ("Die Zeitung zitiert den Zeugen mit den Worten: „Es war sehr laut.“", [("den Zeugen", "„Es war sehr laut.“")]),
        # what goes on
        ("Ohm sagte, er gehe. Der Rat habe versagt.", [("Ohm", "er gehe"), ("Ohm", "Der Rat habe versagt.")]),
        ("Ohm sagte, er gehe. Der Rat würde bleiben.", [("Ohm", "er gehe"), ("Ohm", "Der Rat würde bleiben.")]),
        ("Ohm kritisierte scharf. Der Rat habe versagt.", [("Ohm", "Der Rat habe versagt.")]),
        (
            "Karl Ohm sagte, er gehe. „Ich habe wirklich keine Zeit mehr.“",
            [("Karl Ohm", "er gehe"), ("Karl Ohm", "„Ich habe wirklich keine Zeit mehr.“")],
        ),
        ("Der Mann soll das Haus angezündet haben.", [(None, "Der Mann soll das Haus angezündet haben.")]),
        (
            "Ohm sagte, er gehe. Er glaube, dass der Rat versagt.",
            [("Ohm", "er gehe"), ("Ohm", "Er glaube, dass der Rat versagt.")],
        ),
        # the object first, adverbs first
        ("Die Pläne lobte er mit den Worten: „Das ist sehr gut.“", [("er", "„Das ist sehr gut.“")]),
        ("Besorgt äußerte sich Eva Berg: „Das ist sehr teuer.“", [("Eva Berg", "„Das ist sehr teuer.“")]),
        ("Unter Berufung auf Zeugen teilte Eva Berg mit, es brenne.", [("Eva Berg", "es brenne")]),
    ],
)  # fmt: skip
def test_a_rule(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Der Hafen liegt in Orra.",
        "Die erwarteten Folgen blieben aus.",
        "An Bord befanden sich zwei Männer, beide blieben unverletzt.",
        "Ihm droht im Falle einer Verurteilung, so der Fall eintritt, eine lange Haft.",
        "Sie sahen den Film „Der alte Hafen“ in Orra.",
        "Es ist nicht bekannt, ob jemand kam.",
        "Die Halle bestreiten zwei Bands.",
        "Es wäre schön, wenn es regnete.",
        "Die Zeitung „Nordwind“ lobte den Wein aus Orra.",
    ],
)
def test_nobody_says_it(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "mode", "level"),
    [
        ("Ohm bestritt, dass es brannte.", "denied", "said"),
        ("Ohm sagte nicht, dass es brannte.", "not_said", "said"),
        ("Ohm fragte, ob es brannte.", "asked", "said"),
        ("Ohm könnte sagen, dass es brannte.", "possible", "said"),
        ("Ohm befürchtet, dass es brennt.", "said", "reading"),
        ("Ohm sagte, dass es nicht brannte.", "said", "said"),
    ],
)
def test_mode_and_level(text: str, mode: str, level: str) -> None:
    (statement,) = enrich(text, document="d", language="de", base=EMPTY).statements
    assert (statement.mode, statement.level) == (mode, level)
