"""Dates in queries: a written date is a half-open interval in the query's zone, to the millisecond UTC.

`2026`, `2026-11`, `2026-11-24`, `2026-11-24T10`, `…T10:30`, `…T10:30:05` each mean that whole unit; after a time an
offset or `Z` may follow. A day in a zone with a clock change has 23 or 25 hours.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

_DATE = re.compile(
    r"([1-9]\d{3})(?:-(\d{1,2})(?:-(\d{1,2})(?:[Tt](\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?)?"
)
_RELATIVE = re.compile(r"(\d{1,4})(h|d|w|m|y)", re.IGNORECASE)
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(days=7),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORMS = "2026, 2026-11, 2026-11-24, 2026-11-24T10:30, or two of them with .. between"


class Unit(msgspec.Struct, frozen=True):
    """One written date: [start, end) in milliseconds UTC; `zoned` when its text tells the zone itself."""

    start: int
    end: int
    zoned: bool


class Range(msgspec.Struct, frozen=True):
    """What a date value means; `written` is its canonical text, `relative` when it depends on the moment of asking."""

    start: int | None
    end: int | None
    written: str
    relative: bool = False


def zone_named(name: str) -> tzinfo:
    """The time zone of that IANA name; raises ValueError where there is none."""
    if name.upper() in {"UTC", "Z", "GMT"}:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}: use a name such as Europe/Berlin") from error


def read_unit(text: str, zone: tzinfo) -> Unit | None:
    """One date as an interval; None where it is no date or no day of the calendar."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    if offset:
        zone = _offset(offset)
    try:
        first = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001  (the zone comes next)
        last = _next(first, month, day, hour, minute, second)
        return Unit(_millis(first, zone), _millis(last, zone), offset is not None)
    except (ValueError, OverflowError):
        return None


def _next(first: datetime, month: str, day: str, hour: str, minute: str, second: str) -> datetime:
    if not month:
        return first.replace(year=first.year + 1)
    if not day:
        return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    if not hour:
        return first + timedelta(days=1)
    return first + (timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1))


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _millis(local: datetime, zone: tzinfo) -> int:
    """A local time that the clock skips is the moment of the skip; one that comes twice is the first of the two."""
    return int((local.replace(tzinfo=zone) - _EPOCH) / timedelta(milliseconds=1))


def read_range(text: str, zone: tzinfo, now: int) -> Range | None:
    """`D`, `>=D`, `>D`, `<D`, `<=D`, `a..b`, `a..`, `..b`, `[a TO b]`, `{a TO b}`, `7d`, `today`, `yesterday`.

    `now` is milliseconds UTC. None where it is no date; start ≥ end where the range is empty.
    """
    relative = _relative(text, zone, now)
    if relative:
        return relative
    if text[:1] in "[{" and text[-1:] in "]}":
        return _bracketed(text, zone)
    if ".." in text:
        return _between(text, zone)
    sign = next((s for s in (">=", "<=", ">", "<") if text.startswith(s)), "")
    unit = read_unit(text[len(sign) :], zone)
    if unit is None:
        return None
    start, end = {
        "": (unit.start, unit.end),
        ">=": (unit.start, None),
        ">": (unit.end, None),
        "<": (None, unit.start),
        "<=": (None, unit.end),
    }[sign]
    return Range(start, end, text.upper() if unit.zoned or zone is UTC else instants(start, end))


def _between(text: str, zone: tzinfo) -> Range | None:
    first, _, last = text.partition("..")
    a = read_unit(first, zone) if first else None
    b = read_unit(last, zone) if last else None
    if (first and not a) or (last and not b) or not (a or b):
        return None
    start, end = a.start if a else None, b.end if b else None
    plain = zone is UTC or all(unit.zoned for unit in (a, b) if unit)
    return Range(start, end, text.upper() if plain else instants(start, end))


def _bracketed(text: str, zone: tzinfo) -> Range | None:
    """Lucene's form: a square bracket takes the date in, a brace leaves it out, `*` is open."""
    first, _, last = re.sub(r"\s+TO\s+", "\0", text[1:-1].strip()).partition("\0")
    a = None if first == "*" else read_unit(first, zone)
    b = None if last == "*" else read_unit(last, zone)
    if (first != "*" and not a) or (last != "*" and not b) or not (a or b):
        return None
    start = (a.start if text[0] == "[" else a.end) if a else None
    end = (b.end if text[-1] == "]" else b.start) if b else None
    return Range(start, end, instants(start, end))


def _relative(text: str, zone: tzinfo, now: int) -> Range | None:
    moment = _EPOCH + timedelta(milliseconds=now // 1000 * 1000)
    word = text.casefold()
    if word in {"today", "yesterday"}:
        day = moment.astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0)
        day -= timedelta(days=1 if word == "yesterday" else 0)
        start, end = _millis(day, zone), _millis(day + timedelta(days=1), zone)
        return Range(start, end, instants(start, end), relative=True)
    match = _RELATIVE.fullmatch(text.removeprefix(">="))
    if not match:
        return None
    try:
        since = _millis((moment - int(match[1]) * _UNITS[match[2].lower()]).replace(tzinfo=None), UTC)
    except OverflowError:
        return None
    return Range(since, None, instants(since, None), relative=True)


def instants(start: int | None, end: int | None) -> str:
    """The canonical text of an interval that holds in every zone; both ends are whole seconds."""
    if start is None:
        return f"<{_iso(end or 0)}"
    if end is None:
        return f">={_iso(start)}"
    return f"{_iso(start)}..{_iso(end - 1000)}"


def _iso(millis: int) -> str:
    return (_EPOCH + timedelta(milliseconds=millis)).strftime("%Y-%m-%dT%H:%M:%SZ")
