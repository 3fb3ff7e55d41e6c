"""Quoted regions of a text: from an opening to its closing mark, within one paragraph.

Knows “…” „…“ „…” «…» »…« "…" ``…'' ''…''. Single marks are left alone: they are apostrophes or quotes in quotes.
"""

import re

_CLOSERS = {
    "“": ("”", '"'),
    "„": ("“", "”", '"'),
    "«": ("»",),
    "»": ("«",),
    '"': ('"', "”"),
    "``": ("''", '"'),
    "''": ("''",),
    "‟": ("”",),
}
_STRAIGHT = ('"', "''")
_MARK = re.compile(r"``|''|[“”„‟«»\"]|\n")
UNCLOSED = 12
"""A mark that no other closes opens a quotation to the end of its paragraph, if that is longer than this."""

Region = tuple[int, int]


def quoted_regions(text: str) -> list[Region]:
    """Spans of the quotations, marks included, in order and apart. Linear in the length of the text."""
    regions: list[Region] = []
    opened: int | None = None
    mark = ""
    for match in _MARK.finditer(text):
        found, start, end = match.group(), match.start(), match.end()
        if found == "\n":
            if opened is not None and start - opened > UNCLOSED:
                regions.append((opened, start))
            opened = None
        elif opened is None:
            if _opens(text, found, start, end):
                opened, mark = start, found
        elif _closes(text, found, mark, start, end):
            regions.append((opened, end))
            opened = None
        elif found in ("“", mark) and mark in ("“", *_STRAIGHT):
            opened, mark = start, found
    if opened is not None and len(text) - opened > UNCLOSED:
        regions.append((opened, len(text)))
    return regions


def _opens(text: str, found: str, start: int, end: int) -> bool:
    if found not in _CLOSERS:
        return False
    if found in ('"', "''", "»") and (end >= len(text) or text[end].isspace()):
        return False
    return not (found == "''" and start > 0 and text[start - 1].isalnum())


def _closes(text: str, found: str, mark: str, start: int, end: int) -> bool:
    before_word = end < len(text) and text[end].isalnum()
    after_space = text[start - 1].isspace()
    if found in _CLOSERS[mark]:
        # A straight mark between a space and a letter opens: the one before it was stray.
        return not (found in _STRAIGHT and after_space and before_word and (found == mark or found == '"' != mark))
    # An opening mark written where a closing one belongs: “We shall see,“ she said.
    return found == mark == "“" and not after_space and not before_word
