"""Collections in `state.db`: small keyed records that any process may write."""

import sqlite3
from pathlib import Path
from typing import Any

from connectors.index.base import Entry
from connectors.index.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    creation INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, seq INTEGER NOT NULL,
    UNIQUE (collection, key)
);
CREATE INDEX IF NOT EXISTS entries_by_creation ON entries (collection, creation);
CREATE TABLE IF NOT EXISTS generations (collection TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID;
"""
LAST_CHARACTER = 0x10FFFF


def open_state(path: Path) -> Database:
    """The file that holds every collection. Raises IndexUnavailable."""
    return Database(path, SCHEMA)


class SqliteCollection:
    """`connectors.index.base.Collection`. An entry's `seq` is the generation that its change made, so that it never
    comes again, even where a key is deleted and created anew. Every method raises IndexUnavailable."""

    def __init__(self, state: Database, name: str) -> None:
        self._state = state
        self.name = name

    def get(self, key: str) -> Entry | None:
        found = self._select("SELECT key, value, seq FROM entries WHERE collection = ? AND key = ?", self.name, key)
        return found[0] if found else None

    def create(self, key: str, value: bytes) -> bool:
        with self._state.writing() as db:
            if _holds(db, self.name, key):
                return False
            _insert(db, self.name, key, value)
        return True

    def replace(self, key: str, value: bytes, seq: int) -> bool:
        with self._state.writing() as db:
            there = db.execute(
                "SELECT 1 FROM entries WHERE collection = ? AND key = ? AND seq = ?", (self.name, key, seq)
            ).fetchone()
            if there is None:
                return False
            _update(db, self.name, key, value)
        return True

    def put(self, key: str, value: bytes) -> None:
        with self._state.writing() as db:
            if _holds(db, self.name, key):
                _update(db, self.name, key, value)
            else:
                _insert(db, self.name, key, value)

    def delete(self, key: str) -> None:
        with self._state.writing() as db:
            gone = db.execute("DELETE FROM entries WHERE collection = ? AND key = ?", (self.name, key)).rowcount
            if gone:
                _next_generation(db, self.name)

    def entries(self, prefix: str = "", after: str = "", limit: int = 1000) -> list[Entry]:
        below, bound = ("AND key < ?", [beyond(prefix)]) if beyond(prefix) else ("", [])
        return self._select(
            "SELECT key, value, seq FROM entries WHERE collection = ? AND key >= ? AND key > ? "  # noqa: S608 the one piece put in is a constant
            f"{below} ORDER BY key LIMIT ?",
            self.name,
            prefix,
            after,
            *bound,
            limit,
        )

    def newest(self, limit: int, before: int | None = None) -> list[Entry]:
        return self._select(
            "SELECT key, value, seq FROM entries WHERE collection = ? AND creation < ? ORDER BY creation DESC LIMIT ?",
            self.name,
            (1 << 62) if before is None else before,
            limit,
        )

    def creation_of(self, key: str) -> int | None:
        with self._state.reading() as db:
            row = db.execute(
                "SELECT creation FROM entries WHERE collection = ? AND key = ?", (self.name, key)
            ).fetchone()
        return None if row is None else int(row[0])

    def generation(self) -> int:
        with self._state.reading() as db:
            row = db.execute("SELECT generation FROM generations WHERE collection = ?", (self.name,)).fetchone()
        return 0 if row is None else int(row[0])

    def _select(self, query: str, *values: Any) -> list[Entry]:
        with self._state.reading() as db:
            return [Entry(key, value, seq) for key, value, seq in db.execute(query, values)]


def beyond(prefix: str) -> str:
    """The least string after all that begin with `prefix`, in order of code points; empty where there is none."""
    stem = prefix.rstrip(chr(LAST_CHARACTER))
    if not stem:
        return ""
    last = ord(stem[-1]) + 1
    return stem[:-1] + chr(0xE000 if 0xD800 <= last <= 0xDFFF else last)


def _holds(db: sqlite3.Connection, collection: str, key: str) -> bool:
    found = db.execute("SELECT 1 FROM entries WHERE collection = ? AND key = ?", (collection, key)).fetchone()
    return found is not None


def _insert(db: sqlite3.Connection, collection: str, key: str, value: bytes) -> None:
    db.execute(
        "INSERT INTO entries (collection, key, value, seq) VALUES (?, ?, ?, ?)",
        (collection, key, value, _next_generation(db, collection)),
    )


def _update(db: sqlite3.Connection, collection: str, key: str, value: bytes) -> None:
    db.execute(
        "UPDATE entries SET value = ?, seq = ? WHERE collection = ? AND key = ?",
        (value, _next_generation(db, collection), collection, key),
    )


def _next_generation(db: sqlite3.Connection, collection: str) -> int:
    row = db.execute(
        "INSERT INTO generations VALUES (?, 1) ON CONFLICT DO UPDATE SET generation = generation + 1 "
        "RETURNING generation",
        (collection,),
    ).fetchone()
    return int(row[0])
