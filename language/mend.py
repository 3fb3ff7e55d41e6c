"""Text as it is stored: NFC, without what no text may hold. The first step of every item."""

import re
import unicodedata

from schemas.marks import MOST_MARKS, shorten_marks

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """(the text in NFC, what had to be mended, in words).

    NUL and lone surrogates become U+FFFD, endless runs of combining marks are cut, both told; other control characters
    become a space, every kind of line break a newline. Offsets of statements and entities count in what this returns.
    Idempotent, linear.
    """
    notes: list[str] = []
    if not text.replace("\n", " ").isprintable():  # else it holds nothing of what follows: a tenth of the price
        if broken := _BROKEN.findall(text):
            nul = broken.count("\x00")
            for count, what in ((nul, "NUL characters"), (len(broken) - nul, "lone surrogates")):
                if count:
                    notes.append(f"{count} {what} replaced by U+FFFD")
            text = _BROKEN.sub("\ufffd", text)
        text = _CONTROLS.sub(" ", _BREAKS.sub("\n", text))
    text, cut = shorten_marks(text)
    if cut:
        notes.append(f"{cut} runs of combining marks cut to {MOST_MARKS}")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text), tuple(notes)
