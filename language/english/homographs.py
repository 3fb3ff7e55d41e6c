"""Tags that only the neighbours settle: verb or noun, past or participle, "that", "her", "before", "may".

Each resolver sees the tags to the left as final and those to the right as they stand.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from language.passage import Sentence

OPEN = re.compile(r"[?gLUthPmKJ]|(?<=[TH])[NS]")

Tags = list[str]

_PRONOUN_DETERMINERS = frozenset(
    {"this", "that", "some", "many", "most", "both", "all", "others", "few", "several", "another", "each"}
)
_PLURAL_DETERMINERS = frozenset({"others", "some", "many", "most", "several", "both", "all", "few"})
_UNCHANGED = frozenset({"set", "put", "cut", "hit", "cost", "let", "read", "shut", "quit", "cast", "forecast"})
"""Verbs whose past is their base form, and a noun."""
_RELATIVES = frozenset({"who", "which", "that", "what"})
_NEVER_THIRD = frozenset({"times", "states"})
_RATHER_NOUNS = frozenset(
    {"times", "states", "results", "events", "rates", "votes", "returns", "records", "matters", "supports"}
)
_RATHER_VERBS = frozenset({"calls", "claims", "talks", "plans", "works", "wants"})
_WITH_PREPOSITION = frozenset({"calls", "responds", "speaks", "talks", "comments", "jokes", "reports"})
_AFTER_NAME = frozenset({"wants", "calls", "notes", "shows", "feels", "finds", "adds", "states"})
_MODAL_NOUNS = frozenset({"may", "might", "can", "will", "must"})
_SUBORDINATING_PREPOSITIONS = frozenset({"before", "after", "since", "until", "as", "than"})


class _Around(NamedTuple):
    """A verb form and what stands around it: `left` the tag before, `verb_left` the one before its adverbs (at `at`),
    `right` the tag behind; `^` and `.` stand for the sentence's ends."""

    sentence: Sentence
    tags: Tags
    place: int
    word: str
    kinds: str
    left: str
    verb_left: str
    at: int
    right: str
    noun_too: bool

    def left_word(self, word_set: frozenset[str]) -> bool:
        return self.sentence.lower[self.place - 1] in word_set

    def verb_left_word(self, word_set: frozenset[str]) -> bool:
        return self.at >= 0 and self.sentence.lower[self.at] in word_set

    def right_word(self, *words: str) -> bool:
        return self.sentence.lower[self.place + 1 : self.place + 2] in [[word] for word in words]


def resolve(sentence: Sentence, tags: Tags, place: int) -> None:
    """Settles the open tag at a place."""
    tag = tags[place]
    resolver = _RESOLVERS.get(tag)
    if resolver is not None:
        tags[place] = resolver(sentence, tags, place)


def _next(tags: Tags, place: int) -> str:
    return tags[place + 1] if place + 1 < len(tags) else "."


def _verb_form(sentence: Sentence, tags: Tags, place: int) -> str:
    lexicon = sentence.passage.lexicon
    word = sentence.lower[place]
    verb = lexicon.verbs.get(word)
    at = place - 1
    while at >= 0 and tags[at] == "R":
        at -= 1
    left = tags[place - 1] if place else "^"
    verb_left = tags[at] if at >= 0 else "^"
    kinds = verb.kinds if verb else "DN"
    noun_too = word in lexicon.noun_homographs
    return _kind_of_form(_Around(sentence, tags, place, word, kinds, left, verb_left, at, _next(tags, place), noun_too))


def _kind_of_form(around: _Around) -> str:
    kinds = around.kinds
    if "D" in kinds or "N" in kinds:
        return _past_or_not(around)
    if "G" in kinds:
        return _gerund_or_noun(around)
    return _third_or_plural(around) if "Z" in kinds else _base_or_noun(around)


def _gerund_or_noun(around: _Around) -> str:
    if around.right in "NSX":
        attributive = around.left == "C" and around.place > 1 and around.tags[around.place - 2] == "J"
        return "J" if attributive else "g"  # "a hostile and threatening tone"
    return "N" if around.left in "DPJG" else "g"


# -- past, participle, adjective


def _past_or_not(around: _Around) -> str:
    tag = _past(around)
    by_agent = tag == "V" and "N" in around.kinds and around.right == "I" and around.right_word("by")
    if by_agent and around.tags[around.place + 2 : around.place + 3] != ["g"] and around.verb_left not in "HW":
        tag = "n"
    if "B" in around.kinds:
        if around.verb_left in "DPGJI" and around.word != "let":
            return "N"
        if tag == "J" and around.word in _UNCHANGED:
            return "N"
    return tag


