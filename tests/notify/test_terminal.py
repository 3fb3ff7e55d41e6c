"""Alerts on the terminal: readable in passing, harmless whatever the text holds."""

import io
import os
from datetime import UTC

import msgspec
import pytest

from connectors.notify.terminal import Terminal, marked, render, visible
from schemas import MatchedSpan
from tests.support.alerts import SENTENCE, alert, statement


def test_two_lines_tell_when_what_who_and_where() -> None:
    lines = render(alert(1, said=statement()), colour=False, zone=UTC).splitlines()
    said = "“The [harbour treaty] will be signed in spring,” said Ada Lindqvist on Monday."
    assert lines == [
        f"16:00:00  Harbour treaty  Ada Lindqvist: {said}",
        "          wire · Harbour treaty, part 1 · https://wire.example.org/1",
    ]


def test_words_named_by_the_alert_are_marked_without_a_statement() -> None:
    told = msgspec.structs.replace(alert(1), words=("harbour treaty", "spring"), late=True)
    line = render(told, colour=False, zone=UTC).splitlines()[0]
    assert line.endswith("(late)  “The [harbour treaty] will be signed in [spring],” said Ada Lindqvist on Monday.")


def test_nothing_is_marked_that_the_alert_does_not_tell() -> None:
    assert "[" not in render(alert(1), colour=False)
    outside = msgspec.structs.replace(alert(1, said=statement()), matched=(MatchedSpan("title", 5, 19),))
    assert "[" not in render(outside, colour=False)


def test_colour_only_where_it_is_seen_and_wanted() -> None:
    assert "\x1b" not in render(alert(1, said=statement()), colour=False)
    assert "\x1b[1;4mharbour treaty\x1b[0m" in render(alert(1, said=statement()), colour=True)


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b31m",
        "a\rb\nc\td\x0b\x0c",
        "\x00\x08\x7f\x85",
        "\u202eright to left\u202c",
        "\u2066isolated\u2069",
        "line\u2028separator\u2029",
        "\ufeffmark\u200b",
        "\ud800 lone",
        "\U000e0041 tag",
    ],
)
def test_hostile_text_is_neutralised_everywhere(hostile: str) -> None:
    told = alert(1, said=statement())
    document = msgspec.structs.replace(told.document, title=hostile, source=hostile, url=hostile)
    speaker = msgspec.structs.replace(statement().speaker, name=hostile)
    said = msgspec.structs.replace(statement(), speaker=speaker)
    told = msgspec.structs.replace(
        told, document=document, statement=said, sentence=hostile + SENTENCE, rule_name=hostile, words=(hostile,)
    )
    text = render(told, colour=False)
    assert text.count("\n") == 2
    assert text.encode()  # no lone surrogate is left
    assert all(character.isprintable() or character in " \n" for character in text)
    assert not set(text) & set("\x1b\x9b\r\u202e\u2066\u200b\ufeff")


def test_scripts_that_need_joiners_keep_them() -> None:
    persian = "می‌خواهیم مذاکره کنیم"
    assert "\u200c" in persian
    assert visible(persian) == persian
    assert marked(persian, ["مذاکره"], ("[", "]")) == "می‌خواهیم [مذاکره] کنیم"


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("a treaty of treaties", ["treaty"], "a [treaty] of treaties"),
        ("港湾条約に署名", ["条約"], "港湾[条約]に署名"),
        ("the treaty (draft)", ["(draft)", "treaty"], "the [treaty] [(draft)]"),
        ("harbour treaty", ["harbour", "harbour treaty"], "[harbour treaty]"),
        ("nothing", ["treaty", ""], "nothing"),
        ("nothing", [], "nothing"),
    ],
)
def test_marks(sentence: str, words: list[str], expected: str) -> None:
    assert marked(sentence, words, ("[", "]")) == expected


def test_long_sentences_are_cut() -> None:
    told = msgspec.structs.replace(alert(1), sentence="word " * 1000)
    assert max(map(len, render(told, colour=False).splitlines())) < 400


async def test_it_is_written_and_flushed() -> None:
    out = io.StringIO()
    outcome = await Terminal(out, environment={}).send(alert(1))
    assert outcome.result == "sent"
    assert "Harbour treaty" in out.getvalue()
    assert "\x1b" not in out.getvalue()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_no_color_is_respected() -> None:
    plain, coloured = Screen(), Screen()
    await Terminal(plain, environment={"NO_COLOR": "1"}).send(alert(1))
    await Terminal(coloured, environment={}).send(alert(1))
    assert "\x1b" not in plain.getvalue()
    assert "\x1b[" in coloured.getvalue()


async def test_a_reader_that_went_away_is_tried_again() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as out:
        outcome = await Terminal(out, environment={}).send(alert(1))
        assert outcome.result == "retry"
        assert outcome.error
        discard = os.open(os.devnull, os.O_WRONLY)
        os.dup2(discard, out.fileno())  # so that closing may flush what is left
        os.close(discard)
