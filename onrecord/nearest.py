"""The near miss: which known word was probably meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher


def _distance(a: str, b: str, most: int) -> int:
    """Damerau-Levenshtein distance (optimal string alignment), `most` + 1 where it is larger."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], most + 1)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word within a third of the word's length in typing errors, or that it begins; the closest wins."""
    word = word.strip().lower()[:64]
    most = max(1, (len(word) + 1) // 3)
    ranked = []
    for candidate in known:
        distance = _distance(word, candidate.lower(), most)
        begins = len(word) >= 3 and candidate.lower().startswith(word)
        if distance <= most or begins:
            likeness = SequenceMatcher(None, word, candidate.lower()).ratio()
            ranked.append((0 if begins else distance, -likeness, candidate))
    return min(ranked)[2] if ranked and word else None


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?`, or nothing."""
    found = nearest(word, known)
    return f"; did you mean {found}?" if found else ""
