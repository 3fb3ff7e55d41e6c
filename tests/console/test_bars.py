"""Timelines as bars."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from connectors.index.base import Bucket
from onrecord.console import dates
from onrecord.console.bars import MOST, Bars, by_day, by_hour


def days(count: int, step: int = 1, start: date = date(2025, 1, 1)) -> list[Bucket]:
    return [Bucket(f"{start + timedelta(days=n * step)}T00:00:00+01:00", n + 1) for n in range(count)]


@pytest.mark.parametrize(
    ("buckets", "step"),
    [
        (days(1), "day"),
        (days(31), "day"),
        (days(32), "week"),
        (days(100), "week"),
        (days(300), "month"),
        (days(40, 400), "year"),
    ],
)
def test_the_step_follows_the_length(buckets: list[Bucket], step: str) -> None:
    bars = by_day(buckets)
    assert bars.step == step
    assert 1 <= len(bars.bars) <= MOST
    assert sum(bar.count for bar in bars.bars) + bars.left_out == sum(one.count for one in buckets)


def test_empty_days_between_are_bars_too_and_the_highest_is_one() -> None:
    bars = by_day(days(3, 2))
    assert [bar.count for bar in bars.bars] == [1, 0, 2, 0, 3]
    assert [bar.place for bar in bars.bars] == [0, 1, 2, 3, 4]
    assert max(bar.height for bar in bars.bars) == 1
    assert bars.most is not None
    assert (bars.most.start, bars.most.end) == ("2025-01-05", "2025-01-05")


def test_a_span_of_centuries_shows_the_newest_years_and_counts_the_rest() -> None:
    bars = by_day([Bucket("0005-03-01T00:00:00+00:00", 7), Bucket("2025-03-01T00:00:00+01:00", 2)])
    assert (bars.step, len(bars.bars), bars.left_out) == ("year", MOST, 7)
    assert bars.bars[-1].count == 2


def test_the_bars_join_without_gap_or_overlap() -> None:
    for buckets in (days(30), days(100), days(300), days(40, 400)):
        spans = [(dates.interval(bar.start, "UTC"), dates.interval(bar.end, "UTC")) for bar in by_day(buckets).bars]
        for (_, before), (after, _) in pairwise(spans):
            assert before is not None
            assert after is not None
            assert before[1] == after[0]


def test_hours_keep_their_offset() -> None:
    bars = by_hour([Bucket("2025-11-24T07:00:00+01:00", 2), Bucket("2025-11-24T10:00:00+01:00", 1)])
    assert [bar.count for bar in bars.bars] == [2, 0, 0, 1]
    assert bars.bars[0].start == "2025-11-24T07+01:00"
    assert dates.interval(bars.bars[0].start, "UTC") == dates.interval("2025-11-24T06", "UTC")


def test_nothing_is_no_bars() -> None:
    assert by_day([]) == Bars("day", ())
    assert by_hour([]).most is None
