"""Runs of combining marks without end: the one text that makes Unicode normalisation quadratic (Python 3.11: 40,000
marks take 3 s). Whatever normalises text that strangers wrote shortens them first."""

import re
import unicodedata
from functools import lru_cache

MOST_MARKS = 32
"""Marks on one letter that are kept; Unicode's stream-safe format (UAX #15) needs no more than 30."""


_STRIDE = 8


@lru_cache(maxsize=1)
def _runs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(what a run over the limit leaves of every `_STRIDE`th character, the run itself)."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.combining(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    marks = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return (
        re.compile(f"[{marks}]{{{MOST_MARKS // _STRIDE}}}"),
        re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+"),
    )


def shorten_marks(text: str) -> tuple[str, int]:
    """(the text with no run of combining marks over `MOST_MARKS`, how many runs were cut). Linear."""
    if text.isascii():
        return text, 0
    trace, run = _runs()
    if not trace.search(text[::_STRIDE]):  # an eighth of the price, and nearly every text ends here
        return text, 0
    return run.subn(r"\1", text)
