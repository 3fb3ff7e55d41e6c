"""Tags: one character a token, so that a sentence's grammar is a string that regular expressions read.

D determiner · P possessive · H subject pronoun · h object pronoun · E there · M number · J adjective · N noun
S plural · X name · G 's · I preposition · T to · m modal · b be · v have · d do · y pronoun + auxiliary · V past
Z third person · B base form · n participle · g -ing · R adverb · C and/or · K but/yet · W wh-word · L that
U subordinator · t time · Q quotation · ' single mark · , ; : ( ) - . punctuation · * anything else

First the word alone (`lexical_tag`, remembered), then capitals, then what only neighbours settle (`homographs`).
"""

import re
from bisect import bisect_left

from language.english.homographs import OPEN, resolve
from language.lexicon import Lexicon
from language.passage import QUOTE, Sentence, is_headline

_MEMO_SIZE = 200_000

_PUNCTUATION: dict[str, str | None] = {
    **{mark: mark for mark in ",;:()-.?"},
    "[": "(",
    "]": ")",
    "—": "-",
    "–": "-",
    "―": "-",
    "--": "-",
    "---": "-",
    "!": "?",
    "...": ".",
    "…": ".",
    QUOTE: "Q",
    "'s": "#",
    "’s": "#",
    "'": "#",
    "’": "#",
}
"""`#` is settled by its neighbours: a possessive, "is", or a quotation mark."""

_ADJECTIVE_ENDS = ("al", "ous", "ive", "ic", "ful", "able", "ible", "less", "ary", "ian", "ish", "ory")
_APOSTROPHE = re.compile("['’]")
_QUOTE_CONTEXT = frozenset("':(Q")
_NOT_NAMES = frozenset({"many", "most", "some", "several", "last", "former", "new"})


def tag(sentence: Sentence) -> None:
    """Sets the sentence's tags and whether it is a headline."""
    lexicon = sentence.passage.lexicon
    memo = lexicon.tag_memo or _start_memo(lexicon)
    sentence.headline = is_headline(sentence.words)
    tags = list(map(memo.get, sentence.lower))
    _tag_capitals(sentence, tags)
    settled = [known or "#" for known in tags]
    if "#" in settled:
        for place in [place for place, known in enumerate(settled) if known == "#"]:
            settled[place] = _settle(sentence, settled, place)
    _float_quantifiers(sentence, settled)
    for match in OPEN.finditer("".join(settled)):
        resolve(sentence, settled, match.start())
    sentence.tags = "".join(settled)


def _start_memo(lexicon: Lexicon) -> dict[str, str | None]:
    lexicon.tag_memo.update(_PUNCTUATION)
    return lexicon.tag_memo


def lexical_tag(word: str, lexicon: Lexicon) -> str:
    """Tag of a lower-case word by itself; `?` for a verb form that its neighbours must settle."""
    memo = lexicon.tag_memo
    known = memo.get(word)
    if known is None:
        closed = lexicon.tags.get(word)
        known = closed if closed is not None and closed != "V" else _open_class(word, lexicon)
        if len(memo) < _MEMO_SIZE:
            memo[word] = known
    return known


def _open_class(word: str, lexicon: Lexicon) -> str:
    if word[0].isdigit():
        return "M"
    if word in lexicon.verbs:
        return "?"
    if "'" in word or "’" in word:
        return _contraction(_APOSTROPHE.split(word)[0], lexicon)
    return _by_ending(word)


def _contraction(before: str, lexicon: Lexicon) -> str:
    tag = lexicon.tags.get(before, "")
    if tag and tag in "HEh":
        return "y"
    return "W" if tag and tag in "WL" else "N"


def _by_ending(word: str) -> str:
    if word.endswith("ly") and len(word) > 4:
        return "R"
    if word.endswith("ed") and len(word) > 4:
        return "?"
    if word.endswith("ing") and len(word) > 5:
        return "g"
    if word.endswith(("ize", "ify")):
        return "B"
    if word.endswith(_ADJECTIVE_ENDS):
        return "J"
    return "S" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else "N"


def _tag_capitals(sentence: Sentence, tags: list[str | None]) -> None:
    """Names: capitals inside a sentence; at its start (or in a headline) only what is no other word."""
    capitals = sentence.passage.capitals
    first = sentence.first
    lexicon = sentence.passage.lexicon
    for token in capitals[bisect_left(capitals, first) : bisect_left(capitals, first + len(tags))]:
        place = token - first
        word = sentence.lower[place]
        closed = lexicon.tags.get(word)
        if place and not sentence.headline and tags[place - 1] not in _QUOTE_CONTEXT:
            tags[place] = closed if closed in ("t", "H") or word in ("the", "and") else "X"
        else:
            tags[place] = _initial(word, tags[place] or lexical_tag(word, lexicon), place, lexicon)


def _initial(word: str, tag: str, place: int, lexicon: Lexicon) -> str:
    if word not in lexicon.tags and word not in lexicon.verbs and tag not in "yWM":
        return "X"
    if tag in "NJS" and word not in _NOT_NAMES:
        return "X" if place or tag != "J" else tag
    return tag


def _settle(sentence: Sentence, tags: list[str], place: int) -> str:
    """Tag of a token that the memo does not know, or of a mark that its neighbours settle."""
    word = sentence.words[place]
    if word[0].isalnum():
        return lexical_tag(sentence.lower[place], sentence.passage.lexicon)
    if word in ("'s", "’s"):
        return _clitic_s(sentence, tags, place)
    if word in ("'", "’"):
        after_s = place and sentence.lower[place - 1][-1:] == "s" and sentence.starts[place] == sentence.ends[place - 1]
        return "G" if after_s else "'"
    return _odd(word)


def _odd(word: str) -> str:
    first = word[0]
    if first in "@#$" and len(word) > 1:
        return "M" if first == "$" else "X"
    if first in "‘'`":
        return "'"
    return {"%": "M", "-": "-", ".": ".", "_": "N"}.get(first, "*")


def _clitic_s(sentence: Sentence, tags: list[str], place: int) -> str:
    """'s is "is" after a pronoun, and after a noun before what a verb needs; else the possessive."""
    if not place:
        return "G"
    before = tags[place - 1]
    if before in "HWEh" or sentence.lower[place - 1] in ("that", "here", "let"):
        return "b"
    following = sentence.lower[place + 1] if place + 1 < len(tags) else ""
    if before in "XN" and (
        following in ("not", "a", "an", "been", "also", "going", "trying") or _gerund_after(sentence, place + 1)
    ):
        return "b"
    return "G"


def _gerund_after(sentence: Sentence, place: int) -> bool:
    if place >= len(sentence) or not sentence.words[place].islower():
        return False
    verb = sentence.passage.lexicon.verbs.get(sentence.lower[place])
    return verb is not None and "G" in verb.kinds and sentence.lower[place].endswith("ing")


def _float_quantifiers(sentence: Sentence, tags: list[str]) -> None:
    """Behind an auxiliary, all and both are adverbs: "have all attacked"."""
    if "both" not in sentence.lower and "all" not in sentence.lower:
        return
    for place in range(1, len(tags) - 1):
        floating = tags[place] == "D" and sentence.lower[place] in ("both", "all")
        if floating and tags[place - 1] in "vbmd" and tags[place + 1] in "?nVgR":
            tags[place] = "R"
