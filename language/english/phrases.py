"""Verb groups and noun phrases, read from a place in a sentence to the left or to the right.

Places are tokens of the sentence; spans include their last token. A phrase has a core (its head's chunk) and what is
attached to it: prepositional phrases, appositions, relative clauses, brackets.
"""

import re
from typing import NamedTuple

from language.drafts import Phrase
from language.passage import Sentence

_LONGEST_INSERTION = 34
_LONGEST_BRACKET = 14
_DEEPEST = 3
_VERB = re.compile("[VZbvdmy]")
_NOUNS_THEN_VERB = re.compile("^[DPXNSMJG]*[VZbvdm]")
_NOUNS_AND_VERB = re.compile("[DPXNSMJGI]*[Vn]...")
_CLOSED_BY_COMMA = re.compile("[,—-]['\"”’]+$")
RELATIVES = frozenset({"who", "whose", "which", "whom", "where"})
_IS_CLITICS = ("'s", "’s", "re", "'m", "’m")


class VerbGroup(NamedTuple):
    """The auxiliaries, adverbs and main verb of one verb: where it starts and what form it has."""

    start: int
    passive: bool
    infinitive: bool
    gerund: bool
    bare_participle: bool
    auxiliaries: str


def verb_group(sentence: Sentence, verb: int) -> VerbGroup:
    """The group whose main verb stands at `verb`."""
    start, auxiliaries = _auxiliaries(sentence.tags, verb)
    tag = sentence.tags[verb]
    clitic = auxiliaries[:1] == "y" and sentence.lower[start].endswith(_IS_CLITICS)
    be = "b" in auxiliaries or clitic
    return VerbGroup(
        start=start,
        passive=tag == "n" and _passive(sentence, verb, auxiliaries, sentence.lower[start], be=be),
        infinitive="T" in auxiliaries,
        gerund=tag == "g" and not be,
        bare_participle=tag == "n" and not auxiliaries,
        auxiliaries=auxiliaries,
    )


def _auxiliaries(tags: str, verb: int) -> tuple[int, str]:
    """Where the group starts, and its auxiliaries in order."""
    start, auxiliaries = verb, ""
    place = verb - 1
    while place >= 0 and tags[place] in "mbvdRTy":
        tag = tags[place]
        if tag == "T" and tags[verb] != "B" and "b" not in auxiliaries and "v" not in auxiliaries:
            break
        start = place
        if tag != "R":
            auxiliaries = tag + auxiliaries
        if tag in "yT":
            break
        place -= 1
    return start, auxiliaries


def _passive(sentence: Sentence, verb: int, auxiliaries: str, leading: str, *, be: bool) -> bool:
    before = sentence.lower[verb - 1] if verb else ""
    passive = "b" in auxiliaries or before in ("get", "got", "gets", "getting")
    passive = passive or (auxiliaries[-1:] == "y" and be and not leading.endswith(("'s", "’s")))
    if passive and auxiliaries and before.endswith(("'s", "’s")):
        return sentence.lower[verb] not in ("said", "made")
    return passive


# -- to the left


def phrase_before(sentence: Sentence, last: int, depth: int = 0) -> Phrase | None:
    """The noun phrase that ends at token `last`, through brackets, appositions and relative clauses."""
    if last < 0:
        return None
    tag = sentence.tags[last]
    if tag == ")":
        return _before_bracket(sentence, last, depth)
    if tag == "," and last and sentence.tags[last - 1] == ")" and "," not in sentence.tags[max(0, last - 9) : last]:
        return phrase_before(sentence, last - 1, depth)
    if tag in ",-":
        return _before_insertion(sentence, last, depth) if depth < _DEEPEST else None
    if tag == "Q":
        return _before_quoted_insertion(sentence, last, depth)
    return _attached_before(sentence, last)


def _before_bracket(sentence: Sentence, last: int, depth: int) -> Phrase | None:
    opening = sentence.tags.rfind("(", max(0, last - _LONGEST_BRACKET), last)
    phrase = phrase_before(sentence, opening - 1, depth) if opening > 0 else None
    return phrase._replace(last=last) if phrase else None


