"""Dates as feeds write them, for ordering and for showing; what a document's date is, normalising decides later."""

import time
from datetime import UTC, datetime

from language.dates import read_date

_FAR = 4_102_444_800_000  # 2100-01-01: nothing a feed says is clamped to arrival when it is only shown


def moment(raw: str | None, *, language: str | None = None, zone: str | None = None) -> int | None:
    """Milliseconds UTC of a date as written, whatever year it names; None where it can't be read."""
    return read_date(raw, arrived=_FAR, language=language, zone=zone).ms


def iso(ms: int) -> str:
    """ISO 8601 with a zone, of milliseconds UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def iso_date(raw: str | None, language: str | None = None) -> str | None:
    """The date as ISO 8601, a day alone where only a day was given, null where it can't be read."""
    now = int(time.time() * 1000)
    read = read_date(raw, arrived=now, language=language)
    ms = read.ms if read.ms != now else moment(raw, language=language)
    if ms is None:
        return None
    return iso(ms)[:10] if read.precision == "day" else iso(ms)
