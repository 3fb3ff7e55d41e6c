"""Which expected failures end a command, in which words, with which exit status. All others are bugs and crash."""

from dataclasses import dataclass

from connectors.index.base import IndexUnavailable
from connectors.log.base import LogError
from connectors.telemetry import redact
from onrecord.config.errors import ConfigErrors


@dataclass(frozen=True)
class Told:
    """What stderr gets, and the exit status."""

    message: str
    status: int
    output_is_lost: bool = False


def explain(error: Exception) -> Told | None:
    """None where the error is none that we expect."""
    if isinstance(error, ConfigErrors):
        return Told(str(error), 2)
    if isinstance(error, LogError | IndexUnavailable):
        return Told(f"onrecord: {redact(str(error))}", 1)
    if isinstance(error, OSError):
        why = (error.strerror or str(error)).lower()
        return Told(f"onrecord: {error.filename or 'standard output'}: {why}", 1, error.filename is None)
    return None
