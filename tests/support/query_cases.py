"""Documents of the query fixtures: a text, or a mapping of a document's fields."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from schemas import Cue, Document, Party, Statement
from tests.support.documents import NOON, document

CASES = Path(__file__).parents[1] / "queries" / "cases.yaml"


def cases() -> list[dict[str, Any]]:
    """The rows of cases.yaml."""
    return yaml.safe_load(CASES.read_text(encoding="utf-8"))


def case_document(given: str | dict[str, Any], name: str = "case") -> Document:
    """A document out of a fixture's text or mapping."""
    fields = {"text": given} if isinstance(given, str) else dict(given)
    published = fields.pop("published", None)
    moment = int(datetime.fromisoformat(published).timestamp() * 1000) if published else NOON
    author = fields.pop("author", None)
    return document(
        name,
        fields.pop("text", ""),
        sources=(fields.pop("source", "wire"),),
        published=moment,
        authors=(author,) if author else (),
        statements=[_statement(one, nth) for nth, one in enumerate(fields.pop("statements", []))],
        **fields,
    )


def _statement(given: dict[str, Any], nth: int) -> Statement:
    says = given["says"]
    lemma, group = given.get("verb", ("say", "say"))
    speaker, addressee = given.get("by"), given.get("to")
    return Statement(
        id=f"statement-{nth}",
        kind=given.get("kind", "direct"),
        start=0,
        end=len(says),
        parts=((0, len(says)),),
        text=says,
        speaker=Party(speaker, 0, 1, aliases=tuple(given.get("also", ()))) if speaker else None,
        addressee=Party(addressee, 0, 1) if addressee else None,
        cue=Cue(lemma, 0, 1, lemma, group),
        about=tuple(given.get("about", ())),
        level=given.get("level", "said"),
    )