def _before_insertion(sentence: Sentence, last: int, depth: int) -> Phrase | None:
    """The phrase before ", an insertion," that closes at `last`; of a list-like one, the comma farther back counts."""
    tags = sentence.tags
    opening = tags.rfind(tags[last], max(0, last - _LONGEST_INSERTION), last)
    if opening <= 0 or tags[opening + 1] in "KUHyL":
        return None
    if _is_insertion(sentence, opening + 1, last) and tags[opening - 1] not in ",-":
        phrase = phrase_before(sentence, opening - 1, depth + 1)
        if phrase:
            return phrase._replace(last=last - 1)
    if depth >= 2:
        return None
    outer = tags.rfind(tags[last], max(0, opening - 30), opening)
    if outer > 0 and (sentence.lower[outer + 1] in ("who", "whose", "which") or tags[outer + 1] in "DNXSPMI"):
        phrase = phrase_before(sentence, outer - 1, depth + 2)
        if phrase:
            return phrase._replace(last=last - 1)
    return None


def _is_insertion(sentence: Sentence, first: int, end: int) -> bool:
    """Whether tokens [first, end) read as an apposition or a relative clause."""
    tag = sentence.tags[first]
    inside = sentence.tags[first:end]
    if tag == "C":
        return False
    if sentence.lower[first] in RELATIVES or tag in "gnJI" or not _VERB.search(inside):
        return True
    if tag in "DPNXSM" and not _NOUNS_THEN_VERB.match(inside):
        return True
    return tag in "DXNSJM" and _NOUNS_AND_VERB.match(inside) is not None


def _before_quoted_insertion(sentence: Sentence, last: int, depth: int) -> Phrase | None:
    """A quotation that ends in a comma closes a participial or relative insertion: 'X, noting that "…," added'."""
    if depth >= 2 or not _CLOSED_BY_COMMA.search(sentence.text(last, last)[-8:]):
        return None
    opening = sentence.tags.rfind(",", 0, last)
    if opening > 0 and sentence.tags[opening + 1] in "gnW" and last - opening < _LONGEST_INSERTION:
        return phrase_before(sentence, opening - 1, depth + 1)
    return None


def _attached_before(sentence: Sentence, last: int) -> Phrase | None:
    """The chunk that holds `last`, with the chunks that prepositions and conjunctions hang it on."""
    chunk = sentence.chunk_of[last]
    if chunk < 0:
        return None
    first, end = sentence.chunks[chunk]
    if last != end - 1 and sentence.tags[last] not in "NSXMhHD":
        return None
    phrase = Phrase(first, last, first, last)
    while (wider := _widened(sentence, phrase, first)) is not None:
        phrase = wider
    return phrase


def _widened(sentence: Sentence, phrase: Phrase, chunk_first: int) -> Phrase | None:
    tags, lower = sentence.tags, sentence.lower
    place = phrase.first - 1
    if place < 1:
        return None
    if tags[place] == "G":
        place -= 1
        phrase = phrase._replace(first=phrase.first - 1)
    if place < 1:
        return None
    before = sentence.chunk_of[place - 1]
    if before < 0 or sentence.chunks[before][1] != place:
        return None
    first = sentence.chunks[before][0]
    sets = sentence.passage.lexicon.sets
    by_author = lower[place] == "by" and lower[place - 1] in sets.documents
    if tags[place] in "IT" and (lower[place] in sets.attaching_prepositions or by_author):
        hangs = tags[chunk_first] != "H" and tags[place - 1] in "NSXMDht" and tags[first] != "H"
        if hangs and (lower[place] == "of" or tags[place - 1] != "t"):
            return Phrase(first, phrase.last, first, place - 1)
        return None
    if tags[place] == "C" and lower[place] in ("and", "or", "&") and _coordinates(sentence, phrase, place, first):
        return Phrase(first, phrase.last, first, place - 1)
    return None


