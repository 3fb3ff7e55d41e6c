"""Alerts of an invented desk, and putting them into a log."""

from collections.abc import Iterable

from connectors.log.base import ALERTS, Log, Record
from schemas import Alert, Cue, MatchedSpan, Party, Statement, alert_id, encode
from schemas.alert import AlertDocument

NOON = 1_764_000_000_000
SENTENCE = "“The harbour treaty will be signed in spring,” said Ada Lindqvist on Monday."


def statement() -> Statement:
    return Statement(
        id="s1",
        kind="direct",
        start=1,
        end=46,
        parts=((1, 46),),
        text="The harbour treaty will be signed in spring,",
        speaker=Party("Ada Lindqvist", 52, 65, entity="lindqvist", name="Ada Lindqvist"),
        cue=Cue("said", 47, 51, "say", "say"),
    )


def alert(number: int = 1, *channels: str, rule: str = "treaty", said: Statement | None = None) -> Alert:
    """The `number`-th document's alert; ids differ by number and rule."""
    document = f"d{number}"
    return Alert(
        id=alert_id(rule, document),
        rule=rule,
        rule_version="1",
        generation="g1",
        unit=document,
        at=NOON + number,
        document=AlertDocument(
            id=document,
            url=f"https://wire.example.org/{number}",
            title=f"Harbour treaty, part {number}",
            source="wire",
            published=NOON - 60_000,
            arrived=NOON,
            language="en",
        ),
        document_version=1,
        matched=(MatchedSpan("text", 5, 19),),
        sentence=SENTENCE,
        statement=said,
        rule_name="Harbour treaty",
        channels=channels,
    )


def publish(log: Log, alerts: Iterable[Alert]) -> None:
    log.append(ALERTS, [Record(one.rule, encode(one)) for one in alerts])
