"""Finite clauses: whether one starts at a place, and where its verb is; what kind of clause a cue stands in."""

import re

from language.drafts import Phrase
from language.english.phrases import phrase_at
from language.passage import Sentence

NONE = -1
_WINDOW = 45
"""Tokens: a finite verb farther from the start of its clause is not looked for."""
_LONGEST_INSERTION = 26
_CLAUSAL_QUOTE = 24
"""Characters: a longer quotation is a clause by itself."""
_FIRST_WORD = re.compile(r"\w+(?:['’]\w+)?")
_ADVERBS_BEFORE_VERB = frozenset({"never", "also", "not", "always", "only", "just", "really", "already"})


def clause_verb(sentence: Sentence, first: int, limit: int | None = None) -> int:
    """The finite verb of the clause that starts at `first`, or NONE; nothing at or behind `limit` is read."""
    end = min(len(sentence.tags), limit or len(sentence.tags), first + _WINDOW)
    key = (first, end)
    known = sentence.memo.get(key)
    if known is None:
        sentence.memo[key] = known = _clause_verb(sentence, first, end)
    return known


def _clause_verb(sentence: Sentence, first: int, end: int) -> int:
    tags = sentence.tags
    place = first
    while place < end and tags[place] == "R":
        place += 1
    if place >= end:
        return NONE
    tag = tags[place]
    if tag in "IU":
        return _behind_adjunct(sentence, place, end)
    if tag == "y":
        return place
    if tag == "g":
        return _behind_gerund(tags, place, end)
    if tag == "Q":
        return place if sentence.ends[place] - sentence.starts[place] > _CLAUSAL_QUOTE else NONE
    phrase = phrase_at(sentence, place)
    return _verb_behind(sentence, phrase.last + 1, end) if phrase else NONE


def _behind_adjunct(sentence: Sentence, place: int, end: int) -> int:
    """Behind an introductory prepositional phrase or subordinate clause: after its comma, or right after the phrase."""
    comma = sentence.tags.find(",", place, end)
    if comma > 0 and (verb := clause_verb(sentence, comma + 1, end)) >= 0:
        return verb
    if sentence.tags[place] == "I":
        if sentence.tags[place + 1 : place + 2] == "t":
            return clause_verb(sentence, _past_time(sentence.tags, place + 1), end)
        phrase = phrase_at(sentence, place + 1)
        if phrase and phrase.core_last + 1 < end:
            return clause_verb(sentence, phrase.core_last + 1, end)
    return NONE


def _past_time(tags: str, place: int) -> int:
    while place < len(tags) and tags[place] in "tM":
        place += 1
    return place


def _behind_gerund(tags: str, place: int, end: int) -> int:
    """A gerund as subject: its finite verb comes before any comma."""
    for verb in range(place + 1, end):
        if tags[verb] in ",;.:":
            return NONE
        if tags[verb] in "Zbmv" and tags[verb - 1] not in "WLHy":
            return verb
    return NONE


def _verb_behind(sentence: Sentence, place: int, end: int) -> int:
    """The verb of a subject that ends before `place`, over relative clauses, brackets and insertions."""
    tags = sentence.tags
    inner = False
    after_noun = True
    while place < end:
        tag = tags[place]
        if tag in "VZBbvdm" and not (tag in "Bbv" and tags[place - 1] == "T"):
            if not inner:
                return place
            inner = after_noun = False
            place = _past_group(tags, place, end)
            continue
        if tag == "Q" and after_noun and begins_with_verb(sentence, place):
            return place
        if tag == ",":
            return _behind_insertion(sentence, place, end)
        if tag == "y":
            return NONE if after_noun else place
        if tag in "U;:.?" or (tag in "CK" and not inner and tags[place + 1 : min(place + 2, end)] in {*"VZbvdm"}):
            return NONE
        if tag == "(":
            place = tags.find(")", place, end)
            if place < 0:
                return NONE
        elif tag in "WL":
            inner, after_noun = True, False
        else:
            inner = inner or (after_noun and _reduced_relative(sentence, place, end))
            after_noun = tag in "NSXMhG"
        place += 1
    return NONE


def _past_group(tags: str, place: int, end: int) -> int:
    """Behind the verb group that starts at a place: auxiliaries, adverbs, one main verb."""
    group = _GROUP.match(tags, place, end)
    return group.end() if group and group.end() > place else place + 1