def _coordinates(sentence: Sentence, phrase: Phrase, place: int, first: int) -> bool:
    """Whether a conjunction joins like phrases, and what precedes the first does not make it an object."""
    tags = sentence.tags
    before = tags[first - 1] if first else "."
    if before in ",IVZBgT" and first and not (before == "," and tags[place - 1] in "XS"):
        return False
    if tags[first] == "H":
        return first == 0 and tags[phrase.first] != "H"  # "She and her neighbours"
    likes = tags[place - 1] in "SXhNM" and tags[phrase.last] in "SXhNMH"
    return likes and tags[phrase.first] != "H"


# -- to the right


def phrase_at(sentence: Sentence, first: int) -> Phrase | None:
    """The noun phrase that starts at token `first`, with what follows it of attached phrases."""
    tags = sentence.tags
    if first >= len(tags) or tags[first] == "Q":
        return None
    chunk = sentence.chunk_of[first]
    if chunk < 0:
        return None
    begin, end = sentence.chunks[chunk]
    if begin < first and tags[begin] in "HD":
        return None
    core_last = end - 1
    while end < len(tags):
        further = _attached_end(sentence, end)
        if further is None:
            break
        if tags[end] == "G":
            core_last = further - 1
        end = further
    return Phrase(first, end - 1, first, core_last)


def _attached_end(sentence: Sentence, end: int) -> int | None:
    """Where the phrase ends with what is attached at `end`; None where nothing is."""
    tags = sentence.tags
    tag = tags[end]
    if tag == "(":
        closing = tags.find(")", end, end + 12)
        return closing + 1 if closing > 0 else None
    if tag not in "GITC" or end + 1 >= len(tags):
        return None
    chunk = sentence.chunk_of[end + 1]
    if chunk < 0:
        return None
    begin, stop = sentence.chunks[chunk]
    if tag == "G":
        return stop
    if tag in "IT":
        attaches = sentence.lower[end] in sentence.passage.lexicon.sets.attaching_prepositions
        return stop if attaches and begin == end + 1 and tags[end + 1] not in "Ht" else None
    joins = tags[end + 1] != "H" and tags[end - 1] in "XSN" and not (stop < len(tags) and tags[stop] in "VZBbvdm")
    return stop if joins else None


# -- over what may stand between a cue and its content


def past_adjuncts(sentence: Sentence, first: int) -> list[int]:
    """Where a content may start: `first`, and behind each of up to six adverbs, times and prepositional phrases."""
    places = [first]
    place = first
    for _ in range(6):
        if place >= len(sentence.tags):
            break
        further = place + 1 if sentence.tags[place] == "R" else _past_adjunct(sentence, place)
        if further <= place:
            break
        place = further
        places.append(place)
    return places


def _past_adjunct(sentence: Sentence, first: int) -> int:
    """Behind the time or prepositional phrase at `first`; `first` where there is none."""
    tags, lower = sentence.tags, sentence.lower
    place = first
    preposition = tags[place] == "I" or (
        tags[place] == "T" and tags[place + 1 : place + 2] not in ("B", "R", "b", "v", "")
    )
    if preposition:
        place += 1
    if place >= len(tags):
        return first
    if tags[place] == "t":
        return _past_tags(tags, place, "tM")
    timely = lower[place] in sentence.passage.lexicon.sets.time_adjectives
    if timely and tags[place + 1 : place + 2] == "t":
        return _past_tags(tags, place + 1, "t")
    if preposition:
        return _past_object(sentence, place) or first
    if timely or lower[place] in ("a", "this", "the", "that"):
        chunk = sentence.chunk_of[place]
        if chunk >= 0 and tags[sentence.chunks[chunk][1] - 1] == "t":
            return sentence.chunks[chunk][1]
    return first


def _past_tags(tags: str, place: int, wanted: str) -> int:
    while place < len(tags) and tags[place] in wanted:
        place += 1
    return place


def _past_object(sentence: Sentence, place: int) -> int | None:
    phrase = phrase_at(sentence, place)
    if phrase is None and sentence.tags[place] == "g":
        phrase = phrase_at(sentence, place + 1)
        return phrase.last + 1 if phrase else place + 1
    if phrase is not None:
        return phrase.last + 1
    return place + 1 if sentence.tags[place] == "Q" else None
