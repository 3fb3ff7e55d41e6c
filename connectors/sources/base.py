"""What a source is: one module here, one settings model, one `run`.

A source turns what somebody publishes into `Item`s. The runner (`connectors.connect`) finds every kind by itself,
runs each configured source on its own, starts it again with back-off when it raises, and stops it within seconds.

Guarantees the context gives, and the traps behind them:

- `emit` returns only when the items, and the cursors given with them, are durable together. So a cursor handed to
  `emit` may speak of these items and of what was emitted before, never of what comes after: a process that dies
  in between would lose it. What is read twice is harmless, because ids are derived.
- `emit` waits while the log can't take more (a slow or full disk): that is the back-pressure. Never buffer around it.
- Every request goes through `client`, every parser of foreign bytes through `parse` (a child that can be killed).
- Expected failures are reported with `health.failed(Problem(...))` and tried again by the source itself; an exception
  is for what the source can't go on from.
"""

import re
import zoneinfo
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Protocol, TypeVar

import msgspec
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from connectors.telemetry import redact
from schemas import Item

if TYPE_CHECKING:
    from connectors.http import Client

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", re.ASCII)
_UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds_of(value: object) -> float:
    """Seconds out of `500ms`, `30s`, `5m`, `2h`, `1d`. Raises ValueError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(f"a duration needs its unit: write {value}s or {value}m")  # noqa: TRY004 - pydantic's way
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a duration: write a number and a unit, such as 30s, 5m, 2h, 1d")
    return float(match[1]) * _UNIT_SECONDS[match[2]]


Duration = Annotated[float, BeforeValidator(seconds_of)]
"""Seconds; written as `30s`, `5m`, `2h`, `1d`."""


class SourceSettings(BaseModel):
    """What every source has, whatever its kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="The source's name in searches (`source:wire`), in its health and in each document it carries.",
        examples=["wire"],
    )
    kind: str = Field(description="What it speaks: the name of a kind of source.", examples=["feed"])
    language: str | None = Field(
        None,
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language it publishes in (BCP 47), where one is known; each text is still looked at.",
        examples=["en"],
    )
    country: str | None = Field(
        None,
        pattern=r"^[A-Z]{2}$",
        description="The country it publishes from (ISO 3166, two capitals).",
        examples=["NO"],
    )
    zone: str | None = Field(
        None, description="The time zone of dates that name none (IANA); UTC when absent.", examples=["Europe/Oslo"]
    )
    group: str | None = Field(None, description="A name to gather sources under on the pages.", examples=["wires"])

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                zoneinfo.ZoneInfo(value)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ValueError(f"{value!r} is no IANA time zone: write one such as Europe/Oslo or UTC") from error
        return value


class Problem(msgspec.Struct, frozen=True):
    """Why a source fails now: `code` for scripts, `message` what was wrong, `remedy` what to do about it."""

    code: str
    message: str
    remedy: str


class Gap(msgspec.Struct, frozen=True):
    """A stretch that the source published and we could not read. Times are milliseconds UTC."""

    start: int
    end: int
    why: str


class SourceFailed(Exception):
    """The source can't go on now; the runner reports the problem and starts it again with back-off."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Health(Protocol):
    """How a source tells what it is doing. Cheap to call: the runner writes it out at most once a second."""

    def ok(self, *, outcome: str = "ok") -> None:
        """A poll or a frame went well; clears the last error. `outcome` is the metric's label (`new`, `unchanged`)."""
        ...

    def failed(self, problem: Problem) -> None:
        """It did not. The source goes on trying."""
        ...

    def gap(self, gap: Gap) -> None:
        """Something published was missed, and no later poll can bring it."""
        ...

    def notes(self, notes: Sequence[str]) -> None:
        """What a person should know though nothing failed (entries cut off, a moved address); replaces the last."""
        ...

    def next_poll(self, at: int | None) -> None:
        """When the source will ask again, milliseconds UTC; None: it listens, or stopped."""
        ...


class Context(Protocol):
    """What the runner lends a running source."""

    @property
    def client(self) -> "Client":
        """The only way out."""
        ...

    @property
    def health(self) -> Health: ...

    @property
    def once(self) -> bool:
        """Poll once and return; a stream reads until an event newer than its start, or five seconds of silence."""
        ...

    @property
    def spread(self) -> float:
        """Seconds over which first polls may be spread, so that not all sources ask in the same moment."""
        ...

    def now(self) -> int:
        """Arrival: milliseconds UTC from a clock that does not jump back when the machine's does."""
        ...

    async def cursor(self, stream: str) -> str | None:
        """What the last `emit` saved for this stream, or None. Raises LogError."""
        ...

    async def emit(self, items: Sequence[Item], cursors: Mapping[str, str]) -> None:
        """Put items into the log with the cursors (stream -> value) that tell they are there. Waits while the log
        takes no more; an item over 1 MB goes to `rejected`, named, and the rest goes on."""
        ...

    async def reject(self, raw: bytes, error: str, *, cursors: Mapping[str, str] | None = None) -> None:
        """Keep what can't be read as an item, with the reason; health stays as it is."""
        ...

    async def parse(self, function: str, payload: bytes, limit: float) -> bytes:
        """Run `module:function` over bytes in a child that is killed after `limit` seconds. Raises ParserKilled."""
        ...

    def pace(self, url: str) -> AbstractAsyncContextManager[Any]:
        """Enter to be the one request in flight to that host, a decent time after the last one."""
        ...

    async def sleep(self, seconds: float) -> bool:
        """Wait; True as soon as the source is asked to stop."""
        ...

    @property
    def stopping(self) -> bool:
        """True once the source is asked to stop: return soon, hand over what is in hand."""
        ...


S = TypeVar("S", bound=SourceSettings)


class Source(ABC, Generic[S]):
    """One configured source. A kind is a subclass in a module of this folder; nothing else needs to know of it."""

    kind: ClassVar[str]
    """The name that `kind:` has in the configuration."""
    model: ClassVar[type[SourceSettings]]
    """Its settings, each with a description: reference, JSON Schema and checks are made from it."""
    summary: ClassVar[str]
    """One sentence for the reference: what it reads."""

    def __init__(self, settings: S) -> None:
        self.settings = settings

    @property
    def address(self) -> str:
        """What to show a person as the place it reads, without secrets."""
        return redact(str(getattr(self.settings, "url", "")))

    @abstractmethod
    async def run(self, context: Context) -> None:
        """Read until `context.stopping`, or once when `context.once`.

        Returning early ends the source; raising SourceFailed (or anything) restarts it with back-off. Trap: what is
        emitted before a crash is emitted again after it unless a cursor that covers it went into the same `emit`.
        """
