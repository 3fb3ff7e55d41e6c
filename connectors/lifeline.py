"""A child that dies with its parent, whatever kills the parent.

On Linux the kernel sees to it (PR_SET_PDEATHSIG); elsewhere a thread waits for the end of standard input, whose other
end the parent holds.
"""

import ctypes
import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Tie this process to `parent`, the pid that started it. Exits at once when that one is already gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_exit_at_end_of_input, name="lifeline", daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def _exit_at_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)
