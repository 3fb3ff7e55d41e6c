"""Alerts: what fired, why, whom it told."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.notify.outbox import OUTBOX, RECORDS, AlertRecord
from onrecord import shapes
from onrecord.console import params, words
from onrecord.console.pieces import Piece, cut, matches
from onrecord.console.reader import Desk
from onrecord.console.render import document_path
from onrecord.console.site import Header, header, site_of
from schemas import Alert, Delivery, Document, Rule, to_builtins

DELIVERED = {"pending": "waiting", "sent": "sent", "failed": "failed", "disabled": "switched off"}
TONES = {"pending": "warned", "sent": "well", "failed": "bad", "disabled": "bad"}
PAGE = 50
WORD, CAUGHT = 60, 6
"""Code points of a caught word, and words, that an alert shows at most."""
SCAN = 500
"""Records that one read looks through for a rule's alerts."""


class Told(msgspec.Struct, frozen=True):
    """What became of telling a channel, in words."""

    channel: str
    words: str
    tone: str
    error: str


class Fired(msgspec.Struct, frozen=True):
    """An alert as it is kept, with what became of its deliveries."""

    alert: Alert
    deliveries: tuple[Delivery, ...]


class Line(msgspec.Struct, frozen=True):
    """An alert on the page."""

    id: str
    rule: str
    rule_name: str
    severity: str
    query: str
    at: int
    href: str
    title: str
    source: str
    published: int
    lang: str
    speaker: str
    verb: str
    sentence: list[Piece]
    caught: tuple[str, ...]
    late: bool
    deliveries: list[Told]


def _deliveries(desk: Desk, alert: str) -> tuple[Delivery, ...]:
    entries = desk.index.collection(OUTBOX).entries(prefix=f"{alert}/")
    return tuple(msgspec.json.decode(entry.value, type=Delivery) for entry in entries)


def read(desk: Desk, rule: str | None, limit: int, before: int | None) -> tuple[list[Fired], int | None]:
    """The newest alerts first made before `before`, and the number for the page after them."""
    collection = desk.index.collection(RECORDS)
    found: list[Fired] = []
    while True:
        entries = collection.newest(SCAN if rule else limit, before)
        for entry in entries:
            alert = msgspec.json.decode(entry.value, type=AlertRecord).alert
            before = collection.creation_of(entry.key)
            if rule is None or alert.rule == rule:
                found.append(Fired(alert, _deliveries(desk, alert.id)))
            if len(found) == limit:
                return found, before
        if len(entries) < (SCAN if rule else limit):
            return found, None


def _read_page(
    desk: Desk, rule: str | None, limit: int, before: int | None
) -> tuple[list[Fired], int | None, dict[str, Document], Header]:
    found, following = read(desk, rule, limit, before)
    stored = desk.index.read(list({one.alert.document.id for one in found}))
    return found, following, {ident: one.document for ident, one in stored.items()}, header(desk)


def caught(alert: Alert, document: Document | None) -> list[str]:
    """The words that were caught, as far as they are words and not whole statements; none where the text is no longer
    the one that was judged. Of an alert on a statement only those in the statement."""
    if document is None or document.gone or document.version != alert.document_version:
        return []
    texts = {"title": document.title, "text": document.text}
    parts = alert.statement.parts if alert.statement else None
    found: dict[str, str] = {}
    for span in alert.matched:
        inside = parts is None or any(start <= span.start < end for start, end in parts)
        word = texts[span.field][span.start : span.end].strip()
        if word and len(word) <= WORD and inside:
            found.setdefault(word.casefold(), word)
    return list(found.values())[:CAUGHT]


def marked(sentence: str, found: Sequence[str]) -> list[Piece]:
    """The sentence with each of the caught words lit where it first stands."""
    places = [(at, at + len(word)) for word in found if (at := sentence.find(word)) >= 0]
    return cut(sentence, matches(places))


