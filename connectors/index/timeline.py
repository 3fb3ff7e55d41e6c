"""Hits by publication in a zone's hours, days and weeks."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connectors.index.base import Bucket
from connectors.index.snapshot import Snapshot, TooMany

Step = Literal["hour", "day", "week"]

GRAIN = 900_000
"""A quarter of an hour in milliseconds: since `EVEN_ZONES` every zone's hours begin on one."""
EVEN_ZONES = 65_664_000_000
"""1972-01-31T00:00Z: the last zone with an odd offset (Liberia) had given it up by then. Source: tz database."""


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}: use a name such as Europe/Berlin, or UTC") from error


def bars(instants: Iterable[tuple[int, int]], step: Step, zone: ZoneInfo) -> list[Bucket]:
    """(instant in milliseconds UTC, count) pairs summed by the start of the zone's hour, day or week, oldest first."""
    counts: Counter[tuple[int, str]] = Counter()
    end = None
    for instant, count in sorted(instants):
        if end is None or instant >= end:
            start = bar_start(instant, step, zone)
            bar, end = (int(start.timestamp()), start.isoformat()), bar_end(start, step)
        counts[bar] += count
    return [Bucket(shown, count) for (_, shown), count in sorted(counts.items())]


def bar_start(instant: int, step: Step, zone: ZoneInfo) -> datetime:
    """The start of the hour, day or week (Monday first) of the zone that holds the instant. An hour that a clock change
    repeats is two bars, told apart by their offset."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)).astimezone(zone)
    hour = local.replace(minute=0, second=0, microsecond=0)
    if step == "hour":
        return hour
    day = hour.replace(hour=0, fold=0)
    return day if step == "day" else day - timedelta(days=day.weekday())


def bar_end(start: datetime, step: Step) -> int:
    """The instant, milliseconds UTC, at which the bar after this one begins."""
    if step == "hour":
        return int(start.timestamp() * 1000) + 3_600_000
    following = start.replace(tzinfo=None) + timedelta(days=7 if step == "week" else 1)
    return int(following.replace(tzinfo=start.tzinfo).timestamp() * 1000)


def instants(snapshot: Snapshot, query: Any) -> Iterable[tuple[int, int]]:
    """(instant, count) pairs of the hits: quarters of an hour where these say enough, else every hit's instant."""
    grains = {"histogram": {"field": "published", "interval": GRAIN, "min_doc_count": 1}}
    try:
        found = snapshot.aggregate(query, grains)["buckets"]
    except TooMany:
        return Counter(snapshot.all_values(query, "published")).items()
    if found and found[0]["key"] < EVEN_ZONES:
        return Counter(snapshot.all_values(query, "published")).items()
    return [(int(bucket["key"]), int(bucket["doc_count"])) for bucket in found]
