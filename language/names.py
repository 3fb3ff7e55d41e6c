"""Names by form: runs of capitalised words, what they look like, and the full name behind a surname.

The evidence that a name is a person's follows from titles, first names and from speaking.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Literal, NamedTuple

from language.lexicon import Lexicon, NameSets
from language.passage import Passage, is_headline

Gender = Literal["female", "male"]

LONGEST_NAME = 8
"""Words: a longer run of capitals is a heading, not a name."""

SUSPICIOUS_NAME = 3
"""Words beyond the first: from here on a run may be a headline, and its verbs part it."""

PERSON = 1.5
"""Evidence from which a name is taken for a person's."""


class Bare(NamedTuple):
    """A name without titles and suffixes: what every mention of one run of words shares."""

    words: tuple[str, ...]
    text: str
    surname: str
    personlike: bool
    gender: Gender | None
    """What the first of several words tells."""


class Name(NamedTuple):
    """A run of capitalised words: tokens first to last, and the name in them."""

    first: int
    last: int
    bare: Bare

    @property
    def words(self) -> tuple[str, ...]:
        return self.bare.words

    @property
    def surname(self) -> str:
        return self.bare.surname


class Person(NamedTuple):
    """A place where a person is named."""

    token: int
    name: str
    gender: Gender | None


class Names:
    """All names of a passage, in order, and what is known of them. `title` (the headline) may give full names too."""

    def __init__(self, passage: Passage, title: Passage | None = None) -> None:
        self.passage = passage
        self.sets = passage.lexicon.names
        self.all = self.read(passage)
        self._starts = [name.first for name in self.all]
        self._sentence_starts = [sentence.first for sentence in passage.sentences]
        self._headlines: dict[int, bool] = {}
        self.genders: dict[str, Gender] = {}
        self.evidence: dict[str, float] = {}
        self._full: dict[str, tuple[list[int], list[str]]] = {}
        if title is not None:
            for name in self.read(title):
                self._learn(title, name, -1)
        for name in self.all:
            self._learn(passage, name, name.first)

    def read(self, passage: Passage) -> list[Name]:
        """The names of a passage, in order, as the language writes them."""
        return [_name(passage, first, last) for first, last in _runs(passage)]

    def _learn(self, passage: Passage, name: Name, position: int) -> None:
        """Full name, gender and evidence that one mention gives."""
        bare = name.bare
        gender = bare.gender
        weight = 0.25
        if len(bare.words) > 1:
            positions, texts = self._full.setdefault(bare.surname, ([], []))
            positions.append(position)
            texts.append(bare.text)
            weight = 0.75 if gender is None else 3.75
        before = passage.lower[max(0, name.first - 2) : name.last + 1]
        if not self.sets.titles.isdisjoint(before):
            gender = _titled_gender(before, self.sets) or gender
            weight += 2 * (not self.sets.titles.isdisjoint(before[-(name.last - name.first + 2) :]))
            weight += 2 * (
                name.first > 1 and before[1] == "," and before[0] in self.sets.titles
            )  # "the governor, Owen Pryce"
        if gender is not None:
            self.genders.setdefault(bare.surname, gender)
        if bare.personlike and position >= 0:
            self.evidence[bare.surname] = self.evidence.get(bare.surname, 0) + weight

    def add_evidence(self, name: Name, weight: float) -> None:
        """A reason to take the name for a person's: 2 for having spoken."""
        self.evidence[name.surname] = self.evidence.get(name.surname, 0) + weight

    def full(self, name: Name) -> str:
        """The name that a mention stands for: of a lone surname the last full name before, else the first."""
        bare = name.bare
        known = self._full.get(bare.surname) if len(bare.words) == 1 else None
        if known is None:
            return bare.text
        positions, texts = known
        return texts[max(bisect_right(positions, name.first) - 1, 0)]

    def in_headline(self, name: Name) -> bool:
        """Whether a name stands in a line where nearly every word is capitalised."""
        place = bisect_right(self._sentence_starts, name.first) - 1
        known = self._headlines.get(place)
        if known is None:
            known = self._headlines[place] = is_headline(self.passage.sentences[place].words)
        return known

    def has_full(self, surname: str) -> bool:
        return surname in self._full

    def within(self, first: int, last: int) -> list[Name]:
        """The names that lie in or reach into tokens first to last."""
        start = bisect_left(self._starts, first)
        if start and self.all[start - 1].last >= first:
            start -= 1
        return self.all[start : bisect_right(self._starts, last)]

    def is_person(self, name: Name) -> bool:
        """Whether the evidence says that a person is named here, more of it being asked of a single unknown word."""
        bare = name.bare
        evidence = self.evidence.get(bare.surname, 0) if bare.personlike else 0
        if evidence < PERSON:
            return False
        return evidence >= 2.5 or len(bare.words) > 1 or bare.surname in self._full or bare.surname in self.genders

    def persons(self) -> list[Person]:
        """Every mention of a person that is not a possessor."""
        words = self.passage.words
        return [
            Person(name.first, self.full(name), self.genders.get(name.surname))
            for name in self.all
            if self.is_person(name) and words[name.last + 1 : name.last + 2] not in (["'s"], ["’s"])
        ]


