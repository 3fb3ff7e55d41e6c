"""Saved queries: `saved:name` stands for the text that was saved under that name."""

from collections.abc import Callable

import msgspec
from lark import Token, Tree

from queries.checks import check
from queries.errors import QueryRefused
from queries.lexing import MOST_CHARACTERS, Prepared, grammatical, prepare, tokens

MOST_OPENED = 100
"""So many saved queries one query may stand for, each counted wherever it stands."""


class Spent(msgspec.Struct):
    """What reading one query has cost so far, its saved queries included."""

    opened: int = 0
    characters: int = 0
    forms: int = 0


class SavedRefused(ValueError):
    """There is no such saved query, or it stands for itself."""


class Within:
    """The saved queries whose texts are being read, one in another, and what all of it has cost."""

    def __init__(self, names: tuple[str, ...] = (), spent: Spent | None = None) -> None:
        self.names = names
        self.spent = spent or Spent()

    def entered(self, name: str) -> "Within":
        return Within((*self.names, name), self.spent)

    def open(self, name: str, saved: Callable[[str], str | None] | None) -> tuple[Prepared, Tree[Token]]:
        """The text and the grammar's tree of a saved query. Raises SavedRefused, and QueryRefused for its text."""
        if name in self.names:
            way = " → ".join((*self.names[self.names.index(name) :], name))
            raise SavedRefused(f"This saved query stands for itself: {way}.")
        text = saved(name) if saved is not None else None
        if text is None:
            raise SavedRefused(f'There is no saved query called "{name}".')
        self.spent.opened += 1
        self.spent.characters += len(text)
        if self.spent.opened > MOST_OPENED:
            raise SavedRefused(f"This query stands for more than {MOST_OPENED} saved queries. Write some of them out.")
        if self.spent.characters > MOST_CHARACTERS:
            raise SavedRefused(f"The saved queries here are longer than {MOST_CHARACTERS:,} characters together.")
        prepared = prepare(text)
        found = tokens(prepared)
        if errors := check(prepared, found):
            raise QueryRefused(errors)
        return prepared, grammatical(found)
