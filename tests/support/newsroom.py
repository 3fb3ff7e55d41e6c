"""A small desk of invented people and outlets: documents with statements, alerts, sources' health."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from connectors.index.base import Index, Write
from connectors.index.embedded import open_index
from connectors.notify.outbox import OUTBOX, RECORDS, AlertRecord
from schemas import (
    Alert,
    Cue,
    Delivery,
    Document,
    EmbeddedPost,
    MatchedSpan,
    MentionedEntity,
    Party,
    Statement,
    alert_id,
    document_id,
    encode,
    statement_id,
)
from schemas.alert import AlertDocument
from tests.support.documents import carrier, document

NOW = 1_764_007_200_000
"""2025-11-24T18:00:00Z."""

HOUR = 3_600_000


def party(body: str, words: str, near: int, **more: Any) -> Party:
    """The party written `words`, where it stands nearest to `near`."""
    places = [at for at in range(len(body)) if body.startswith(words, at)]
    at = min(places, key=lambda place: abs(place - near))
    return Party(text=words, start=at, end=at + len(words), **more)


def said(
    name: str,
    body: str,
    words: str | Sequence[str],
    by: str | None = None,
    verb: tuple[str, str, str] | None = None,
    *,
    who: str | None = None,
    how: Any = "name",
    kind: Any = "direct",
    to: str | None = None,
    entity: str | None = None,
    **more: Any,
) -> Statement:
    """A statement of the document `name`: `words` (its parts) by the party written `by`, resolved to `who`; `verb` is
    the words of the text, the lemma, the class."""
    pieces = [words] if isinstance(words, str) else list(words)
    parts = tuple((body.index(piece), body.index(piece) + len(piece)) for piece in pieces)
    start = parts[0][0]
    speaker = party(body, by, start, name=who or by, how=how, entity=entity) if by else None
    cue = None
    if verb:
        found = party(body, verb[0], start)
        cue = Cue(text=found.text, start=found.start, end=found.end, lemma=verb[1], verb_class=verb[2])
    text = " ".join(pieces)
    return Statement(
        id=statement_id(document_id(name), by or "", text.casefold(), 0),
        kind=kind,
        start=start,
        end=parts[-1][1],
        parts=parts,
        text=text,
        speaker=speaker,
        cue=cue,
        addressee=party(body, to, start) if to else None,
        **more,
    )


TREATY = (
    "Foreign minister Ada Lindqvist ruled out signing the harbour treaty on Monday. “We will not sign this treaty,” "
    "Lindqvist told reporters in Nordhavn. She warned that “every delay costs jobs” and that the port would close in "
    "May.\n\n"
    "According to the port authority, the first quay has stood empty since the spring. The council of Nordhavn "
    "rejected the plan, calling it “a mistake.”\n\n"
    "Harbour watch: crews at quay four have stopped work #nordhavn\n\n"
    "Observers believe that the minister fears a strike before the vote. Talks go on next week."
)
PERSIAN = (
    "آدا لیندکویست، وزیر خارجه، گفت: «ما این پیمان را امضا نخواهیم کرد.» او افزود که مذاکرات هفته آینده ادامه دارد."
)
GERMAN = "Der Hafen von Nordhavn bleibt vorerst geöffnet. „Wir reden weiter“, sagte Jonas Brekke am Montag."


def treaty() -> Document:
    name = "treaty"
    post = TREATY.index("Harbour watch")
    statements = (
        said(
            name,
            TREATY,
            "signing the harbour treaty",
            "Foreign minister Ada Lindqvist",
            ("ruled out", "rule out", "reject"),
            who="Ada Lindqvist",
            kind="indirect",
            about=("harbour treaty", "Nordhavn"),
            certainty="sure",
            entity="lindqvist",
        ),
        said(
            name,
            TREATY,
            "“We will not sign this treaty,”",
            "Lindqvist",
            ("told", "tell", "say"),
            who="Ada Lindqvist",
            to="reporters",
            certainty="sure",
            about=("treaty",),
            entity="lindqvist",
        ),
        said(
            name,
            TREATY,
            ["that “every delay costs jobs”", "that the port would close in May"],
            "She",
            ("warned", "warn", "warn"),
            who="Ada Lindqvist",
            how="pronoun",
            kind="mixed",
            about=("jobs", "port"),
            entity="lindqvist",
        ),
        said(
            name,
            TREATY,
            "the first quay has stood empty since the spring",
            "the port authority",
            ("According to", "according to", "say"),
            kind="indirect",
        ),
        said(
            name,
            TREATY,
            ["the plan", "“a mistake.”"],
            "The council of Nordhavn",
            ("rejected", "reject", "reject"),
            kind="mixed",
        ),
        said(
            name,
            TREATY,
            "that the minister fears a strike before the vote",
            "Observers",
            ("believe", "believe", "say"),
            kind="indirect",
            level="reading",
            certainty="unsure",
        ),
    )
    first = TREATY.index("Ada Lindqvist")
    return document(
        name,
        TREATY,
        title="Minister rules out the harbour treaty",
        sources=("wire", "daily"),
        published=NOW - 2 * HOUR,
        arrived=NOW - 2 * HOUR + 3_000,
        url="https://wire.example.org/treaty",
        authors=("Mona Falk",),
        language="en",
        published_raw="Mon, 24 Nov 2025 17:00:00 +0100",
        statements=statements,
        carriers=(
            carrier(
                "wire",
                arrived=NOW - 2 * HOUR + 3_000,
                title="Minister rules out the harbour treaty",
                text=TREATY,
                url="https://wire.example.org/treaty",
            ),
            carrier(
                "daily",
                version=2,
                arrived=NOW - HOUR,
                title="Treaty off",
                text=TREATY[:300],
                url="https://daily.example.org/a?b=1",
            ),
        ),
        entities=(
            MentionedEntity("lindqvist", "Ada Lindqvist", "person", True, ((first, first + 13),)),
            MentionedEntity(
                "x-nordhavn", "Nordhavn", "place", False, ((TREATY.index("Nordhavn"), TREATY.index("Nordhavn") + 8),)
            ),
        ),
        posts=(
            EmbeddedPost(
                "x",
                "Harbour Watch",
                "harbourwatch",
                "2025-11-24",
                post,
                TREATY.index(" #nordhavn") + 10,
                TREATY[post:].split("\n", maxsplit=1)[0],
                url="https://x.example/harbourwatch/1",
                hashtags=("nordhavn",),
            ),
        ),
    )


def persian() -> Document:
    return document(
        "persian",
        PERSIAN,
        title="لیندکویست پیمان بندر را رد کرد",
        sources=("khabar",),
        published=NOW - 26 * HOUR,
        url="https://khabar.example.org/1",
        language="fa",
        statements=(
            said(
                "persian",
                PERSIAN,
                "«ما این پیمان را امضا نخواهیم کرد.»",
                "آدا لیندکویست",
                ("گفت", "گفتن", "say"),
                who="Ada Lindqvist",
                entity="lindqvist",
            ),
        ),
    )


def german() -> Document:
    return document(
        "german",
        GERMAN,
        title="Hafen bleibt offen",
        sources=("kurier",),
        published=NOW - 50 * HOUR,
        language="de",
        url="https://kurier.example.org/hafen",
        statements=(said("german", GERMAN, "„Wir reden weiter“", "Jonas Brekke", ("sagte", "sagen", "say")),),
    )


def plain() -> Document:
    return document(
        "plain",
        "The weather stays mild on the coast. The harbour ferry runs on time.",
        title="Mild week ahead",
        sources=("daily",),
        published=NOW - 5 * HOUR,
        language="en",
        type="release",
    )


def many(count: int, start: int = 0) -> list[Document]:
    """Documents of one statement each, a minute apart, the newest first by number."""
    found = []
    for number in range(start, start + count):
        color = ("red", "green", "blue")[number % 3]
        body = f"Mayor Berit Holm said that tram line {number} opens soon. The {color} cars are ready."
        one = said(
            f"tram-{number}",
            body,
            f"that tram line {number} opens soon",
            "Mayor Berit Holm",
            ("said", "say", "say"),
            who="Berit Holm",
            kind="indirect",
        )
        found.append(
            document(
                f"tram-{number}",
                body,
                title=f"Tram line {number} opens",
                sources=(("wire", "daily", "kurier")[number % 3],),
                published=NOW - 60 * HOUR + number * 60_000,
                language="en",
                statements=(one,),
                url=f"https://wire.example.org/tram/{number}",
            )
        )
    return found


def write(index: Index, documents: Sequence[Document]) -> None:
    """Put and refresh; what is there already is replaced."""
    there = index.read([one.id for one in documents])
    outcomes = index.write([Write(one, there[one.id].seq if one.id in there else None) for one in documents])
    assert [outcome.state for outcome in outcomes] == ["written"] * len(documents), outcomes
    index.refresh()


def health(index: Index) -> None:
    """Three sources: one well, one late, one failing."""
    sources = index.collection("sources")
    base = {
        "kind": "feed",
        "last_item": "2025-11-24T16:00:00Z",
        "next_poll": "2025-11-24T18:03:00Z",
        "error": None,
        "gaps": [],
        "items": 118,
    }
    rows = [
        {"id": "wire", "url": "https://wire.example.org/feed", "state": "ok", "last_success": "2025-11-24T17:59:00Z"},
        {
            "id": "daily",
            "url": "https://daily.example.org/feed",
            "state": "late",
            "last_success": "2025-11-24T09:10:00Z",
        },
        {
            "id": "blog",
            "url": "https://blog.example.org/",
            "state": "failing",
            "last_success": None,
            "last_item": None,
            "items": 0,
            "error": {
                "code": "not_a_feed",
                "message": "It answers with a web page, not a feed.",
                "remedy": "Look for the feed's own address on that page.",
            },
        },
    ]
    for row in rows:
        sources.put(row["id"], json.dumps({**base, **row}).encode())


def open_desk(home: Path, documents: Sequence[Document] | None = None) -> Index:
    """A written index with the documents (the four of this module when None) and the sources' health; open to write."""
    index = open_index(home, writer=True)
    write(index, [treaty(), persian(), german(), plain()] if documents is None else documents)
    health(index)
    return index


