"""An alert as receivers read it."""

from datetime import UTC, datetime
from typing import Any

from schemas import Alert, to_builtins


def iso_time(milliseconds: int) -> str:
    """ISO 8601 with its zone, to the millisecond."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def alert_body(alert: Alert) -> dict[str, Any]:
    """The body of a webhook. Text offsets count code points of the document's text, end exclusive."""
    document = alert.document
    return {
        "id": alert.id,
        "rule": alert.rule,
        "rule_name": alert.rule_name or alert.rule,
        "severity": alert.severity,
        "at": iso_time(alert.at),
        "late": alert.late,
        "sentence": alert.sentence,
        "matched": to_builtins(alert.matched),
        "statement": to_builtins(alert.statement),
        "document": {
            "id": document.id,
            "url": document.url,
            "title": document.title,
            "source": document.source,
            "published": iso_time(document.published),
            "arrived": iso_time(document.arrived),
            "language": document.language,
            "version": alert.document_version,
        },
    }
