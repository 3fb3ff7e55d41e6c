"""Commands over texts: parse-feed, enrich, match, ingest. Good lines are answered, bad ones told and counted."""

import json
import unicodedata

import pytest

from connectors.log.base import ITEMS, REJECTED
from connectors.log.sqlite import SqliteLog
from schemas import Item, Rejected, decode
from tests.support.command import call

TEXT = (
    "The minister, Ada Lindqvist, said on Monday that the harbour would close. "
    "“We will not sign this treaty,” Lindqvist told reporters."
)
ITEM = {"id": "a1", "url": "https://example.org/a1", "source": "wire", "title": "Minister rejects treaty", "text": TEXT}
GOOD = json.dumps(ITEM)
RSS = (
    "<rss version='2.0'><channel><title>Wire</title><link>https://example.org/</link><item><guid>g1</guid>"
    "<title>One &amp; only</title><link>https://example.org/1</link>"
    "<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item></channel></rss>"
)


def records(folder, topic: str) -> list[bytes]:
    log = SqliteLog(folder / ".onrecord" / "log.db")
    found = [record.value for part, end in log.ends(topic).items() for record in log.read(topic, part, 0, end)]
    log.close()
    return found


def test_parse_feed_answers_from_standard_input_and_from_files(tmp_path):
    (entry,) = call("parse-feed", "--json", "--url", "https://example.org/f", stdin=RSS).rows
    assert (entry["title"], entry["url"], "file" in entry) == ("One & only", "https://example.org/1", False)
    (tmp_path / "a.xml").write_text(RSS)
    (tmp_path / "b.xml").write_text("<html><body>no feed</body></html>")
    called = call("parse-feed", "a.xml", "b.xml", "--json", folder=tmp_path)
    assert [row["file"] for row in called.rows] == ["a.xml"]
    assert called.status == 1
    assert "b.xml" in called.err
    assert "web page" in called.err


def test_enrich_answers_in_json_and_in_words(tmp_path):
    (found,) = call("enrich", "--json", stdin=GOOD + "\n").rows
    assert found["id"] == "a1"
    assert found["language"] == "en"
    assert set(found) == {"id", "language", "statements", "entities", "posts"}
    assert any((one["speaker"] or {}).get("name") == "Ada Lindqvist" for one in found["statements"])
    shown = call("enrich", stdin=GOOD)
    assert "sign this treaty" in shown.out
    assert "Minister rejects treaty" in shown.out


def test_enrich_finds_what_the_watch_list_names(tmp_path):
    (tmp_path / "w.csv").write_text("id,name,type\nlindqvist,Ada Lindqvist,person\n")
    (found,) = call("enrich", "--json", "--entities", "w.csv", stdin=GOOD, folder=tmp_path).rows
    assert ("lindqvist", True) in [(entity["id"], entity["known"]) for entity in found["entities"]]
    called = call("enrich", "--entities", "none.csv", stdin=GOOD, folder=tmp_path)
    assert called.status == 2
    assert "none.csv:1:1: can't be read" in called.err


def test_the_text_is_answered_where_offsets_count_in_another():
    decomposed = {"id": "n", "text": unicodedata.normalize("NFD", "The mayor said that the café would close.")}
    rows = call(
        "enrich", "--json", stdin="\n".join(map(json.dumps, (ITEM, decomposed, {"html": "<p>One</p><p>Two</p>"})))
    ).rows
    assert "text" not in rows[0]
    assert rows[1]["text"] == "The mayor said that the caf\u00e9 would close."
    assert "One" in rows[2]["text"]
    assert "<p>" not in rows[2]["text"]


def test_files_of_text_are_items_of_their_own(tmp_path):
    (tmp_path / "one.txt").write_text(TEXT)
    (tmp_path / "two.html").write_text(f"<html><title>T</title><body><p>{TEXT}</p></body></html>")
    rows = call("enrich", "--json", "one.txt", "two.html", folder=tmp_path).rows
    assert [bool(row["statements"]) for row in rows] == [True, True]


