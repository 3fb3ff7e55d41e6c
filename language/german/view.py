"""A German sentence as the rules see it: tokens with the bits of their words, and the segments between its commas."""

import re
from typing import NamedTuple

from language.german.lexicon import ADJECTIVE, CAPITAL, FINITE, FUNCTION, REPORTED, WORD, German
from language.passage import QUOTE, Sentence

_WORDS = re.compile(r"\w+")
_MARKS = "„“”\"«»‟'` "
_DELIMITERS = frozenset({",", ";", ":", "–", "—", "-", "--"})
_SUBJECTS = frozenset({"er", "es", "man", "sie"})
SHORT_NAME = 4
"""Words: a quotation of so many may be a name; one of so many, or one that ends like a sentence, may be speech."""


class Segment(NamedTuple):
    """Tokens [first, end) between delimiters, and the delimiter before them ("" at the sentence's start)."""

    first: int
    end: int
    mark: str


class Found(NamedTuple):
    """A noun phrase, last token included; `oblique` where its case cannot be the nominative."""

    first: int
    last: int
    oblique: bool = False


class View:
    """One sentence: `words`, `lower`, `kinds` by token; `end` lies before the mark that ends the sentence."""

    def __init__(self, sentence: Sentence, german: German) -> None:
        self.sentence = sentence
        self.german = german
        self.words = sentence.words
        self.lower = sentence.lower
        self.kinds = list(map(german.kinds.__getitem__, sentence.words))
        _mark_reported(self)
        self.segments = _segments(self)
        self.end = self.segments[-1].end if self.segments else 0
        self.phrases: dict[tuple[int, int, bool, int], Found | None] = {}
        self.quotes = [token for token in range(self.end) if self.words[token] == QUOTE]
        self._sizes: dict[int, int] = {}

    def is_quote(self, token: int) -> bool:
        return self.words[token] == QUOTE

    def quote_words(self, token: int) -> int:
        """How many words a quotation has."""
        size = self._sizes.get(token)
        if size is None:
            sentence = self.sentence
            text = sentence.passage.text
            size = self._sizes[token] = len(_WORDS.findall(text, sentence.starts[token], sentence.ends[token]))
        return size

    def quote_text(self, token: int) -> str:
        """A quotation without its marks, its first and last hundred characters at most."""
        sentence = self.sentence
        start, end = sentence.starts[token], sentence.ends[token]
        text = sentence.passage.text
        inner = text[start:end] if end - start < 200 else text[start : start + 100] + text[end - 100 : end]
        return inner.strip(_MARKS)

    def long_quote(self, token: int) -> bool:
        """Whether a token is a quotation that may be speech."""
        if not self.is_quote(token):
            return False
        return self.quote_words(token) >= SHORT_NAME or self.quote_text(token)[-1:] in (".", "!", "?", ",")

    def capital(self, token: int) -> bool:
        return bool(self.kinds[token] & CAPITAL)

    def name(self, token: int, *, first: bool = False) -> bool:
        """Whether a token may be the noun of a phrase; at a sentence's start a capital alone does not tell."""
        kind = self.kinds[token]
        if kind & WORD:
            return bool(kind & CAPITAL) and not (first and kind & FUNCTION)
        if not self.is_quote(token):
            return False
        return self.quote_words(token) <= SHORT_NAME and self.quote_text(token)[-1:] not in (".", "!", "?", ",")

    def adjective(self, token: int) -> bool:
        return bool(self.kinds[token] & ADJECTIVE)

    def finite(self, token: int) -> bool:
        """Whether a token may be a finite verb."""
        return bool(self.kinds[token] & FINITE)

    def has(self, bits: int, first: int, end: int) -> bool:
        """Whether a word of tokens [first, end) has one of the bits."""
        return any(kind & bits for kind in self.kinds[first:end])

    def places(self, bits: int) -> list[int]:
        """The tokens whose word has one of the bits, up to the sentence's end."""
        return [token for token, kind in enumerate(self.kinds[: self.end]) if kind & bits]

    def has_verb(self, first: int, end: int) -> bool:
        return any(self.finite(token) or self.long_quote(token) for token in range(first, end))

    def segment_of(self, token: int) -> int:
        """The number of the segment that a token lies in or follows."""
        found = 0
        for number, segment in enumerate(self.segments):
            if segment.first <= token:
                found = number
        return found


def _mark_reported(view: View) -> None:
    """Marks "er brenne", "es fehle": behind a pronoun, what looks like an adjective without a noun is a verb in
    reported mood."""
    for token in range(1, len(view.words)):
        if view.lower[token - 1] not in _SUBJECTS or not view.kinds[token] & ADJECTIVE:
            continue
        lower = view.lower[token]
        following = view.kinds[token + 1] if token + 1 < len(view.words) else 0
        if lower.endswith("e") and not lower.endswith("te") and not following & (CAPITAL | ADJECTIVE):
            view.kinds[token] = view.kinds[token] & ~ADJECTIVE | REPORTED | FINITE


def _segments(view: View) -> list[Segment]:
    """The segments of a sentence; what stands in round brackets parts nothing."""
    segments: list[Segment] = []
    first, mark, depth = 0, "", 0
    for token, word in enumerate(view.words):
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and word in _DELIMITERS:
            if token > first:
                segments.append(Segment(first, token, mark))
            first, mark = token + 1, word
    end = len(view.words)
    while end > first and view.words[end - 1][0] in ".!?…":
        end -= 1
    if end > first:
        segments.append(Segment(first, end, mark))
    return segments
