"""Parts of the embedded index by themselves: what SQLite's errors say, order of keys and ids, clocks."""

import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.index.base import IndexUnavailable, Write
from connectors.index.cursors import Cursor, read, show
from connectors.index.database import Database
from connectors.index.embedded import open_index
from connectors.index.fields import place_of, rank_of, row_and_position
from connectors.index.keyed import beyond
from connectors.index.timeline import bars
from queries.parser import parse
from tests.support.documents import document

derandomized = settings(derandomize=True, deadline=None, max_examples=200)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def test_a_file_that_others_keep_locked_is_told(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db", "CREATE TABLE IF NOT EXISTS t (a)", patience=0.05)
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexUnavailable, match="locked by another program") as told, database.writing():
        pass
    assert told.value.code == "locked"
    other.execute("ROLLBACK")
    other.close()
    with database.writing() as db:
        db.execute("INSERT INTO t VALUES (1)")
    database.close()


def test_what_fails_half_way_is_undone(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db", "CREATE TABLE IF NOT EXISTS t (a)")
    with pytest.raises(ZeroDivisionError), database.writing() as db:
        db.execute("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    with database.reading() as db:
        assert db.execute("SELECT COUNT(*) FROM t").fetchone() == (0,)
    database.close()


def test_a_file_without_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="check that its folder exists") as told:
        Database(tmp_path / "absent" / "state.db", "")
    assert told.value.code == "unreachable"


def test_a_stored_document_that_can_not_be_read_is_told_by_its_id(tmp_path: Path) -> None:
    index = open_index(tmp_path, writer=True)
    one = document("one", "river")
    index.write([Write(one, None)])
    index.refresh()
    with sqlite3.connect(tmp_path / "index" / "main" / "documents.db") as db:
        db.execute("UPDATE documents SET body = ?", (b'{"id": 3}',))
    db.close()
    for attempt in (lambda: index.read([one.id]), lambda: index.search(parse("river"))):
        with pytest.raises(IndexUnavailable, match=one.id) as told:
            attempt()
        assert told.value.code == "damaged"
    index.close()


@derandomized
@given(any_text, any_text)
def test_what_begins_with_a_prefix_lies_before_the_bound_and_the_rest_outside(prefix: str, text: str) -> None:
    bound = beyond(prefix)
    if bound:
        assert prefix + text < bound
        assert text.startswith(prefix) == (prefix <= text < bound)
    else:
        assert prefix.strip(chr(0x10FFFF)) == ""


@derandomized
@given(any_text, any_text)
def test_ranks_order_like_ids(one: str, other: str) -> None:
    least, greatest = sorted([one, other])
    assert rank_of(least) <= rank_of(greatest)
    assert -(1 << 63) <= rank_of(one) < 1 << 63


@derandomized
@given(st.integers(0, 1 << 40), st.integers(0, 10_000))
def test_places_are_taken_apart_again(row: int, position: int) -> None:
    assert row_and_position(place_of(row, position)) == (row, position)


@derandomized
@given(st.integers(-(1 << 62), 1 << 62), any_text, st.integers(-1, 10_000))
def test_cursors_are_read_back(instant: int, identifier: str, position: int) -> None:
    cursor = Cursor("arrived", "statements", instant, identifier, position)
    assert read(show(cursor), "arrived", "statements") == cursor
    assert show(cursor).isascii()


def test_a_day_with_a_clock_change_is_one_bar_and_its_repeated_hour_two() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    midnight = 1_761_429_600_000  # 2025-10-26T00:00+02:00, a day of 25 hours
    hours = [(midnight + hour * 3_600_000, 1) for hour in range(25)]
    assert [(bar.value, bar.count) for bar in bars(hours, "day", berlin)] == [("2025-10-26T00:00:00+02:00", 25)]
    shown = [bar.value for bar in bars(hours, "hour", berlin)]
    assert shown[2:4] == ["2025-10-26T02:00:00+02:00", "2025-10-26T02:00:00+01:00"]
    assert len(shown) == 25
    assert bars(hours, "week", berlin)[0].value == "2025-10-20T00:00:00+02:00"
