"""Commands over the state of a desk: search, rules test, rejected, sources, doctor, init and check."""

import json
import os
import socket

import pytest

from connectors.index.base import Write
from connectors.index.embedded import open_index
from connectors.log.base import ITEMS, REJECTED, Record
from connectors.log.sqlite import SqliteLog
from onrecord.runtime import now_ms
from schemas import Item, Rejected, decode, encode
from tests.support.command import call
from tests.support.configs import KEY, write_desk
from tests.support.documents import document, party, statement

DAY = 86_400_000
WORDS = "“We will not sign this treaty,” Ada Lindqvist told reporters about the harbour."


def filled(folder, *documents):
    """A home in `folder` whose index holds these documents."""
    index = open_index(folder / ".onrecord", writer=True)
    index.write([Write(one, None) for one in documents])
    index.refresh()
    index.close()


@pytest.fixture
def desk(tmp_path):
    now = now_ms()
    said = statement("We will not sign this treaty,", body=WORDS, speaker=party("Ada Lindqvist", name="Ada Lindqvist"))
    filled(
        tmp_path,
        document(
            "a", WORDS, title="Minister rejects treaty", arrived=now - DAY, published=now - DAY, statements=[said]
        ),
        document("b", "The harbour is calm.", title="Calm", sources=["blog"], arrived=now, published=now),
        document("c", "An old treaty.", title="Old", arrived=now - 9 * DAY, published=now - 90 * DAY, history=True),
    )
    return tmp_path


def test_search_is_newest_first_and_shows_where_it_matched(desk):
    called = call("search", "harbour", folder=desk)
    assert called.status == 0
    assert called.out.index("Calm") < called.out.index("Minister rejects treaty")
    assert "«harbour»" in called.out


def test_search_in_json_has_the_hit_s_fields(desk):
    rows = call("search", "treaty", "--json", folder=desk).rows
    assert [row["title"] for row in rows] == ["Minister rejects treaty", "Old"]
    assert {"id", "url", "title", "source", "published", "arrived", "language", "snippet"} <= set(rows[0])
    (said,) = call("search", "treaty", "--in", "statements", "--json", folder=desk).rows
    assert said["speaker"]["name"] == "Ada Lindqvist"
    assert said["document"]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["*", "--count"], [{"total": 3}]),
        (["zebra", "--count"], [{"total": 0}]),
        (["*", "--facet", "source"], [{"value": "wire", "count": 2}, {"value": "blog", "count": 1}]),
    ],
)
def test_search_writes_only_what_was_asked_for(desk, words, rows):
    assert call("search", *words, "--json", folder=desk).rows == rows


def test_search_limits_and_tells_how_many_there_are(desk):
    called = call("search", "*", "--limit", "1", folder=desk)
    assert called.out.count("\n    ") == 1
    assert "1 of 3" in called.err
    bars = call("search", "*", "--timeline", "day", "--json", folder=desk).rows
    assert sum(bar["count"] for bar in bars) == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["(a AND"], "column "),
        (["titel:x"], "column 1"),
        (["x", "--facet", "sorce"], "did you mean source?"),
        (["x", "--count", "--facet", "source"], "expected one of them"),
    ],
)
def test_a_search_that_cannot_be_run_is_2(desk, words, told):
    called = call("search", *words, folder=desk)
    assert (called.status, called.out) == (2, "")
    assert told in called.err


def test_an_empty_desk_is_searched_without_complaint(tmp_path):
    assert call("search", "*", "--count", "--json", folder=tmp_path).rows == [{"total": 0}]


def test_rules_test_counts_by_day_of_arrival_and_leaves_history_unsent(desk):
    *days, summary = call("rules", "test", "treaty", "--json", folder=desk).rows
    assert [(day["documents"], day["alerts"]) for day in days] == [(1, 0), (1, 1)]
    assert (summary["documents"], summary["alerts"]) == (2, 1)
    *days, summary = call("rules", "test", "treaty", "--since", "2d", "--json", folder=desk).rows
    assert (len(days), summary["documents"]) == (1, 1)
    said = ["rules", "test", "said(treaty OR sign)", "--per", "statement", "--json"]
    assert call(*said, folder=desk).rows[-1]["alerts"] == 1


