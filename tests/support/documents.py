"""Factories for documents, statements and what stands in them: only what a test is about needs to be said."""

from collections.abc import Sequence
from typing import Any

from schemas import Carrier, Cue, Document, MentionedEntity, Party, Statement, Tombstone, document_id, statement_id

NOON = 1_764_000_000_000
"""2025-11-24T16:00:00Z, the instant of a document that names none."""


def carrier(source: str = "wire", *, version: int = 1, arrived: int = NOON, **more: Any) -> Carrier:
    return Carrier(
        source=source,
        version=version,
        version_order=more.pop("version_order", "arrival"),
        standing=more.pop("standing", "feed"),
        arrived=arrived,
        via=more.pop("via", "poll"),
        **more,
    )


def document(
    name: str = "one",
    text: str = "",
    *,
    title: str = "",
    sources: Sequence[str] = ("wire",),
    published: int = NOON,
    arrived: int | None = None,
    statements: Sequence[Statement] = (),
    **more: Any,
) -> Document:
    """A document whose id is derived from `name`; `sources` carry it, `more` are fields of `Document`."""
    came = published if arrived is None else arrived
    return Document(
        id=more.pop("id", document_id(name)),
        version=more.pop("version", 1),
        source=sources[0] if sources else "wire",
        published=published,
        published_from=more.pop("published_from", "feed"),
        arrived=came,
        processed=more.pop("processed", came),
        identity=more.pop("identity", name),
        title=title,
        text=text,
        carriers=more.pop(
            "carriers", tuple(carrier(source, arrived=came, title=title, text=text) for source in sources)
        ),
        statements=tuple(statements),
        **more,
    )


def gone(name: str = "one", *, source: str = "wire", **more: Any) -> Document:
    """A tombstone: no text, no statements."""
    return document(name, sources=(source,), tombstone=Tombstone(source=source, version=2), **more)


def party(text: str, start: int = 0, *, name: str | None = None, aliases: Sequence[str] = (), **more: Any) -> Party:
    return Party(text=text, start=start, end=start + len(text), name=name, aliases=tuple(aliases), **more)


def cue(lemma: str = "say", verb_class: str = "say", *, text: str | None = None, start: int = 0) -> Cue:
    shown = lemma if text is None else text
    return Cue(text=shown, start=start, end=start + len(shown), lemma=lemma, verb_class=verb_class)


def statement(
    words: str,
    *,
    body: str = "",
    speaker: Party | str | None = None,
    verb: tuple[str, str] | None = ("say", "say"),
    name: str = "one",
    nth: int = 0,
    **more: Any,
) -> Statement:
    """A statement of `words`; where `body` is given, it and its speaker's text stand there. `verb` is lemma, class."""
    start = max(body.find(words), 0)
    who = party(speaker, max(body.find(speaker), 0)) if isinstance(speaker, str) else speaker
    return Statement(
        id=more.pop("id", statement_id(document_id(name), who.text if who else "", words, nth)),
        kind=more.pop("kind", "direct"),
        start=start,
        end=start + len(words),
        parts=more.pop("parts", ((start, start + len(words)),)),
        text=words,
        speaker=who,
        cue=None if verb is None else cue(*verb),
        **more,
    )


def entity(identifier: str, name: str, *mentions: tuple[int, int], **more: Any) -> MentionedEntity:
    return MentionedEntity(
        id=identifier, name=name, type=more.pop("type", "person"), known=more.pop("known", True), mentions=mentions
    )
