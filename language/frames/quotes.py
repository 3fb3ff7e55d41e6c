"""Quoted regions by the marks of a language, and the attribution that stands within one: « A, a dit X, B »."""

import re
from collections.abc import Callable
from dataclasses import dataclass

UNCLOSED = 12
"""A mark that no other closes opens a quotation to the end of its paragraph, if that is longer than this."""
LONGEST_INCISE = 140
"""Characters of an attribution inside quotation marks."""
LONGEST_APPOSITION = 8
"""Words."""
MOST_INCISES = 40
"""Places looked at in one quotation."""

Region = tuple[int, int]
_DASHES = frozenset("—–")


class _Quotes:
    """Reads marks in order; marks of one pair may lie in one another, and the last closing mark may stand for two."""

    def __init__(self, text: str, pairs: dict[str, str]) -> None:
        self.text = text
        self.pairs = pairs
        self.regions: list[Region] = []
        self.opened: int | None = None
        self.mark = ""
        self.depth = 0
        self.last_close: int | None = None

    def read(self, found: str, start: int, end: int) -> None:
        if found == "\n":
            self.finish(start)
        elif self.opened is None:
            if found in self.pairs and self._opens(found, start, end):
                self.opened, self.mark, self.depth, self.last_close = start, found, 1, None
        elif found in self.pairs[self.mark] and not self._reopens(found, start, end):
            self._close(end)
        elif found == self.mark and found not in self.pairs[found]:
            self.depth += 1

    def _close(self, end: int) -> None:
        self.depth -= 1
        self.last_close = end
        if self.depth == 0 and self.opened is not None:
            self.regions.append((self.opened, end))
            self.opened = None

    def finish(self, end: int) -> None:
        """The paragraph's end: what is still open ends at its last closing mark, or here."""
        if self.opened is not None:
            if self.last_close is not None:
                self.regions.append((self.opened, self.last_close))
            elif end - self.opened > UNCLOSED:
                self.regions.append((self.opened, end))
        self.opened = None

    def _opens(self, found: str, start: int, end: int) -> bool:
        """A mark that is its own closing one opens only before text; no mark opens before a space but « does."""
        if end >= len(self.text):
            return False
        if found in '"»':
            return not self.text[end].isspace()
        return not (found == "“" and start > 0 and self.text[start - 1].isalnum() and not self.text[end].isalnum())

    def _reopens(self, found: str, start: int, end: int) -> bool:
        """A straight mark between a space and a letter opens: the one before it was stray."""
        if found != '"' or self.mark != '"' or end >= len(self.text):
            return False
        if self.text[start - 1].isspace() and self.text[end].isalnum():
            self.opened = start
            return True
        return False


def quoted_regions(text: str, pairs: dict[str, str]) -> list[Region]:
    """Spans of the quotations, marks included, in order and apart, each within a paragraph. Linear."""
    marks = re.escape("".join(sorted(set("".join(pairs) + "".join(pairs.values())))))
    quotes = _Quotes(text, pairs)
    for match in re.finditer(f"[{marks}\n]", text):
        quotes.read(match.group(), match.start(), match.end())
    quotes.finish(len(text))
    return quotes.regions


_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Incises:
    """How a language writes an attribution inside quotation marks: the marks before and behind it, and two questions.

    `is_cue` tells whether words begin with the cue of an attribution, `apposes` whether a word may begin an apposition.
    """

    opening: re.Pattern[str]
    closing: re.Pattern[str]
    is_cue: Callable[[list[str]], bool]
    apposes: Callable[[str], bool]


def part(text: str, regions: list[Region], incises: Incises) -> tuple[list[Region], list[Region]]:
    """Regions with the attributions inside them cut out, and where these stand."""
    parts: list[Region] = []
    found: list[Region] = []
    for start, end in regions:
        rest = start
        for _ in range(MOST_INCISES):
            incise = _incise(text, (rest, end), incises)
            if incise is None:
                break
            parts.append((rest, incise[0]))
            found.append(incise)
            rest = incise[1]
        if end - rest > 1:
            parts.append((rest, end))
    return parts, found


def _incise(text: str, region: Region, incises: Incises) -> Region | None:
    """The first attribution inside a quotation, from its opening comma or dash to past its closing one."""
    start, end = region
    for count, match in enumerate(incises.opening.finditer(text, start + 1, end)):
        if count >= MOST_INCISES:
            return None
        words = _WORDS.findall(text, match.end(), min(match.end() + 60, end))[:5]
        if words and words[0][0].islower() and incises.is_cue(words):
            limit = min(end, match.end() + LONGEST_INCISE)
            closed = _closed(text, match.end() + 3, limit, incises, dashed=not _DASHES.isdisjoint(match.group()))
            return match.start(), closed or (end if limit == end else _closed_anyhow(text, match.end(), limit))
    return None


def _closed(text: str, start: int, limit: int, incises: Incises, *, dashed: bool) -> int | None:
    """Where an attribution ends; a comma before an apposition ("X, un pompier,") does not end it.

    What a dash begins a dash ends, if one follows.
    """
    matches = list(incises.closing.finditer(text, start, limit))
    if dashed:
        matches = [match for match in matches if not _DASHES.isdisjoint(match.group())] or matches
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        if match.group()[:1] != "," or following is None or not following.group():
            return match.end()
        between = _WORDS.findall(text, match.end(), following.start())
        if not between or len(between) > LONGEST_APPOSITION:
            return match.end()
        ends_sentence = following.group()[:1] == "." and between[0][0].islower()
        if not ends_sentence and not incises.apposes(between[0].lower()):
            return match.end()
    return None


def _closed_anyhow(text: str, start: int, limit: int) -> int:
    """An attribution that nothing closes ends at a space before the limit."""
    space = text.rfind(" ", start, limit)
    return space + 1 if space > start else limit
