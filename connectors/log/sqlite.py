"""The log on one machine: a single SQLite file, safe under several processes.

WAL with synchronous=FULL, so what `append` answered survives a kill and a power cut of this machine. A consumer group
has one member at a time, held by an advisory lock on a file beside the log: the lock dies with its process, whatever
kills that, and a second member simply polls nothing until it gets the lock.
"""

import fcntl
import os
import shutil
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from connectors.log.base import ALERTS, ITEMS, REJECTED, Cursor, LogError, Record, StoredRecord

PARTITIONS = {ITEMS: 4, ALERTS: 4, REJECTED: 1}
"""How many partitions each topic has; one worker reads them all, the number only spreads keys."""

BUSY_SECONDS = 10.0
IDLE_SECONDS = 0.015
"""How often a waiting consumer looks for new records: 15 ms costs 0.3 % of a core and delays an item by 8 ms."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    topic TEXT NOT NULL, part INTEGER NOT NULL, pos INTEGER NOT NULL,
    key TEXT NOT NULL, value BLOB NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (topic, part, pos)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_key ON records (topic, key);
CREATE TABLE IF NOT EXISTS ends (
    topic TEXT, part INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (
    member_group TEXT, topic TEXT, part INTEGER, next INTEGER NOT NULL, PRIMARY KEY (member_group, topic, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursors (
    source TEXT, stream TEXT, value TEXT NOT NULL, PRIMARY KEY (source, stream)
) WITHOUT ROWID;
"""


def partition_of(topic: str, key: str) -> int:
    """The partition that holds all records of this key."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % PARTITIONS[topic]


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode with the durability this log promises; creates the file and its tables."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(SCHEMA)
    return connection


def explain(error: sqlite3.Error, path: Path) -> LogError:
    """What a person can do about an SQLite error."""
    words = str(error)
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        free = -1
    if "full" in words or ("I/O error" in words and 0 <= free < 4_000_000):
        return LogError("full", f"no space left for {path}: free some and it goes on by itself")
    if "locked" in words or "busy" in words:
        return LogError("locked", f"{path} is locked by another program for more than {BUSY_SECONDS:.0f} s")
    if "malformed" in words or "not a database" in words:
        return LogError(
            "damaged", f"{path} is damaged ({words}): restore it from a copy, or move it away to start anew"
        )
    return LogError("unreachable", f"{path} can't be used ({words}): check that the folder exists and may be written")


class SqliteLog:
    """`connectors.log.base.Log` in one file. One thread at a time may use an instance; a lock sees to it."""

    def __init__(self, path: Path, now: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        """Open or create the log at `path`; `now` gives milliseconds UTC. Raises LogError."""
        self.path = path
        self._now = now
        self._mutex = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(path)
        except sqlite3.Error as error:
            raise explain(error, path) from error
        except OSError as error:
            raise LogError("unreachable", f"{path.parent} can't be made: {error.strerror}") from error

    @contextmanager
    def session(self, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
        """The connection, inside one transaction when writing; errors come out as LogError."""
        with self._mutex:
            try:
                if writing:
                    self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                if writing:
                    self._db.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                if isinstance(error, sqlite3.Error):
                    raise explain(error, self.path) from error
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def append(self, topic: str, records: Sequence[Record], cursors: Sequence[Cursor] = ()) -> None:
        at = self._now()
        with self.session(writing=True) as db:
            ends = self._ends(db, topic)
            rows = []
            for record in records:
                part = partition_of(topic, record.key)
                rows.append((topic, part, ends[part], record.key, record.value, at))
                ends[part] += 1
            db.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", rows)
            db.executemany(
                "INSERT INTO ends VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next",
                [(topic, part, end) for part, end in ends.items()] if rows else [],
            )
            db.executemany(
                "INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                [(cursor.source, cursor.stream, cursor.value) for cursor in cursors],
            )

    def cursor(self, source: str, stream: str) -> str | None:
        with self.session() as db:
            row = db.execute("SELECT value FROM cursors WHERE source = ? AND stream = ?", (source, stream)).fetchone()
        return row[0] if row else None

    def consumer(self, topic: str, group: str) -> "SqliteConsumer":
        return SqliteConsumer(self, topic, group)

    def read(self, topic: str, partition: int, start: int, end: int) -> list[StoredRecord]:
        with self.session() as db:
            rows = db.execute(
                "SELECT topic, part, pos, key, value, at FROM records"
                " WHERE topic = ? AND part = ? AND pos >= ? AND pos < ? ORDER BY pos",
                (topic, partition, start, end),
            ).fetchall()
        return [StoredRecord(*row) for row in rows]

    def ends(self, topic: str) -> dict[int, int]:
        with self.session() as db:
            return self._ends(db, topic)

    def _ends(self, db: sqlite3.Connection, topic: str) -> dict[int, int]:
        ends = dict.fromkeys(range(PARTITIONS[topic]), 0)
        ends.update(db.execute("SELECT part, next FROM ends WHERE topic = ?", (topic,)).fetchall())
        return ends

    def commits(self, topic: str, group: str) -> dict[int, int]:
        """Partition -> next offset the group will read, 0 where it has committed none."""
        with self.session() as db:
            return self._commits(db, topic, group)

    def _commits(self, db: sqlite3.Connection, topic: str, group: str) -> dict[int, int]:
        commits = dict.fromkeys(range(PARTITIONS[topic]), 0)
        rows = db.execute("SELECT part, next FROM commits WHERE topic = ? AND member_group = ?", (topic, group))
        commits.update(rows.fetchall())
        return commits

    def waiting(self, topic: str, group: str) -> int:
        """Records that the group has not committed."""
        with self.session() as db:
            return sum(
                db.execute(
                    "SELECT COUNT(*) FROM records WHERE topic = ? AND part = ? AND pos >= ?", (topic, part, offset)
                ).fetchone()[0]
                for part, offset in self._commits(db, topic, group).items()
            )

    def commit(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        """Save the group's offsets; one never moves back."""
        with self.session(writing=True) as db:
            db.executemany(
                "INSERT INTO commits VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET next = excluded.next WHERE excluded.next > next",
                [(group, topic, part, offset) for part, offset in offsets.items()],
            )

    def trim(self, topic: str, before: int) -> int:
        with self.session(writing=True) as db:
            groups = [
                group for (group,) in db.execute("SELECT DISTINCT member_group FROM commits WHERE topic = ?", (topic,))
            ]
            read = [self._commits(db, topic, group) for group in groups]
            return sum(
                db.execute(
                    "DELETE FROM records WHERE topic = ? AND part = ? AND pos < ? AND at < ?",
                    (topic, part, min((commits[part] for commits in read), default=end), before),
                ).rowcount
                for part, end in self._ends(db, topic).items()
            )

    def erase(self, topic: str, key: str, matching: Callable[[bytes], bool]) -> int:
        with self.session(writing=True) as db:
            rows = db.execute(
                "SELECT part, pos, value FROM records WHERE topic = ? AND key = ?", (topic, key)
            ).fetchall()
            places = [(topic, part, pos) for part, pos, value in rows if value and matching(value)]
            db.executemany("UPDATE records SET value = x'' WHERE topic = ? AND part = ? AND pos = ?", places)
        return len(places)

    def close(self) -> None:
        with self._mutex:
            self._db.close()


