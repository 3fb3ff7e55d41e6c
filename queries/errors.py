"""Refusals: what was wrong in a query, where, and what to write instead."""

import unicodedata
from collections.abc import Iterable

import msgspec

_SHOWN = 100


class QueryError(msgspec.Struct, frozen=True):
    """One finding. `column` and `end` count from 1, end exclusive, in the text as typed; `fixes` are whole queries."""

    code: str
    message: str
    column: int
    end: int
    fixes: tuple[str, ...] = ()


class QueryRefused(Exception):
    """The query cannot be run as it stands; `errors` in the order of reading, at least one."""

    def __init__(self, errors: Iterable[QueryError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.column, error.code)))
        super().__init__("; ".join(f"column {error.column}: {error.message}" for error in self.errors))


def render(text: str, error: QueryError) -> str:
    """The refusal for a terminal: `column N: message`, the query with a caret line, the fixes.

    A long query is shown around the place. Carets are as wide as the characters above them.
    """
    start, end = error.column - 1, max(error.end - 1, error.column)
    first = max(0, start - _SHOWN // 2)
    line = "".join(" " if char.isspace() else char for char in text)
    shown = line[first : first + _SHOWN]
    before = "… " if first else ""
    after = " …" if first + _SHOWN < len(line) else ""
    indent = _width(before) + _width(shown[: start - first])
    carets = max(1, _width(shown[start - first : end - first]))
    lines = [
        f"column {error.column}: {error.message} ({error.code})",
        f"  {before}{shown}{after}",
        f"  {' ' * indent}{'^' * carets}",
    ]
    lines.extend(f"  try: {fix}" for fix in error.fixes if len(fix) <= 2 * _SHOWN)
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns that a terminal gives to the characters: 2 for wide ones, 0 for marks."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
