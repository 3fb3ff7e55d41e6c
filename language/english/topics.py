"""What a content is about: its noun phrases, cheaply, from the tags of single words."""

import re

from language.english.tags import lexical_tag
from language.lexicon import Lexicon

MOST_TOPICS = 12
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\s\w]")
_FIRST_WORD = re.compile(r"[^-]")
_PHRASE = re.compile("[JX]*[NSX]+")
_LONGEST_READ = 1500
"""Characters of one content."""
_MEMO_SIZE = 100_000


def topics(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Noun phrases of a statement's text, in order, without articles: "every delay costs jobs" → delay, jobs."""
    words = _TOKEN.findall(text, 0, _LONGEST_READ)
    memo = lexicon.topic_memo
    tags = "".join([memo.get(word) or _remember(word, lexicon) for word in words])
    first = _FIRST_WORD.search(tags)
    if first and first.group() == "X" and lexical_tag(words[first.start()].lower(), lexicon) not in "NS":
        tags = tags.replace("X", "*", 1)  # a capital that only begins the sentence
    found: dict[str, str] = {}
    for phrase in _PHRASE.finditer(tags):
        written = " ".join(words[phrase.start() : phrase.end()])
        if len(written) > 2:
            found.setdefault(written.lower(), written)
    return tuple(found.values())[:MOST_TOPICS]


def _remember(word: str, lexicon: Lexicon) -> str:
    tag = _tag(word, lexicon)
    if len(lexicon.topic_memo) < _MEMO_SIZE:
        lexicon.topic_memo[word] = tag
    return tag


def _tag(word: str, lexicon: Lexicon) -> str:
    if not word[0].isalnum():
        return "-"
    lower = word.lower()
    tag = lexical_tag(lower, lexicon) or "*"
    if word[0].isupper() and tag in "NSJ?":
        return "X"
    if tag == "?":
        return "S" if lower in lexicon.noun_homographs and lower.endswith("s") else "v"
    return tag