class SqliteConsumer:
    """`connectors.log.base.Consumer`: the one member that holds the group's lock reads all partitions."""

    def __init__(self, log: SqliteLog, topic: str, group: str) -> None:
        self._log = log
        self._topic = topic
        self._group = group
        self._lock_path = log.path.with_name(f"{log.path.name}.{topic}.{group}.lock")
        self._lock: int | None = None
        self._positions: dict[int, int] = {}

    def poll(self, limit: int, timeout: float, max_bytes: int = 16_000_000) -> list[StoredRecord]:
        deadline = time.monotonic() + timeout
        while True:
            records = self._take(limit, max_bytes) if self._held() else []
            left = deadline - time.monotonic()
            if records or left <= 0:
                return records
            time.sleep(min(IDLE_SECONDS, left))

    def _held(self) -> bool:
        if self._lock is not None:
            return True
        try:
            descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise LogError("unreachable", f"{self._lock_path} can't be made: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        self._positions = self._log.commits(self._topic, self._group)
        return True

    def _take(self, limit: int, max_bytes: int) -> list[StoredRecord]:
        ends = self._log.ends(self._topic)
        waiting = [part for part, end in ends.items() if self._positions[part] < end]
        taken: list[StoredRecord] = []
        for index, part in enumerate(waiting):
            share = max(1, (limit - len(taken)) // (len(waiting) - index))
            records = self._fitting(part, share, max_bytes // len(waiting))
            # Retention may have dropped what stood between: the position then jumps to the first that is left.
            self._positions[part] = records[-1].offset + 1 if records else ends[part]
            taken += records
        return taken

    def _fitting(self, part: int, limit: int, max_bytes: int) -> list[StoredRecord]:
        """The next records of a partition, at least one, up to the bounds."""
        records: list[StoredRecord] = []
        size = 0
        with self._log.session() as db:
            rows = db.execute(
                "SELECT topic, part, pos, key, value, at FROM records"
                " WHERE topic = ? AND part = ? AND pos >= ? ORDER BY pos LIMIT ?",
                (self._topic, part, self._positions[part], limit),
            )
            for row in rows:
                size += len(row[4])
                if records and size > max_bytes:
                    break
                records.append(StoredRecord(*row))
        return records

    def commit(self, offsets: Mapping[int, int]) -> None:
        self._log.commit(self._topic, self._group, offsets)

    def seek(self, offsets: Mapping[int, int]) -> None:
        self._positions.update(offsets)

    def committed(self) -> dict[int, int]:
        return self._log.commits(self._topic, self._group)

    def lag(self) -> int:
        return self._log.waiting(self._topic, self._group)

    def holds(self) -> bool:
        return self._lock is not None

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
