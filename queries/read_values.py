"""Key fields, dates and entities: from a written value to a node."""

import re
from collections.abc import Callable, Sequence
from datetime import tzinfo

import msgspec
from lark import Token

from queries import dates
from queries.fields import COMPARED, ENTITY_KEYS, Field
from queries.findings import Findings, phrase_content
from queries.tree import Everything, Has, Interval, Key, Node
from queries.values import BadValue, key_value, nearest_class

Entities = Callable[[str], Sequence[tuple[str, str]]]
"""A name → (id, name) of those that are called so."""
Saved = Callable[[str], str | None]
"""The name of a saved query → its text."""
NOTHING = Everything()
"""Stands for a refused leaf while the rest is read; no tree that holds it leaves the builder."""


class Circumstances(msgspec.Struct, frozen=True):
    """What a value's meaning depends on beside its text: the zone of written dates, the moment (milliseconds UTC) that
    relative ones count from, whether it is a rule, the watch-list, and the saved queries."""

    zone: tzinfo
    now: int
    rule: bool
    entities: Entities | None
    saved: Saved | None = None


class ValueReader:
    """`names` gathers the names of entities that were written by name: id → name."""

    def __init__(self, findings: Findings, given: Circumstances, names: dict[str, str] | None = None) -> None:
        self.findings = findings
        self.given = given
        self.names: dict[str, str] = {} if names is None else names

    def value(self, token: Token, field: Field, alias: str) -> Node:
        text = str(token)
        if token.type == "PHRASE":
            text = phrase_content(text)
        if field.kind == "instant":
            return self.instant(text, token, field, alias)
        if token.type in {"EXACT", "RANGE"}:
            self.findings.refuse("E106", f"{field.name}: takes a value as it is, without braces.", token, text[1:-1])
            return NOTHING
        if field.name in ENTITY_KEYS:
            return self.entity(text, token, field)
        if (
            alias in {"url", "inurl"}
            and "/" not in text.partition("://")[2].rstrip("/")
            and "/" not in text.rstrip("/")
        ):
            return self.key("domain", text, token)
        return self.key(field.name, text, token)

    def key(self, name: str, text: str, token: Token) -> Node:
        try:
            value = key_value(name, text)
        except BadValue as bad:
            near = f" Did you mean {bad.near}?" if bad.near else ""
            message = f"{name}: has no value {text!r}.{near} It takes {bad.accepted}."
            self.findings.refuse("E106", message, token, *([bad.near] if bad.near else []))
            return NOTHING
        if name == "has":
            return Has(value)
        if name == "verb" and (near_class := nearest_class(value)):
            self.findings.note(
                "N213", f"{value} is read as a verb's lemma; the class of such verbs is verb:{near_class}.", token
            )
        return Key(name, value)

    def instant(self, text: str, token: Token, field: Field, alias: str) -> Node:
        sign = COMPARED.get(alias, "")
        found = dates.read_range(text if text[:1] in "<>" else sign + text, self.given.zone, self.given.now)
        if found is None or field.name not in {"published", "arrived"}:
            self.findings.refuse("E106", f"{text!r} is no date. Write {dates.FORMS}; before it >=, >, <= or <.", token)
            return NOTHING
        if found.start is not None and found.end is not None and found.start >= found.end:
            swapped = "..".join(reversed(text.split("..")))
            self.findings.refuse(
                "E106", f"{text} ends before it begins.", token, *([swapped] if swapped != text else [])
            )
            return NOTHING
        if found.relative and self.given.rule:
            message = f"{text} would mean another day each day. A rule sees only what arrives: leave the date out."
            self.findings.refuse("E118", message, token)
        return Interval("published" if field.name == "published" else "arrived", found.start, found.end, found.written)

    def entity(self, text: str, token: Token, field: Field) -> Node:
        """An id as it is; a name in quotes is looked up in the watch-list."""
        if token.type != "PHRASE":
            return self.key(field.name, text, token)
        known = list(self.given.entities(text)) if self.given.entities else []
        named = [
            (one, name) for one, name in known if key_value(field.name, one) == key_value(field.name, text)
        ] or known
        if len(named) == 1:
            node = self.key(field.name, named[0][0], token)
            if isinstance(node, Key):
                self.names[node.value] = named[0][1]
            return node
        if known:
            listed = ", ".join(f"{one} ({name})" for one, name in known[:5])
            self.findings.refuse(
                "E111",
                f"{text} names {len(known)} entities: {listed}. Write the id.",
                token,
                *(one for one, _ in known[:5]),
            )
        elif re.fullmatch(r"\S*[\d:._/-]\S*", text):  # no name, but what an id looks like
            return self.key(field.name, text, token)
        else:
            self.findings.refuse(
                "E111", f"No entity of the watch-list is called {text!r}. Write its id, or add the name.", token
            )
        return NOTHING
