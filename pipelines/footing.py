"""What a worker's process does about its memory: no libraries that nobody uses, a garbage collector that is not in the
way, nothing kept that was freed."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_UNUSED = ("pyarrow", "pymongo")
"""Beam imports them where they are installed, for files and databases that are not read here: 32 MB."""

YOUNG, MIDDLE, OLD = 20_000, 10, 10
"""Python's own thresholds are 700, 10, 10."""


@contextmanager
def without_unused() -> Iterator[None]:
    """Beam, imported inside, finds none of `_UNUSED`; afterwards they can be imported as ever."""
    hidden = [name for name in _UNUSED if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what makes an import raise ImportError
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def collect_seldom() -> None:
    """An article makes thousands of small objects, all freed without the collector: it looked through them 25 times an
    article, for an eighth of the worker's time, and found garbage of Beam's alone, a little a batch."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def release_memory() -> None:
    """Hand freed memory back to the system: glibc keeps 60 MB of it after a few hundred articles, and gives them up in
    3 to 10 ms. Does nothing where the C library has no `malloc_trim`."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
