"""What a token is in German text: abbreviations and ordinal numbers keep their point, so that they end no sentence."""

import re

from language.german.lexicon import German
from language.passage import Passage


def token_pattern(german: German) -> re.Pattern[str]:
    """The pattern of a token."""
    abbreviations = sorted({form for word in german.sets["abbreviations"] for form in (word, word.capitalize())})
    starters = sorted(word.capitalize() for word in german.sets["sentence starters"])
    return re.compile(
        r"[A-ZÄÖÜ]?[a-zäöüß]++(?![\w'’&–./-])|"
        rf"(?:{'|'.join(map(re.escape, abbreviations))})\.(?=[ ,;)])|"
        r"[^\W\d_]\.(?:[^\W\d_]\.)*+(?=\s)|"
        rf"(?:\d{{1,2}}(?=\.\s[^\W\d_])|[IVX]{{1,5}}(?=\.\s(?:[^\W\d_]|$)))\.(?!\s(?:{'|'.join(starters)})\b)|"
        r"\w++(?:(?=[-–&'’.,:/])(?:[-–&'’/]|(?<=\d)[.,:](?=\d))\w++)*+(?:-(?=\s))?|"
        r"\n{1,40}|\.\.\.+|--+|[^\s\x00]"
    )


def passage(text: str, german: German) -> Passage:
    """A German text in tokens and sentences."""
    return Passage(text, german.lexicon, german.token or _remember(german))


def _remember(german: German) -> re.Pattern[str]:
    german.token = token_pattern(german)
    return german.token
