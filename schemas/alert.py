"""`Alert` (topic `alerts`), what became of its sending, and `Rejected` (topic `rejected`)."""

from typing import Any, Literal

import msgspec

from schemas.statement import Statement


class MatchedSpan(msgspec.Struct, frozen=True):
    """Where a rule matched: `field` is `title` or `text`; code points, end exclusive."""

    field: Literal["title", "text"]
    start: int
    end: int


class AlertDocument(msgspec.Struct, frozen=True):
    """What an alert tells of its document. Times are milliseconds UTC."""

    id: str
    url: str | None
    title: str
    source: str
    published: int
    arrived: int
    language: str = "und"


class Alert(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule met its unit. `id` = hash(rule, unit): a revision, a replay, an edited rule can make the same alert again
    and it is never sent again. `sentence` holds the words around the first match, `generation` the set of rules that
    judged, `document_version` the version that was judged."""

    id: str
    rule: str
    rule_version: str
    generation: str
    unit: str
    at: int
    document: AlertDocument
    document_version: int
    matched: tuple[MatchedSpan, ...]
    sentence: str
    words: tuple[str, ...] = ()
    """What was caught, as it stands in the sentence, for those who mark it and have not the text."""
    statement: Statement | None = None
    late: bool = False
    rule_name: str = ""
    severity: str = "normal"
    channels: tuple[str, ...] = ()


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of telling one channel: the notifier's outbox keeps one for each alert and channel."""

    channel: str
    state: Literal["pending", "sent", "failed", "disabled"]
    attempts: int = 0
    next_attempt: int | None = None
    sent_at: int | None = None
    error: str | None = None


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item that could not be processed, with what is needed to bring it back once mended.

    `bytes` is the item as it stood in the log or on the line (over 1 MB: its first 64 kB, `length` and `sha256` of the
    whole, `replayable` false); base64 in JSON. `stage` names the step, `error` what was wrong and where.
    """

    id: str
    at: int
    source: str
    stage: str
    error: str
    bytes: bytes
    item: str | None = None
    """The document id, where it got that far."""
    length: int = 0
    sha256: str | None = None
    replayable: bool = True
    place: str | None = None
    """Where it stood: topic/partition@offset, or file:line."""
    state: Literal["open", "replayed", "dismissed"] = "open"


def rejected_summary(rejected: Rejected) -> dict[str, Any]:
    """What a list shows of it: everything but the bytes."""
    shown: dict[str, Any] = msgspec.to_builtins(rejected)
    shown.pop("bytes")
    return shown
