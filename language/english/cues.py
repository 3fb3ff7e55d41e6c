"""Cues of a sentence: which words may make a statement, with which senses, and whose verb they are."""

from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from language.drafts import Draft, Phrase, Speaker
from language.english.boundaries import Content, content_end
from language.english.circumstances import addressee
from language.english.clauses import clause_verb, context
from language.english.phrases import VerbGroup, phrase_at, phrase_before, verb_group
from language.english.subjects import shared_subject, subject_of
from language.lexicon import CueSense, Lexicon
from language.passage import Sentence

MOST_CUES = 40
"""In one sentence: the cost of a sentence is bounded."""

Span = tuple[int, int]


class CueUse(NamedTuple):
    """A verb form of the sentence that is a cue's."""

    place: int
    senses: tuple[CueSense, ...]


def cue_uses(sentence: Sentence, lexicon: Lexicon) -> list[CueUse]:
    """The cues of a sentence, in order."""
    uses: list[CueUse] = []
    for place in compress(range(len(sentence.lower)), map(lexicon.cue_forms.__contains__, sentence.lower)):
        lemma = lexicon.cue_forms[sentence.lower[place]]
        if sentence.tags[place] not in "VZBgn":
            continue
        needed = lexicon.particles.get(lemma)
        if needed is None or (place + 1 < len(sentence.lower) and sentence.lower[place + 1] in needed):
            uses.append(CueUse(place, lexicon.cues[lemma]))
    return uses[:MOST_CUES]


def senses_at(sentence: Sentence, use: CueUse) -> tuple[list[CueSense], int]:
    """The senses that fit the words behind the verb, a particle's first; and the place behind them."""
    after = use.place + 1
    for sense in use.senses:
        if sense.particle:
            end = after + len(sense.particle)
            if tuple(sentence.lower[after:end]) == sense.particle:
                return [sense], end
            if sentence.lower[after : after + 2] == ["it", *sense.particle]:
                return [sense], after + 2  # "made it clear"
    return [sense for sense in use.senses if not sense.particle], after


@dataclass(slots=True)
class CueClause:
    """A cue with its subject: what the rules look at.

    `after` is the place behind the cue (and, when `inverted`, `subject_end` the one behind the subject), `left` the
    start of the subject, left of which content may stand, `start` the first token of the cue's verb group.
    """

    sentence: Sentence
    drafts: list[Draft]
    later: frozenset[int]
    verb: int
    sense: CueSense
    frames: frozenset[str]
    prepositions: tuple[str, ...]
    after: int
    group: VerbGroup
    start: int
    subject: Phrase
    left: int
    shared: bool = False
    inverted: bool = False
    subject_end: int = 0

    @property
    def verb_tag(self) -> str:
        return self.sentence.tags[self.verb]

    @property
    def cue(self) -> Span:
        """Tokens of the cue, its auxiliaries and particles with it."""
        start = self.start
        if self.sentence.tags[start] == "y":
            start = start + 1 if start < self.verb else self.verb
        return (self.verb if self.inverted else start), self.after - 1

    def draft(self, rule: str, parts: list[Span], covered: Span | None = None) -> Draft:
        """A statement of this cue; `covered` is the content's range unless told."""
        draft = Draft(
            sentence=self.sentence,
            rule=rule,
            parts=parts,
            speaker=Speaker(self.sentence, self.subject),
            verb=self.verb,
            cue=self.cue,
            sense=self.sense,
            verb_tag=self.verb_tag,
            shared=self.shared,
            covered=covered or (parts[0][0], parts[-1][1]),
        )
        if not self.inverted:
            draft.addressee = self._addressee(parts)
        return draft

    def _addressee(self, parts: list[Span]) -> Phrase | None:
        behind = [start for start, _ in parts if start >= self.sentence.ends[self.verb]]
        return addressee(
            self.sentence,
            self.after,
            behind[0] if behind else self.sentence.ends[-1],
            takes_addressee="a" in self.frames or self.sense.role == "tell",
            object_speaks=self.sense.role == "tell" and "o" in self.frames,
        )

    def end_of(self, start: int, kind: str, *, with_context: bool = True) -> int:
        """Where the content ends that starts at a token."""
        kind_of_clause = ""
        if with_context:
            gerund = self.verb_tag == "g" and self.sentence.tags[self.cue[0]] == "g"
            kind_of_clause = context(self.sentence, self.subject, self.cue[0], shared=self.shared, gerund=gerund)
        return content_end(Content(self.sentence, start, kind, self.verb_tag, self.later, kind_of_clause))


