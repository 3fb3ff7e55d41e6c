"""Golden articles in each language of the frames: the statements a reader finds in them, and the level to hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from language.enrichment import enrich
from language.entities import EMPTY
from language.frames import LANGUAGES
from schemas import Statement

ARTICLES = sorted(Path(__file__).parent.joinpath("golden").glob("*.txt"))


def golden_row(text: str, row: dict[str, Any]) -> tuple[Any, ...]:
    for part in row["parts"]:
        assert text.count(part) == 1, f"{part!r} occurs {text.count(part)} times, expected once"
    spans = tuple((text.index(part), text.index(part) + len(part)) for part in row["parts"])
    told = row.get("mode", "said"), row.get("level", "said")
    return spans, row["speaker"], row["name"], row["kind"], row["class"], *told


def found_row(one: Statement) -> tuple[Any, ...]:
    speaker = (one.speaker.text, one.speaker.name) if one.speaker else (None, None)
    return one.parts, *speaker, one.kind, one.cue and one.cue.verb_class, one.mode, one.level


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_statements(article: Path) -> None:
    text = article.read_text(encoding="utf-8")
    golden = json.loads(article.with_suffix(".json").read_text(encoding="utf-8"))
    expected = {golden_row(text, row) for row in golden["statements"]}
    found = {found_row(one) for one in enrich(text, document="d", language=article.stem[:2], base=EMPTY).statements}
    hits = len(expected & found)
    told = f"missed {expected - found}\nfound beside {found - expected}"
    assert hits >= golden["bounds"]["recall"] * len(expected), told
    assert hits >= golden["bounds"]["precision"] * len(found), told


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_speakers_are_entities(article: Path) -> None:
    text = article.read_text(encoding="utf-8")
    golden = json.loads(article.with_suffix(".json").read_text(encoding="utf-8"))
    enriched = enrich(text, document="d", language=article.stem[:2], base=EMPTY)
    found = {(one.name, one.type) for one in enriched.entities}
    assert {(one["name"], one["type"]) for one in golden["entities"]} <= found
    by_name = {one.name: one.id for one in enriched.entities}
    for statement in enriched.statements:
        if statement.speaker is not None and statement.speaker.name in by_name:
            assert statement.speaker.entity == by_name[statement.speaker.name]


def test_two_articles_hold_the_level_of_each_language() -> None:
    assert sorted(path.stem[:2] for path in ARTICLES) == sorted(LANGUAGES * 2)
