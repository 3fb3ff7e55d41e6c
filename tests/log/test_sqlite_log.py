"""The SQLite log: the conformance suite, and what only a file on a disk can suffer."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.log.base import ITEMS, Cursor, LogError, Record
from connectors.log.sqlite import SqliteLog
from tests.log.conformance import *  # noqa: F403  (the suite's tests run here)
from tests.log.conformance import OpenLog, drain
from tests.support.disk import fill, small_disk


@pytest.fixture
def open_log(tmp_path: Path) -> OpenLog:
    return lambda: SqliteLog(tmp_path / "log.db")


WRITER = """
import sys
from pathlib import Path
from connectors.log.base import ITEMS, Cursor, Record
from connectors.log.sqlite import SqliteLog
log = SqliteLog(Path(sys.argv[1]))
n = int(log.cursor("s", "") or 0)
while True:
    log.append(ITEMS, [Record(str(i), b"%d" % i) for i in range(n, n + 5)], [Cursor("s", "", str(n + 5))])
    n += 5
"""


def test_a_killed_writer_leaves_records_and_cursor_in_step(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "log.db")])
        time.sleep(0.4 + chance.random() / 5)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    log = SqliteLog(tmp_path / "log.db")
    values = sorted(int(record.value) for record in drain(log.consumer(ITEMS, "g"), limit=5000))
    assert len(values) > 100, "the writer wrote too little for its kills to mean anything"
    assert values == list(range(int(log.cursor("s", "") or 0)))


def test_four_processes_append_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from connectors.log.base import *; "
        "from connectors.log.sqlite import SqliteLog; log = SqliteLog(Path(sys.argv[1]));\n"
        "for n in range(100): log.append(ITEMS, [Record(sys.argv[2], str(n).encode())])"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "log.db"), f"p{n}"]) for n in range(4)]
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    found = drain(SqliteLog(tmp_path / "log.db").consumer(ITEMS, "g"), limit=1000)
    for n in range(4):
        assert [int(r.value) for r in found if r.key == f"p{n}"] == list(range(100))


def test_a_full_disk_is_said_and_heals_without_restart(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        log = SqliteLog(disk / "log.db")
        log.append(ITEMS, [Record("a", b"first")])
        filler = disk / "filler"
        fill(filler)
        with pytest.raises(LogError) as refused:
            log.append(ITEMS, [Record("b", b"x" * 200_000)], [Cursor("s", "", "moved")])
        assert refused.value.code == "full"
        assert "free some" in str(refused.value)
        filler.unlink()
        before = log.ends(ITEMS)
        assert log.cursor("s", "") is None
        log.append(ITEMS, [Record("a", b"after")])
        assert sum(log.ends(ITEMS).values()) == sum(before.values()) + 1
        log.close()


def test_a_locked_file_is_said(tmp_path: Path, open_log: OpenLog) -> None:
    log = SqliteLog(tmp_path / "log.db")
    log._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogError) as refused:
        log.append(ITEMS, [Record("a", b"x")])
    assert refused.value.code == "locked"
    other.execute("ROLLBACK")
    other.close()
    log.append(ITEMS, [Record("a", b"x")])


def test_a_damaged_file_is_named_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"this is no database, and it is long enough to be read as one" * 100)
    with pytest.raises(LogError) as refused:
        SqliteLog(tmp_path / "log.db")
    assert refused.value.code == "damaged"
    assert "log.db" in str(refused.value)


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LogError) as refused:
        SqliteLog(tmp_path / "file" / "log.db")
    assert refused.value.code == "unreachable"