class Found(NamedTuple):
    """A cue's subject, and how it was found."""

    phrase: Phrase
    left: int
    start: int
    shared: bool = False
    inverted: bool = False
    end: int = 0


def find_subject(
    sentence: Sentence, drafts: list[Draft], sense: CueSense, group: VerbGroup, verb: int, after: int, *, fronts: bool
) -> Found | None:
    """Who the cue's subject is; `fronts` tells whether the cue's content may stand before it."""
    if group.gerund:
        found = _of_gerund(sentence, drafts, sense, group.start, verb)
    elif group.infinitive:
        found = _of_infinitive(sentence, drafts, group.start, verb)
    else:
        found = _of_finite(sentence, drafts, group.start, verb, after, fronts=fronts)
        if found and not found.shared and not found.inverted and _is_empty(sentence, found.phrase, sense):
            return None
    if found is None:
        return None
    if not found.inverted and not found.shared:
        found = _issuer(sentence, found)
        if found.start > 0 and sentence.tags[found.phrase.core_last] == "t":
            return None
    return found


def _is_empty(sentence: Sentence, phrase: Phrase, sense: CueSense) -> bool:
    """Whether it is "it", "there" or the like, which say nothing; with "say" it may be a paper or a sign."""
    word = sentence.lower[phrase.first]
    empty = phrase.first == phrase.last and word in ("it", "this", "that", "which", "there", "what")
    return (empty and sense.role != "say") or sentence.tags[phrase.first] == "E"


def _issuer(sentence: Sentence, found: Found) -> Found:
    """Of "released a video that said": who released it speaks."""
    phrase, tags = found.phrase, sentence.tags
    if phrase.last <= phrase.first or tags[phrase.last] not in "WL" or phrase.first == 0:
        return found
    bearer = sentence.lower[phrase.core_last] in sentence.passage.lexicon.sets.bearers
    if bearer and tags[phrase.first - 1] in "VZBng":
        issuer = subject_of(sentence, verb_group(sentence, phrase.first - 1).start).phrase
        if issuer:
            return found._replace(phrase=issuer)
    return found


# -- participles


def _of_gerund(sentence: Sentence, drafts: list[Draft], sense: CueSense, start: int, verb: int) -> Found | None:
    sets = sentence.passage.lexicon.sets
    before = sentence.tags[start - 1] if start > 0 else "^"
    if before in "^,-CKQ)IUtR":
        near = sense.lemma in sets.crowd_verbs and start > 0
        phrase = shared_subject(sentence, drafts, verb, start, "near" if near else "participle")
        return Found(phrase, start, start, shared=True) if phrase else None
    if before not in "NSXhM":
        return None
    noun = phrase_before(sentence, start - 1)
    if noun is None:
        return None
    absolute = noun.first > 0 and sentence.lower[noun.first - 1] == "with"
    if sense.lemma not in sets.gerund_cues and not absolute:
        return None
    return Found(_speaker_of_noun(sentence, drafts, noun) or noun, noun.first, start)


def _speaker_of_noun(sentence: Sentence, drafts: list[Draft], noun: Phrase) -> Phrase | None:
    """Of "sent a letter saying": who sent it; None after verbs of hearing, whose object speaks itself."""
    place = noun.first - 1
    if place <= 0 or sentence.tags[place] not in "VZBng":
        return None
    lexicon = sentence.passage.lexicon
    verb = lexicon.verbs.get(sentence.lower[place])
    if verb is not None and verb.lemma in lexicon.sets.perception_verbs:
        return None
    start = verb_group(sentence, place).start
    return subject_of(sentence, start).phrase or shared_subject(sentence, drafts, place, start, "coordinated")


# -- infinitives


