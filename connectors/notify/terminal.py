"""Alerts on the terminal that onrecord was started in: two lines each, to be read in passing."""

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, TextIO

from connectors.daemon_threads import in_daemon_thread
from connectors.notify.base import Context, Outcome
from schemas import Alert, MatchedSpan, Statement

_LONGEST = 300
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: hidden characters that Persian and Indic scripts are spelt with."""


def open_channel(settings: Any, context: Context) -> "Terminal":
    """Needs no settings."""
    del settings
    return Terminal(context.terminal)


class Terminal:
    """Prints to `out`, in colour where it is a terminal and NO_COLOR is not set."""

    fingerprint = "terminal"

    def __init__(self, out: TextIO, environment: Mapping[str, str] = os.environ, zone: tzinfo | None = None) -> None:
        self._out = out
        self._zone = zone
        self._colour = out.isatty() and not environment.get("NO_COLOR")

    async def send(self, alert: Alert) -> Outcome:
        """Written and flushed: a reader that has gone away is tried again."""
        lines = render(alert, colour=self._colour, zone=self._zone)
        try:
            await in_daemon_thread(lambda: self._write(lines), "terminal")
        except (OSError, ValueError) as error:
            return Outcome("retry", f"the terminal does not take lines ({error})")
        return Outcome("sent")

    def _write(self, lines: str) -> None:
        self._out.write(lines)
        self._out.flush()


def render(alert: Alert, *, colour: bool, zone: tzinfo | None = None) -> str:
    """The lines of one alert: time, rule, speaker, sentence with the match marked; source, title, address below."""
    bold, dim, plain = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if colour else ("", "", "")
    clock = datetime.fromtimestamp(alert.at / 1000).astimezone(zone).strftime("%H:%M:%S")
    who = _speaker(alert.statement)
    late = " (late)" if alert.late else ""
    marks = ("\x1b[1;4m", "\x1b[0m") if colour else ("[", "]")
    sentence = marked(_cut(visible(alert.sentence)), [visible(word) for word in caught(alert)], marks)
    second = " · ".join(
        part for part in (alert.document.source, alert.document.title, alert.document.url or "") if part
    )
    return (
        f"{clock}  {bold}{visible(alert.rule_name or alert.rule)}{plain}{late}  {who}{sentence}\n"
        f"          {dim}{_cut(visible(second))}{plain}\n"
    )


def visible(text: str) -> str:
    """On one line, with nothing that a terminal would obey or that turns the reading order: escape sequences,
    controls and direction overrides become a mark, white space one space."""
    shown = (
        character if character in _JOINERS or unicodedata.category(character) not in _HIDDEN else "�"
        for character in " ".join(text.split())
    )
    return "".join(shown)


def caught(alert: Alert) -> Sequence[str]:
    """The words that matched, so far as the alert itself still tells them."""
    if alert.words or alert.statement is None:
        return alert.words
    statement = alert.statement
    return [word for span in alert.matched if (word := _word(statement, span))]


def _word(statement: Statement, span: MatchedSpan) -> str:
    """A span's words, where it lies in the statement's only part (only then offsets and text correspond)."""
    inside = len(statement.parts) == 1 and statement.start <= span.start < span.end <= statement.end
    return (
        statement.text[span.start - statement.start : span.end - statement.start]
        if inside and span.field == "text"
        else ""
    )


def marked(sentence: str, words: Sequence[str], marks: tuple[str, str]) -> str:
    """The sentence with the words between the marks: where they stand alone, or anywhere in a script that sets no
    spaces between words."""
    either = "|".join(re.escape(word) for word in sorted(filter(None, words), key=len, reverse=True))
    if not either:
        return sentence
    before, after = marks
    alone = rf"(?<!\w)(?:{either})(?!\w)"
    pattern = alone if re.search(alone, sentence) else either
    return re.sub(pattern, lambda found: f"{before}{found[0]}{after}", sentence)


def _speaker(statement: Statement | None) -> str:
    if statement is None or statement.speaker is None:
        return ""
    return f"{visible(statement.speaker.name or statement.speaker.text)}: "


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