def test_rules_test_refuses_what_no_rule_may_be(desk):
    called = call("rules", "test", "*", folder=desk)
    assert called.status == 2
    assert "column 1" in called.err


def rejected_log(folder, *rejected: Rejected) -> None:
    log = SqliteLog(folder / ".onrecord" / "log.db")
    log.append(REJECTED, [Record(one.source, encode(one)) for one in rejected])
    log.close()


def kept(name: str, raw: bytes, **more) -> Rejected:
    return Rejected(
        id=name * 8,
        at=now_ms(),
        source="wire",
        stage="enrich",
        error="ValueError: odd",
        bytes=raw,
        length=len(raw),
        **more,
    )


ITEM = Item(id="i1", source="wire", version=1, arrived=1, via="poll", text="Words.")


def items_of(folder) -> list[Item]:
    log = SqliteLog(folder / ".onrecord" / "log.db")
    found = [one for part, end in log.ends(ITEMS).items() for one in log.read(ITEMS, part, 0, end)]
    log.close()
    return [decode(record.value, Item) for record in found]


def test_rejected_list_show_and_dismiss(tmp_path):
    rejected_log(tmp_path, kept("a", encode(ITEM)), kept("b", b"\x1b[31mno json\n"))
    rows = call("rejected", "list", "--json", folder=tmp_path).rows
    assert [(row["id"], row["stage"], row["state"]) for row in rows] == [
        ("a" * 8, "enrich", "open"),
        ("b" * 8, "enrich", "open"),
    ]
    assert "ValueError: odd" in call("rejected", "list", folder=tmp_path).out
    shown = call("rejected", "show", "bb", folder=tmp_path)
    assert "no json" in shown.out
    assert "\x1b" not in shown.out
    assert call("rejected", "show", "bb", "--json", folder=tmp_path).rows[0]["bytes"] == "G1szMW1ubyBqc29uCg=="
    assert call("rejected", "dismiss", "bb", folder=tmp_path).status == 0
    assert len(call("rejected", "list", "--json", folder=tmp_path).rows) == 1
    assert [row["state"] for row in call("rejected", "list", "--all", "--json", folder=tmp_path).rows] == [
        "open",
        "dismissed",
    ]


def test_rejected_replay_brings_an_item_back_once(tmp_path):
    rejected_log(tmp_path, kept("a", encode(ITEM)), kept("a", encode(ITEM)))
    called = call("rejected", "replay", "--json", folder=tmp_path)
    assert (called.status, called.rows) == (0, [{"replayed": 1, "left": 0}])
    assert items_of(tmp_path) == [ITEM]
    assert call("rejected", "list", "--json", folder=tmp_path).rows == []
    assert call("rejected", "replay", "--json", folder=tmp_path).rows == [{"replayed": 0, "left": 0}]
    assert len(items_of(tmp_path)) == 1


def test_rejected_replay_reads_a_line_again_and_leaves_what_is_still_wrong(tmp_path):
    rejected_log(
        tmp_path,
        kept("a", b'{"id": "x", "text": "Mended since."}\n'),
        kept("b", b"no json\n"),
        kept("c", b"x" * 10, replayable=False),
        kept("d", b""),
    )
    called = call("rejected", "replay", "--json", folder=tmp_path)
    assert (called.status, called.rows) == (1, [{"replayed": 1, "left": 3}])
    assert [item.text for item in items_of(tmp_path)] == ["Mended since."]
    assert "refused as before" in called.err
    assert "fetch it again" in called.err
    assert "erased" in called.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "zz"], "none whose id begins"),
        (["show", ""], "2 ids begin"),
        (["replay", "zz"], "none whose id begins"),
    ],
)
def test_an_id_that_names_no_one_case_is_2(tmp_path, words, told):
    rejected_log(tmp_path, kept("a", b"x"), kept("b", b"x"))
    called = call("rejected", *words, folder=tmp_path)
    assert called.status == 2
    assert told in called.err


