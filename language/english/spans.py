"""Spans of text for tokens: what a statement takes in of the characters around it."""

import re

from language.passage import Sentence

Span = tuple[int, int]

_EDGES = " \t\n\xa0,;:—–-"
_ABBREVIATION_END = re.compile(r"(?:[A-Z]\.)+$|\b(?:Mr|Jr|Sr|Inc|Corp|Co|No|St)\.$")
_WORD = re.compile(r"[^\W_]+")
SHORTEST = 2
"""Characters."""


def trimmed(text: str, start: int, end: int) -> Span:
    """Without spaces, commas, colons and dashes at the edges."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(_EDGES))
    return start, max(start, end - len(inner) + len(inner.rstrip(_EDGES)))


def without_period(text: str, start: int, end: int) -> Span:
    """Trimmed, and without the period that ends the sentence (an abbreviation keeps its own)."""
    start, end = trimmed(text, start, end)
    if end > start and text[end - 1] == "." and not _ABBREVIATION_END.search(text[max(start, end - 6) : end]):
        end -= 1
    return trimmed(text, start, end)


def span(sentence: Sentence, first: int, end: int) -> Span | None:
    """The text of tokens [first, end), without its final period; None where nothing is left."""
    if end <= first:
        return None
    start, stop = without_period(sentence.passage.text, sentence.starts[first], sentence.ends[end - 1])
    return (start, stop) if stop - start >= SHORTEST else None


def quoted_words(sentence: Sentence, place: int) -> list[str]:
    """The words of the quotation at a token."""
    return _WORD.findall(sentence.passage.text, sentence.starts[place], sentence.ends[place])


def is_title(sentence: Sentence, place: int) -> bool:
    """Whether the quotation at a token reads as a title: two to nine words, all but particles capitalised."""
    if sentence.ends[place] - sentence.starts[place] > 200:
        return False
    words = quoted_words(sentence, place)
    particles = sentence.passage.lexicon.sets.title_particles
    return 1 < len(words) <= 9 and all(
        word[0].isupper() or not word[0].isalpha() or word.lower() in particles for word in words
    )
