"""Metrics and logs that every process shares.

Metrics are prometheus-client's; a process tree shares them through files (`PROMETHEUS_MULTIPROC_DIR`, set by the
supervisor), the console serves their sum. Logs are one JSON object a line on stderr; a secret never reaches them.
"""

import json
import logging
import re
import sys
import time
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

ITEMS_ACCEPTED = Counter("onrecord_items_accepted_total", "Items that a connector put into the log.", ["source"])
ITEMS_REJECTED = Counter("onrecord_items_rejected_total", "Items kept as rejected, by step.", ["stage"])
POLLS = Counter("onrecord_polls_total", "Polls of sources by outcome.", ["source", "outcome"])
DOCUMENTS_WRITTEN = Counter("onrecord_documents_written_total", "Documents written to the index.")
STATEMENTS_WRITTEN = Counter("onrecord_statements_written_total", "Statements in the documents written.")
ALERTS_FIRED = Counter("onrecord_alerts_fired_total", "Alerts put into the log, repeats under one id included.")
DELIVERIES = Counter("onrecord_deliveries_total", "Tries to tell a channel, by outcome.", ["channel", "outcome"])
BATCHES = Counter("onrecord_batches_total", "Micro-batches that the worker finished.")
BATCH_SECONDS = Histogram(
    "onrecord_batch_seconds",
    "From polling a batch to its commit.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
ARRIVAL_TO_SEARCHABLE = Histogram(
    "onrecord_arrival_to_searchable_seconds",
    "From an item's arrival to its being searchable.",
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
LAG = Gauge(
    "onrecord_log_lag_records", "Records that a group has not committed.", ["group"], multiprocess_mode="livemax"
)
INDEX_GAUGES = {
    "documents": ("onrecord_index_documents", "Documents in the index, those that are gone left out."),
    "statements": ("onrecord_index_statements", "Statements in the index."),
    "bytes": ("onrecord_index_bytes", "Size of the index on disk."),
}
"""What `Index.status` counts, as the console's `/metrics` shows it: (name, help) by key."""

RESTARTS = Counter("onrecord_process_restarts_total", "Children that died and were started again.", ["process"])

_SECRET = re.compile(
    r"(?i)(whsec_[A-Za-z0-9+/=]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=bearer )\S+|(?<=token=)[^\s&]+|(?<=password=)[^\s&]+)"
)


def redact(text: str) -> str:
    """The text without what looks like a key, a token, or a password in a URL."""
    return _SECRET.sub("***", text)


class JsonLines(logging.Formatter):
    """One object a line: at, level, process, logger, message, and what `extra={"fields": {...}}` adds."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self.process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "process": self.process,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(line, ensure_ascii=False, default=str))


def start_logging(process: str, level: str = "info") -> None:
    """Send this process's logs to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
