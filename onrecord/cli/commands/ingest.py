"""`onrecord ingest`: items out of files or standard input into the log."""

import sys
from argparse import Namespace

from connectors.log.base import ITEMS, REJECTED, Log, Record
from connectors.sources._files import Refusal
from connectors.sources._rejects import kept, rejected
from connectors.sources._writer import whole_unicode
from onrecord.cli.inputs import Items
from onrecord.cli.output import Progress, json_line
from onrecord.cli.place import config_or_defaults, home_of
from onrecord.runtime import now_ms, open_log
from schemas import Item, Rejected, encode
from schemas.item import ITEM_BYTES

BATCH_RECORDS = 500
BATCH_BYTES = 8_000_000


class Batch:
    """Collects records and appends them in groups: what was appended is durable."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._records: list[Record] = []
        self._bytes = 0

    def add(self, item: Item, value: bytes) -> None:
        """One item; appends once enough wait."""
        self._records.append(Record(item.id, value))
        self._bytes += len(value)
        if len(self._records) >= BATCH_RECORDS or self._bytes >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Append what waits. Raises LogError."""
        if self._records:
            self._log.append(ITEMS, self._records)
        self._records, self._bytes = [], 0


def run(args: Namespace) -> int:
    """0, or 1 where something was refused: it is kept in `rejected`, and the rest is in the log."""
    log = open_log(config_or_defaults(args), home_of(args))
    items = Items(args.files, source=args.source, history=args.history)
    try:
        accepted = _ingest(log, items)
    finally:
        log.close()
    if args.json:
        json_line({"accepted": accepted, "rejected": items.refused})
    else:
        sys.stdout.write(f"{accepted} accepted, {items.refused} rejected\n")
    if items.refused:
        sys.stderr.write("onrecord rejected list shows what was refused\n")
    return int(items.refused > 0)


def _ingest(log: Log, items: Items) -> int:
    batch, progress, accepted = Batch(log), Progress("items"), 0
    for place, one in items.read():
        if isinstance(one, Refusal):
            _keep(log, items, one.rejected(items.source, now_ms()))
            continue
        value = encode(whole_unicode(one))
        if len(value) > ITEM_BYTES:
            _keep(log, items, _too_large(place, one, value))
            continue
        batch.add(one, value)
        accepted += 1
        progress.at(accepted)
    batch.flush()
    progress.end()
    return accepted


def _too_large(place: str, item: Item, value: bytes) -> Rejected:
    error = f"{place}: becomes an item of {len(value):,} bytes; an item may have {ITEM_BYTES:,}"
    return rejected(
        kept(value), source=item.source, stage="read", error=error, at=item.arrived, item=item.id, place=place
    )


def _keep(log: Log, items: Items, rejected: Rejected) -> None:
    """Put it where `onrecord rejected` finds it, and say so."""
    log.append(REJECTED, [Record(rejected.source, encode(rejected))])
    items.tell(rejected.error)
