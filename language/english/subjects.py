"""The subject of a verb: written beside it, shared with another verb, or behind a sentence-initial participle."""

from typing import NamedTuple

from language.drafts import Draft, Phrase
from language.english.clauses import all_in, clause_verb
from language.english.phrases import phrase_at, phrase_before
from language.passage import Sentence

_FARTHEST_START = 60
"""Tokens: a clause that began farther before its verb is not looked for."""
_STARTS = 12
"""Clause starts that are tried, the nearest first."""
FINITE = "VZBbvdm"
_TRANSITIVE = "VZB"


class Subject(NamedTuple):
    """A subject (or None), and the token left of it, where content may stand before."""

    phrase: Phrase | None
    left: int


def subject_of(sentence: Sentence, group_start: int) -> Subject:
    """The subject written before a verb group, over adverbs and times."""
    tags = sentence.tags
    if tags[group_start] == "y":
        return Subject(Phrase(group_start, group_start, group_start, group_start), group_start)
    place = _before_adjuncts(sentence, group_start - 1)
    if place < 0:
        return Subject(None, place)
    if tags[place] in "WL":
        return _relative_subject(sentence, place)
    if tags[place] == "y":
        return Subject(Phrase(place, place, place, place), place)
    phrase = phrase_before(sentence, place)
    if phrase is None or (phrase.first > 0 and tags[phrase.first - 1] in _TRANSITIVE):
        # An object: of "the company that wants the valley has pledged" the valley is not the subject.
        phrase = _distant_subject(sentence, place, group_start) or phrase
    return Subject(phrase, phrase.first if phrase else place)


def _before_adjuncts(sentence: Sentence, place: int) -> int:
    """Leftwards over adverbs and time phrases between subject and verb."""
    tags = sentence.tags
    for _ in range(8):
        if place < 0:
            break
        if tags[place] == "R":
            place -= 1
        elif tags[place] == "t" or (tags[place] == "M" and place > 0 and tags[place - 1] == "t"):
            place = _before_time(sentence, place)
        else:
            break
    return place


def _before_time(sentence: Sentence, place: int) -> int:
    tags, lower = sentence.tags, sentence.lower
    while place >= 0 and tags[place] in "tM":
        place -= 1
    adjectives = sentence.passage.lexicon.sets.time_adjectives
    while place >= 0 and ((tags[place] in "DJ" and tags[place + 1] == "t") or lower[place] in adjectives):
        place -= 1
    if place >= 0 and tags[place] == "I" and lower[place] in ("on", "in", "at", "during", "since", "for"):
        place -= 1
    return place


def _relative_subject(sentence: Sentence, place: int) -> Subject:
    """who, which, that: with the phrase that they stand for."""
    if sentence.lower[place] not in ("who", "which", "that", "whom"):
        return Subject(None, place)
    before = place - 1
    for skipped in ",I":
        if before >= 0 and sentence.tags[before] == skipped:
            before -= 1
    antecedent = phrase_before(sentence, before)
    if antecedent is None:
        return Subject(Phrase(place, place, place, place), place)
    return Subject(antecedent._replace(last=place), antecedent.first)


def _distant_subject(sentence: Sentence, place: int, group_start: int) -> Phrase | None:
    """A subject with something between it and its verb: a quotation, a participle, a clause, a prepositional phrase."""
    return (
        _behind_quotation(sentence, place)
        or _before_participle(sentence, place, group_start)
        or _from_clause_start(sentence, group_start)
        or _before_preposition(sentence, place)
    )


def _behind_quotation(sentence: Sentence, place: int) -> Phrase | None:
    tags = sentence.tags
    quote = tags.rfind("Q", 0, place) if tags[place] == "," else -1
    if quote < 0 or quote + 1 >= place:
        return None
    first = quote + 1 + (tags[quote + 1] == ",")
    phrase = phrase_at(sentence, first) if first < place else None
    if (
        phrase
        and phrase.core_last + 1 <= place
        and (tags[phrase.last + 1] in ",(" or tags[phrase.core_last + 1] in ",(")
    ):
        return phrase
    return None


def _before_participle(sentence: Sentence, place: int, group_start: int) -> Phrase | None:
    tags = sentence.tags
    if tags[place] in "Vn" and place > 0 and tags[place - 1] in "NSX)" and place < group_start - 1:
        return phrase_before(sentence, place - 1)
    return None


