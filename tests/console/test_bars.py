"""Timelines as bars."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from connectors.index.base import Bucket
from onrecord.console import dates
from onrecord.console.bars import MOST, Bars, by_day, by_hour
from onrecord.console.gaps import Hatch, hatches
from onrecord.console.pages.sources import Gap, Health


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
    bars = by_day(days(3, 9))
    assert [bar.count for bar in bars.bars] == [1, *[0] * 8, 2, *[0] * 8, 3]
    assert [bar.place for bar in bars.bars] == list(range(19))
    assert max(bar.height for bar in bars.bars) == 1
    assert bars.most is not None
    assert (bars.most.start, bars.most.end) == ("2025-01-19", "2025-01-19")


def test_a_few_days_stand_among_those_before_them() -> None:
    assert [bar.count for bar in by_day(days(1)).bars] == [*[0] * 13, 1]


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


def test_a_day_is_shown_in_all_its_hours_with_their_offset() -> None:
    bars = by_hour([Bucket("2025-11-24T07:00:00+01:00", 2), Bucket("2025-11-24T10:00:00+01:00", 1)])
    assert [(at, bar.count) for at, bar in enumerate(bars.bars) if bar.count] == [(7, 2), (10, 1)]
    assert len(bars.bars) == 24
    assert bars.bars[7].start == "2025-11-24T07+01:00"
    assert dates.interval(bars.bars[7].start, "UTC") == dates.interval("2025-11-24T06", "UTC")


def test_an_hour_that_a_clock_change_repeats_is_not_lost() -> None:
    twice = [
        Bucket("2025-10-26T02:00:00+02:00", 1),
        Bucket("2025-10-26T02:00:00+01:00", 1),
        Bucket("2025-10-26T23:00:00+01:00", 1),
    ]
    bars = by_hour(twice).bars
    assert sum(bar.count for bar in bars) == 3
    assert len({bar.start for bar in bars}) == len(bars)


def test_nothing_is_no_bars() -> None:
    assert by_day([]) == Bars("day", ())
    assert by_hour([]).most is None


def gap(start: str, end: str, source: str = "wire") -> Health:
    return Health(source, gaps=[Gap(start, end, "dropped")])


def test_gaps_are_hatched_where_they_lie() -> None:
    shown = by_day(days(1, start=date(2025, 1, 14)))
    found = hatches([gap("2025-01-02T12:00:00Z", "2025-01-04T00:00:00Z")], shown, "UTC")
    assert found == [Hatch(1.5, 1.5, "1 d without wire")]


def test_gaps_are_cut_to_the_time_that_is_shown() -> None:
    shown = by_day(days(1, start=date(2025, 1, 14)))
    assert hatches([gap("2024-01-01T00:00:00Z", "2025-01-02T00:00:00Z")], shown, "UTC")[0].left == 0
    assert hatches([gap("2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z")], shown, "UTC") == []
    assert hatches([gap("2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z")], shown, "UTC") == []
    assert hatches([gap("nonsense", "2025-01-02T00:00:00Z")], shown, "UTC") == []
    assert hatches([gap("2025-01-03T00:00:00Z", "2025-01-02T00:00:00Z")], shown, "UTC") == []
    assert hatches([gap("2025-01-02T00:00:00Z", "2025-01-03T00:00:00Z")], Bars("day", ()), "UTC") == []
