"""From a text to terms: the one analysis that index, matcher and highlights share (docs/queries.md).

A text becomes a list of positions; a position is a tuple of terms (the base, then what else the word is found as). The
number of a position is its place in that list. Chunks between white space are analysed once and remembered.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from language.analysis_pieces import Placed, placed
from language.tables import CHARACTERS, character_class

ANALYSIS_VERSION = 1
"""Rises with every change of the terms that some text yields; an index keeps the version that filled it."""

PARAGRAPH = "¶"
BREAK = (PARAGRAPH,)

Terms = tuple[str, ...]


class Position(NamedTuple):
    """The terms of one position and its characters, [start, end) in code points of the text as given."""

    terms: Terms
    start: int
    end: int


_INVISIBLE = "\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u180b-\u180f"
_INVISIBLES = re.compile(f"[{_INVISIBLE}\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]+")
_JAMO = "\u1160-\u11ff"
_CLUSTER = re.compile(
    f".[{character_class(CHARACTERS.marks)}{_JAMO}{_INVISIBLE}\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]*",
    re.DOTALL,
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_PARAGRAPHS = re.compile(rf"{_BLANK_LINES.pattern}|\s*\u2029\s*")
_OTHER_SPACE = re.compile(r"[^\S ]")
_REMEMBERED = 60_000
_LONGEST_REMEMBERED = 64


class _Memory(dict[str, tuple[Placed, ...]]):
    """Chunks already analysed, with offsets from the chunk's start."""

    def __missing__(self, chunk: str) -> tuple[Placed, ...]:
        found = _analyze_chunk(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            self[chunk] = found
        return found


class _TermMemory(dict[str, tuple[Terms, ...]]):
    """The same chunks, terms alone."""

    def __missing__(self, chunk: str) -> tuple[Terms, ...]:
        terms = tuple(terms for terms, _, _ in _memory[chunk])
        if len(chunk) <= _LONGEST_REMEMBERED:
            self[chunk] = terms
        return terms


_position = tuple.__new__
"""Half the price of calling Position, which counts when every word of every article becomes one."""
_memory = _Memory()
_term_memory = _TermMemory()


def analyze(text: str) -> list[Position]:
    """The positions of `text`, in order. Accepts any string; NFC and other forms of one text yield the same terms."""
    _forget_if_full()
    found: list[Position] = []
    broken: tuple[int, int] | None = None
    for start, paragraph in _paragraphs(text):
        base = start
        for chunk in _chunks(paragraph):
            if chunk:
                found_here = _memory[chunk]
                if found_here and broken:
                    found.append(Position(BREAK, *broken))
                    broken = None
                for terms, first, last in found_here:
                    found.append(_position(Position, (terms, base + first, base + last)))
            base += len(chunk) + 1
        if found:
            broken = broken or (start + len(paragraph), start + len(paragraph))
    return found


def terms_of(text: str) -> list[Terms]:
    """The terms of `analyze(text)` without places: several times faster."""
    _forget_if_full()
    if "\n" not in text and "\u2029" not in text:
        return list(chain.from_iterable(map(_term_memory.__getitem__, text.split())))
    found: list[Terms] = []
    for _, paragraph in _paragraphs(text):
        terms = list(chain.from_iterable(map(_term_memory.__getitem__, paragraph.split())))
        if terms and found:
            found.append(BREAK)
        found.extend(terms)
    return found


class Places:
    """[start, end) of each position of `analyze(text)` by its number; only the paragraphs asked for are placed."""

    def __init__(self, text: str) -> None:
        _forget_if_full()
        self._firsts: list[int] = []
        self._paragraphs: list[tuple[int, str]] = []
        self._placed: dict[int, list[tuple[int, int]]] = {}
        first = 0
        for start, paragraph in _paragraphs(text):
            count = sum(map(len, map(_term_memory.__getitem__, paragraph.split())))
            if count:
                self._firsts.append(first)
                self._paragraphs.append((start, paragraph))
                first += count + 1  # the break behind it

    def __getitem__(self, position: int) -> tuple[int, int]:
        nth = bisect_right(self._firsts, position) - 1
        start, paragraph = self._paragraphs[nth]
        if nth not in self._placed:
            self._placed[nth] = [(start + place.start, start + place.end) for place in analyze(paragraph)]
        places = self._placed[nth]
        at = position - self._firsts[nth]
        return places[at] if at < len(places) else (start + len(paragraph),) * 2


def pack(positions: Sequence[Terms] | Sequence[Position]) -> str:
    """One string for a list of positions: positions joined by a space, the terms of one by `|`."""
    terms = map(itemgetter(0), positions) if positions and isinstance(positions[0], Position) else positions
    return " ".join(map("|".join, terms))


def unpack(packed: str) -> list[Terms]:
    """The terms that `pack` wrote."""
    return [tuple(position.split("|")) for position in packed.split(" ")] if packed else []


def clean(chunk: str) -> str:
    """NFC without the characters that nobody sees (soft hyphens, direction marks, variation selectors)."""
    return unicodedata.normalize("NFC", _INVISIBLES.sub("", chunk))


def clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and characters of each letter with the marks that may compose with it: NFC can be taken cluster by
    cluster."""
    for cluster in _CLUSTER.finditer(text):
        yield cluster.start(), cluster.end(), cluster[0]


def _paragraphs(text: str) -> list[tuple[int, str]]:
    found = []
    start = 0
    ends = _PARAGRAPHS if "\u2029" in text else _BLANK_LINES  # the rarer kind costs a look at every space
    for match in ends.finditer(text):
        found.append((start, text[start : match.start()]))
        start = match.end()
    found.append((start, text[start:]))
    return found


def _chunks(paragraph: str) -> list[str]:
    """What stands between spaces of any kind, each one character wide; some are empty."""
    return (paragraph if paragraph.isprintable() else _OTHER_SPACE.sub(" ", paragraph)).split(" ")


def _analyze_chunk(chunk: str) -> tuple[Placed, ...]:
    if chunk.isascii():
        if chunk.isalpha():
            lower = chunk.lower()[:40]
            return (((lower,) if lower == chunk[:40] else (lower, f"={chunk}"[:40]), 0, len(chunk)),)
        return placed(chunk)
    if unicodedata.is_normalized("NFC", chunk) and not _INVISIBLES.search(chunk):
        return placed(chunk)
    return _analyze_unclean(chunk)


def _analyze_unclean(chunk: str) -> tuple[Placed, ...]:
    """A chunk that is not NFC or holds invisible characters: offsets are led back to the characters given."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, cluster in clusters(chunk):
        seen = clean(cluster)
        text.append(seen)
        starts.extend([start] * len(seen))
        ends.extend([end] * len(seen))
    return tuple((terms, starts[start], ends[end - 1]) for terms, start, end in placed("".join(text)))


def _forget_if_full() -> None:
    if len(_memory) > _REMEMBERED:
        _memory.clear()
    if len(_term_memory) > _REMEMBERED:
        _term_memory.clear()