def _from_clause_start(sentence: Sentence, group_start: int) -> Phrase | None:
    """By reading forwards from a place where a clause may start to this very verb."""
    tags = sentence.tags
    lowest = max(0, group_start - _FARTHEST_START)
    starts = [place + 1 for place in range(lowest, group_start - 1) if tags[place] in ",;:-LUK"]
    if tags[0] in "CKR":
        starts.insert(0, 1)
    for first in reversed([0, *starts][-_STARTS:]):
        if first < group_start and tags[first] in "DPXNSMJEhHQ" and clause_verb(sentence, first) == group_start:
            phrase = phrase_at(sentence, first)
            if phrase:
                return phrase
    return None


def _before_preposition(sentence: Sentence, place: int) -> Phrase | None:
    """Over a phrase between subject and verb: "the council in a statement said"."""
    chunk = sentence.chunk_of[place]
    if sentence.tags[place] not in "NSXMt" or chunk < 0:
        return None
    first = sentence.chunks[chunk][0]
    return phrase_before(sentence, first - 2) if first > 0 and sentence.tags[first - 1] == "I" else None


# -- subjects of verbs that have none of their own


def shared_subject(sentence: Sentence, drafts: list[Draft], verb: int, group_start: int, manner: str) -> Phrase | None:
    """The subject of a "coordinated" verb, of a "participle", or of a participle of crowds ("near")."""
    tags = sentence.tags
    opening = manner != "coordinated" and all_in(tags[:group_start], "RIU")
    if group_start == 0 or opening:
        return _behind_opening(sentence, verb)
    if manner != "near":
        earlier = [draft for draft in drafts if draft.rule != "according" and draft.verb < verb and draft.speaker]
        if earlier and earlier[-1].speaker is not None:
            return earlier[-1].speaker.phrase
    best = best_subject(sentence, group_start, near=manner == "near")
    if best is None and tags[0] in "DPXNSMJH":
        phrase = phrase_at(sentence, 0)
        return phrase if phrase and phrase.last < group_start else None
    return best


def _behind_opening(sentence: Sentence, verb: int) -> Phrase | None:
    """The subject behind the comma that ends a sentence-initial participle."""
    tags = sentence.tags
    for comma in range(verb + 1, len(tags) - 1):
        if tags[comma] not in ",Q":
            continue
        phrase = phrase_at(sentence, comma + 1)
        if phrase and (tags[phrase.first] == "y" or _verb_follows(tags, phrase.last + 1)):
            return phrase
    return None


def _verb_follows(tags: str, place: int) -> bool:
    """Whether a finite verb stands at a place, over one insertion between commas and over adverbs."""
    if tags[place : place + 1] == ",":
        closing = tags.find(",", place + 1)
        place = (closing if closing >= 0 else len(tags)) + 1
    while place < len(tags) and tags[place] in "Rt":
        place += 1
    return place < len(tags) and tags[place] in FINITE


def adverbs_before(tags: str, verb: int) -> int:
    """Where a group starts whose only auxiliaries are adverbs."""
    while verb > 0 and tags[verb - 1] == "R":
        verb -= 1
    return verb


def finite_verbs(sentence: Sentence, end: int) -> list[int]:
    """First tokens of the finite verb groups before `end`."""
    tags = sentence.tags
    return [
        place for place in range(end) if tags[place] in "VZBbvdmy" and (place == 0 or tags[place - 1] not in "bvdm")
    ]


def best_subject(sentence: Sentence, end: int, *, near: bool) -> Phrase | None:
    """Of the subjects before `end` that of a main clause, the last of the best (of crowds: simply the last)."""
    best: tuple[int, Phrase] | None = None
    for verb in finite_verbs(sentence, end):
        phrase = subject_of(sentence, adverbs_before(sentence.tags, verb)).phrase
        if phrase is not None:
            score = _rank(sentence, phrase, near=near)
            if best is None or score >= best[0]:
                best = (score, phrase)
    return best[1] if best else None


def _rank(sentence: Sentence, phrase: Phrase, *, near: bool) -> int:
    tags = sentence.tags
    before = tags[phrase.first - 1] if phrase.first > 0 else "^"
    score = 0
    if not near:
        score = 2 if before in "^,KC" else 1 if before not in "LUWI" else 0
    score -= 2 * (tags[phrase.last] in "WL")
    return score - (sentence.lower[phrase.last] in ("it", "there"))


def main_subject(sentence: Sentence, end: int) -> Phrase | None:
    """The first subject before `end` that is no relative and no empty "it"."""
    for verb in finite_verbs(sentence, end):
        phrase = subject_of(sentence, adverbs_before(sentence.tags, verb)).phrase
        if phrase and sentence.tags[phrase.last] not in "WLE" and sentence.lower[phrase.last] != "it":
            return phrase
    return None
