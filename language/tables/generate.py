"""Writes characters.json: what counts as a letter, which scripts run without spaces, and what each character folds to.

Run `python language/tables/generate.py` only together with a new `ANALYSIS_VERSION`: stored terms depend on this data,
and Python's own tables change with its version, which is why they are frozen here.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

JOINING_LETTERS = "ʼʻ"
"""Letters by category that stand for an apostrophe between letters."""

OWN_MAP = {
    **dict(zip("øłđðıħŧŋ", "olddihtn", strict=True)),
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ё": "е",
    "ς": "σ",
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیېئ", "ي"),
    "ؤ": "و",
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۀەہھۂۃ", "ه"),
    "ء": "",
    "ـ": "",
}
DROPPED = (
    (0x0300, 0x036F),  # combining marks of Latin, Greek, Cyrillic
    (0x064B, 0x065F),  # Arabic harakat
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x0591, 0x05BD),  # Hebrew points
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
)
RUN_BLOCKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul jamo
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x3130, 0x318F),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),  # Han
    (0xA960, 0xA97F),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC),  # halfwidth Katakana and Hangul
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)
EMOJI = ((0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1F3FA), (0x1F400, 0x1FAFF))


def is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" and char not in JOINING_LETTERS


def is_run(char: str) -> bool:
    return is_letter(char) and unicodedata.category(char) != "Nd" and within(RUN_BLOCKS, char)


def is_emoji(char: str) -> bool:
    return within(EMOJI, char) and not is_letter(char) and unicodedata.category(char) in {"So", "Cn", "Sm"}


def within(blocks: Iterable[tuple[int, int]], char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in blocks)


def fold_char(char: str) -> str:
    """One step of the fold for one character in NFKC."""
    if within(DROPPED, char):
        return ""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    if char in OWN_MAP:
        return OWN_MAP[char]
    lower = unicodedata.normalize("NFKC", char.casefold())
    name = unicodedata.name(char, "")
    if name.startswith(("LATIN ", "GREEK ")):
        lower = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return "".join(c for c in lower if is_letter(c))


def fold_closed(char: str) -> str:
    """Step after step until nothing changes, so that folding a folded text changes nothing."""
    now, last = char, ""
    while now != last:
        last = now
        now = unicodedata.normalize("NFKC", "".join(map(fold_char, unicodedata.normalize("NFKC", now))))
    return now


def ranges(test: Callable[[str], bool]) -> list[list[int]]:
    found: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF or not test(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def folds() -> dict[str, str]:
    """Only what a text in NFKC can hold and what the fold changes."""
    changed = {}
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if 0xD800 <= code <= 0xDFFF or not is_letter(char) or unicodedata.normalize("NFKC", char) != char:
            continue
        folded = fold_closed(char)
        if folded != char:
            changed[char] = folded
    return changed


def main() -> None:
    table = {
        "unicode": unicodedata.unidata_version,
        "letters": ranges(lambda c: is_letter(c) and not is_run(c)),
        "runs": ranges(is_run),
        "marks": ranges(lambda c: unicodedata.category(c)[0] == "M"),
        "digits": ranges(lambda c: unicodedata.category(c) == "Nd"),
        "lower": ranges(lambda c: unicodedata.category(c) == "Ll"),
        "upper": ranges(lambda c: unicodedata.category(c) in {"Lu", "Lt"}),
        "emoji": ranges(is_emoji),
        "fold": folds(),
    }
    target = Path(__file__).with_name("characters.json")
    target.write_text(json.dumps(table, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