def test_sources_list_hides_what_an_address_hides(tmp_path):
    file = write_desk(tmp_path)
    file.write_text(
        file.read_text().replace("http://127.0.0.1:9000/wire.xml", "http://joe:hunter2@127.0.0.1:9000/wire.xml")
    )
    for words in (["list"], ["list", "--json"], ["health"], ["health", "--json"]):
        called = call("sources", *words, folder=tmp_path)
        assert called.status == 0
        assert "wire" in called.out
        assert "hunter2" not in called.out + called.err


def test_sources_health_tells_what_is_recorded_and_fails_with_a_source(tmp_path):
    write_desk(tmp_path)
    record = {
        "id": "wire",
        "kind": "feed",
        "url": "http://127.0.0.1:9000/wire.xml",
        "state": "failing",
        "last_success": None,
        "last_item": None,
        "next_poll": None,
        "error": {"code": "not_a_feed", "message": "answers with a web page", "remedy": "look at its address"},
    }
    index = open_index(tmp_path / ".onrecord", writer=False)
    index.collection("sources").put("wire", json.dumps(record).encode())
    index.close()
    called = call("sources", "health", "--json", folder=tmp_path)
    assert called.status == 1
    assert [(row["id"], row["state"]) for row in called.rows] == [("wire", "failing"), ("sky", "late")]
    assert called.rows[0]["error"]["code"] == "not_a_feed"
    assert "look at its address" in call("sources", "health", folder=tmp_path).out


def test_sources_add_import_and_export(tmp_path):
    write_desk(tmp_path)
    assert call("sources", "add", "https://www.example.org/feed.xml", folder=tmp_path).status == 0
    assert call("sources", "add", "wss://example.org/subscribe", "--id", "more", folder=tmp_path).status == 0
    opml = (
        '<opml version="2.0"><body><outline text="Press"><outline text="Wire: the news" xmlUrl="https://example.org/a.xml"/>'
        '<outline xmlUrl="https://example.org/a.xml"/><outline text="Wire" xmlUrl="http://127.0.0.1:9000/wire.xml"/>'
        '<outline text="Wire" xmlUrl="https://example.org/b.xml"/></outline></body></opml>'
    )
    called = call("sources", "import", "-", stdin=opml, folder=tmp_path)
    assert "added 2 feeds" in called.err
    rows = call("sources", "list", "--json", folder=tmp_path).rows
    assert [(row["id"], row["kind"]) for row in rows] == [
        ("wire", "feed"),
        ("sky", "bluesky"),
        ("example-org", "feed"),
        ("more", "bluesky"),
        ("wire-the-news", "feed"),
        ("wire-2", "feed"),
    ]
    assert "# the first" in (tmp_path / "onrecord.yaml").read_text()
    exported = call("sources", "export", folder=tmp_path).out
    assert exported.count("<outline") == 4
    assert call("sources", "import", "-", stdin=exported, folder=tmp_path).err.startswith("added 0 feeds")


@pytest.mark.parametrize(
    ("words", "stdin", "status", "told"),
    [
        (["add", "https://example.org/f", "--id", "wire"], "", 2, 'got "wire" a second time'),
        (["add", "ftp://example.org/f"], "", 2, "sources[2].url"),
        (["add", "https://example.org/f", "--kind", "fed"], "", 2, "did you mean feed?"),
        (["import", "-"], "<html/>", 1, "it is <html>, expected <opml>"),
        (["import", "-"], "no xml", 1, "it is no XML"),
    ],
)
def test_a_source_that_would_make_the_file_wrong_is_not_written(tmp_path, words, stdin, status, told):
    file = write_desk(tmp_path)
    before = file.read_text()
    called = call("sources", *words, stdin=stdin, folder=tmp_path)
    assert called.status == status
    assert told in called.err
    assert ".onrecord-" not in called.err
    assert file.read_text() == before
    assert sorted(path.name for path in tmp_path.glob(".onrecord-*")) == []


