"""What is found on the way from tokens to a tree: refusals and notices, each with its place."""

import re

from lark import Token, Tree

from queries import Notice
from queries.errors import QueryError
from queries.lexing import Prepared

Branch = Tree[Token]


class Findings:
    """Collects the refusals and notices of one query; many are told at once."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.errors: list[QueryError] = []
        self.notices: list[Notice] = []

    def refuse(self, code: str, message: str, token: Token, *instead: str) -> None:
        """`instead` are texts that may stand in the token's place; each makes a whole query of a fix."""
        start, end = extent(token)
        self.refuse_span(code, message, start, end, *(self.prepared.replaced(start, end, text) for text in instead))

    def refuse_span(self, code: str, message: str, start: int, end: int, *fixes: str) -> None:
        """The same for a place, with whole queries as fixes."""
        self.errors.append(self.prepared.error(code, message, start, end, fixes))

    def note(self, code: str, message: str, token: Token) -> None:
        self.note_span(code, message, *extent(token))

    def note_span(self, code: str, message: str, start: int, end: int) -> None:
        self.notices.append(Notice(code, message, self.prepared.column(start), self.prepared.column(end)))


def extent(token: Token) -> tuple[int, int]:
    """[start, end) of a token in the clean text."""
    return token.start_pos or 0, token.end_pos or 0


def extent_of(tree: Branch) -> tuple[int, int]:
    """[start, end) of a tree of the grammar in the clean text."""
    found = [extent(token) for token in tree.scan_values(lambda value: isinstance(value, Token))]
    return min(start for start, _ in found), max(end for _, end in found)


def phrase_content(written: str) -> str:
    """What stands between the quotes, escapes undone."""
    inner = written[1:-1]
    return inner if written[0] == "«" else re.sub(r"\\(.)", r"\1", inner)
