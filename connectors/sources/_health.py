"""What each source is doing, kept for the pages and for `sources health`: one small JSON record a source."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from connectors.index.base import Collection, IndexUnavailable
from connectors.sources._dates import iso
from connectors.sources.base import Gap, Problem
from connectors.telemetry import POLLS

GAPS_KEPT = 20
SECONDS_BETWEEN_WRITES = 1.0
SECONDS_BETWEEN_TIMES = 5.0
"""Where nothing but the times moved, the record is written this often."""
LATE_AFTER_MS = 30_000
LAST_SECONDS = 1.5

_log = logging.getLogger(__name__)


class SourceHealth:
    """One source's record; `onrecord sources health` and the page of sources show it as it is."""

    def __init__(self, source: str, kind: str, address: str, before: dict[str, Any], now: Callable[[], int]) -> None:
        self.source = source
        self._now = now
        self._next_poll: int | None = None
        self._written = float("-inf")
        self._told: tuple[object, ...] = ()
        self._shown: dict[str, Any] = {}
        self.record: dict[str, Any] = {
            "id": source,
            "kind": kind,
            "url": address,
            "state": "ok",
            "last_success": before.get("last_success"),
            "last_item": before.get("last_item"),
            "next_poll": None,
            "error": before.get("error"),
            "notes": before.get("notes") or [],
            "gaps": before.get("gaps") or [],
            "items": before.get("items") or 0,
        }

    @property
    def failing(self) -> bool:
        """True while the last try failed."""
        return self.record["error"] is not None

    def ok(self, *, outcome: str = "ok") -> None:
        self.record["error"] = None
        self.record["last_success"] = iso(self._now())
        POLLS.labels(self.source, outcome).inc()

    def failed(self, problem: Problem) -> None:
        self.record["error"] = {"code": problem.code, "message": problem.message, "remedy": problem.remedy}
        POLLS.labels(self.source, problem.code).inc()
        _log.warning("%s: %s", self.source, problem.message, extra={"fields": {"code": problem.code}})

    def gap(self, gap: Gap) -> None:
        told = {"from": iso(gap.start), "to": iso(gap.end), "why": gap.why}
        self.record["gaps"] = [*self.record["gaps"], told][-GAPS_KEPT:]

    def notes(self, notes: Sequence[str]) -> None:
        self.record["notes"] = list(notes)

    def next_poll(self, at: int | None) -> None:
        self._next_poll = at
        self.record["next_poll"] = None if at is None else iso(at)

    def took(self, items: int) -> None:
        """So many items are in the log."""
        if items:
            self.record["items"] += items
            self.record["last_item"] = iso(self._now())

    def snapshot(self, trouble: Problem | None) -> dict[str, Any]:
        """The record as it is to be shown now. `trouble` is one that all sources share: the log takes nothing."""
        error = self.record["error"]
        if trouble is not None:
            error = {"code": trouble.code, "message": trouble.message, "remedy": trouble.remedy}
        overdue = self._next_poll is not None and self._now() > self._next_poll + LATE_AFTER_MS
        state = "failing" if error else "late" if overdue else "ok"
        return {**self.record, "error": error, "state": state}

    def due(self, shown: dict[str, Any], clock: float) -> bool:
        """Whether to write `shown` now: at once where it says something new, a little later where only times moved."""
        if clock - self._written < SECONDS_BETWEEN_WRITES:
            return False
        told = _told(shown)
        if told == self._told and clock - self._written < SECONDS_BETWEEN_TIMES:
            return False
        self._told, self._written, self._shown = told, clock, shown
        return True

    def unwritten(self, shown: dict[str, Any]) -> bool:
        """Whether anything of `shown` differs from what was written last, its times too."""
        return shown != self._shown


def _told(shown: dict[str, Any]) -> tuple[object, ...]:
    return (shown["state"], repr(shown["error"]), shown["items"], repr(shown["gaps"]), repr(shown["notes"]))


class HealthBook:
    """All records, written by a thread of its own so that a slow disk delays no source."""

    def __init__(self, collection: Collection, now: Callable[[], int]) -> None:
        self._collection = collection
        self._now = now
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self.sources: dict[str, SourceHealth] = {}

    async def open(self, source: str, kind: str, address: str) -> SourceHealth:
        """The record of a source, going on from what an earlier run left."""
        before = await self._in_thread(lambda: self._before(source))
        self.sources[source] = SourceHealth(source, kind, address, before, self._now)
        return self.sources[source]

    def _before(self, source: str) -> dict[str, Any]:
        try:
            entry = self._collection.get(source)
            found = json.loads(entry.value) if entry else {}
        except (IndexUnavailable, ValueError) as error:
            _log.warning("the last health of %s can't be read: %s", source, error)
            return {}
        return found if isinstance(found, dict) else {}

    async def forget_others(self) -> None:
        """Take out the records of sources that the configuration no longer has."""
        kept = set(self.sources)
        await self._in_thread(lambda: self._forget(kept))

    def _forget(self, kept: set[str]) -> None:
        try:
            for entry in self._collection.entries():
                if entry.key not in kept:
                    self._collection.delete(entry.key)
        except IndexUnavailable as error:
            _log.warning("old health records stay: %s", error)

    async def write(self, trouble: Problem | None) -> None:
        """Write what has changed; where it can't be written it is tried again with the next."""
        clock = time.monotonic()
        shown = {name: source.snapshot(trouble) for name, source in self.sources.items()}
        due = {name: record for name, record in shown.items() if self.sources[name].due(record, clock)}
        if due:
            await self._in_thread(lambda: self._put(due, float("inf")))

    async def write_last(self) -> None:
        """Write whatever was not, when the process ends; it has a second and a half for it."""
        until = time.monotonic() + LAST_SECONDS
        shown = {name: source.snapshot(None) for name, source in self.sources.items()}
        left = {name: record for name, record in shown.items() if self.sources[name].unwritten(record)}
        await self._in_thread(lambda: self._put(left, until))

    def _put(self, records: dict[str, dict[str, Any]], until: float) -> None:
        try:
            for name, record in records.items():
                if time.monotonic() > until:
                    return
                self._collection.put(name, json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
        except IndexUnavailable as error:
            _log.warning("the health of sources can't be written: %s", error)

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """End the thread after what it is writing."""
        self._thread.shutdown(wait=True)
