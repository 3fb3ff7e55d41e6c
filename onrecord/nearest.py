"""The near miss, as a part of a sentence: for commands, options, keys of the configuration."""

from collections.abc import Iterable

LONGEST = 64


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` where a known word begins so, or lies within a third of its length in typing errors."""
    from queries.distance import nearest

    word = word.strip().lower()[:LONGEST]
    choices = list(known)
    begun = [choice for choice in choices if len(word) >= 3 and choice.lower().startswith(word)]
    found = min(begun, key=len) if begun else nearest(word, choices, most=max(1, (len(word) + 1) // 3))
    return f"; did you mean {found}?" if found else ""
