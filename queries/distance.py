"""Near misses: the word somebody probably meant."""

from collections.abc import Iterable


def distance(a: str, b: str) -> int:
    """Damerau–Levenshtein distance with adjacent transpositions (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]


def nearest(word: str, choices: Iterable[str], most: int = 2) -> str | None:
    """The choice at the least distance (at most `most`, and less than the word is long); among equals the one that
    begins alike, then the one with the same letters, then the first."""
    word = word.casefold()
    limit = min(most, max(1, len(word) - 1))
    near = [(distance(word, choice), choice) for choice in choices if abs(len(choice) - len(word)) <= limit]
    ranked = [
        (apart, choice[:1] != word[:1], sorted(choice) != sorted(word), at, choice)
        for at, (apart, choice) in enumerate(near)
        if apart <= limit
    ]
    return min(ranked)[-1] if ranked else None
