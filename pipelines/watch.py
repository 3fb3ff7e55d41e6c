"""Whose time it is: our own steps, which are watched and counted, or a wait for the log or the index, which is not.

A step of ours that runs for a minute is a bug that nothing else would end: faulthandler then prints where it stands
and ends the process, and the death counts against the batch (`pipelines.attempts`).
"""

import faulthandler
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connectors.index.base import IndexUnavailable
from connectors.log.base import LogError

STEP_SECONDS = 60


def _nothing(computing: bool) -> None:
    """For graphs that no worker loop watches over."""


class Watch:
    """Told of every change between computing and waiting; `note` makes it survive the process. `trouble` keeps what
    the log or the index could not do last, since Beam passes on only the text of what a step raised."""

    def __init__(self, note: Callable[[bool], None] = _nothing, seconds: float = STEP_SECONDS) -> None:
        self._note = note
        self._seconds = seconds
        self._computing = False
        self.trouble: LogError | IndexUnavailable | None = None

    def _switch(self, computing: bool) -> None:
        if computing:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=sys.__stderr__ or sys.stderr)
        else:
            faulthandler.cancel_dump_traceback_later()
        if computing != self._computing:
            self._computing = computing
            self._note(computing)

    def take_trouble(self) -> LogError | IndexUnavailable | None:
        """The trouble since it was last taken."""
        trouble, self.trouble = self.trouble, None
        return trouble

    @contextmanager
    def computing(self) -> Iterator[None]:
        """One step of ours over one element or batch; starts the minute anew."""
        self._switch(True)
        try:
            yield
        finally:
            self._switch(False)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A call to the log or the index, inside or outside a step."""
        was = self._computing
        self._switch(False)
        try:
            yield
        except (LogError, IndexUnavailable) as trouble:
            self.trouble = trouble
            raise
        finally:
            if was:
                self._switch(True)
