"""From a mention to a name: pronouns, surnames, roles, possessors ("Lindqvist's speech").

Drafts are read in order; who spoke last is the first guess for a pronoun.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from language.drafts import Draft, Speaker
from language.names import Gender, Name, Names, Person
from language.passage import Sentence
from language.roles import RoleHolders, role_head
from schemas.statement import How

RECENT_SPEAKERS = 8
RECENT_PERSONS = 40
NEAR = 400
"""Tokens: a person named farther back is no candidate for a pronoun."""
BACK = 4
"""Sentences: the first person of each is looked at, the pronoun's own sentence first."""

_POSSESSIVES: dict[str, Gender] = {"his": "male", "her": "female"}
_APPOSING = (",", "—", "–", "-")
_GENDERS: dict[str, Gender] = {"he": "male", "she": "female"}
PRONOUNS = frozenset(
    [
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "his",
        "her",
        "its",
        "their",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
        "one",
        "him",
        "them",
    ]
)


class Resolved(NamedTuple):
    """Who a speaker is: the name, or None where the text does not tell; and how it tells."""

    name: str | None
    how: How


class _Spoke(NamedTuple):
    """A person who spoke at a token."""

    token: int
    name: str
    gender: Gender | None
    sentence: int


class Resolver:
    """Resolves the speakers of one passage's drafts, which must be given in order."""

    def __init__(self, names: Names, drafts: list[Draft]) -> None:
        self.names = names
        self.lower = names.passage.lower
        self.words = names.passage.words
        for draft in drafts:
            self._note_speaking(draft)
        self.persons = names.persons()
        self._tokens = [person.token for person in self.persons]
        self._sentence_starts = [sentence.first for sentence in names.passage.sentences]
        self._subjects: dict[int, Person] = {}
        for person in self.persons:
            self._subjects.setdefault(self._sentence_of(person.token), person)
        self._roles: RoleHolders | None = None
        self._spoken: list[_Spoke] = []

    def _note_speaking(self, draft: Draft) -> None:
        """Who says something is a person, if the name is the last of the phrase's core."""
        if draft.speaker is not None and draft.role in ("say", "tell"):
            first, last = _core(draft.speaker)
            end = draft.speaker.sentence.first + draft.speaker.phrase.last
            for name in self.names.within(first, end):
                if name.bare.personlike and (
                    name.last == last or (name.first > last and self.words[name.first - 1] == ",")
                ):
                    self.names.add_evidence(name, 2)

    def _sentence_of(self, token: int) -> int:
        return bisect_right(self._sentence_starts, token) - 1

    def resolve(self, draft: Draft) -> Resolved:
        """Name and manner of a draft's speaker; remembers who spoke."""
        speaker = draft.speaker
        if draft.printed is not None:
            start, end = draft.printed
            return Resolved(self.names.passage.text[start:end].title(), "name")
        if speaker is None:
            return Resolved(None, "implied")
        resolved = self.mention(speaker)
        if resolved.name is not None:
            self._remember(speaker, resolved.name)
        return resolved

    def mention(self, speaker: Speaker) -> Resolved:
        """Who a phrase is, speaker or addressee."""
        sentence, phrase = speaker
        word = sentence.lower[phrase.core_first].split("'")[0].split("’")[0]
        if phrase.core_first == phrase.core_last and word in PRONOUNS:
            if phrase.last > phrase.core_last and sentence.lower[phrase.core_last + 1] in ("and", "or"):
                return Resolved(None, "pronoun")  # "she and her neighbours" are more than she
            if word in _GENDERS:
                return Resolved(self._pronoun(speaker.token, _GENDERS[word]), "pronoun")
            return Resolved(self._antecedent(speaker) if word == "who" else None, "pronoun")
        if (gender := self._voiced_by(speaker)) is not None:
            return Resolved(self._pronoun(speaker.token, gender), "pronoun")
        if (name := self._named(speaker)) is not None:
            return Resolved(name, "name")
        return Resolved(self._role(speaker), "role")

    def _voiced_by(self, speaker: Speaker) -> Gender | None:
        """Of "his statement": the gender of whose it is."""
        sentence, phrase = speaker
        if phrase.core_first == phrase.core_last or sentence.lower[phrase.core_first] not in _POSSESSIVES:
            return None
        voiced = sentence.lower[phrase.core_last] in self.names.passage.lexicon.sets.voices
        return _POSSESSIVES[sentence.lower[phrase.core_first]] if voiced else None

    def _remember(self, speaker: Speaker, name: str) -> None:
        surname = name.rsplit(maxsplit=1)[-1]
        pronoun = speaker.sentence.lower[speaker.phrase.core_first][:3].rstrip("'’") in _GENDERS
        if pronoun or self.names.evidence.get(surname, 0) >= 1.5:
            gender = self.names.genders.get(surname)
            self._spoken.append(_Spoke(speaker.token, name, gender, self._sentence_of(speaker.token)))

    # -- pronouns

    def _pronoun(self, token: int, gender: Gender) -> str | None:
        def fits(known: Gender | None) -> bool:
            return known is None or known == gender

        sentence = self._sentence_of(token)
        spoke = [one for one in self._spoken[-RECENT_SPEAKERS:] if one.token < token and fits(one.gender)]
        recent = [one for one in spoke if one.sentence >= sentence - 1]
        place = bisect_left(self._tokens, token)
        near = [
            one
            for one in self.persons[max(0, place - RECENT_PERSONS) : place]
            if fits(one.gender) and token - one.token < NEAR
        ]
        subject = self._subject_near(token, sentence, gender, near)
        if recent and (subject is None or recent[-1].token >= subject[0] or recent[-1].sentence == sentence - 1):
            return recent[-1].name
        if subject is not None:
            return subject[1]
        if near:
            return near[-1].name
        return spoke[-1].name if spoke else None

    def _subject_near(self, token: int, sentence: int, gender: Gender, near: list[Person]) -> tuple[int, str] | None:
        """The first person of the pronoun's sentence, or of one of those before it."""
        for index in range(sentence, sentence - BACK, -1):
            person = self._subjects.get(index)
            if person is None:
                continue
            if person.gender in (None, gender):
                if person.token < token:
                    return person.token, person.name
            elif index == sentence - 1:
                inside = [one for one in near if self._sentence_of(one.token) == index]
                if inside:
                    return inside[-1].token, inside[-1].name
        return None

    def _antecedent(self, speaker: Speaker) -> str | None:
        """Of "who" alone: the person named just before it."""
        token = speaker.sentence.first + speaker.phrase.core_first
        place = bisect_left(self._tokens, token)
        if place and token - self._tokens[place - 1] < 12:
            return self.persons[place - 1].name
        return None

    # -- names and roles

    def _named(self, speaker: Speaker) -> str | None:
        first, last = _core(speaker)
        inside = self.names.within(first, last)
        name: str | None = None
        if inside and self._is_head(inside[-1], last):
            name = self.names.full(inside[-1])
        end = speaker.sentence.first + speaker.phrase.last
        if name is not None and end > last and self._is_title(last):
            name = None  # "the Supreme Leader, Ali K.": the name follows
        if name is None and inside and self._voices(inside[-1], last):
            name = self.names.full(inside[-1])
        if name is None and end > last:
            name = self._apposed(last, end)
        return name

    def _is_head(self, name: Name, last: int) -> bool:
        """Whether the name is what the phrase is about: at its end, or before a capitalised rest."""
        if name.last >= last:
            return True
        following = self.words[name.last + 1]
        return following not in ("'s", "’s") and not following[0].islower()

    def _is_title(self, token: int) -> bool:
        return self.lower[token] in self.names.sets.titles

    def _voices(self, name: Name, last: int) -> bool:
        """Whether the phrase is the name's speech, statement, letter."""
        possessive = self.words[name.last + 1 : name.last + 2] in (["'s"], ["’s"], ["'"], ["’"])
        return possessive and 1 < last - name.last < 5 and self.lower[last] in self.names.passage.lexicon.sets.voices

    def _apposed(self, last: int, end: int) -> str | None:
        """The name behind the first comma or dash that the core leaves: "another speaker at the event, Berg"."""
        mark = next((token for token in range(last + 1, end) if self.words[token] in _APPOSING), None)
        if mark is None:
            return None
        for name in self.names.within(mark + 1, end):
            known = len(name.words) >= 2 or self.names.evidence.get(name.surname, 0) >= 1.5
            if known or self.names.has_full(name.surname) or mark > last + 1:
                return self.names.full(name)
        return None

    def _role(self, speaker: Speaker) -> str | None:
        """The holder of a role, or who spoke in the sentence before where nobody is known to hold it."""
        head = role_head(speaker.sentence, speaker.phrase)
        if head is None:
            return None
        if self._roles is None:
            self._roles = RoleHolders(self.names)
        holder = self._roles.holder(head, speaker.token)
        if holder is not None:
            return holder
        sentence = speaker.sentence
        before = sentence.index - 1
        if before >= 0 and not (self._spoken and self._spoken[-1].sentence >= before):
            return self._only_person(before, head) if self._same_paragraph(before, sentence) else None
        for one in reversed(self._spoken[-2:]):
            if one.sentence == before and self._same_paragraph(before, sentence):
                return None if self._roles.holds_other(one.name, head) else one.name
        return None

    def _same_paragraph(self, index: int, sentence: Sentence) -> bool:
        return self.names.passage.sentences[index].paragraph == sentence.paragraph

    def _only_person(self, index: int, head: str) -> str | None:
        """The one person that a sentence names, if the text gives them no other role."""
        sentence = self.names.passage.sentences[index]
        names = self.names.within(sentence.first, sentence.first + len(sentence) - 1)
        persons = {self.names.full(name) for name in names if self.names.is_person(name)}
        if len(persons) != 1 or self._roles is None:
            return None
        person = persons.pop()
        return None if self._roles.holds_other(person, head) else person


def _core(speaker: Speaker) -> tuple[int, int]:
    first = speaker.sentence.first
    return first + speaker.phrase.core_first, first + speaker.phrase.core_last