def _past(around: _Around) -> str:
    kinds, left = around.kinds, around.left
    if "B" in kinds and around.verb_left in "Tmd":
        return "B"
    if around.verb_left in "bvy":
        return "n" if "N" in kinds else "V"
    if _adjective_is_subject(around):
        around.tags[around.place - 1] = "N"
        return "V"
    if _attributive(around):
        return "J" if around.right in "NSXJ" else "N"
    if left == "G" or (around.place > 1 and around.tags[around.place - 2] in "DPG" and _graded(around)):
        return "J"
    if "D" not in kinds:
        return "n"
    return "J" if around.verb_left == "I" and "N" in kinds else "V"


def _graded(around: _Around) -> bool:
    return around.left_word(frozenset({"most", "more"}))


def _adjective_is_subject(around: _Around) -> bool:
    """Determiner, adjective, past, end of clause: "the official said"."""
    place = around.place
    if around.left != "J" or place <= 2 or around.tags[place - 2] not in "DPG":
        return False
    return around.right in ".,;:Q" and "D" in around.kinds


def _attributive(around: _Around) -> bool:
    """Right behind a determiner, number or adjective: "the proposed law"."""
    if around.left == "G" or around.left != around.verb_left or around.left not in "DPMJ" or around.word == "said":
        return False
    return not around.left_word(_PRONOUN_DETERMINERS)


# -- third person or plural noun


def _third_or_plural(around: _Around) -> str:
    if around.verb_left in "Tmd":
        return "S"
    tag = "Z" if _third(around) else "S"
    return "S" if tag == "Z" and around.noun_too and around.left == "G" else tag


def _third(around: _Around) -> bool:
    left, right, sure = around.left, around.right, not around.noun_too
    if left == "M" and sure and right in ":Q,.H":
        return True
    if left in "DPJMI" and not (
        around.verb_left == "D" and around.verb_left_word(frozenset({"this", "that", "another"}))
    ):
        return False
    if sure or (right == "R" and around.right_word("out")):
        return True
    if left == "R" and around.verb_left in "XHNS" and right not in "VZbvm":
        return True
    if (
        left == "C"
        and right in "DPHhLTQ"
        and ("Z" in around.tags[: around.place] or "v" in around.tags[: around.place])
    ):
        return True
    if around.verb_left == "H" or (around.verb_left == "W" and around.verb_left_word(_RELATIVES)):
        return True
    return _third_by_object(around)


def _third_by_object(around: _Around) -> bool:
    """Of a form that is usually a noun: whether what follows reads as its object."""
    left, right, word = around.left, around.right, around.word
    if left == "L" and around.place and right in "DPHhLXTW":
        return True
    if left in "XNS,)-MhQ" and word not in _NEVER_THIRD and _object_follows(around):
        return True
    if word == "states":
        return right in "LQ:"
    if right == "L" and _clause_verb_at(around, around.place + 2):
        return True
    if left == "X" and right in "XIJRg" and word not in _RATHER_NOUNS:
        return _headline_verb(around)
    return left in "X," and word in _AFTER_NAME


def _object_follows(around: _Around) -> bool:
    if around.right in "DPHhTQW":
        return True
    after_next = around.tags[around.place + 2 : around.place + 3]
    return around.right == "L" and not (after_next and after_next[0] in "mbvdZV?")


def _clause_verb_at(around: _Around, place: int) -> bool:
    if place >= len(around.tags):
        return False
    if around.tags[place] in "mbvdZV":
        return True
    verb = around.sentence.passage.lexicon.verbs.get(around.sentence.lower[place])
    return around.tags[place] == "?" and (verb is None or verb.kinds[0] in "DZ")


def _headline_verb(around: _Around) -> bool:
    if around.right == "X" or around.word in _RATHER_VERBS or around.sentence.headline:
        return True
    return around.right_word("on", "for", "at", "to", "about") and around.word in _WITH_PREPOSITION


# -- base form or noun


def _base_or_noun(around: _Around) -> str:
    return "B" if _base(around) else "N"


def _base(around: _Around) -> bool:
    left, verb_left, right, sure = around.left, around.verb_left, around.right, not around.noun_too
    if verb_left in "Tmd":
        return True
    if around.word == "state" and verb_left not in "HW":
        return False
    if (around.word == "point" and right == "R" and around.right_word("out")) or (left == "R" and verb_left in "SM"):
        return True
    if left == "D" and around.left_word(_PLURAL_DETERMINERS) and right != "S":
        return True
    if left in "DPGI" and around.word != "let":
        return False
    if left == "J":
        return sure and verb_left != "J"
    if verb_left in "Hy" or (verb_left == "W" and around.verb_left_word(frozenset({"who", "that", "which"}))):
        return True
    if _plural_subject(around):
        return sure or right in "DPhHLTQWXMJ"
    if around.place == 0 or left in ":'":
        return sure
    return sure


