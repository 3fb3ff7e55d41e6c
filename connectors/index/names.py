"""Where the embedded index lives: `state.db` beside `index/NAME/`, and `index/current` says which NAME serves."""

import contextlib
import fcntl
import os
import re
from pathlib import Path

from connectors.index.base import IndexUnavailable
from connectors.index.database import full, is_full

FIRST_NAME = "main"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")


def state_path(home: Path) -> Path:
    return home / "state.db"


def index_folder(home: Path, name: str) -> Path:
    """`index/NAME` under `home`. Raises ValueError for what can't be a name."""
    if not _NAME.match(name) or name == "current":
        raise ValueError(f"{name!r} can't name an index: use letters, digits, '.', '_' and '-', 64 at most")
    return home / "index" / name


def current_name(home: Path) -> str:
    """The name of the index that serves; the first one's where none was ever chosen."""
    try:
        return (home / "index" / "current").read_text("utf-8").strip() or FIRST_NAME
    except FileNotFoundError:
        return FIRST_NAME


def make_current(home: Path, name: str) -> None:
    """Let `name` serve from now on, in every process; the change is whole or not at all."""
    index_folder(home, name)
    fresh = home / "index" / "current.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home / "index" / "current")
    sync_folder(home / "index")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """The folder and those above it. Raises IndexUnavailable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if is_full(folder.parent):
            raise full(folder) from error
        raise IndexUnavailable("unreachable", f"{folder} can't be made ({error.strerror}): check its parent") from error


def size_of(folder: Path) -> int:
    """Bytes of all files below, as far as they stay while one looks."""
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size if file.is_file() else 0
    return total


class WriterLock:
    """The right to write one index: an advisory lock that dies with its process, whatever kills it."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises IndexUnavailable `locked` with the owner's pid."""
        path = folder / "writer.lock"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise IndexUnavailable(
                "locked", f"{folder} is being written by process {owner}: stop that first, one process writes an index"
            ) from None
        with contextlib.suppress(OSError):  # on a full disk the lock holds without its owner's name
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode("ascii"), 0)

    def release(self) -> None:
        os.close(self._handle)
