"""Dates of sources: read where they tell an instant, refused by name where they don't."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.dates import DAY_MS, EARLIEST_MS, read_date
from language.months import jalali_to_gregorian, month_of, western_digits
from tests.support.steady import steady

ARRIVED = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()) * 1000


def iso(ms: int | None) -> str | None:
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2026-03-02T10:00:00+00:00", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:00:00+0530", "2026-03-02T04:30:00Z"),
        ("2026-03-02T10:00:00+05:30", "2026-03-02T04:30:00Z"),
        ("2026-03-02T10:00:00-03", "2026-03-02T13:00:00Z"),
        ("2026-03-02t10:00:00z", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:00:00,5Z", "2026-03-02T10:00:00.500000Z"),
        ("2026-03-02T10:00:00.123456789Z", "2026-03-02T10:00:00.123000Z"),
        ("2026-03-02T24:00:00Z", "2026-03-03T00:00:00Z"),
        ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"),
        ("\u200f2026-03-02 10:00:00 UTC\n", "2026-03-02T10:00:00Z"),
        ("20260302T101500Z", "2026-03-02T10:15:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 +0100", "2026-03-02T09:00:00Z"),
        ("02 Mar 26 10:00 EST", "2026-03-02T15:00:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 -0000", "2026-03-02T10:00:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 GMT", "2026-03-02T10:00:00Z"),
        ("Mi, 03 Dez 2025 10:00:00 +0100", "2025-12-03T09:00:00Z"),
        ("Mon Mar 02 2026 10:00:00 GMT+0100 (Central European Time)", "2026-03-02T09:00:00Z"),
        ("Mon Mar  2 10:00:00 2026", "2026-03-02T10:00:00Z"),
        ("Mar 2, 2026 3:04 PM", "2026-03-02T15:04:00Z"),
        ("Mar 2, 2026 12:04 a.m.", "2026-03-02T00:04:00Z"),
        ("1er mars 2026 à 10h30", "2026-03-01T10:30:00Z"),
        ("2 марта 2026 г., 10:00", "2026-03-02T10:00:00Z"),
        ("2026年3月2日 10:00", "2026-03-02T10:00:00Z"),
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41Z"),
        ("12.03.2026 08:15", "2026-03-12T08:15:00Z"),
        ("1764000000", "2025-11-24T16:00:00Z"),
        ("1764000000.0", "2025-11-24T16:00:00Z"),
        (1764000000, "2025-11-24T16:00:00Z"),
        (1764000000123, "2025-11-24T16:00:00.123000Z"),
        (1764000000123456, "2025-11-24T16:00:00.123000Z"),
        (1764000000123456789, "2025-11-24T16:00:00.123000Z"),
    ],
)
def test_instants(raw: str | int, instant: str) -> None:
    read = read_date(raw, arrived=ARRIVED)
    assert (iso(read.ms), read.precision) == (instant, "second")


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026-03-02", "2026-03-02"),
        ("20260302", "2026-03-02"),
        ("Mo, 25 Jun 2018", "2018-06-25"),
        ("February 18, 2025", "2025-02-18"),
        ("18 de febrero de 2025", "2025-02-18"),
        ("18. Februar 2025", "2025-02-18"),
        ("18 février 2025", "2025-02-18"),
        ("18 febbraio 2025", "2025-02-18"),
        ("18 de março de 2025", "2025-03-18"),
        ("18 maart 2025", "2025-03-18"),
        ("18 lutego 2025", "2025-02-18"),
        ("18 Şubat 2025", "2025-02-18"),
        ("18 лютого 2025", "2025-02-18"),
        ("١٨ فبراير ٢٠٢٥", "2025-02-18"),
        ("2 كانون الثاني 2026", "2026-01-02"),
        ("۱۸ فوریه ۲۰۲۵", "2025-02-18"),
        ("۳ آذر ۱۴۰۵", "2026-11-24"),
        ("29/10/20", "2020-10-29"),
        ("13/2/2026", "2026-02-13"),
        ("2/13/2026", "2026-02-13"),
        ("3/3/2026", "2026-03-03"),
    ],
)
def test_days(raw: str, day: str) -> None:
    read = read_date(raw, arrived=ARRIVED)
    assert (iso(read.ms), read.precision) == (f"{day}T00:00:00Z", "day")


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("10/11/2026", "told apart"),
        ("10-11-26", "told apart"),
        ("۱۴۰۵/۰۹/۰۳", "Iranian"),
        ("yesterday", "unreadable"),
        ("March 2026", "unreadable"),
        ("2026", "unreadable"),
        ("2026-02-30", "no day"),
        ("31 February 2026", "no such day"),
        ("2026-03-02T25:00:00Z", "no time"),
        ("2026-03-02 13:00 PM", "no hour"),
        ("1970-01-01T00:00:00Z", "1990"),
        ("0001-01-01T00:00:00Z", "1990"),
        ("1601-01-01", "1990"),
        (0, "1990"),
        ("0", "1990"),
        (float("nan"), "unreadable"),
        ("x" * 10_000, "unreadable"),
        ("9999-12-31T24:00:00", "9999"),
        (10**400, "9999"),
    ],
)
def test_what_tells_no_date_is_missing_and_says_why(raw: str | float, word: str) -> None:
    read = read_date(raw, arrived=ARRIVED)
    assert read.ms is None
    assert read.precision == "unknown"
    assert word in (read.note or "")


def test_nothing_given_is_no_fault() -> None:
    assert read_date(None, arrived=ARRIVED) == read_date("  ", arrived=ARRIVED) == (None, "unknown", None)


def test_the_future_is_clamped_to_arrival() -> None:
    read = read_date("2099-01-01T00:00:00Z", arrived=ARRIVED)
    assert (read.ms, read.precision) == (ARRIVED, "unknown")
    assert "2099" in (read.note or "")
    assert read_date("2569-03-02", arrived=ARRIVED).ms == ARRIVED


def test_a_skewed_clock_is_accepted() -> None:
    skewed = read_date("2026-11-24T12:09:00Z", arrived=ARRIVED)
    assert (skewed.ms, skewed.note) == (ARRIVED + 540_000, None)
    ahead = read_date("2026-11-24T13:00:00Z", arrived=ARRIVED)
    assert ahead.ms == ARRIVED + 3_600_000
    assert "60 minutes" in (ahead.note or "")


def test_without_a_zone_it_is_meant_where_the_source_is() -> None:
    assert iso(read_date("2026-03-02 10:00", arrived=ARRIVED, zone="Asia/Tehran").ms) == "2026-03-02T06:30:00Z"
    assert iso(read_date("2026-03-02", arrived=ARRIVED, zone="America/New_York").ms) == "2026-03-02T05:00:00Z"
    ambiguous = read_date("Mon, 2 Mar 2026 10:00:00 IST", arrived=ARRIVED, zone="Asia/Kolkata")
    assert (iso(ambiguous.ms), ambiguous.note) == ("2026-03-02T04:30:00Z", None)
    assumed = read_date("2026-03-02 10:00", arrived=ARRIVED)
    assert "zone" in (assumed.note or "")
    assert read_date("2026-03-02 10:00", arrived=ARRIVED, zone="No/Where").note == assumed.note
    assert iso(read_date("2026-03-02T10:00:00+01:00", arrived=ARRIVED, zone="Asia/Tehran").ms) == "2026-03-02T09:00:00Z"


def test_what_the_source_declares_decides() -> None:
    assert iso(read_date("10/11/2026", arrived=ARRIVED, order="dmy").ms) == "2026-11-10T00:00:00Z"
    assert iso(read_date("10/11/2026", arrived=ARRIVED, order="mdy").ms) == "2026-10-11T00:00:00Z"
    assert iso(read_date("۱۴۰۵/۰۹/۰۳", arrived=ARRIVED, calendar="jalali").ms) == "2026-11-24T00:00:00Z"
    assert iso(read_date("2569-03-02", arrived=ARRIVED, calendar="buddhist").ms) == "2026-03-02T00:00:00Z"
    assert iso(read_date("115/3/2", arrived=ARRIVED, calendar="minguo").ms) == "2026-03-02T00:00:00Z"
    assert read_date("1404/12/30", arrived=ARRIVED, calendar="jalali").ms is None


def test_the_iranian_calendar_keeps_its_leap_years() -> None:
    assert jalali_to_gregorian(1403, 12, 30) == (2025, 3, 20)
    assert jalali_to_gregorian(1404, 1, 1) == (2025, 3, 21)
    assert jalali_to_gregorian(1399, 12, 30) == (2021, 3, 20)
    assert jalali_to_gregorian(1357, 11, 22) == (1979, 2, 11)
    assert jalali_to_gregorian(1404, 12, 30) is None
    assert jalali_to_gregorian(1405, 13, 1) is None


def test_names_and_digits() -> None:
    assert [month_of(name) for name in ("Sept.", "März", "fév", "ŞUBAT", "мая", "nothing")] == [9, 3, 2, 2, 5, None]
    assert western_digits("۱۲ و ٣٤ 五") == "12 و 34 五"


@given(st.text(max_size=80) | st.from_regex(r"[0-9۰-۹/:.TZ+ -]{0,40}", fullmatch=True) | st.floats() | st.integers())
@steady(250)
def test_never_raises_and_keeps_its_bounds(raw: str | float) -> None:
    read = read_date(raw, arrived=ARRIVED)
    assert (read.ms is None) <= (read.precision == "unknown")
    assert read.ms is None or EARLIEST_MS <= read.ms <= ARRIVED + DAY_MS


@given(st.integers(EARLIEST_MS // 1000, ARRIVED // 1000), st.sampled_from([1, 1000, 10**6]))
@steady(100)
def test_an_epoch_is_read_by_its_size(seconds: int, factor: int) -> None:
    assert Fraction(read_date(seconds * factor, arrived=ARRIVED).ms or 0) == seconds * 1000
