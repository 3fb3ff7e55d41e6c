"""Dates as sources write them: ISO in all its dialects, mail dates, epochs, names of months, digits of any script.

What can't be told is not guessed: `10/11/2026` has no precision until the source's order of day and month is known.
Pure; time zones come from the machine's zone database.
"""

import math
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from language.months import Calendar, jalali_month_of, jalali_to_gregorian, month_of, western_digits

Precision = Literal["second", "day", "unknown"]
Order = Literal["dmy", "mdy"]

EARLIEST_MS = 631_152_000_000
"""1990-01-01: what is older is a null value (1601, 1970, year 1), not a date of publication."""

DAY_MS = 86_400_000
SKEW_MS = 600_000
"""So far ahead of us a source's clock may be without a word about it."""

_LONGEST = 120

_MARKS = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TIME = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?!\d)(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = r"(?:\s*(?P<name>[A-Za-z]{1,5})(?![A-Za-z/]))?(?:\s*(?P<sign>[+\-\u2212])(?P<off>\d{2}(?::?\d{2})?))?"
_CLOCK = re.compile(r"(?<![\d.:/-])" + _TIME + _ZONE, re.IGNORECASE)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:(?:t|\s+|\s*,\s*)" + _TIME + _ZONE + r")?", re.IGNORECASE
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:t?(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<part>)(?P<half>)(?P<name>z)?"
    r"(?:(?P<sign>[+-])(?P<off>\d{2}:?\d{2}))?)?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?!\d)")
_CJK = re.compile(r"(\d{1,4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+\.?")

