"""Golden articles: what a perfect system finds in them, held against what the engine finds."""

import json
from pathlib import Path
from typing import Any

from language.enrichment import Enriched, enrich
from language.entities import EMPTY
from schemas import Statement

SAME_PLACE = 0.8
"""Intersection over union of characters from which a statement stands for a golden one."""


def read(article: Path, language: str) -> tuple[str, dict[str, Any], Enriched]:
    """The article's text, what a perfect system finds, what the engine finds."""
    text = article.read_text(encoding="utf-8")
    golden = json.loads(article.with_suffix(".json").read_text(encoding="utf-8"))
    return text, golden, enrich(text, document=article.stem, language=language, base=EMPTY)


def place(text: str, golden: dict[str, Any]) -> set[int]:
    """The characters of the parts; each part must occur once."""
    for part in golden["parts"]:
        assert text.count(part) == 1, f"{part!r} occurs {text.count(part)} times, expected once"
    return {at for part in golden["parts"] for at in range(text.index(part), text.index(part) + len(part))}


def overlap(golden: set[int], found: Statement) -> float:
    chars = {at for start, end in found.parts for at in range(start, end)}
    return len(golden & chars) / len(golden | chars)


def right(golden: dict[str, Any], found: Statement) -> bool:
    speaker, cue = found.speaker, found.cue
    return (
        (speaker.text if speaker else None) == golden["speaker"]
        and (speaker.name if speaker else None) == golden["name"]
        and found.kind == golden["kind"]
        and (cue.verb_class if cue else None) == golden["class"]
        and found.mode == golden.get("mode", "said")
        and found.level == golden.get("level", "said")
    )


def shown(found: Statement) -> str:
    speaker, cue = found.speaker, found.cue
    by = speaker and (speaker.text, speaker.name)
    return f"{found.text!r} by {by} cue {cue and (cue.text, cue.verb_class)} {found.kind} {found.mode} {found.level}"


def hold_statements(article: Path, language: str) -> None:
    """Fails, and shows the differences, where precision or recall is below the article's bounds."""
    text, golden, enriched = read(article, language)
    left = list(enriched.statements)
    missed = []
    for expected in golden["statements"]:
        chars = place(text, expected)
        match = next((one for one in left if overlap(chars, one) >= SAME_PLACE and right(expected, one)), None)
        if match is None:
            missed.append(expected)
        else:
            left.remove(match)
    hits = len(golden["statements"]) - len(missed)
    precision, recall = hits / (hits + len(left)), hits / len(golden["statements"])
    told = "\n".join(["missed:", *map(str, missed), "found beside:", *map(shown, left)])
    assert precision >= golden["bounds"]["precision"], f"precision {precision:.2f}\n{told}"
    assert recall >= golden["bounds"]["recall"], f"recall {recall:.2f}\n{told}"


def hold_entities(article: Path, language: str) -> None:
    """Fails where an entity is missing."""
    _, golden, enriched = read(article, language)
    found = {(one.name, one.type) for one in enriched.entities}
    assert {(one["name"], one["type"]) for one in golden["entities"]} <= found, found
