"""The truth: every document, whole, in SQLite, with the number of its last write.

`row` is a document's for ever and is what the full-text index knows it by; `seq` rises with each write of the document
and is what compare-and-set names; `number` rises with each write of any document.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from connectors.index.base import IndexUnavailable, Outcome, Stored, Write
from connectors.index.database import Database
from schemas import Document, decode

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, number INTEGER NOT NULL UNIQUE,
    body BLOB NOT NULL, terms BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
AT_ONCE = 500
"""Ids in one question: far below SQLite's limit of variables."""


class Prepared(msgspec.Struct, frozen=True):
    """A write with its bytes: the document as it is, and its terms packed."""

    write: Write
    body: bytes
    terms: bytes


class Place(msgspec.Struct, frozen=True):
    """Where a document was put."""

    row: int
    number: int


class Kept(msgspec.Struct, frozen=True):
    """A document as the index's own parts read it; `body` is decoded only where it is shown."""

    row: int
    number: int
    id: str
    body: bytes
    terms: bytes

    def document(self) -> Document:
        return decoded(self.id, self.body)


def decoded(identifier: str, body: bytes) -> Document:
    """A stored document. Raises IndexUnavailable where its bytes are none."""
    try:
        return decode(body, Document)
    except msgspec.MsgspecError as error:
        raise IndexUnavailable(
            "damaged",
            f"document {identifier} is stored in a form that this program can't read ({error}): "
            "rebuild the index with `onrecord replay`",
        ) from error


class Documents:
    """The documents of one index. Safe under several processes and threads. Raises IndexUnavailable."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "documents.db", SCHEMA)

    def close(self) -> None:
        self.database.close()

    def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        """Realtime multi-get."""
        rows = self._select("SELECT id, seq, body FROM documents WHERE id IN", ids)
        return {key: Stored(decoded(key, body), seq) for key, seq, body in rows}

    def write(self, prepared: Sequence[Prepared]) -> list[tuple[Outcome, Place | None]]:
        """Compare-and-set each in the order given, in one transaction."""
        with self.database.writing() as db:
            number = int(db.execute("SELECT COALESCE(MAX(number), 0) FROM documents").fetchone()[0])
            answers = []
            for one in prepared:
                place = _put(db, one, number + 1)
                state = Outcome(one.write.document.id, "written" if place else "conflict")
                number += 1 if place else 0
                answers.append((state, place))
        return answers

    def kept(self, rows: Iterable[int]) -> dict[int, Kept]:
        """Documents by row."""
        found = self._select("SELECT row, number, id, body, terms FROM documents WHERE row IN", list(rows))
        return {row: Kept(row, *rest) for row, *rest in found}

    def ids(self, rows: Sequence[int]) -> dict[int, str]:
        """Row -> id."""
        return dict(self._select("SELECT row, id FROM documents WHERE row IN", rows))

    def above(self, number: int) -> Iterator[Kept]:
        """Every document whose last write is later than `number`, in order of writing."""
        while True:
            with self.database.reading() as db:
                page = db.execute(
                    "SELECT row, number, id, body, terms FROM documents WHERE number > ? ORDER BY number LIMIT ?",
                    (number, AT_ONCE),
                ).fetchall()
            if not page:
                return
            yield from (Kept(*row) for row in page)
            number = page[-1][1]

    def last_number(self) -> int:
        with self.database.reading() as db:
            return int(db.execute("SELECT COALESCE(MAX(number), 0) FROM documents").fetchone()[0])

    def fact(self, name: str) -> int | None:
        """One of the few numbers that are kept beside the documents."""
        with self.database.reading() as db:
            row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

    def note(self, **facts: int) -> None:
        """Keep these numbers, together."""
        with self.database.writing() as db:
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", list(facts.items()))

    def _select(self, question: str, keys: Sequence[str] | Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            with self.database.reading() as db:
                rows = db.execute(f"{question} ({','.join('?' * len(some))})", some).fetchall()
            yield from rows


def _put(db: sqlite3.Connection, one: Prepared, number: int) -> Place | None:
    """Write where the stored sequence number is still the one that the write names; None where it is not."""
    key, seq = one.write.document.id, one.write.seq
    if seq is None:
        found = db.execute(
            "INSERT INTO documents (id, seq, number, body, terms) VALUES (?, 1, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING RETURNING row",
            (key, number, one.body, one.terms),
        ).fetchone()
    else:
        found = db.execute(
            "UPDATE documents SET seq = seq + 1, number = ?, body = ?, terms = ? WHERE id = ? AND seq = ? "
            "RETURNING row",
            (number, one.body, one.terms, key, seq),
        ).fetchone()
    return None if found is None else Place(int(found[0]), number)