def test_init_writes_a_desk_that_passes_its_own_check(tmp_path):
    assert call("init", tmp_path / "desk").status == 0
    checked = call("check", tmp_path / "desk" / "onrecord.yaml")
    assert (checked.status, checked.out) == (0, "")
    assert "network.contact is not set" in checked.err
    again = call("init", tmp_path / "desk")
    assert again.status == 1
    assert "is there already" in again.err
    assert call("init", tmp_path / "desk", "--force").status == 0


def test_check_tells_every_error_and_ends_with_2(tmp_path):
    (tmp_path / "bad.yaml").write_text("workers: many\nsorces: []\n")
    called = call("check", tmp_path / "bad.yaml")
    assert called.status == 2
    assert [line.split(": ")[0].split("/")[-1] for line in called.err.splitlines()] == ["bad.yaml:1:10", "bad.yaml:2:1"]


def test_check_without_a_file_says_where_it_looked(tmp_path):
    called = call("check", folder=tmp_path)
    assert called.status == 2
    assert "there is no onrecord.yaml here and none in .onrecord" in called.err


def test_check_writes_the_schema_for_editors():
    schema = json.loads(call("check", "--schema").out)
    assert set(schema["properties"]) >= {"sources", "rules", "channels", "network", "console"}
    assert schema["additionalProperties"] is False


def doctor(folder, *words: str):
    called = call("doctor", "--json", *words, folder=folder)
    return called.status, {row["name"]: row for row in called.rows}


def test_doctor_tells_each_dependency(tmp_path):
    write_desk(tmp_path)
    _, found = doctor(tmp_path)
    assert set(found) >= {
        "python",
        "apache-beam",
        "configuration",
        "contact",
        "home",
        "disk",
        "clock",
        "log",
        "index",
        "console",
    }
    assert all(row["ok"] for name, row in found.items() if name != "console")
    assert len(call("doctor", folder=tmp_path).out.splitlines()) == len(found)


def test_doctor_names_what_is_wrong_and_the_fix(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        write_desk(
            tmp_path, f"console: {{port: {port}}}\nsources: [{{id: a, kind: feed, url: 'http://127.0.0.1:9/'}}]\n"
        )
        (tmp_path / ".onrecord").write_text("a file, not a folder")
        status, found = doctor(tmp_path, "--sources")
    assert status == 1
    wrong = {name for name, row in found.items() if not row["ok"]}
    assert wrong >= {"contact", "home", "console", "source a"}
    assert all(found[name]["fix"] for name in ("contact", "home", "console"))


def test_doctor_with_a_broken_configuration_still_tells_the_rest(tmp_path):
    write_desk(tmp_path, "workers: many\n")
    status, found = doctor(tmp_path)
    assert status == 1
    assert "onrecord.yaml:1:10" in found["configuration"]["found"]
    assert found["python"]["ok"]


def test_doctor_tells_a_clock_that_went_back(tmp_path):
    home = tmp_path / ".onrecord"
    home.mkdir()
    SqliteLog(home / "log.db").close()
    os.utime(home / "log.db", (now_ms() / 1000 + 7_200, now_ms() / 1000 + 7_200))
    status, found = doctor(tmp_path)
    assert (status, found["clock"]["ok"]) == (1, False)


def test_no_command_shows_a_secret(tmp_path):
    write_desk(tmp_path)
    for words in (["check"], ["doctor"], ["doctor", "--json"], ["sources", "list"], ["sources", "health"]):
        called = call(*words, folder=tmp_path)
        assert KEY.removeprefix("whsec_") not in called.out + called.err
