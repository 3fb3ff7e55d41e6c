"""Feeds as bytes beside what must be read from them: each file of `golden/` with its `.expected.json`."""

import json
from pathlib import Path

import msgspec
import pytest

from connectors.sources._entries import shown
from connectors.sources._feedparse import Question, entries, parse

GOLDEN = Path(__file__).parent / "golden"
FEEDS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".expected.json"))
URL = "https://feeds.example.org/news/feed.xml"


def read(path: Path) -> dict[str, object]:
    parsed = entries(path.read_bytes(), None, URL, sitemaps=True)
    return {
        "kind": parsed.kind,
        "title": parsed.title,
        "language": parsed.language,
        "total": parsed.total,
        "every": parsed.every,
        "truncated": parsed.truncated,
        "notes": list(parsed.notes),
        "withdrawn": [[gone.ref, gone.when] for gone in parsed.withdrawn],
        "entries": [shown(entry) for entry in parsed.entries],
    }


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_feed_is_read_as_its_pair_says(path: Path) -> None:
    expected = json.loads((GOLDEN / f"{path.name}.expected.json").read_text())
    assert read(path) == expected


def test_every_pair_is_whole() -> None:
    assert len(FEEDS) >= 15
    assert {path.name for path in GOLDEN.glob("*.expected.json")} == {f"{path.name}.expected.json" for path in FEEDS}


@pytest.mark.parametrize("path", [path for path in FEEDS if path.suffix == ".xml"], ids=lambda path: path.name)
def test_leaving_known_entries_out_changes_nothing_of_the_others(path: Path) -> None:
    body = path.read_bytes()
    whole = entries(body, None, URL)
    for kept in range(len(whole.blocks)):
        known = frozenset(block for place, block in enumerate(whole.blocks) if place != kept)
        part = entries(body, None, URL, known=known)
        assert part.entries == (whole.entries[kept],)
        assert part.blocks == whole.blocks
        assert part.order == tuple(0 if place == kept else -1 for place in range(len(whole.blocks)))
        assert (part.title, part.language, part.total) == (whole.title, whole.language, whole.total)


def test_the_child_answers_with_what_it_read_or_why_not() -> None:
    question = Question((GOLDEN / "ids-missing.xml").read_bytes(), "text/xml", URL)
    answer = msgspec.msgpack.decode(parse(msgspec.msgpack.encode(question)))
    assert len(answer["parsed"]["entries"]) == 3
    refused = msgspec.msgpack.decode(parse(msgspec.msgpack.encode(Question(b"<html>hello", "text/html", URL))))
    assert (refused["parsed"], refused["code"]) == (None, "not_a_feed")
