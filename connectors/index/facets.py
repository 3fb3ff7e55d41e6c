"""The most frequent values of a facet among the hits."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from connectors.index.base import Bucket
from connectors.index.facet_values import column
from connectors.index.snapshot import Snapshot

MOST_BUCKETS = 65_000
"""The engine gives no more values than this."""
SEGMENT_BUCKETS = 10_000_000
"""Every value of every segment is counted, so that no sum is a guess."""


def most_frequent(snapshot: Snapshot, query: Any, facet: str, limit: int) -> list[Bucket] | None:
    """The first values by count, then by value; None where more values tie at the end than the engine can give."""
    if limit <= 0:
        return []
    size = min(limit + 50, MOST_BUCKETS)
    while True:
        terms = {"field": column(facet), "size": size, "segment_size": SEGMENT_BUCKETS}
        buckets = [
            Bucket(found["key"], int(found["doc_count"]))
            for found in snapshot.aggregate(query, {"terms": terms})["buckets"]
        ]
        if len(buckets) < size or buckets[-1].count < buckets[limit - 1].count:
            return ranked(buckets, limit)
        if size == MOST_BUCKETS:
            return None
        size = min(size * 8, MOST_BUCKETS)


def counted(values: Iterable[tuple[str, ...]], limit: int) -> list[Bucket]:
    """The same from the values of each hit."""
    counts = Counter(value for one in values for value in one)
    return ranked((Bucket(value, count) for value, count in counts.items()), limit)


def ranked(buckets: Iterable[Bucket], limit: int) -> list[Bucket]:
    return sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value))[:limit]
