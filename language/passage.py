"""A text as the engine sees it: tokens, sentences, paragraphs. A quoted region is one token.

That a quotation is one token makes the grammar see it as one constituent and spares looking into it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import compress
from operator import add, ne

from language.lexicon import Lexicon
from language.quotation import Region, quoted_regions

QUOTE = "\0"
"""The word of a token that is a quoted region."""

LONGEST_SENTENCE = 240
"""Tokens: what runs on longer is cut, so that the cost of a sentence is bounded."""

_ABBREVIATION = (
    r"(?=[A-Z][a-z]{0,5}\.)(?:Mr|Mrs|Pres|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Sgt|Capt|Adm|Rev|Prof|Hon|St|Jr|Sr|Inc|Corp"
    r"|Co|Ltd|vs|No|Jan|Feb|Aug|Sept|Sep|Oct|Nov|Dec|Calif|Fla|Ill|Mass|Mich|Minn|Pa|Tex|Va|Wash|Ariz|Ark|Colo|Conn|Del"
    r"|Ga|Ind|Kan|Ky|La|Md|Mo|Mont|Neb|Nev|Okla|Ore|Tenn|Vt|Wis|Wisc|Wyo|[A-Z])\.(?=[ ,;'’)\]-])"
)
_TOKEN = re.compile(
    r"[a-z]++(?![\w'’&–.-])|[A-Z][a-z]++(?![\w'’&–.-])"
    r"|[A-Za-z]\.(?:[A-Za-z]\.)++|"
    + _ABBREVIATION
    + r"|[@#$]?\w++(?:(?=[-–&'’.,:])(?:[-–&]|['’](?!s\b)|(?<=\d)[.,:](?=\d))\w++)*+"
    r"|['’]s\b|\n{1,40}|\.\.\.+|--+|[^\s\x00]"
)
_group: Callable[[re.Match[str]], str] = re.Match.group
_start: Callable[[re.Match[str]], int] = re.Match.start
_OPENERS = "“\"'‘«„(`"
_STRAY = "'’\"”"
_CUE_LOOKAHEAD = 6


class Sentence:
    """One sentence: its tokens, and where it stands. `tags` and `chunks` are set by the grammar when it needs them."""

    __slots__ = (
        "chunk_of",
        "chunks",
        "ends",
        "first",
        "headline",
        "index",
        "lower",
        "memo",
        "paragraph",
        "passage",
        "regions",
        "starts",
        "tags",
        "words",
    )

    def __init__(self, passage: "Passage", index: int, first: int, last: int, paragraph: int) -> None:
        self.passage = passage
        self.index = index
        self.first = first
        self.paragraph = paragraph
        self.words = passage.words[first:last]
        self.lower = passage.lower[first:last]
        self.starts = passage.starts[first:last]
        self.ends = passage.ends[first:last]
        self.regions = passage.region_of[first:last]
        self.headline = False
        self.tags = ""
        self.chunks: list[tuple[int, int]] = []
        self.chunk_of: list[int] = []
        self.memo: dict[tuple[int, int], int] = {}

    def __len__(self) -> int:
        return len(self.words)

    def text(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        return self.passage.text[self.starts[first] : self.ends[last]]


class Passage:
    """A text read into tokens: parallel lists `words`, `lower`, `starts`, `ends`, `region_of` (-1 outside quotes).

    `pattern` tells what a token is in another language than English.
    """

    def __init__(self, text: str, lexicon: Lexicon, pattern: re.Pattern[str] = _TOKEN) -> None:
        self.text = text
        self._pattern = pattern
        self.lexicon = lexicon
        self.regions: list[Region] = quoted_regions(text)
        self.words: list[str] = []
        self.starts: list[int] = []
        quotes = self._tokenise()
        self.ends = list(map(add, self.starts, map(len, self.words)))
        self.region_of = [-1] * len(self.words)
        for region, token in enumerate(quotes):
            self.region_of[token] = region
            self.ends[token] = self.regions[region][1]
        self.lower = list(map(str.lower, self.words))
        capitals = compress(range(len(self.words)), map(ne, self.words, self.lower))
        self.capitals = [token for token in capitals if self.words[token][0].isupper()]
        self.sentences = [
            Sentence(self, index, first, last, paragraph)
            for index, (first, last, paragraph) in enumerate(_sentences(self))
        ]

    def _tokenise(self) -> list[int]:
        """Fills `words` and `starts`; returns the tokens that are quoted regions."""
        text, words, starts = self.text, self.words, self.starts
        quotes: list[int] = []
        position = 0
        for start, end in self.regions:
            self._tokens_between(position, start)
            quotes.append(len(words))
            words.append(QUOTE)
            starts.append(start)
            position = end
        self._tokens_between(position, len(text))
        return quotes

    def _tokens_between(self, start: int, end: int) -> None:
        while 0 < start < end and self.text[start] in _STRAY:
            start += 1  # marks that are left over right behind a quotation
        matches = list(self._pattern.finditer(self.text, start, end))
        self.words += map(_group, matches)
        self.starts += map(_start, matches)


def _sentences(passage: Passage) -> Iterator[tuple[int, int, int]]:
    """(first token, end, paragraph) of each sentence."""
    paragraph = 0
    start = 0
    for end, newline in _ends(passage):
        while end - start > LONGEST_SENTENCE:
            yield start, start + LONGEST_SENTENCE, paragraph
            start += LONGEST_SENTENCE
        if end > start:
            yield start, end, paragraph
        start = end + newline
        paragraph += newline


def _ends(passage: Passage) -> Iterator[tuple[int, bool]]:
    """Tokens at which a sentence ends, each with whether it is a line break (which belongs to no sentence)."""
    words = passage.words
    for token in compress(range(len(words)), map(_stoppers(passage.lexicon).__contains__, words)):
        first = words[token][0]
        if first == "\n":
            yield token, True
        elif first == QUOTE:
            if _quote_ends(passage, token):
                yield token + 1, False
        elif first in ".?!…":
            if (end := _mark_ends(passage, token)) is not None:
                yield end, False
        elif _abbreviation_ends(passage, token):
            yield token + 1, False
    yield len(words), False


@cache
def _stoppers(lexicon: Lexicon) -> frozenset[str]:
    """Words that may end a sentence."""
    initials = {chr(letter) + "." for letter in range(65, 91)}
    newlines = {"\n" * count for count in range(1, 41)}
    marks = {".", "?", "!", "…", *("." * count for count in range(3, 9)), QUOTE}
    return lexicon.sets.sentence_abbreviations | initials | newlines | marks


def _begins_sentence(word: str) -> bool:
    return word[0].isupper() or word[0] in _OPENERS or word == QUOTE


def _quote_ends(passage: Passage, token: int) -> bool:
    """Whether the sentence ends with this quotation: it ends like one, and no cue follows a question or exclamation."""
    words = passage.words
    if token + 1 >= len(words) or words[token + 1][0] == "\n":
        return False
    inner = passage.text[passage.starts[token] : passage.ends[token]].rstrip("”\"“«»'’` ")
    mark = inner[-1:]
    if not mark or mark not in ".?!…" or not _begins_sentence(words[token + 1]):
        return False
    return mark in ".…" or not _cue_follows(passage, token)


def _cue_follows(passage: Passage, token: int) -> bool:
    for word in passage.lower[token + 1 : token + 1 + _CUE_LOOKAHEAD]:
        if word in passage.lexicon.cue_forms:
            return True
        if word in ".,;:":
            return False
    return False


def _mark_ends(passage: Passage, token: int) -> int | None:
    words = passage.words
    word = words[token]
    if token + 1 >= len(words) or (word[0] == "." and len(word) > 1 and word[1] != "."):
        return None
    end = token + 1
    if passage.starts[end] == passage.ends[token] and words[end] not in ")]":
        return None
    if words[end] in ")]":
        end += 1
    if end < len(words) and (_begins_sentence(words[end]) or not words[end][0].isalpha()):
        return end
    return None


def _abbreviation_ends(passage: Passage, token: int) -> bool:
    """Whether an abbreviation also ends its sentence: the next word is a capitalised pronoun, article, conjunction."""
    words = passage.words
    if token + 1 >= len(words) or not words[token + 1][0].isupper():
        return False
    initial_after_point = len(words[token]) == 2 and token > 0 and words[token - 1] == "."
    if not initial_after_point and words[token] not in passage.lexicon.sets.sentence_abbreviations:
        return False
    return passage.lexicon.tags.get(passage.lower[token + 1], "?") in "DPHUEIKW"


def is_headline(words: list[str]) -> bool:
    """Whether nearly all longer words are capitalised."""
    upper = lower = 0
    for word in words:
        if len(word) > 3 and word[0].isalpha():
            if word[0].isupper():
                upper += 1
            else:
                lower += 1
                if lower > 1 and lower > upper:
                    return False
    return upper + lower >= 3 and upper >= 4 * lower
