"""Dates and spans of time as an address writes them."""

import re

from queries.dates import read_unit, zone_named

_SINCE = re.compile(r"([1-9][0-9]{0,4})([mhdw])")
_UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_UNIT_WORDS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}


def since_ms(text: str) -> int | None:
    """Milliseconds of `30m`, `12h`, `7d`, `2w`; None where it is none of these."""
    found = _SINCE.fullmatch(text)
    return int(found[1]) * _UNIT_MS[found[2]] if found else None


def since_words(text: str) -> str:
    """`7d` as “last 7 days”. Takes what `since_ms` accepts."""
    count, unit = int(text[:-1]), _UNIT_WORDS[text[-1]]
    return f"last {unit}" if count == 1 else f"last {count} {unit}s"


def interval(text: str, zone: str) -> tuple[int, int] | None:
    """The half-open interval, milliseconds UTC, that a written date means in the zone; None where it is no date.

    The dates of queries: `2026`, `2026-11`, `2026-11-24`, `2026-11-24T10:30`, with `Z` or an offset after a time.
    """
    unit = read_unit(text, zone_named(zone))
    return (unit.start, unit.end) if unit else None
