"""Running sources in a test: against the real log and real health records, in this process or in one to be killed."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from connectors.connect import run_connect
from connectors.http import Guard, allow_list
from connectors.index.keyed import SqliteCollection, open_state
from connectors.log.base import ITEMS, REJECTED
from connectors.log.sqlite import SqliteLog
from connectors.sources import kinds
from connectors.sources.base import SourceSettings
from schemas import Item, Rejected, decode

ROOT = Path(__file__).resolve().parents[2]


class Published(Protocol):
    """What the conformance suite asks of a kind's own little site (`tests/sources/KIND/site.py`, class `Site`)."""

    port: int

    def __enter__(self) -> "Published": ...

    def __exit__(self, *_: object) -> None: ...

    def settings(self, source: str) -> dict[str, Any]:
        """The configuration of a source that reads this site."""
        ...

    def publish(self, count: int) -> list[str]:
        """Publish so many new things; the document ids they must get."""
        ...

    def change(self, document: str) -> None:
        """Publish another version of it."""
        ...

    def withdraw(self, document: str) -> None:
        """Say that it is gone."""
        ...

    def spoil(self) -> str:
        """Answer with what is none of this kind; the code that health must name, or `rejected`."""
        ...

    def hang(self) -> None:
        """Accept connections and say nothing."""
        ...

    def heal(self) -> None:
        """Answer well again."""
        ...


class Desk:
    """A home folder with its log and health, and what they hold."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.log = SqliteLog(home / "log.db")
        self.health_records = SqliteCollection(open_state(home / "state.db"), "sources")

    def items(self) -> list[Item]:
        ends = self.log.ends(ITEMS)
        found = [record for part, end in ends.items() for record in self.log.read(ITEMS, part, 0, end)]
        return [decode(record.value, Item) for record in sorted(found, key=lambda record: record.at)]

    def rejected(self) -> list[Rejected]:
        ends = self.log.ends(REJECTED)
        return [
            decode(record.value, Rejected)
            for part, end in ends.items()
            for record in self.log.read(REJECTED, part, 0, end)
        ]

    def puts(self, source: str | None = None) -> Counter[str]:
        """How often each document was put into the log."""
        return Counter(item.id for item in self.items() if item.action == "put" and source in {None, item.source})

    def health(self, source: str) -> dict[str, Any]:
        entry = self.health_records.get(source)
        return dict(json.loads(entry.value)) if entry else {}

    def close(self) -> None:
        self.log.close()
        self.health_records._state.close()


def settings_of(raw: dict[str, Any]) -> SourceSettings:
    """The settings model of a source's configuration."""
    return kinds()[raw["kind"]].model.model_validate(raw)


async def read_once(desk: Desk, sources: Sequence[dict[str, Any]], ports: Sequence[int], **more: Any) -> bool:
    """One poll of each source."""
    return await run_connect(
        [settings_of(raw) for raw in sources],
        log=desk.log,
        health=desk.health_records,
        guard=guard_of(ports),
        stop=asyncio.Event(),
        once=True,
        parsers=1,
        **more,
    )


def guard_of(ports: Sequence[int], **more: Any) -> Guard:
    return Guard(allow=allow_list([f"127.0.0.1:{port}" for port in ports]), contact="desk@example.org", **more)


async def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for a condition, generously: no test depends on how fast this machine is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.05)


class Connect:
    """A real `connect` process over a home folder, to be killed or asked to stop."""

    def __init__(self, home: Path, sources: Sequence[dict[str, Any]], ports: Sequence[int]) -> None:
        told = json.dumps({"home": str(home), "sources": list(sources), "ports": list(ports)})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.connect_process", told],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> float:
        """SIGTERM; the seconds it took to end, which it did properly."""
        started = time.monotonic()
        self.process.terminate()
        assert self.process.wait(20) == 0
        return time.monotonic() - started
