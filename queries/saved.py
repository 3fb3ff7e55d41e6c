"""Saved queries: `saved:name` stands for the text that was saved under that name."""

from collections.abc import Callable

from lark import Token, Tree

from queries.checks import check
from queries.errors import QueryRefused
from queries.lexing import Prepared, grammatical, prepare, tokens

MOST_OPENED = 100
"""So many saved queries one query may stand for, each counted wherever it stands."""


class SavedRefused(ValueError):
    """There is no such saved query, or it stands for itself."""


class Within:
    """The saved queries whose texts are being read, one in another, and how many were opened in all."""

    def __init__(self, names: tuple[str, ...] = (), opened: list[str] | None = None) -> None:
        self.names = names
        self.opened: list[str] = [] if opened is None else opened

    def entered(self, name: str) -> "Within":
        return Within((*self.names, name), self.opened)

    def open(self, name: str, saved: Callable[[str], str | None] | None) -> tuple[Prepared, Tree[Token]]:
        """The text and the grammar's tree of a saved query. Raises SavedRefused, and QueryRefused for its text."""
        if name in self.names:
            way = " → ".join((*self.names[self.names.index(name) :], name))
            raise SavedRefused(f"This saved query stands for itself: {way}.")
        text = saved(name) if saved is not None else None
        if text is None:
            raise SavedRefused(f'There is no saved query called "{name}".')
        self.opened.append(name)
        if len(self.opened) > MOST_OPENED:
            raise SavedRefused(f"This query stands for more than {MOST_OPENED} saved queries. Write some of them out.")
        prepared = prepare(text)
        found = tokens(prepared)
        if errors := check(prepared, found):
            raise QueryRefused(errors)
        return prepared, grammatical(found)