def _plural_subject(around: _Around) -> bool:
    verb_left = around.verb_left
    if verb_left in "ShM)" or (around.left == "C" and not around.noun_too):
        return True
    if verb_left == "X" and around.left != "G":
        return around.sentence.lower[around.at].endswith("s")
    return verb_left == "D" and around.verb_left_word(_PLURAL_DETERMINERS)


# -- closed classes


def _adjective(sentence: Sentence, tags: Tags, place: int) -> str:
    """An adjective that is a person, before a verb or the end: "the official says"."""
    lexicon = sentence.passage.lexicon
    if sentence.lower[place] not in lexicon.sets.person_adjectives:
        return "J"
    right = _next(tags, place)
    if place + 1 >= len(tags) or right in "ZVbvdm,.BIWCRy":
        return "N"
    return "N" if right == "?" and sentence.lower[place + 1] in lexicon.cue_forms else "J"


def _one(sentence: Sentence, tags: Tags, place: int) -> str:
    return "D" if sentence.lower[place] == "one" and place + 1 < len(tags) and tags[place + 1] in "NJXSg" else "h"


def _plural(sentence: Sentence, tags: Tags, place: int) -> str:
    third = place and tags[place - 1] == "H" and sentence.lower[place - 1] in ("he", "she", "it")
    return "Z" if third else "S"


def _noun(sentence: Sentence, tags: Tags, place: int) -> str:
    """An unknown word behind "to" or "they" is a verb."""
    left = tags[place - 1] if place else "^"
    if left == "T" and place + 1 < len(tags) and tags[place + 1] in "DPXhM":
        return "B"
    plural_pronoun = left == "H" and sentence.lower[place - 1] in ("they", "we", "i", "you")
    return "B" if plural_pronoun and sentence.lower[place] not in sentence.passage.lexicon.verbs else "N"


def _her(sentence: Sentence, tags: Tags, place: int) -> str:
    if sentence.lower[place] != "her":
        return "P"
    return "h" if place + 1 >= len(tags) or tags[place + 1] in ",.;:KCIQTVbvdmLWU-)?DH" else "P"


def _gerund(sentence: Sentence, tags: Tags, place: int) -> str:
    left = tags[place - 1] if place else "^"
    right = _next(tags, place)
    if left == "C" and place > 1 and tags[place - 2] == "J" and right in "NSX":
        return "J"
    if right in "NSX" or sentence.lower[place] == "according":
        return "g"
    return "N" if left == "G" or (left in "DPJG" and right not in "DPhH") else "g"


def _that(sentence: Sentence, tags: Tags, place: int) -> str:
    """Complementizer, unless it is a determiner (D) or a pronoun (h)."""
    left = tags[place - 1] if place else "^"
    right = _next(tags, place)
    if place == 0 and right not in "HDPXy":
        return "h" if right in "bvmd,V?" else "D"
    if left == "I":
        return "D" if right in "NJS" else "h"
    verb_next = right == "?" and sentence.words[place + 1][0].isalpha()  # an open verb form, not a question mark
    if right in ".;?" and left != "," and not verb_next:
        return "h"
    return "h" if right == "," and left not in "VZBgnhtRX," else "L"


def _subordinator(sentence: Sentence, tags: Tags, place: int) -> str:
    """A preposition when no finite verb follows its noun phrase."""
    word = sentence.lower[place]
    if word in _SUBORDINATING_PREPOSITIONS and place + 1 < len(tags):
        end = place + 1
        while end < len(tags) and tags[end] in "DPJMNXSGtRhIH":
            end += 1
        finite = end < len(tags) and end > place + 1 and tags[end] in "bvdmVZBy?"
        return "U" if finite else "I"
    return "R" if word == "once" and _next(tags, place) not in "HDX" else "U"


def _time(sentence: Sentence, tags: Tags, place: int) -> str:
    right = _next(tags, place)
    sets = sentence.passage.lexicon.sets
    if right in "NS" and (sentence.lower[place] in sets.weekdays or sentence.lower[place] in sets.months):
        return "J"
    return "N" if right == "G" else "t"


def _yet(sentence: Sentence, tags: Tags, place: int) -> str:
    return "R" if sentence.lower[place] == "yet" and place and tags[place - 1] not in ",;-" else "K"


def _modal(sentence: Sentence, tags: Tags, place: int) -> str:
    return "N" if sentence.lower[place] in _MODAL_NOUNS and place and tags[place - 1] in "DPG" else "m"


_RESOLVERS: dict[str, Callable[[Sentence, Tags, int], str]] = {
    "?": _verb_form,
    "J": _adjective,
    "h": _one,
    "S": _plural,
    "N": _noun,
    "P": _her,
    "g": _gerund,
    "L": _that,
    "U": _subordinator,
    "t": _time,
    "K": _yet,
    "m": _modal,
}
