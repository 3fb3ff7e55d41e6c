"""What options take: numbers and spans of time, refused in words that say what was expected."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, datetime

_UNITS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")


def count(low: int, high: int) -> Callable[[str], int]:
    """An integer in [low, high]."""

    def convert(text: str) -> int:
        if not (re.fullmatch(r"\d{1,9}", text) and low <= int(text) <= high):
            raise ArgumentTypeError(f"got {text!r}, expected a whole number from {low} to {high}")
        return int(text)

    return convert


def span_ms(text: str) -> int:
    """Milliseconds of `30d`, `12h`, `90s`, `15m`, `2w`."""
    if not (found := _SPAN.fullmatch(text.strip())):
        raise ArgumentTypeError(f"got {text!r}, expected a number and a unit: 30d, 12h, 15m, 90s or 2w")
    return int(found[1]) * _UNITS[found[2]]


def instant_ms(text: str) -> int:
    """Milliseconds UTC of an ISO 8601 instant; without a zone it is read as UTC. A date is its first moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"got {text!r}, expected a date or time such as 2026-03-02 or 2026-03-02T10:00Z"
        ) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
