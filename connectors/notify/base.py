"""What a channel is: one module here with an `open_channel`, found by the module's name.

A channel tells one receiver, once a try, and says what became of it; records, retries and order are the notifier's.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TextIO

import msgspec

from schemas import Alert

if TYPE_CHECKING:
    from connectors.http import Client

Result = Literal["sent", "retry", "failed", "gone"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one try. `retry`: may go well later, not before `wait` seconds where the receiver said so.
    `failed`: this message never will. `gone`: the receiver wants no more of any. `error` in words for a person."""

    result: Result
    error: str | None = None
    wait: float | None = None


class Context(msgspec.Struct, frozen=True):
    """What channels may use: the guarded client, the folder that paths in the configuration start from, and where
    a terminal's lines go."""

    client: "Client"
    folder: Path
    terminal: TextIO


class Channel(Protocol):
    """One receiver. `fingerprint` names its settings without revealing them: a channel that was switched off by its
    receiver is tried again when they change."""

    @property
    def fingerprint(self) -> str: ...

    async def send(self, alert: Alert) -> Outcome:
        """Tell the receiver, within half a minute. Every expected failure is an outcome. Telling twice must be told
        apart by the alert's id on the other side: a crash between sending and noting it sends again."""
        ...


class Settings(Protocol):
    """A channel's part of the configuration; each kind knows its own further keys."""

    @property
    def kind(self) -> str: ...


class OpenChannel(Protocol):
    """The one function of a channel's module. Raises ValueError where its settings can't work."""

    def __call__(self, settings: Any, context: Context) -> Channel: ...