_US_ZONES = {"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420}
_UTC_NAMES = frozenset({"Z", "UT", "UTC", "GMT"})


class ReadDate(NamedTuple):
    """`ms` UTC, None where the source gave none that could be used. Precision `day`: `ms` is the beginning of that day
    where the source is. Precision `unknown` with an `ms`: it is the arrival, because the date lies in the future.
    `note` says in words what was wrong or assumed."""

    ms: int | None
    precision: Precision
    note: str | None


class _Clock(NamedTuple):
    """A time of day in ms since midnight, and its offset from UTC in minutes (None: the source did not say)."""

    ms: int
    offset: int | None


class _Unreadable(ValueError):
    """Told to the reader as the note."""


def read_date(
    raw: str | float | None,
    *,
    arrived: int,
    language: str | None = None,
    zone: str | None = None,
    calendar: Calendar = "gregorian",
    order: Order | None = None,
) -> ReadDate:
    """The instant that a source's date names. Never raises.

    `arrived` (ms UTC) bounds it: more than 24 h later is clamped to it, before 1990 is missing. `language` helps with
    months' names, `zone` (IANA) is where a date without a zone is meant, `calendar` and `order` (of day and month) are
    what the source is known to use.
    """
    try:
        found = _read(raw, arrived, language, zone, calendar, order)
    except _Unreadable as problem:
        return ReadDate(None, "unknown", str(problem))
    except OverflowError:
        return ReadDate(None, "unknown", "unreadable: beyond the year 9999")
    return found if found.ms is None else _plausible(found, found.ms, arrived)


def _plausible(found: ReadDate, ms: int, arrived: int) -> ReadDate:
    if ms < EARLIEST_MS:
        return ReadDate(None, "unknown", "before 1990")
    ahead = ms - arrived
    if ahead > DAY_MS:
        return ReadDate(arrived, "unknown", f"{_instant(ms)} lies in the future; taken as the time of arrival")
    if ahead > SKEW_MS and found.precision == "second":
        return found._replace(note=found.note or f"{ahead // 60_000} minutes ahead of its arrival")
    return found


def _instant(ms: int) -> str:
    try:
        return (datetime(1970, 1, 1) + timedelta(milliseconds=ms)).isoformat(timespec="minutes") + "Z"  # noqa: DTZ001  (UTC by its letter)
    except OverflowError:
        return "the date"


def _read(
    raw: str | float | None,
    arrived: int,
    language: str | None,
    zone: str | None,
    calendar: Calendar,
    order: Order | None,
) -> ReadDate:
    if raw is None:
        return ReadDate(None, "unknown", None)
    if not isinstance(raw, str):
        return ReadDate(_epoch(raw), "second", None)
    if len(raw) > 4 * _LONGEST:
        raise _Unreadable(f"unreadable: {_quoted(raw)}")
    text = " ".join(western_digits(unicodedata.normalize("NFKC", _MARKS.sub("", raw))).split())
    if not text:
        return ReadDate(None, "unknown", None)
    if len(text) > _LONGEST:
        raise _Unreadable(f"unreadable: {_quoted(raw)}")
    if matched := _COMPACT.fullmatch(text):
        return _at(_iso_day(matched, "gregorian"), _clock(matched), zone)
    if re.fullmatch(r"[+-]?\d{9,}(?:\.\d*)?|[+-]?0+(?:\.0*)?", text):
        return ReadDate(_epoch(float(text)), "second", None)
    if matched := _ISO.fullmatch(text):
        return _at(_iso_day(matched, calendar), _clock(matched), zone)
    day, clock = _loose(text, arrived, language, calendar, order)
    return _at(day, clock, zone)


def _quoted(raw: str) -> str:
    return "“" + (raw if len(raw) <= 60 else raw[:59] + "…") + "”"


def _epoch(number: float) -> int:
    """Milliseconds by magnitude: below 1e11 seconds, below 1e14 milliseconds, below 1e17 micro-, else nanoseconds."""
    if isinstance(number, bool) or not math.isfinite(number):
        raise _Unreadable("unreadable: no number of seconds")
    size = abs(number)
    if size < 1e11:
        return round(number * 1000)
    if size < 1e14:
        return round(number)
    return round(number / (1e3 if size < 1e17 else 1e6))


def _iso_day(matched: re.Match[str], calendar: Calendar) -> date:
    return _day(int(matched["year"]), int(matched["month"]), int(matched["day"]), calendar)


def _day(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The Gregorian day; raises where there is none."""
    if calendar == "jalali":
        if (found := jalali_to_gregorian(year, month, day)) is None:
            raise _Unreadable(f"there is no day {year}-{month}-{day} in the Iranian calendar")
        return date(*found)
    year += {"gregorian": 0, "buddhist": -543, "minguo": 1911}[calendar]
    if calendar == "gregorian" and 1300 <= year <= 1500:
        raise _Unreadable(f"year {year} looks like the Iranian calendar, which the source does not declare")
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _Unreadable(f"there is no day {year}-{month}-{day}") from None


def _clock(matched: re.Match[str] | None) -> _Clock | None:
    """The time of day of a match of `_TIME` and `_ZONE`; 24:00 is the next midnight, :60 the next minute."""
    if matched is None or matched["hour"] is None:
        return None
    hour, minute, second = int(matched["hour"]), int(matched["minute"]), int(matched["second"] or 0)
    if matched["half"]:
        if not 1 <= hour <= 12:
            raise _Unreadable(f"there is no hour {hour} {matched['half']}m")
        hour = hour % 12 + (12 if matched["half"].lower() == "p" else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        raise _Unreadable(f"there is no time {hour}:{minute:02}:{second:02}")
    part = int(((matched["part"] or "") + "000")[:3])
    return _Clock(((hour * 60 + minute) * 60 + second) * 1000 + part, _offset(matched))


def _offset(matched: re.Match[str]) -> int | None:
    """Minutes east of UTC. Of zones' names only UTC's and RFC 822's American ones mean one thing."""
    if matched["off"]:
        digits = matched["off"].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
        if minutes > 14 * 60 or int(digits[2:] or 0) > 59:
            return None
        return minutes if matched["sign"] == "+" else -minutes
    name = (matched["name"] or "").upper()
    return 0 if name in _UTC_NAMES else _US_ZONES.get(name)


def _at(day: date, clock: _Clock | None, zone: str | None) -> ReadDate:
    """The instant of a day and a time; without an offset it is meant where the source is, else in UTC."""
    where, known = _place(zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=where)
    if clock is None:
        return ReadDate(_ms(midnight), "day", None)
    if clock.offset is not None:
        there = timezone(timedelta(minutes=clock.offset))
        return ReadDate(_ms(midnight.replace(tzinfo=there)) + clock.ms, "second", None)
    local = midnight.replace(tzinfo=None) + timedelta(milliseconds=clock.ms)
    note = None if known else "no time zone to rely on; read as UTC"
    return ReadDate(_ms(local.replace(tzinfo=where)), "second", note)


def _ms(moment: datetime) -> int:
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def _place(zone: str | None) -> tuple[tzinfo, bool]:
    if zone:
        try:
            return ZoneInfo(zone), True
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    return UTC, False


def _loose(
    text: str, arrived: int, language: str | None, calendar: Calendar, order: Order | None
) -> tuple[date, _Clock | None]:
    """Day and time of anything but ISO: the time is found first and taken out, the rest must name one day."""
    text = re.sub(r"\([^()]*\)", " ", text)
    if matched := _CJK.search(text):
        day = _day(int(matched[1]), int(matched[2]), int(matched[3]), calendar)
        return day, _clock(_CLOCK.search(text, matched.end()))
    if matched := _NUMERIC.search(text):
        rest = text[: matched.start()] + " " + text[matched.end() :]
        return _numeric_day(matched, arrived, calendar, order), _clock(_CLOCK.search(rest))
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    return _named_day(_TOKEN.findall(rest), arrived, language, calendar, text), _clock(clock)


def _numeric_day(matched: re.Match[str], arrived: int, calendar: Calendar, order: Order | None) -> date:
    """`2016/6/29`, `29.6.2016`, `29/6/16`. Dots mean day first everywhere; slashes and hyphens tell nothing."""
    first, sign, middle, last = matched[1], matched[2], matched[3], matched[4]
    a, b, c = int(first), int(middle), int(last)
    if len(first) > 2:
        return _day(a, b, c, calendar)
    if len(last) == 3:
        raise _Unreadable(f"unreadable: {_quoted(matched[0])}")
    orders: list[tuple[int, int, int]] = []
    if order != "mdy":
        orders.append((c, b, a))
    if sign != "." and order != "dmy":
        orders.append((c, a, b))
    if len(last) <= 2 and sign != "." and order is None:
        orders.append((a, b, c))
    days = {day for year, month, d in orders if (day := _possible(year, month, d, arrived, calendar)) is not None}
    if len(days) == 1:
        return days.pop()
    problem = "day and month can't be told apart" if days else "there is no such day"
    raise _Unreadable(f"{problem}: {_quoted(matched[0])}")


def _possible(year: int, month: int, day: int, arrived: int, calendar: Calendar) -> date | None:
    """The day if there is one; of a year of two digits only one that is not in the future."""
    try:
        found = _day(year + 2000 if year < 100 and calendar == "gregorian" else year, month, day, calendar)
    except _Unreadable:
        return None
    if year < 100 and _ms(datetime(found.year, found.month, found.day, tzinfo=UTC)) > arrived + DAY_MS:
        return None
    return found


def _named_day(tokens: list[str], arrived: int, language: str | None, calendar: Calendar, text: str) -> date:
    """The day out of one month's name and two numbers, in any order."""
    months = [(n, m, c) for n, t in enumerate(tokens) if (found := _month(tokens, n, t, language)) for m, c in [found]]
    numbers = [(n, token) for n, token in enumerate(tokens) if token.isdigit() and len(token) <= 4]
    years = [(n, token) for n, token in numbers if len(token) == 4]
    if not months or len(numbers) != 2 or len(years) > 1:
        raise _Unreadable(f"unreadable: {_quoted(text)}")
    _, month, jalali = months[0]
    year = int((years or numbers[1:])[0][1])
    day = int(next(token for n, token in numbers if (n, token) != (years or numbers[1:])[0]))
    if jalali:
        return _day(year if year > 99 else year + 1400, month, day, "jalali")
    if (named := _possible(year, month, day, arrived, calendar)) is None:
        raise _Unreadable(f"there is no such day: {_quoted(text)}")
    return named


def _month(tokens: list[str], at: int, token: str, language: str | None) -> tuple[int, bool] | None:
    """(month, whether it is an Iranian one) of the token, alone or with the one after it."""
    if token.isdigit():
        return None
    pair = f"{token} {tokens[at + 1]}" if at + 1 < len(tokens) else token
    if (month := month_of(pair, language) or month_of(token, language)) is not None:
        return month, False
    return (month, True) if (month := jalali_month_of(token)) is not None else None