def _titled_gender(lower: list[str], sets: NameSets) -> Gender | None:
    found: Gender | None = None
    for word in lower:
        if word in sets.male_titles:
            found = "male"
        elif word in sets.female_titles:
            found = "female"
    return found


def forename_gender(forename: str, sets: NameSets) -> Gender | None:
    """The gender that a first name is usually given to."""
    if forename in sets.female_names:
        return "female"
    return "male" if forename in sets.male_names else None


def _runs(passage: Passage) -> list[tuple[int, int]]:
    """Token spans, both ends included, of the runs of capitalised words that may be names."""
    starts = {sentence.first for sentence in passage.sentences}
    inside = {passage.words[token] for token in passage.capitals if token not in starts}
    runs: list[tuple[int, int]] = []
    past = 0
    for token in passage.capitals:
        if token >= past and _may_begin(passage, token, starts, inside):
            last = _run_end(passage, token)
            past = last + 1
            if last - token < SUSPICIOUS_NAME:
                runs.append((token, last))
            elif last - token < LONGEST_NAME:
                runs += _split_at_verbs(passage, token, last)
    return runs


def _split_at_verbs(passage: Passage, first: int, last: int) -> list[tuple[int, int]]:
    """Of a long run, often a headline, the runs between its verbs: "Nordhavn Council Rejects Harbour Treaty"."""
    sets = passage.lexicon.names
    runs: list[tuple[int, int]] = []
    begin = first
    for token in range(first, last + 2):
        word = passage.lower[token] if token <= last else ""
        forename = word in sets.female_names or word in sets.male_names
        if token > last or (word in passage.lexicon.verbs and not forename):
            if token > begin:
                runs.append((begin, token - 1))
            begin = token + 1
    return runs


def _may_begin(passage: Passage, token: int, starts: set[int], inside: set[str]) -> bool:
    lower, sets = passage.lower, passage.lexicon.names
    word = lower[token]
    if word in sets.not_names or word in passage.lexicon.sets.months:
        return False
    if token not in starts or passage.words[token] in inside or word in sets.male_names or word in sets.female_names:
        return True
    following = passage.words[token + 1 : token + 2]
    if not following or (word.endswith("s") and not following[0][0].isupper()):
        return False  # "Patients fear": a plural that begins a sentence is no name
    return (following[0][0].isupper() and lower[token + 1] not in sets.not_names) or lower[
        token + 1
    ] in passage.lexicon.verbs


def _run_end(passage: Passage, token: int) -> int:
    words, lower, sets = passage.words, passage.lower, passage.lexicon.names
    last = token
    while last + 1 < len(words):
        if words[last + 1][0].isupper():
            if lower[last + 1] in sets.not_names:
                break
            last += 1
        elif (
            (lower[last + 1] in sets.particles or _of_institution(passage, last))
            and last + 2 < len(words)
            and words[last + 2][0].isupper()
        ):
            last += 2
        else:
            break
    return last


def _of_institution(passage: Passage, last: int) -> bool:
    """Whether an institution or a landform is named by what follows "of": "University of Kestrel"."""
    sets = passage.lexicon.names
    return passage.lower[last + 1] == "of" and (
        passage.lower[last] in sets.institutions or passage.lower[last] in sets.place_nouns
    )


def _name(passage: Passage, first: int, last: int) -> Name:
    return Name(first, last, bare_name(" ".join(passage.words[first : last + 1]), passage.lexicon))


@lru_cache(maxsize=1 << 16)
def bare_name(run: str, lexicon: Lexicon) -> Bare:
    """The name in a run of capitals, without what stands before it ("Sen. Ada Lindqvist", "Harbour Chief Eva Berg")."""
    sets = lexicon.names
    words = _without_titles(run.split(" "), sets)
    gender = forename_gender(words[0].lower(), sets) if len(words) > 1 else None
    return Bare(tuple(words), " ".join(words), words[-1], personlike(words, sets), gender)


def _without_titles(words: list[str], sets: NameSets) -> list[str]:
    for place in range(len(words) - 2, -1, -1):
        if words[place].lower() in sets.titles:
            words = words[place + 1 :]
            break
    for place, word in enumerate(words[:-1]):
        if forename_gender(word.lower(), sets) is not None:
            words = words[place:]
            break
    while len(words) > 1 and words[-1].lower() in sets.suffixes:
        words = words[:-1]
    return words


def personlike(words: list[str], sets: NameSets) -> bool:
    """Whether nothing in the words says that they name no person."""
    return not any(
        _not_personal(word.lower(), sets) or (len(word) > 2 and word.isupper()) or word[1:2] == "-" for word in words
    )


def _not_personal(word: str, sets: NameSets) -> bool:
    return word in sets.institutions or word in sets.places or word in sets.peoples or word in sets.institution_suffixes