@pytest.mark.parametrize("command", [["enrich"], ["match", "--rules", "rules.jsonl"], ["ingest"]])
@pytest.mark.parametrize(
    "bad",
    [
        '{"id": "x"',
        "[]",
        "7",
        '{"id": "empty"}',
        '{"text": 5}',
        '{"text": "x", "published": []}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_answered(tmp_path, command, bad):
    (tmp_path / "rules.jsonl").write_text('{"id": "r", "query": "harbour"}\n')
    raw = bad.encode("latin-1") + b"\n" + GOOD.encode() + b"\n"
    called = call(*command, "--json", stdin=raw, folder=tmp_path)
    assert called.status == 1
    assert "standard input:1" in called.err
    assert len(called.rows) == 1


@pytest.mark.parametrize("command", [["enrich"], ["match", "--rules", "rules.jsonl"]])
def test_an_item_that_normalising_refuses_is_named(tmp_path, command):
    (tmp_path / "rules.jsonl").write_text('{"id": "r", "query": "harbour"}\n')
    hostile = json.dumps({"id": "deep", "html": "<div>" * 5_000 + "x"})
    called = call(*command, "--json", stdin=f"\n{hostile}\n{GOOD}\n", folder=tmp_path)
    assert called.status == 1
    assert "standard input:2: " in called.err
    assert len(called.rows) == 1


def test_match_tells_item_rule_and_spans(tmp_path):
    (tmp_path / "rules.jsonl").write_text(
        '{"id": "word", "query": "harbour"}\n\n{"id": "title", "query": "title:treaty"}\n'
        '{"id": "no", "query": "zebra"}\n'
    )
    called = call("match", "--json", "--rules", "rules.jsonl", stdin=GOOD, folder=tmp_path)
    found = {row["rule"]: row for row in called.rows}
    assert set(found) == {"word", "title"}
    (span,) = found["word"]["spans"]
    assert TEXT[span["start"] : span["end"]] == "harbour"
    assert found["title"]["spans"][0]["field"] == "title"
    assert found["word"]["item"] == "a1"
    assert "«harbour»" in call("match", "--rules", "rules.jsonl", stdin=GOOD, folder=tmp_path).out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "r", "query": "(a AND"}', "rules.jsonl:2: column "),
        ('{"id": "r", "query": "titel:x"}', "rules.jsonl:2: column 1"),
        ('{"id": "r", "query": "*"}', "rules.jsonl:2: column 1"),
        ('{"id": "r", "query": ', "rules.jsonl:2: column "),
        ("[" * 100_000, "rules.jsonl:2: column "),
        ('{"id": "r"}', "rules.jsonl:2: expected text under query"),
        ('{"id": "good", "query": "x"}', "rules.jsonl:2: got the id 'good' a second time"),
        ('{"id": "r", "qurey": "x"}', "rules.jsonl:2: no such key: qurey; did you mean query?"),
        ("5", "rules.jsonl:2: expected an object"),
    ],
)
def test_a_wrong_rule_ends_the_call_before_any_item_is_read(tmp_path, line, told):
    (tmp_path / "rules.jsonl").write_text('{"id": "good", "query": "harbour"}\n' + line + "\n")
    called = call("match", "--json", "--rules", "rules.jsonl", stdin=GOOD, folder=tmp_path)
    assert (called.status, called.out) == (2, "")
    assert called.err.startswith(told)


def test_a_refused_query_shows_the_place_under_it(tmp_path):
    (tmp_path / "rules.jsonl").write_text('{"id": "r", "query": "harbour AND titel:x"}\n')
    called = call("match", "--rules", "rules.jsonl", stdin=GOOD, folder=tmp_path)
    lines = called.err.splitlines()
    assert lines[1].strip() == "harbour AND titel:x"
    assert lines[2].index("^") - lines[1].index("harbour") == len("harbour AND ")


def test_ingest_puts_items_into_the_log_and_the_rest_into_rejected(tmp_path):
    called = call("ingest", "--json", stdin=f"{GOOD}\nnot json\n{GOOD}\n", folder=tmp_path)
    assert called.rows == [{"accepted": 2, "rejected": 1}]
    assert called.status == 1
    items = [decode(raw, Item) for raw in records(tmp_path, ITEMS)]
    assert [(item.given_id, item.source, item.via) for item in items] == [("a1", "wire", "file")] * 2
    (kept,) = [decode(raw, Rejected) for raw in records(tmp_path, REJECTED)]
    assert kept.bytes.strip() == b"not json"
    assert kept.state == "open"


def test_ingest_marks_history_and_names_the_source(tmp_path):
    called = call("ingest", "--history", "--source", "mail", stdin='{"text": "Words."}\n', folder=tmp_path)
    assert (called.status, called.out) == (0, "1 accepted, 0 rejected\n")
    (item,) = [decode(raw, Item) for raw in records(tmp_path, ITEMS)]
    assert (item.source, item.via) == ("mail", "history")


def test_ingest_mends_half_characters_and_refuses_what_is_too_large(tmp_path):
    large = json.dumps({"id": "large", "text": "word " * 250_000})
    called = call("ingest", "--json", stdin='{"text": "a \\ud800 b"}\n' + large + "\n", folder=tmp_path)
    assert called.rows == [{"accepted": 1, "rejected": 1}]
    (item,) = [decode(raw, Item) for raw in records(tmp_path, ITEMS)]
    assert item.text == "a \ufffd b"
    (kept,) = [decode(raw, Rejected) for raw in records(tmp_path, REJECTED)]
    assert (len(kept.bytes), kept.length, kept.replayable) == (64_000, len(large) + 1, False)


def test_ingest_takes_thousands(tmp_path):
    lines = "".join(json.dumps({"id": str(number), "text": f"Item {number}."}) + "\n" for number in range(1_203))
    assert call("ingest", "--json", stdin=lines, folder=tmp_path).rows == [{"accepted": 1_203, "rejected": 0}]
    assert len(records(tmp_path, ITEMS)) == 1_203


def test_a_home_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    called = call("ingest", "--home", tmp_path / "file" / "home", stdin=GOOD)
    assert called.status == 1
    assert "can't be made" in called.err
