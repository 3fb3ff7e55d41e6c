"""From the text as typed to tokens: tidying that keeps track of places, the lexer, and the limits that come first."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice

import msgspec
from lark import Lark, Token, Tree, UnexpectedCharacters

from language.analysis import clusters
from queries.errors import QueryError, QueryRefused

MOST_CHARACTERS = 32_768
MOST_TOKENS = 10_000
MOST_LEAVES = 2_000
LEAVES = frozenset({"WORD", "PHRASE", "EXACT", "RANGE"})

GRAMMAR = r"""
start: or_
or_:   and_ (OR and_)*
and_:  unary (AND? unary)*
?unary: (NOT | MINUS) unary -> neg
     | near
?near:  atom ((NEAR | ONEAR | NOTNEAR) atom)*
?atom:  OPEN or_ CLOSE TILDE? -> group
     | SAID or_ CLOSE -> said
     | FIELD value -> field
     | value
?value: PHRASE TILDE? -> phrase
     | EXACT -> exact
     | RANGE -> range
     | FGROUP or_ CLOSE TILDE? -> fgroup
     | FORMS WORD+ CLOSE -> forms
     | WORD -> word
COMMENT.12: /\/\*[^*]*\*+(?:[^\/*][^*]*\*+)*\//
FGROUP.9:  /(?<=:)\(/
RANGE.9:   /[\[{](?=[^\s\[\]{}]{1,40}\s+TO\s)[^\s\[\]{}]{1,40}\s+TO\s+[^\s\[\]{}]{1,40}[\]}]/
NOTNEAR.8: /NOT\s+NEAR(\/\d+)?(?![^\s()"“„«{])/
ONEAR.8:   /(ONEAR(\/\d+)?|onear\/\d+|(NEAR|near)\/\d+f|(PRE|pre)\/\d+)(?![^\s()"“„«{])/
NEAR.7:    /(NEAR(\/\d+)?|(near|[Ww])\/\d+|AROUND\(\d+\))(?![^\s()"“„«{])/
SAID.7:    /said\s*\(/i
FORMS.7:   /forms(\.[a-z]{2})?\s*\(/
AND.6:     /(AND|and|&&)(?![^\s()"“„«{])/
OR.6:      /(OR|or|\|\|?)(?![^\s()"“„«{])/
NOT.6:     /NOT(?![^\s()"“„«{])/
MINUS.6:   /(?<![^\s(])-(?=[^\s\-])/
FIELD.5:   /[A-Za-z][A-Za-z_0-9]{0,40}:(?=[^\s\/])/
PHRASE.5:  /"[^"\\]*(?:\\.[^"\\]*)*"|[“„][^“”\\]*(?:\\.[^“”\\]*)*[“”]|«[^»]*»/
EXACT.5:   /\{[^}]*\}/
TILDE.5:   /~\d+/
OPEN.4:    "("
CLOSE.4:   ")"
WORD.1:    /(?:[^\s()"“”„«»{}\[\]|]|(?<=[א-ת])"(?=[א-ת]))+/
%ignore COMMENT
%ignore /\s+/
"""

_DROPPED = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ASCII = str.maketrans("（）：＂", '():"')
_COMMENT_OPENS = re.compile(r"(?:^|(?<=[\s()]))/\*")
_OPENER = {'"': "quote", "“": "quote", "„": "quote", "«": "quote", "{": "brace", "[": "bracket"}


class Prepared(msgspec.Struct, frozen=True):
    """The text as typed, what the lexer reads, and for each of its characters (and its end) the place in `typed`."""

    typed: str
    clean: str
    places: tuple[int, ...] | None

    def column(self, at: int) -> int:
        """The column, from 1, under which the clean text's character `at` was typed."""
        return (at if self.places is None else self.places[at]) + 1

    def error(self, code: str, message: str, start: int, end: int, fixes: tuple[str, ...] = ()) -> QueryError:
        """A finding at [start, end) of the clean text."""
        return QueryError(code, message, self.column(start), max(self.column(end), self.column(start) + 1), fixes)

    def replaced(self, start: int, end: int, text: str) -> str:
        """The whole query with [start, end) written anew: what a fix offers."""
        return " ".join((self.clean[:start] + text + self.clean[end:]).split())


def prepare(text: str) -> Prepared:
    """NFC, invisible characters and `<<<…>>>` dropped, fullwidth signs to ASCII, white space to spaces. Raises
    QueryRefused where the text is too long."""
    if len(text) > MOST_CHARACTERS:
        message = f"This query has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}. Split it into several."
        raise QueryRefused([QueryError("E119", message, 1, MOST_CHARACTERS + 1)])
    if text.isascii() and "<<<" not in text:
        return Prepared(text, re.sub(r"\s", " ", text), None)
    clean: list[str] = []
    places: list[int] = []
    for start, char in _characters(text):
        clean.append(" " if char.isspace() else char)
        places.append(start)
    return Prepared(text, "".join(clean), (*places, len(text)))


def _characters(text: str) -> Iterator[tuple[int, str]]:
    hidden = iter(_hidden(text))
    first, last = next(hidden, (len(text), len(text)))
    for start, _, cluster in clusters(text):
        while start >= last and last < len(text):
            first, last = next(hidden, (len(text), len(text)))
        if first <= start < last:
            continue
        seen = unicodedata.normalize("NFC", _DROPPED.sub("", cluster)).translate(_ASCII)
        yield from ((start, char) for char in seen)


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """The places of `<<<…>>>`, which some tools leave in what they copy."""
    at = 0
    while (start := text.find("<<<", at)) >= 0 and (end := text.find(">>>", start)) >= 0:
        yield start, end + 3
        at = end + 3


@cache
def grammar() -> Lark:
    """The parser, built once. The basic lexer decides alone what is an operator, so that none becomes a word where the
    grammar has no use for an operator."""
    return Lark(GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


def tokens(prepared: Prepared) -> list[Token]:
    """The tokens of a prepared text; raises QueryRefused for what is no token and for too many of them."""
    text = prepared.clean
    for opens in _COMMENT_OPENS.finditer(text):
        if text.rfind("*/") < opens.end():
            fixes = (prepared.replaced(opens.start(), len(text), ""),)
            raise QueryRefused([prepared.error("E102", "This comment has no */.", opens.start(), opens.end(), fixes)])
    try:
        found = list(islice(grammar().lex(text), MOST_TOKENS + 1))
    except UnexpectedCharacters as error:
        raise QueryRefused([_no_token(prepared, error.pos_in_stream or 0)]) from None
    leaves = sum(token.type in LEAVES for token in found)
    if len(found) > MOST_TOKENS or leaves > MOST_LEAVES:
        raise QueryRefused([_too_many(prepared, found, leaves)])
    return found


def grammatical(found: list[Token]) -> Tree[Token]:
    """The parser's tree; the tokens were checked before (queries/checks.py), so that it accepts them."""
    parser = grammar().parse_interactive("")
    for token in found:
        parser.feed_token(token)
    tree: Tree[Token] = parser.feed_token(Token.new_borrow_pos("$END", "", found[-1]))
    return tree


def _too_many(prepared: Prepared, found: list[Token], leaves: int) -> QueryError:
    if len(found) > MOST_TOKENS:
        said = f"more than {MOST_TOKENS:,} words, operators and parentheses"
    else:
        said = f"{leaves:,} words and phrases; the limit is {MOST_LEAVES:,}"
    message = f"This query has {said}. Split it into several queries, or write a list of variants as one prefix*."
    return prepared.error("E119", message, 0, len(prepared.clean))


def _no_token(prepared: Prepared, at: int) -> QueryError:
    """Why no token begins here: an opener without its end, a closer without its opener, a glued `|`."""
    char = prepared.clean[at]
    rest = len(prepared.clean)
    if char in _OPENER:
        closing = {"«": "»", "{": "}", "[": "]"}.get(char, '"')
        fixes = [prepared.clean.rstrip() + closing]
        operator = re.compile(r"\s(?:AND|OR|NOT)\s").search(prepared.clean, at)
        if operator:
            fixes.append(prepared.replaced(operator.start(), operator.start(), closing))
        if char == "[":
            message = "Brackets hold a range of dates: published:[2026-11-01 TO 2026-11-24]."
            return prepared.error("E102", message, at, at + 1, (prepared.replaced(at, at + 1, ""),))
        return prepared.error("E102", f"This {_OPENER[char]} is never closed.", at, at + 1, tuple(fixes))
    if char == "|":
        return prepared.error(
            "E103", "Write OR, or | with spaces on both sides.", at, at + 1, (prepared.replaced(at, at + 1, " OR "),)
        )
    message = f"This {char} closes nothing."
    return prepared.error("E102", message, at, min(at + 1, rest), (prepared.replaced(at, at + 1, ""),))
