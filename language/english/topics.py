"""What a content is about: its noun phrases, cheaply, from the tags of single words."""

import re

from language.english.tags import lexical_tag
from language.lexicon import Lexicon

MOST_TOPICS = 12
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PHRASE = re.compile("[JX]*[NSX]+")
_LONGEST_READ = 1500
"""Characters of one content."""


def topics(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Noun phrases of a statement's text, in order, without articles: "every delay costs jobs" → delay, jobs."""
    words = list(_WORD.finditer(text, 0, _LONGEST_READ))
    tags = "".join(_tag(match.group(), match.start(), lexicon) for match in words)
    found: dict[str, str] = {}
    for phrase in _PHRASE.finditer(tags):
        first, last = words[phrase.start()], words[phrase.end() - 1]
        written = text[first.start() : last.end()]
        if (
            len(written) > 2
            and "\n" not in written
            and len(found) < MOST_TOPICS
            and _together(text, words, *phrase.span())
        ):
            found.setdefault(written.casefold(), written)
    return tuple(found.values())


def _together(text: str, words: list[re.Match[str]], first: int, end: int) -> bool:
    """Whether only spaces stand between the words of a phrase."""
    return all(text[words[at].end() : words[at + 1].start()] == " " for at in range(first, end - 1))


def _tag(word: str, start: int, lexicon: Lexicon) -> str:
    lower = word.lower()
    tag = lexical_tag(lower, lexicon) or "*"
    if start > 1 and word[0].isupper() and tag in "NSJ?":
        return "X"
    if tag == "?":
        return "S" if lower in lexicon.noun_homographs and lower.endswith("s") else "v"
    return tag
