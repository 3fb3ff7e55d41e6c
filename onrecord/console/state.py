"""What the console is given when it starts."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.index.base import Index
from connectors.sources.base import Problem
from onrecord.console.reader import Reader, no_trouble
from schemas import Rule


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def no_names(_name: str) -> Sequence[tuple[str, str]]:
    return ()


@dataclass
class ConsoleState:
    """`open_index` opens the index for reading; it is called in the reader's own thread, and again when it was
    not there. `hosts` are the names under which the console answers, `zone` the desk's time zone (IANA), `rules` the
    rules in force, `names` finds watch-listed entities, (id, name), for a name in a query, `known` are their names by
    id, `trouble` tells what keeps the whole desk from taking anything now."""

    open_index: Callable[[], Index]
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    zone: str = "UTC"
    rules: Sequence[Rule] = ()
    names: Callable[[str], Sequence[tuple[str, str]]] = no_names
    known: Mapping[str, str] = field(default_factory=dict)
    trouble: Callable[[], Problem | None] = no_trouble
    clock: Callable[[], int] = now_ms
    pulse: float = 0.5
    """Seconds between two looks at the index's generation while somebody watches."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.reader = Reader(self.open_index, self.trouble)