def _reduced_relative(sentence: Sentence, place: int, end: int) -> bool:
    """A new phrase right behind a noun begins a clause about it: "the plan she proposed"."""
    tags = sentence.tags
    if tags[place] not in "HXDPE" or tags[place - 1] in "CIT":
        return False
    if tags[place] == "D" and place + 1 < end and tags[place + 1] == "t":
        return False
    chunk = sentence.chunk_of[place]
    return chunk >= 0 and sentence.chunks[chunk][0] == place


def _behind_insertion(sentence: Sentence, comma: int, end: int) -> int:
    """The verb behind ", an insertion," or behind the last of a list of subjects."""
    tags = sentence.tags
    if comma + 1 >= end or tags[comma + 1] not in "WDXNSJMngIPRU":
        return NONE
    closing = tags.find(",", comma + 1, min(end, comma + _LONGEST_INSERTION))
    if closing <= 0:
        return NONE
    place = closing + 1
    while place < end and tags[place] == "R":
        place += 1
    if place >= end:
        return NONE
    if tags[place] in "VZbvdm":
        return place
    if tags[place] == "C":
        phrase = phrase_at(sentence, place + 1)
        if phrase and phrase.last + 1 < end and tags[phrase.last + 1] in "VZBbvdm":
            return phrase.last + 1
    return NONE


def begins_with_verb(sentence: Sentence, place: int) -> bool:
    """Whether the quotation at a token begins with a finite verb: 'the plan “would cost jobs”'."""
    match = _FIRST_WORD.search(sentence.passage.text, sentence.starts[place], sentence.ends[place])
    if match is None:
        return False
    word = match.group().lower()
    lexicon = sentence.passage.lexicon
    if lexicon.tags.get(word) in ("m", "b", "v", "d") or word in _ADVERBS_BEFORE_VERB:
        return True
    verb = lexicon.verbs.get(word)
    return verb is not None and ("D" in verb.kinds or ("Z" in verb.kinds and word not in lexicon.noun_homographs))


_GROUP = re.compile("[mbvdR]*[VZBn]?R*")
_ANY_VERB = re.compile("[VZbvdmy]")
_ANY_VERB_OR_COMMA = re.compile("[,VZbvdmy]")
_CLAUSE_BEFORE = re.compile("[,VZbvdmyQ:;-]")


def all_in(tags: str, wanted: str) -> bool:
    """Whether every tag is one of those wanted."""
    return not tags.strip(wanted) if tags else True


def context(sentence: Sentence, subject: Phrase, group_start: int, *, shared: bool, gerund: bool) -> str:
    """What kind of clause a cue stands in, for it tells which comma ends its content.

    "initial" a participle at the start of the sentence, "subordinate" a sentence-initial While or After clause,
    "inner" one farther in, "relative" behind a comma, "restrictive" a relative without one, "" a main clause.
    """
    tags = sentence.tags
    if tags[subject.last] in "WL" and subject.last > 0:
        return _relative_context(tags, subject.last)
    if shared or gerund:
        opening = tags[:group_start]
        if all_in(opening, "RIUKC") or (tags[0] in "IgnU" and not _ANY_VERB_OR_COMMA.search(opening)):
            return "initial"
    if shared and tags[0] == "U" and "," not in tags[:group_start]:
        return "subordinate"
    return _subordinate_context(sentence, subject.first)


def _relative_context(tags: str, relative: int) -> str:
    if tags[0] in "gnIU" and not _ANY_VERB.search(tags[:relative]):
        return "initial"
    return "relative" if tags[relative - 1] == "," else "restrictive"


def _subordinate_context(sentence: Sentence, subject: int) -> str:
    tags = sentence.tags
    place = subject - 1
    while place >= 0 and tags[place] == "R":
        place -= 1
    if place >= 0 and (tags[place] == "U" or (tags[place] == "W" and sentence.lower[place] in ("when", "where"))):
        before = place - 1
        while before >= 0 and tags[before] in "RKC":
            before -= 1
        if before < 0 or not _CLAUSE_BEFORE.search(tags[:place]):
            return "subordinate"
        return "relative" if tags[before] == "," else "inner"
    return "subordinate" if tags[0] == "U" and "," not in tags[:subject] else ""
