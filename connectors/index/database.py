"""One SQLite file under several processes: WAL, synchronous=FULL, and errors that say what to do."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.index.base import IndexUnavailable

BUSY_SECONDS = 10.0
SPARE_BYTES = 4_000_000
"""With less free space than this an I/O error is taken for a full disk."""
CACHE_KIB = 2_000
JOURNAL_BYTES = 16_000_000

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    f"PRAGMA journal_size_limit = {JOURNAL_BYTES}",
)


class Database:
    """One connection to one file, behind a lock: any thread may use it. Raises IndexUnavailable."""

    def __init__(self, path: Path, schema: str, patience: float = BUSY_SECONDS) -> None:
        """Open or create the file at `path`; `schema` is a script that may run on every opening, `patience` the seconds
        to wait for another process's lock."""
        self.path = path
        self._schema = schema
        self._patience = patience
        self._mutex = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        with self._session(lambda _: None):
            pass

    def close(self) -> None:
        with self._mutex:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for single statements."""
        with self._session(lambda _: None) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection inside a write transaction: durable when the block is left, undone when it raises."""
        with self._session(lambda connection: connection.execute("BEGIN IMMEDIATE")) as connection:
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _session(self, begin: Callable[[sqlite3.Connection], object]) -> Iterator[sqlite3.Connection]:
        with self._mutex:
            try:
                connection = self._connected()
                begin(connection)
                yield connection
            except sqlite3.Error as error:
                self._recover()
                raise explain(error, self.path) from error
            except BaseException:
                self._recover()
                raise

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self.path, self._patience, isolation_level=None, check_same_thread=False)
            try:
                _patiently(lambda: prepare(connection, self._schema), self._patience)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _recover(self) -> None:
        """Undo what is half done; a connection that can't even do that is dropped, and the next use opens a new one."""
        if self._connection is None or not self._connection.in_transaction:
            return
        try:
            self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()


def prepare(connection: sqlite3.Connection, schema: str) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.executescript(schema)


def _patiently(action: Callable[[], None], seconds: float) -> None:
    """Changing a new file to WAL answers "busy" at once where two processes open it together, whatever the timeout."""
    end = time.monotonic() + seconds
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)


def explain(error: sqlite3.Error, path: Path) -> IndexUnavailable:
    """What a person can do about an SQLite error on this file."""
    words = str(error)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and is_full(path)):
        return full(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return IndexUnavailable("locked", f"{path} stays locked by another program: stop that one, or wait")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return IndexUnavailable(
            "damaged", f"{path} is damaged ({words}): restore it from a copy, or move it away to start anew"
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return IndexUnavailable("readonly", f"{path} may not be written ({words}): check its owner and permissions")
    return IndexUnavailable(
        "unreachable", f"{path} can't be used ({words}): check that its folder exists and may be written"
    )


def full(path: Path) -> IndexUnavailable:
    return IndexUnavailable("full", f"no space left for {path}: free some, and it goes on by itself")


def is_full(path: Path) -> bool:
    """True where the disk that holds `path` has next to nothing free."""
    try:
        return shutil.disk_usage(path.parent).free < SPARE_BYTES
    except OSError:
        return False
