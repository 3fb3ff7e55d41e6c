"""The most frequent values of a facet among the hits."""

from typing import Any

from connectors.index.base import Bucket
from connectors.index.facet_values import column
from connectors.index.snapshot import Snapshot

MOST_BUCKETS = 65_000
"""The engine gives no more values than this."""
SEGMENT_BUCKETS = 10_000_000
"""Every value of every segment is counted, so that no sum is a guess."""


def most_frequent(snapshot: Snapshot, query: Any, facet: str, limit: int) -> list[Bucket]:
    """The first `limit` values by count, then by value: the engine orders values that tie so too (tested).
    Raises ValueError on a facet that does not exist."""
    terms = {"field": column(facet), "size": min(limit, MOST_BUCKETS), "segment_size": SEGMENT_BUCKETS}
    if limit <= 0:
        return []
    buckets = snapshot.aggregate(query, {"terms": terms})["buckets"]
    return [Bucket(bucket["key"], int(bucket["doc_count"])) for bucket in buckets]
