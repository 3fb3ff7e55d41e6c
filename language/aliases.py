"""How names are folded to be found: one character for one, so that offsets stay true; and what may cling to a name.

`fold` is coarser than the analysis of queries: it serves to recognise watch-listed names in any script.
"""

import re
import unicodedata

_IGNORED = re.compile("[\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufe0e\ufe0f]")
"""Characters that a name is the same without: soft hyphen, combining marks, Arabic vowel signs, joiners."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair: no UTF-8 can hold it."""

_ALIKE = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و",
    "ё": "е", "ß": "s", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "a", "œ": "o",
}  # fmt: skip


def _table() -> dict[int, str]:
    """Code point → the letter without its marks, for the Latin, Greek and Cyrillic blocks; spaces → space."""
    table = {ord(char): plain for char, plain in _ALIKE.items()}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x500), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if code not in table and len(base) == 1 and base != chr(code) and chr(code) not in "йЙїЇ":
            table[code] = base
    return table | dict.fromkeys((0x09, 0x0A, 0x0D, 0xA0, 0x2009, 0x202F, 0x3000), " ")


_TABLE = {chr(code): plain for code, plain in _table().items()}
_LETTERS = frozenset(_TABLE)


def _steps(letter: str) -> int:
    """How many letters of the table a letter leads through: ǽ to æ, and æ to a."""
    plain = _TABLE.get(letter)
    return 0 if plain is None else 1 + _steps(plain)


_ORDER = {letter: _steps(letter) for letter in _LETTERS}
"""In which order letters are replaced so that none is replaced twice."""

_PREFIXES = frozenset({"و", "ف", "ب", "ل", "ك", "ال", "لل", "وال", "بال", "فال", "كال", "ول", "وب"})
"""Arabic proclitics, folded."""

_SUFFIXES = {
    "cyrillic": frozenset(
        [
            "а",
            "у",
            "е",
            "ом",
            "ым",
            "ой",
            "ою",
            "ого",
            "ому",
            "ы",
            "и",
            "ю",
            "я",
            "ем",
            "ям",
            "ами",
            "ях",
            "ей",
            "ев",
            "ов",
            "ою",
            "ем",
            "ён",
            "ым",
            "ых",
            "ыми",
            "им",
            "их",
            "ими",
            "ими",
            "ему",
            "его",
        ]
    ),
    "arabic": frozenset({"ي", "ها", "هاي", "يي", "را", "ش", "اش"}),
    "latin": frozenset({"s"}),
}
_LONGEST_SUFFIX = 3
_SCRIPTS = (("latin", 0x41, 0x24F), ("cyrillic", 0x400, 0x52F), ("arabic", 0x600, 0x6FF))
_UNSPACED = ((0xE00, 0xEFF), (0x1780, 0x17FF), (0x1000, 0x109F), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF))
"""Scripts that put no space between words, and Korean, whose particles cling to a name."""
_GENITIVE_S = frozenset({"de", "sv", "da", "no", "nb", "nn", "nl", "is", "en", "und"})


def fold(text: str) -> str:
    """Lower case, no marks, spaces alike; as long as `text`, where nothing in it is to be ignored (`fold_mapped`)."""
    plain = text.replace("İ", "i").lower().replace("’", "'")
    if plain.isascii():
        return plain.replace("\n", " ")
    for letter in sorted(_LETTERS.intersection(set(plain)), key=_ORDER.__getitem__):
        plain = plain.replace(letter, _TABLE[letter])  # a text has few of them: a tenth of the price of a translation
    return plain


def fold_mapped(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, where ignored characters were taken out, the place in `text` of each that is left."""
    if text.isascii():
        return fold(text), None
    characters = "".join(set(text))
    if _SURROGATE.search(characters):
        text = _SURROGATE.sub("\ufffd", text)
    if not _IGNORED.search(characters):
        return fold(text), None
    kept = [place for place, char in enumerate(text) if not _IGNORED.match(char)]
    return fold("".join(text[place] for place in kept)), kept


def fold_name(name: str) -> str:
    """The key of a name: folded, spaces single."""
    return " ".join(fold(_IGNORED.sub("", _SURROGATE.sub("\ufffd", name))).split())


def _script(char: str) -> str:
    code = ord(char)
    return next((name for name, low, high in _SCRIPTS if low <= code <= high), "")


def unspaced(char: str) -> bool:
    """Whether a word may begin or end beside this character without a space."""
    code = ord(char)
    return code >= 0xE00 and any(low <= code <= high for low, high in _UNSPACED)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def begins_word(text: str, start: int) -> bool:
    """Whether a name may begin at `start` of a folded text: after no letter, or after a proclitic."""
    if start == 0 or not _is_word(text[start - 1]) or unspaced(text[start]) or unspaced(text[start - 1]):
        return True
    if _script(text[start]) != "arabic":
        return False
    for length in (1, 2, 3):
        before = start - length
        if text[max(before, 0) : start] in _PREFIXES and (before <= 0 or not _is_word(text[before - 1])):
            return True
    return False


def ends_word(text: str, end: int, language: str) -> bool:
    """Whether a name may end at `end` of a folded text: before no letter, or before an ending of its script."""
    if end >= len(text) or not _is_word(text[end]) or unspaced(text[end]) or unspaced(text[end - 1]):
        return True
    script = _script(text[end - 1])
    if script == "latin" and language not in _GENITIVE_S:
        return False
    stop = end
    while stop < len(text) and stop - end <= _LONGEST_SUFFIX and _is_word(text[stop]):
        stop += 1
    return text[end:stop] in _SUFFIXES.get(script, ())


_VOWEL_ENDS = "аяйьоеё"


def stem(folded: str, shortest: int = 3) -> str:
    """What stays of a folded Cyrillic word in all its cases; other words, and shorter stems, stay as they are."""
    if not folded or _script(folded[-1]) != "cyrillic":
        return folded
    short = folded.rstrip(_VOWEL_ENDS)
    return short if len(short) >= shortest else folded


def ending(text: str, end: int) -> int:
    """Where the word ends whose Cyrillic stem ends at `end`; elsewhere `end`, for an ending is no part of a name."""
    if _script(text[end - 1]) == "cyrillic":
        while end < len(text) and _is_word(text[end]):
            end += 1
    return end


def lead_start(text: str, start: int, lead: tuple[str, ...]) -> int | None:
    """Where the words before a name's last word begin, if those before `start` are these stems with any ending."""
    for expected in reversed(lead):
        words = text[max(0, start - 40) : start].split(" ")
        if (
            len(words) < 2
            or words[-1]
            or not words[-2].startswith(expected)
            or not ends_word(words[-2], len(expected), "")
        ):
            return None
        start -= len(words[-2]) + 1
    return start
