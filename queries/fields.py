"""The fields: what each is called, what kind of value it takes, and what people from other tools type."""

from typing import Literal

import msgspec

from queries.tree import TextField

Kind = Literal["text", "names", "key", "instant", "has"]


class Field(msgspec.Struct, frozen=True):
    """`inside` fields belong to a statement: they stand in said(…). `text` names the tree's text field."""

    name: str
    kind: Kind
    inside: bool = False
    text: TextField | None = None


FIELDS = {
    field.name: field
    for field in (
        Field("title", "text", text="title"),
        Field("body", "text", text="text"),
        Field("author", "names", text="author"),
        Field("source", "key"),
        Field("domain", "key"),
        Field("url", "key"),
        Field("language", "key"),
        Field("country", "key"),
        Field("type", "key"),
        Field("entity", "key"),
        Field("story", "key"),
        Field("published", "instant"),
        Field("arrived", "instant"),
        Field("has", "has"),
        Field("speaker", "names", inside=True, text="speaker"),
        Field("addressee", "names", inside=True, text="addressee"),
        Field("about", "names", inside=True, text="about"),
        Field("verb", "key", inside=True),
        Field("level", "key", inside=True),
        Field("mode", "key", inside=True),
        Field("kind", "key", inside=True),
        Field("speaker_id", "key", inside=True),
        Field("about_id", "key", inside=True),
        Field("addressee_id", "key", inside=True),
    )
}
ALIASES = {
    "text": "body",
    "intitle": "title",
    "headline": "title",
    "ti": "title",
    "ingress": "body",
    "by": "author",
    "from": "author",
    "site": "domain",
    "domainis": "domain",
    "inurl": "url",
    "lang": "language",
    "sourcelang": "language",
    "languages": "language",
    "sourcecountry": "country",
    "date": "published",
    "since": "published",
    "after": "published",
    "until": "published",
    "before": "published",
}
"""As other tools call them (Google, Brandwatch, Meltwater, GDELT, Talkwalker)."""

EXACT_FIELDS = frozenset({"raw", "case"})
"""`raw:BT` and `case:BT` are `{BT}`."""

NOT_FIELDS = {
    "theme": "There are no themes here: write the words that the theme stands for.",
    "tone": "There is no tone: what people praise or criticise is found by said(verb:praise …).",
    "sentiment": "There is no sentiment: what people praise or criticise is found by said(verb:criticise …).",
    "repeat2": "Words are not counted: write the word once.",
    "repeat3": "Words are not counted: write the word once.",
}
"""Fields of other tools that have no equal here, and what to write instead."""

COMPARED = {"since": ">=", "after": ">=", "until": "<", "before": "<"}
"""Aliases of `published` that carry a comparison."""

ENTITY_KEYS = frozenset({"entity", "speaker_id", "about_id", "addressee_id"})

CLOSED: dict[str, tuple[str, ...]] = {
    "type": ("article", "post", "transcript", "release"),
    "kind": ("direct", "indirect", "mixed"),
    "level": ("said", "reading"),
    "mode": ("said", "denied", "not_said", "asked", "possible"),
    "has": ("author", "statement"),
}
"""Fields with a closed list of values."""


def field_named(written: str) -> Field | None:
    """The field of that name or alias, in any case; None where there is none."""
    name = written.casefold()
    return FIELDS.get(ALIASES.get(name, name))


def all_names() -> list[str]:
    """Every name a field may be typed by: own names first."""
    return [*FIELDS, *ALIASES, *sorted(EXACT_FIELDS)]
