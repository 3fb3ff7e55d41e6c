"""What a content is about: its noun phrases, cheaply, from the tags of single words."""

import re

from language.english.tags import lexical_tag
from language.lexicon import Lexicon

MOST_TOPICS = 12
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PHRASE = re.compile("[JX]*[NSX]+")
_LONGEST_READ = 1500
"""Characters of one content."""
_MEMO_SIZE = 100_000


def topics(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Noun phrases of a statement's text, in order, without articles: "every delay costs jobs" → delay, jobs."""
    words = list(_WORD.finditer(text, 0, _LONGEST_READ))
    memo = lexicon.topic_memo
    tags = "".join([memo.get(word) or _remember(word, lexicon) for word in [match.group() for match in words]])
    if tags[:1] == "X" and lexical_tag(words[0].group().lower(), lexicon) not in "NS":
        tags = "*" + tags[1:]  # a capital that only begins the sentence
    found: dict[str, str] = {}
    for phrase in _PHRASE.finditer(tags):
        first, last = words[phrase.start()], words[phrase.end() - 1]
        written = text[first.start() : last.end()]
        if len(written) > 2 and len(found) < MOST_TOPICS and written.count(" ") == phrase.end() - phrase.start() - 1:
            found.setdefault(written.casefold(), written)
    return tuple(found.values())


def _remember(word: str, lexicon: Lexicon) -> str:
    tag = _tag(word, lexicon)
    if len(lexicon.topic_memo) < _MEMO_SIZE:
        lexicon.topic_memo[word] = tag
    return tag


def _tag(word: str, lexicon: Lexicon) -> str:
    lower = word.lower()
    tag = lexical_tag(lower, lexicon) or "*"
    if word[0].isupper() and tag in "NSJ?":
        return "X"
    if tag == "?":
        return "S" if lower in lexicon.noun_homographs and lower.endswith("s") else "v"
    return tag
