"""`forms(word)`: the forms of a word in a text, by tables of endings and beginnings. A pure function of the query: the
canonical text shows the list, and every executor searches plain words."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import msgspec

from language.analysis import clean
from language.analysis_pieces import pieces
from queries.leaves import LeafRefused

LANGUAGES = {
    "ar": "Arabic",
    "en": "English",
    "fa": "Persian",
    "he": "Hebrew",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}
_ARTICLES = {"ar": "ال", "he": "ה"}
_SCRIPTS = (
    (re.compile(r"[\u0600-\u06ff]"), ("ar",)),
    (re.compile(r"[א-ת]"), ("he",)),
    (re.compile(r"[іїєґІЇЄҐ]"), ("uk",)),
    (re.compile(r"[ыэъёЫЭЪЁ]"), ("ru",)),
    (re.compile(r"[Ѐ-ӿ]"), ("ru", "uk")),
    (re.compile(r"[ğışĞİŞ]"), ("tr",)),
    (re.compile(r"[A-Za-z]"), ("en",)),
)
"""Letters that tell the languages to try; Persian is written in Arabic letters and has to be named."""
_VOICELESS = "fstkçşhp"
_HIGH = {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}
_SOFT = {"p": "b", "ç": "c", "t": "d", "k": "ğ"}


class _Line(msgspec.Struct, frozen=True):
    ends: re.Pattern[str]
    dropped: int
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]


def named_language(opener: str) -> str | None:
    """The language that `forms.xx(` names; None where the letters are to tell. Raises LeafRefused."""
    code = opener.rstrip("( ").partition(".")[2]
    if code and code not in LANGUAGES:
        known = ", ".join(f"{one} ({name})" for one, name in LANGUAGES.items())
        raise LeafRefused("E106", f"There is no table of forms for {code!r}. There is one for {known}.")
    return code or None


def forms_of(word: str, language: str | None = None) -> list[str]:
    """The word, then its forms. Raises LeafRefused for what is not one word, and where no table fits its letters."""
    found = list(pieces(clean(word)))
    if len(found) != 1 or found[0].sigil or found[0].run or "*" in word or "?" in word:
        message = f"forms(…) takes a plain word of one part, and {word} is none."
        raise LeafRefused("E103", message, word)
    languages = (language,) if language else next((found for letters, found in _SCRIPTS if letters.search(word)), ())
    if not languages:
        known = ", ".join(LANGUAGES.values())
        raise LeafRefused("E106", f"There is no table of forms for the letters of {word}, only for {known}.", word)
    return list(dict.fromkeys((word, *(form for one in languages for form in _in_language(word, one)))))


def _in_language(word: str, language: str) -> Iterator[str]:
    article = _ARTICLES.get(language)
    if article and word.startswith(article) and len(word) > len(article) + 2:
        yield from _in_language(word.removeprefix(article), language)
        return
    lowered = _lower(word, language)
    line = next(line for line in _table()[language] if line.ends.search(lowered))
    stem = word[: len(word) - line.dropped]
    endings = line.endings
    with_endings = [word, *(stem if ending == "-" else stem + ending for ending in endings)]
    if language == "tr":
        with_endings = [word, *_harmonised(word, lowered, endings)]
    for beginning in line.beginnings or ("-",):
        yield from (form if beginning == "-" else beginning + form for form in with_endings)


def _lower(word: str, language: str) -> str:
    turkish = word.replace("I", "ı").replace("İ", "i") if language == "tr" else word
    return turkish.lower()


def _harmonised(word: str, lowered: str, endings: Iterable[str]) -> Iterator[str]:
    """Turkish endings with their vowels after the word's last, and a last p, ç, t, k also softened before a vowel."""
    last = next((char for char in reversed(lowered) if char in _HIGH), "e")
    low = "a" if last in "aıou" else "e"
    after_vowel = lowered[-1] in _HIGH
    for ending in endings:
        buffered = re.sub(r"\((\w)\)", r"\1" if after_vowel else "", ending)
        shown = _with_vowels(buffered, "t" if lowered[-1] in _VOICELESS else "d", low, _HIGH[last])
        yield word + shown
        if lowered[-1] in _SOFT and shown[0] in _HIGH:
            yield word[:-1] + _SOFT[lowered[-1]] + shown


def _with_vowels(ending: str, dental: str, low: str, high: str) -> str:
    """An ending with its letters set; after the plural its own vowel leads."""
    shown = ""
    for char in ending:
        if char == "I" and "l" + low + "r" in shown:
            shown += "ı" if low == "a" else "i"
        elif char == "D" and shown:
            shown += "d"
        else:
            shown += {"A": low, "I": high, "D": dental}.get(char, char)
    return shown


@cache
def _table() -> dict[str, list[_Line]]:
    table: dict[str, list[_Line]] = {}
    for line in files("queries.data").joinpath("forms.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, ends, dropped, endings, beginnings = re.split(r"\|(?![^(]*\))", line)
            read = _Line(re.compile(f"{ends}$"), int(dropped), tuple(endings.split()), tuple(beginnings.split()))
            table.setdefault(code, []).append(read)
    return table
