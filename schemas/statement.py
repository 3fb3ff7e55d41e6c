"""`Statement`: who said what, where it stands in the text, and how sure the rule is."""

from typing import Literal

import msgspec

VERB_CLASSES = (
    "say",
    "ask",
    "argue",
    "announce",
    "reveal",
    "promise",
    "warn",
    "threaten",
    "demand",
    "deny",
    "reject",
    "criticise",
    "praise",
    "agree",
)
"""The closed list of what a cue does. `verb:` takes one of these or a lemma."""

Kind = Literal["direct", "mixed", "indirect"]
Level = Literal["said", "reading"]
Mode = Literal["said", "denied", "not_said", "asked", "possible"]
Certainty = Literal["sure", "likely", "unsure"]
How = Literal["name", "pronoun", "role", "implied"]
Span = tuple[int, int]


class Party(msgspec.Struct, frozen=True):
    """A speaker or an addressee. `text` is the text's own characters at [start, end); `name` what it was resolved to,
    `entity` that entity's id, `aliases` its other names in any script (what `speaker:` also finds)."""

    text: str
    start: int
    end: int
    entity: str | None = None
    name: str | None = None
    how: How = "name"
    aliases: tuple[str, ...] = ()


class Cue(msgspec.Struct, frozen=True, rename={"verb_class": "class"}):
    """The words that make it a statement: `lemma` as in the lexicon, `class` one of `VERB_CLASSES`."""

    text: str
    start: int
    end: int
    lemma: str
    verb_class: str


class Statement(msgspec.Struct, frozen=True):
    """One attributed statement. Offsets are code points of the document's text, end exclusive; `text` is the parts
    joined by one space; `start` and `end` are the first part's start and the last part's end."""

    id: str
    kind: Kind
    start: int
    end: int
    parts: tuple[Span, ...]
    text: str
    speaker: Party | None = None
    cue: Cue | None = None
    addressee: Party | None = None
    about: tuple[str, ...] = ()
    about_ids: tuple[str, ...] = ()
    said_at: str | None = None
    said_in: str | None = None
    inside: str | None = None
    level: Level = "said"
    mode: Mode = "said"
    certainty: Certainty = "likely"