def alert(rule: str = "deal", channels: tuple[str, ...] = ("desk",), **more: Any) -> Alert:
    """An alert of the rule on the treaty's second statement."""
    about = treaty()
    statement = about.statements[1]
    at = TREATY.index("treaty,”")
    return Alert(
        id=more.pop("id", alert_id(rule, about.id)),
        rule=rule,
        rule_version="1",
        generation="1",
        unit=about.id,
        at=more.pop("at", about.arrived + 400),
        document=AlertDocument(
            about.id, about.url, about.title, about.source, about.published, about.arrived, about.language
        ),
        document_version=about.version,
        matched=(MatchedSpan("text", at, at + 6),),
        sentence=more.pop("sentence", "“We will not sign this treaty,” Lindqvist told reporters in Nordhavn."),
        statement=more.pop("statement", statement),
        rule_name=more.pop("rule_name", "Harbour treaty"),
        severity=more.pop("severity", "high"),
        channels=channels,
        **more,
    )


def keep(index: Index, fired: Alert, *deliveries: Delivery) -> None:
    """Keep an alert and its deliveries as the notifier does."""
    index.collection(RECORDS).create(fired.id, encode(AlertRecord(fired, fired.at)))
    for one in deliveries:
        index.collection(OUTBOX).put(f"{fired.id}/{one.channel}", encode(one))


def alerts(index: Index) -> None:
    """One alert of the rule `deal` on the treaty: sent to the desk, refused by the pager."""
    keep(
        index,
        alert(channels=("desk", "pager")),
        Delivery("desk", "sent", 2, None, NOW - HOUR),
        Delivery("pager", "failed", 5, error="It answers 404: the address is gone."),
    )