def _told(delivery: Delivery) -> Told:
    told = DELIVERED[delivery.state]
    if delivery.attempts > 1:
        told += f" after {delivery.attempts} tries" if delivery.state == "sent" else f", {delivery.attempts} tries"
    return Told(delivery.channel, told, TONES[delivery.state], delivery.error or "")


def line(fired: Fired, document: Document | None, queries: dict[str, str]) -> Line:
    """What the page shows of an alert; its words may have been erased."""
    alert, statement = fired.alert, fired.alert.statement
    found = caught(alert, document)
    shown = statement.text if statement is not None else alert.sentence
    query = queries.get(alert.rule, "")
    return Line(
        id=alert.id,
        rule=alert.rule,
        rule_name=alert.rule_name or alert.rule,
        severity=alert.severity,
        query=query,
        at=alert.at,
        href=document_path(alert.document.id, s=statement.id if statement else None, q=query or None),
        title=shapes.snippet(alert.document.title, (), 160) or "(no title)",
        source=alert.document.source,
        published=alert.document.published,
        lang=alert.document.language,
        speaker=words.speaker(statement) if statement else "",
        verb=words.verb(statement, alert.document.language) if statement else "",
        sentence=marked(shapes.snippet(shown, (), 600), found) if shown else [Piece("(erased at its source)")],
        caught=tuple(found),
        late=alert.late,
        deliveries=[_told(one) for one in fired.deliveries],
    )


def _ask(request: Request) -> tuple[str | None, int, int | None]:
    values = params.check_names(request.query_params.multi_items(), params.ALERTS)
    limit = params.number(values, "limit", params.MOST) or PAGE
    return values.get("rule") or None, limit, params.number(values, "after", 10**9 - 1)


async def page(request: Request) -> Response:
    site = site_of(request)
    rule, limit, after = _ask(request)
    found, following, documents, news = await site.state.reader.ask(lambda desk: _read_page(desk, rule, limit, after))
    rules: dict[str, Rule] = {one.id: one for one in site.state.rules}
    queries = {ident: one.query for ident, one in rules.items()}
    base = {"rule": rule, "limit": None if limit == PAGE else str(limit)}
    return site.renderer.page(
        request,
        "alerts.html",
        links='</alerts.json>; rel="alternate"; type="application/json"',
        header=news,
        twin=params.address("/alerts.json", base),
        rule=rule,
        rule_in_force=rules.get(rule or ""),
        rules=list(rules.values()),
        lines=[line(one, documents.get(one.alert.document.id), queries) for one in found],
        next_page=params.address("/alerts", {**base, "after": str(following)}) if following else None,
    )


def as_json(fired: Fired) -> dict[str, Any]:
    """An alert for scripts: as the webhook tells it, with its deliveries; times in ISO 8601."""
    alert = fired.alert
    about = alert.document
    return {
        "id": alert.id,
        "rule": alert.rule,
        "rule_name": alert.rule_name or alert.rule,
        "severity": alert.severity,
        "at": shapes.instant(alert.at),
        "late": alert.late,
        "sentence": alert.sentence,
        "document": {
            "id": about.id,
            "url": about.url,
            "title": about.title,
            "source": about.source,
            "published": shapes.instant(about.published),
            "arrived": shapes.instant(about.arrived),
            "language": about.language,
        },
        "statement": shapes.statement_fields(alert.statement) if alert.statement else None,
        "matched": [to_builtins(span) for span in alert.matched],
        "deliveries": [
            {
                "channel": one.channel,
                "state": one.state,
                "attempts": one.attempts,
                "sent_at": None if one.sent_at is None else shapes.instant(one.sent_at),
                "next_attempt": None if one.next_attempt is None else shapes.instant(one.next_attempt),
                "error": one.error,
            }
            for one in fired.deliveries
        ],
    }


async def json(request: Request) -> Response:
    site = site_of(request)
    rule, limit, after = _ask(request)
    found, following = await site.state.reader.ask(lambda desk: read(desk, rule, limit, after))
    return JSONResponse({"alerts": [as_json(one) for one in found], "next": str(following) if following else None})
