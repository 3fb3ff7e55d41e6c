"""`onrecord replay` builds the index anew out of the log and loses nothing that the log does not hold."""

import json

import msgspec
import pytest

from connectors.index.base import Write
from connectors.index.embedded import open_index
from connectors.index.names import current_name
from connectors.log.base import ALERTS, ITEMS
from connectors.log.sqlite import SqliteLog
from onrecord.supervisor import only_one
from schemas import Item, Tombstone, decode
from tests.support.command import call
from tests.support.documents import document

LINES = "".join(
    json.dumps({"id": name, "source": "wire", "title": name, "text": f"Ada Lindqvist said that {name} would sail."})
    + "\n"
    for name in ("Aurora", "Borealis", "Corona")
)


def change(folder, ident: str, **fields) -> None:
    """Write over a document in the index that serves."""
    index = open_index(folder / ".onrecord", writer=True)
    stored = index.read([ident])[ident]
    index.write([Write(msgspec.structs.replace(stored.document, **fields), stored.seq)])
    index.refresh()
    index.close()


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "onrecord.yaml").write_text("rules: [{id: sail, query: sail}]\n")
    assert call("ingest", stdin=LINES, folder=tmp_path).status == 0
    called = call("replay", "--json", "--into", "first", folder=tmp_path)
    assert (called.status, called.rows) == (0, [{"into": "first", "made": 3, "carried": 0, "refused": 0}])
    return tmp_path


def titles(folder, query: str = "*") -> list[str]:
    return sorted(row["title"] for row in call("search", query, "--json", folder=folder).rows)


def ident_of(folder, title: str) -> str:
    (row,) = call("search", f"title:{title}", "--json", folder=folder).rows
    return row["id"]


def test_the_new_index_serves_and_no_alert_fired(desk):
    assert current_name(desk / ".onrecord") == "first"
    assert titles(desk, "said(speaker:lindqvist)") == ["Aurora", "Borealis", "Corona"]
    log = SqliteLog(desk / ".onrecord" / "log.db")
    assert sum(log.ends(ALERTS).values()) == 0
    log.close()


def test_a_dry_run_tells_what_differs_and_changes_nothing(desk):
    ident = ident_of(desk, "aurora")
    change(desk, ident, title="Changed")
    called = call("replay", "--dry-run", "--json", folder=desk)
    assert called.rows[0] == {"id": ident, "title": "Aurora", "changed": ["title"]}
    assert called.rows[1] == {"new": 0, "changed": 1, "same": 2, "refused": 0}
    assert titles(desk) == ["Borealis", "Changed", "Corona"]
    assert sorted(path.name for path in (desk / ".onrecord").glob(".replay-*")) == []
    assert "title" in call("replay", "--dry-run", folder=desk).out


def test_a_replay_mends_what_differs(desk):
    change(desk, ident_of(desk, "aurora"), title="Changed")
    assert call("replay", folder=desk).status == 0
    assert titles(desk) == ["Aurora", "Borealis", "Corona"]


def test_only_documents_of_the_window_are_made_again(desk):
    change(desk, ident_of(desk, "aurora"), title="Changed")
    assert call("replay", "--until", "2020-01-01", "--json", folder=desk).rows[0]["carried"] == 3
    assert titles(desk) == ["Borealis", "Changed", "Corona"]
    assert call("replay", "--since", "2020-01-01", "--into", "third", "--json", folder=desk).rows[0]["made"] == 3
    assert titles(desk) == ["Aurora", "Borealis", "Corona"]


def test_what_was_deleted_stays_deleted(desk):
    ident = ident_of(desk, "aurora")
    change(desk, ident, tombstone=Tombstone("wire", 99), text="", title="", statements=())
    assert call("replay", folder=desk).status == 0
    assert titles(desk) == ["Borealis", "Corona"]


def test_what_is_older_than_the_log_is_carried_over(desk):
    index = open_index(desk / ".onrecord", writer=True)
    index.write([Write(document("older", "From before.", title="Older"), None)])
    index.close()
    assert call("replay", "--json", folder=desk).rows == [
        {"into": current_name(desk / ".onrecord"), "made": 3, "carried": 1, "refused": 0}
    ]
    assert titles(desk) == ["Aurora", "Borealis", "Corona", "Older"]


def test_a_document_whose_item_was_erased_stays_as_it_stands(desk):
    log = SqliteLog(desk / ".onrecord" / "log.db")
    (aurora,) = [
        one.id
        for part, end in log.ends(ITEMS).items()
        for record in log.read(ITEMS, part, 0, end)
        if (one := decode(record.value, Item)).title == "Aurora"
    ]
    assert log.erase(ITEMS, aurora, lambda _: True) == 1
    log.close()
    rows = call("replay", "--dry-run", "--json", folder=desk).rows
    assert rows == [{"new": 0, "changed": 0, "same": 3, "refused": 0}]


def test_a_home_in_use_is_refused(desk):
    with only_one(desk / ".onrecord"):
        called = call("replay", folder=desk)
    assert called.status == 2
    assert "pid" in called.err
    assert current_name(desk / ".onrecord") == "first"


@pytest.mark.parametrize(("name", "told"), [("first", "is there already"), ("../x", "can't name an index")])
def test_a_name_that_cannot_be_is_refused(desk, name, told):
    called = call("replay", "--into", name, folder=desk)
    assert called.status == 2
    assert told in called.err
    assert current_name(desk / ".onrecord") == "first"


def test_a_time_that_is_none_is_refused(desk):
    assert "expected a date or time" in call("replay", "--since", "yesterday", folder=desk).err