def _of_infinitive(sentence: Sentence, drafts: list[Draft], start: int, verb: int) -> Found | None:
    """The subject of the verb that governs the infinitive: "declined to say", "used the speech to warn"."""
    tags, lower = sentence.tags, sentence.lower
    place = start - 1
    while place >= 0 and tags[place] == "R":
        place -= 1
    if place >= 0 and lower[place] in ("on", "out"):
        place -= 1
    if place < 0:
        return None
    if tags[place] in "NSXht)":
        return _behind_object(sentence, drafts, place, start)
    if not _governs(sentence, place):
        return None
    governor = place
    if tags[place] == "J":
        governor = place - 1
        while governor >= 0 and tags[governor] == "R":
            governor -= 1
        if governor < 0 or tags[governor] != "b":
            return None
    governor_start = verb_group(sentence, governor).start
    subject = subject_of(sentence, governor_start)
    if subject.phrase is not None:
        return Found(subject.phrase, subject.left, governor_start)
    if governor_start == 0 or tags[governor_start - 1] in ",CK" or tags[place] == "g":
        phrase = shared_subject(sentence, drafts, verb, governor_start, "coordinated")
        return Found(phrase, governor_start, governor_start, shared=True) if phrase else None
    return None


def _governs(sentence: Sentence, place: int) -> bool:
    tag = sentence.tags[place]
    if tag not in "VZBngbJ":
        return False
    lexicon = sentence.passage.lexicon
    verb = lexicon.verbs.get(sentence.lower[place])
    return tag in "Jb" or (verb is not None and verb.lemma in lexicon.sets.control_verbs)


def _behind_object(sentence: Sentence, drafts: list[Draft], place: int, start: int) -> Found | None:
    """Of "used the speech to warn" the user, of "led him to complain" the object."""
    tags = sentence.tags
    while place >= 0 and tags[place] not in "VZBg,;:QUWLK-":
        place -= 1
    lexicon = sentence.passage.lexicon
    verb = lexicon.verbs.get(sentence.lower[place]) if place >= 0 and tags[place] in "VZBg" else None
    if verb is None:
        return None
    if verb.lemma in lexicon.sets.purpose_verbs:
        governor_start = verb_group(sentence, place).start
        subject = subject_of(sentence, governor_start)
        if subject.phrase:
            return Found(subject.phrase, subject.left, start)
        phrase = shared_subject(sentence, drafts, place, governor_start, "coordinated")
        return Found(phrase, start, start, shared=True) if phrase else None
    if verb.lemma in lexicon.sets.causative_verbs:
        target = phrase_at(sentence, place + 1)
        if target and target.last < start:
            return Found(target, target.first, start)
    return None


# -- finite verbs


def _of_finite(
    sentence: Sentence, drafts: list[Draft], start: int, verb: int, after: int, *, fronts: bool
) -> Found | None:
    subject = subject_of(sentence, start)
    if subject.phrase is not None:
        return Found(subject.phrase, subject.left, start)
    left = subject.left
    before = sentence.tags[left] if 0 <= left < start else "^"
    if before in "^,Q-?:" or left < 0 or sentence.lower[left] == "so":
        phrase = phrase_at(sentence, after)
        if phrase and sentence.tags[verb] in "VZ" and fronts:
            return Found(phrase, left, start, inverted=True, end=_inverted_end(sentence, phrase))
    if before in "CK,":
        phrase = shared_subject(sentence, drafts, verb, start, "coordinated")
        return Found(phrase, left, start, shared=True) if phrase else None
    return None


def _inverted_end(sentence: Sentence, phrase: Phrase) -> int:
    """Behind an inverted subject and its apposition: "said Eva Berg, the harbour's director,"."""
    tags = sentence.tags
    end = phrase.last + 1
    if tags[end : end + 1] != "," or tags[end + 1 : end + 2] not in tuple("DNXSJMWIP"):
        return end
    comma = tags.find(",", end + 1, end + 24)
    if comma < 0 or (tags[end + 1] != "W" and clause_verb(sentence, end + 1, comma) >= 0):
        return end
    return comma if tags[comma + 1 : comma + 2] in tuple("VZbvdmDPXHNSM") else end
