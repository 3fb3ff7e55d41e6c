"""What the tokens alone tell, before the parser runs: balance, missing operands, depth, NEAR without its number."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from lark import Token

from queries.canonical import quoted
from queries.errors import QueryError
from queries.fields import field_named
from queries.lexing import Prepared

DEEPEST = 20
MOST_DISTANCE = 100
NEARS = frozenset({"NEAR", "ONEAR", "NOTNEAR"})
BARE_DISTANCE = 4
"""What a NEAR without a number means (as in Meltwater)."""
_BINARY = NEARS | {"AND", "OR"}
_PREFIX = frozenset({"NOT", "MINUS"})
_OPENERS = frozenset({"OPEN", "FGROUP", "SAID", "FORMS"})
_LIKE_NEAR = re.compile(r"(?:O?NEAR|NAER|NERA|NAR|NEER|ENAR|O?NAER)(?:\d+|/.*)", re.IGNORECASE)


def check(prepared: Prepared, tokens: Sequence[Token]) -> list[QueryError]:
    """The findings of one walk over the tokens; an empty list means that the grammar will accept them."""
    if not tokens:
        return [prepared.error("E103", "The query is empty. Write a word, or * for everything.", 0, 1)]
    return _Walk(prepared, tokens).run()


class _Walk:
    """One pass: which openers wait for their end, and whether an operand is due."""

    def __init__(self, prepared: Prepared, tokens: Sequence[Token]) -> None:
        self.prepared = prepared
        self.tokens = tokens
        self.errors: list[QueryError] = []
        self.open: list[tuple[Token, int]] = []
        self.closed: Token | None = None
        self.nots = 0
        self.depth = 0
        self.in_value: Token | None = None

    def run(self) -> list[QueryError]:
        previous: Token | None = None
        for token, following in zip_longest(self.tokens, self.tokens[1:]):
            self.step(token, previous)
            if token.type == "WORD":
                self.near_misses(token, previous, following)
            if self.depth + self.nots > DEEPEST:
                self.add(
                    "E119", f"This is nested more than {DEEPEST} deep. Write it flatter, or as several queries.", token
                )
                return self.errors[-1:]
            previous = token
        self.finish(previous)
        return self.errors

    def step(self, token: Token, previous: Token | None) -> None:
        kind = token.type
        if self.open and self.open[-1][0].type == "FORMS" and kind not in {"WORD", "CLOSE"}:
            self.add("E103", "forms(…) takes words alone. Write forms(port) OR forms(dock).", token)
        if kind in _BINARY:
            self.binary(token, previous)
        elif kind in _PREFIX:
            self.nots += 1
            if previous is not None and previous.type == "FIELD":
                self.no_value(previous)
            elif previous is not None and previous.type in NEARS:
                self.not_after_near(token, previous)
        elif kind in _OPENERS:
            self.opener(token, previous)
        elif kind == "CLOSE":
            self.close(token, previous)
        elif kind == "FIELD":
            if previous is not None and previous.type == "FIELD":
                if previous is not self.in_value:
                    self.colon_in_value(previous)
                self.in_value = token
        elif kind == "TILDE":
            self.tilde(token, previous)
        else:
            self.nots = 0

    def binary(self, token: Token, previous: Token | None) -> None:
        if previous is not None and previous.type == "FIELD":
            self.no_value(previous)
        elif previous is None or previous.type in _OPENERS:
            self.no_operand(token, f"{token} has nothing before it.")
        elif previous.type in _BINARY | _PREFIX:
            self.no_operand(token, f"{previous} {token}: two operators in a row.")
        self.nots = 0

    def opener(self, token: Token, previous: Token | None) -> None:
        if previous is not None and previous.type == "FIELD" and token.type not in {"FGROUP", "FORMS"}:
            self.no_value(previous)
        self.open.append((token, self.nots))
        self.depth += self.nots + 1
        self.nots = 0

    def close(self, token: Token, previous: Token | None) -> None:
        if not self.open:
            fix = self.prepared.replaced(_start(token), _end(token), "")
            self.add("E102", "There is no ( for this ).", token, fix)
            return
        opener, nots = self.open.pop()
        self.closed = opener
        self.depth -= nots + 1
        self.nots = 0
        if previous is opener:
            self.add_span("E103", "There is nothing between these parentheses.", _start(opener), _end(token))
        elif previous is not None:
            self.incomplete(previous)

    def tilde(self, token: Token, previous: Token | None) -> None:
        kind = previous.type if previous is not None else ""
        if kind == "CLOSE" and self.closed is not None and self.closed.type in {"OPEN", "FGROUP"}:
            return
        if kind != "PHRASE":
            self.add("E110", f"{token}: there is no fuzzy search. Write the variants with OR, or a prefix*.", token)

    def finish(self, last: Token | None) -> None:
        if last is not None and last.type not in _OPENERS:
            self.incomplete(last)
        for opener, _ in self.open:
            self.never_closed(opener)

    def incomplete(self, last: Token) -> None:
        if last.type == "FIELD":
            self.no_value(last)
        elif last.type in _BINARY | _PREFIX:
            self.no_operand(last, f"{last} has nothing after it.")

    def never_closed(self, opener: Token) -> None:
        text = self.prepared.clean.rstrip()
        fixes = [text + ")"] if self.tokens[-1] is not opener else []
        following = next((t for t in self.tokens if t.type in {"AND", "OR"} and _start(t) > _end(opener)), None)
        if following is not None and following is not self.tokens[-1]:
            at = len(text[: _start(following)].rstrip())
            fixes.append(self.prepared.replaced(at, at, ")"))
        self.add("E102", "This parenthesis is never closed.", opener, *fixes)

    def no_operand(self, token: Token, message: str) -> None:
        drop = self.prepared.replaced(_start(token), _end(token), "")
        quote = self.prepared.replaced(_start(token), _end(token), f'"{token}"')
        self.add("E103", f"{message} Drop it, or put it in quotes as a word.", token, *filter(None, (drop, quote)))

    def no_value(self, token: Token) -> None:
        name = str(token)
        field = field_named(name[:-1])
        message = f"{name} has no value." if field else f'There is no field "{name[:-1]}", and no value after it.'
        self.add("E103", f"{message} Write {name}word or {name}(…).", token)

    def colon_in_value(self, token: Token) -> None:
        """`author:did:plc:x`: a value with a colon stands in quotes."""
        value = self.prepared.clean[_end(token) :].split(" ", 1)[0].rstrip(")")
        fix = self.prepared.replaced(_start(token), _end(token) + len(value), f"{token}{quoted(value)}")
        self.add("E103", f"A value with a colon stands in quotes: {token}{quoted(value)}.", token, fix)

    def not_after_near(self, token: Token, operator: Token) -> None:
        """`a NEAR/5 NOT b`."""
        start, end = _start(operator), _end(token)
        fixes = [self.prepared.replaced(start, end, f"NOT NEAR/{near_distance(operator) or BARE_DISTANCE} ")]
        message = "NOT cannot follow NEAR. What must not be near is written a NOT NEAR/5 b."
        self.add_span("E116", message, start, end, *(fixes if operator.type == "NEAR" else []))

    def near_misses(self, token: Token, previous: Token | None, following: Token | None) -> None:
        """`NEAR 5`, `NEAR5`, `NEAR/ 5`, `NAER/5`, `NEAR/5-10`: somebody meant the operator."""
        text = str(token)
        bare = previous is not None and previous.type in NEARS and near_distance(previous) is None
        if bare and text.isascii() and text.isdigit() and previous is not None:
            quote = self.prepared.replaced(
                _start(previous), _end(token), f'{_plain(previous)}/{BARE_DISTANCE} "{text}"'
            )
            self.misspelt(_start(previous), _end(token), _plain(previous), int(text), following, quote)
        elif like_near(text) and (previous is None or previous.type != "FIELD"):
            end, number = _end(token), re.search(r"\d+", text)
            quote = self.prepared.replaced(_start(token), end, quoted(text))
            if text.endswith("/") and following is not None and re.fullmatch(r"\d+", following):
                end, number = _end(following), re.search(r"\d+", following)
            name = "ONEAR" if text[0] in "oO" else "NEAR"
            before = previous if previous is not None and previous.type not in _OPENERS | _BINARY else None
            self.misspelt(_start(token), end, name, int(number[0]) if number else BARE_DISTANCE, before, quote)

    def misspelt(self, start: int, end: int, name: str, distance: int, operand: Token | None, quote: str) -> None:
        """`operand` is None where the operator would lack one."""
        right = f"{name}/{min(distance, MOST_DISTANCE)}"
        shown = self.prepared.clean[start:end]
        both = operand is not None and self.prepared.clean[end:].strip(" )") != ""
        message = f"{shown} looks like an operator whose number has to be attached to it. Did you mean {right}?"
        self.add_span(
            "E105", message, start, end, *([self.prepared.replaced(start, end, right)] if both else []), quote
        )

    def add(self, code: str, message: str, token: Token, *fixes: str) -> None:
        self.add_span(code, message, _start(token), _end(token), *fixes)

    def add_span(self, code: str, message: str, start: int, end: int, *fixes: str) -> None:
        self.errors.append(self.prepared.error(code, message, start, end, fixes))


def like_near(word: str) -> bool:
    """`NEAR5`, `NAER/5`, `NEAR/`: somebody meant the operator."""
    return _LIKE_NEAR.fullmatch(word) is not None


def near_distance(token: Token) -> int | None:
    """The number of a NEAR operator; None where it has none."""
    found = re.search(r"\d+", token)
    return int(found[0]) if found else None


def _plain(token: Token) -> str:
    return {"ONEAR": "ONEAR", "NOTNEAR": "NOT NEAR"}.get(token.type, "NEAR")


def _start(token: Token) -> int:
    return token.start_pos or 0


def _end(token: Token) -> int:
    return token.end_pos or 0
