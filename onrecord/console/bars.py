"""The timeline: an index's buckets as at most thirty-one bars, with their links' dates."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from connectors.index.base import Bucket

MOST = 31
LEAST_DAYS = 14
"""So many days are shown even where the hits lie in fewer: a single bar tells nothing."""
Step = Literal["hour", "day", "week", "month", "year"]


class Bar(msgspec.Struct, frozen=True):
    """One bar: `start` and `end` are dates as `from` and `to` take them (`end` inclusive), `height` 0 to 1."""

    start: str
    end: str
    label: str
    count: int
    height: float
    place: int
    """Its number in the row of bars, from 0."""


class Bars(msgspec.Struct, frozen=True):
    """Bars of one step, oldest first, empty ones included. `left_out` counts what lies before the first."""

    step: Step
    bars: tuple[Bar, ...]
    left_out: int = 0

    @property
    def most(self) -> Bar | None:
        return max(self.bars, key=lambda bar: bar.count, default=None)


def _floor(day: date, step: Step) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def _after(day: date, step: Step) -> date:
    if step == "month":
        return (day + timedelta(days=32)).replace(day=1)
    if step == "year":
        return day.replace(year=day.year + 1)
    return day + timedelta(days=7 if step == "week" else 1)


def _label(start: date, step: Step) -> str:
    if step == "year":
        return str(start.year)
    if step == "month":
        return f"{start:%B %Y}"
    if step == "week":
        return f"week of {start.day} {start:%B %Y}"
    return f"{start:%a} {start.day} {start:%B %Y}"


def by_day(buckets: Sequence[Bucket]) -> Bars:
    """Bars out of a timeline by day: of a day, a week, a month or a year each, whichever needs no more than thirty-one;
    where even years would be more, the newest thirty-one."""
    counts: dict[date, int] = {}
    for bucket in buckets:
        day = datetime.fromisoformat(bucket.value).date()
        counts[day] = counts.get(day, 0) + bucket.count
    if not counts:
        return Bars("day", ())
    first, last = min(counts), max(counts)
    return _fill(counts, _step(last - first))


def _step(length: timedelta) -> Step:
    """The shortest step of which `length` has no more than thirty-one; years where there is none."""
    steps: tuple[tuple[Step, int], ...] = (("day", 1), ("week", 7), ("month", 28))
    return next((step for step, days in steps if length.days // days + (step != "day") < MOST), "year")


def _fill(counts: dict[date, int], step: Step) -> Bars:
    sums: dict[date, int] = {}
    for day, number in counts.items():
        start = _floor(day, step)
        sums[start] = sums.get(start, 0) + number
    at, last = min(sums), max(sums)
    if step == "day" and at.year > 1:
        at = min(at, last - timedelta(days=LEAST_DAYS - 1))
    starts = [at]
    while at < last:
        at = _after(at, step)
        starts.append(at)
    shown = starts[-MOST:]
    left_out = sum(number for start, number in sums.items() if start < shown[0])
    top = max(sums.get(start, 0) for start in shown) or 1
    bars = [
        Bar(
            start.isoformat(),
            (_after(start, step) - timedelta(days=1)).isoformat(),
            _label(start, step),
            sums.get(start, 0),
            sums.get(start, 0) / top,
            place,
        )
        for place, start in enumerate(shown)
    ]
    return Bars(step, tuple(bars), left_out)


def by_hour(buckets: Sequence[Bucket]) -> Bars:
    """Bars out of a timeline by hour that lies in one day: all the hours of that day, and further ones where a clock
    change makes it longer."""
    counts = {datetime.fromisoformat(bucket.value): bucket.count for bucket in buckets}
    if not counts:
        return Bars("hour", ())
    midnight = min(counts).replace(hour=0)
    starts = [midnight + timedelta(hours=hour) for hour in range(24)]
    shown = starts + sorted(start for start in counts if start not in starts)
    top = max(counts.get(start, 0) for start in shown) or 1
    bars = []
    for place, start in enumerate(shown):
        number = counts.get(start, 0)
        written = start.strftime("%Y-%m-%dT%H") + (start.strftime("%z")[:3] + ":" + start.strftime("%z")[3:])
        label = f"{start:%a} {start.day} {start:%b}, {start:%H}:00"
        bars.append(Bar(written, written, label, number, number / top, place))
    return Bars("hour", tuple(bars))
