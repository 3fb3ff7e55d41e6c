"""Fold: one spelling for what readers take for the same letter (docs/queries.md, "What counts as the same word")."""

import re
import unicodedata
from functools import lru_cache

from language.tables import CHARACTERS, character_class

_TABLE = str.maketrans(CHARACTERS.fold)
_SHORT = 64
_NOT_LETTERS = re.compile(f"[^{character_class(CHARACTERS.letters, CHARACTERS.runs)}]+")


def fold(text: str) -> str:
    """Letters and numbers of `text` without case, accents, vowel points or letter variants; all else is dropped.

    Closed: `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return text.lower() if text.isalnum() else "".join(filter(str.isalnum, text.lower()))
    return _fold_short(text) if len(text) <= _SHORT else _fold_wide(text)


@lru_cache(maxsize=16384)
def _fold_short(text: str) -> str:
    return _fold_wide(text)


def _fold_wide(text: str) -> str:
    now, last = text, ""
    while now != last:
        last = now
        now = _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", now).translate(_TABLE))
    return now


def fold_key(text: str) -> str:
    """How keys compare: NFKC and case folded, whole."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
