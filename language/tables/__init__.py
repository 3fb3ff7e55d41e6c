"""Character tables of the analysis, frozen as data (see generate.py)."""

from importlib.resources import files

import msgspec

Ranges = tuple[tuple[int, int], ...]


class Characters(msgspec.Struct, frozen=True):
    """Ranges of code points, both ends included; `fold` maps a character in NFKC to what it folds to."""

    unicode: str
    letters: Ranges
    """Letters, marks and numbers (L*, M*, N*) of scripts that put spaces between words."""
    runs: Ranges
    """Letters of scripts that don't: Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar."""
    marks: Ranges
    digits: Ranges
    lower: Ranges
    upper: Ranges
    emoji: Ranges
    fold: dict[str, str]


def character_class(*ranges: Ranges) -> str:
    """The inside of a regular expression's [...] for these ranges."""
    return "".join(
        f"\\U{first:08x}" if first == last else f"\\U{first:08x}-\\U{last:08x}"
        for group in ranges
        for first, last in group
    )


CHARACTERS = msgspec.json.decode(files(__name__).joinpath("characters.json").read_bytes(), type=Characters)
