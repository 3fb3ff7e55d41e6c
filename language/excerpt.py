"""The words around a match: what an alert and a hit show of a long text."""

import re

_END = re.compile(r"[.!?…。！？؟۔][\"”’»)\]]*(?=\s|$)|\n+|(?<=[。！？])")
LONGEST = 400
"""A longer sentence is cut around the match at a space, and the cut is marked with an ellipsis."""
NEAREST_SPACE = 20


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of the sentence or sentences that hold [start, end), looked for within 1,000 characters."""
    first, last = max(0, start - 1000), min(len(text), end + 1000)
    for stop in _END.finditer(text, first, last):
        if stop.end() <= start:
            first = stop.end()
        elif stop.end() >= end:
            last = stop.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def sentence_around(text: str, start: int, end: int, longest: int = LONGEST) -> str:
    """The sentence that holds the match, at most about `longest` characters, white space folded."""
    first, last = sentence_span(text, start, end)
    if last - first <= longest:
        return " ".join(text[first:last].split())
    spare = max(0, longest - (end - start)) // 2
    left = _space_after(text, max(first, start - spare), start) if start - spare > first else first
    right = _space_before(text, min(last, end + spare), end) if end + spare < last else last
    right = min(right, left + 2 * longest)
    return ("… " if left > first else "") + " ".join(text[left:right].split()) + (" …" if right < last else "")


def _space_after(text: str, place: int, limit: int) -> int:
    for index in range(place, min(limit, place + NEAREST_SPACE)):
        if text[index].isspace():
            return index
    return place


def _space_before(text: str, place: int, limit: int) -> int:
    for index in range(place, max(limit, place - NEAREST_SPACE), -1):
        if text[index].isspace():
            return index
    return place
