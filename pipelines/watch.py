"""Whose time it is: our own steps, which are watched and counted, or a wait for the log or the index, which is not.

A step of ours that runs for a minute is a bug that nothing else would end: faulthandler then prints where it stands
and ends the process, and the death counts against the batch (`pipelines.attempts`).
"""

import faulthandler
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connectors.index.base import IndexUnavailable
from connectors.log.base import LogError

STEP_SECONDS = 60
ARM_EVERY = 1.0
"""Arming starts a thread each time; a step that begins within a second of the last arming is watched by that one."""


def _nothing(computing: bool) -> None:
    """For graphs that no worker loop watches over."""


class Watch:
    """Told of every change between computing and waiting; `note` makes it survive the process. `trouble` keeps what
    the log or the index could not do last, since Beam passes on only the text of what a step raised."""

    def __init__(self, note: Callable[[bool], None] = _nothing, seconds: float = STEP_SECONDS) -> None:
        self._note = note
        self._seconds = seconds
        self._armed: float | None = None
        self.trouble: LogError | IndexUnavailable | None = None

    def take_trouble(self) -> LogError | IndexUnavailable | None:
        """The trouble since it was last taken."""
        trouble, self.trouble = self.trouble, None
        return trouble

    def step(self) -> None:
        """One step of ours over one element begins; it may take its minute."""
        now = time.monotonic()
        if self._armed is None:
            self._note(True)
        elif now - self._armed < ARM_EVERY:
            return
        self._armed = now
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=sys.__stderr__ or sys.stderr)

    def rest(self) -> None:
        """No step of ours is running."""
        if self._armed is not None:
            self._armed = None
            faulthandler.cancel_dump_traceback_later()
            self._note(False)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A call to the log or the index, inside or outside a step."""
        was = self._armed is not None
        self.rest()
        try:
            yield
        except (LogError, IndexUnavailable) as trouble:
            self.trouble = trouble
            raise
        finally:
            if was:
                self.step()
