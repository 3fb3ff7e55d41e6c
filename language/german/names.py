"""Names in German text, where every noun is capitalised: a name shows by a first name, a role before it, or a run."""

from bisect import bisect_right
from collections.abc import Iterator

from language.german.lexicon import ADJECTIVE, ADVERB, DETERMINER, FUNCTION, ROLE, TIME, German
from language.names import Bare, Gender, Name, Names, forename_gender, personlike
from language.passage import Passage

_COMMON = (
    "ung", "heit", "keit", "schaft", "tion", "tät", "agentur", "zeitung", "stadt", "unternehmen", "partei", "gruppe",
    "konzern", "fluss", "kreis", "land", "hafen", "magazin", "firma", "verein", "verband", "schiff", "linie", "ort",
    "dorf", "insel", "provinz", "region", "hauptstadt", "kanton", "gemeinde", "projekt", "programm", "film", "roman",
)  # fmt: skip
"""Ends of nouns that stand before a name without being of it: "Nachrichtenagentur Nordwind"."""
LONGEST = 6
PHRASE_BACK = 6
"""Tokens before a comma that the phrase of a role may take up."""
ROLE_BACK = 3
"""Tokens before a name in which its role may stand."""


class GermanNames(Names):
    """All names of a German passage."""

    def __init__(self, passage: Passage, german: German, title: Passage | None = None) -> None:
        self.german = german
        self.kinds: list[int] = []
        self.sets = german.lexicon.names
        self._headline: frozenset[str] = frozenset()
        if title is not None:
            self._headline = frozenset(name.surname for name in self.read(title))
        super().__init__(passage, title)

    def read(self, passage: Passage) -> list[Name]:
        """Runs of two and more capitals, and single words that such a run, a role or the lists make a name."""
        self.kinds = list(map(self.german.kinds.__getitem__, passage.words))
        runs = [self._without_roles(passage, first, last) for first, last in self._runs(passage)]
        surnames = {passage.words[last] for first, last, _ in runs if last > first} | self._headline
        told = {passage.words[last] for _, last, known in runs if known}
        surnames |= {word for word in told if word[:-1] not in surnames}
        return [name for run in runs if (name := self._name(passage, surnames, *run)) is not None]

    def _runs(self, passage: Passage) -> Iterator[tuple[int, int]]:
        """Token spans, both ends included, of words that are capitalised and no function words."""
        past = 0
        particles = self.sets.particles
        words = passage.words
        for token in passage.capitals:
            if token < past or not self._may_name(passage, token):
                continue
            last = token
            while last + 1 < len(words):
                if words[last + 1][0].isupper() and self._may_name(passage, last + 1):
                    last += 1
                elif last + 2 < len(words) and words[last + 1] in particles and self._links(passage, token, last):
                    last += 2
                else:
                    break
            past = last + 1
            yield token, last

    def _links(self, passage: Passage, token: int, last: int) -> bool:
        """Whether a particle parts first name and surname: "Ursula von der Aue" needs a first name before it."""
        following = passage.words[last + 2]
        forename = passage.lower[last] in self.sets.female_names or passage.lower[last] in self.sets.male_names
        return forename and following[0].isupper() and last - token < LONGEST

    def _may_name(self, passage: Passage, token: int) -> bool:
        lower = passage.lower[token]
        if (lower in self.sets.male_names or lower in self.sets.female_names) and lower not in self.sets.not_names:
            return True  # "Anders" is an adverb too
        return not self.kinds[token] & (FUNCTION | TIME | ADVERB) and passage.lower[token] not in self.sets.not_names

    def _without_roles(self, passage: Passage, first: int, last: int) -> tuple[int, int, bool]:
        """The run without the roles and common nouns before the name; whether a role or a first name tells a person."""
        known = first > 0 and bool(self.kinds[first - 1] & ROLE)
        if first == last:
            return first, last, known
        determined = first > 0 and bool(self.kinds[first - 1] & (DETERMINER | ADJECTIVE))
        if determined and last - first >= 2:
            first += 1  # "der Ingenieur Diego Arrieta"
            determined = False
        for token in range(first, last):
            if forename_gender(passage.lower[token], self.sets) is not None:
                return token, last, True
        while first < last:
            word = passage.lower[first]
            if self.kinds[first] & ROLE or word in self.sets.titles:
                known = True
            elif not word.endswith(_COMMON):
                break
            first += 1
        if determined and first < last and not known and not self._is_institution(passage, first, last):
            first = last  # "das Angebot Ardaniens"
        return first, last, known

    def _is_institution(self, passage: Passage, first: int, last: int) -> bool:
        words = passage.lower[first : last + 1]
        return not self.sets.institutions.isdisjoint(words) or words[-1] in self.sets.institution_suffixes

    def _name(self, passage: Passage, surnames: set[str], first: int, last: int, known: bool) -> Name | None:
        words = passage.words[first : last + 1]
        if len(words) > LONGEST or not words[-1][0].isalpha():
            return None
        if len(words) == 1:
            single = self._single(words[0], surnames, known=known)
            if single is None or (self.german.kind(words[0]) & ROLE and words[0] not in surnames):
                return None
            words = [single]
        while len(words) > 1 and words[-1].lower() in self.sets.suffixes:
            words = words[:-1]
        gender = forename_gender(words[0].lower(), self.sets) if len(words) > 1 else None
        bare = Bare(tuple(words), " ".join(words), words[-1], personlike(words, self.sets), gender)
        return Name(first, last, bare)

    def _single(self, word: str, surnames: set[str], *, known: bool) -> str | None:
        """A lone word as a name, without a genitive s; None for a common noun."""
        lower = word.lower()
        if word.endswith("s") and word[:-1] in surnames:
            return word[:-1]
        if word in surnames or known or lower in self.sets.places:
            return word
        if lower.endswith("s") and lower[:-1] in self.sets.places:
            return word[:-1]
        return word if word.isupper() and 2 <= len(word) <= LONGEST else None

    def _learn(self, passage: Passage, name: Name, position: int) -> None:
        super()._learn(passage, name, position)
        role = self.role_before(passage, name) or self.role_across(passage, name)
        if role is not None and position >= 0 and name.bare.personlike:
            self.add_evidence(name, 2.5)
            gender: Gender = "female" if role.endswith("in") or role == "frau" else "male"
            if role not in self.german.sets["nominalised roles"]:
                self.genders.setdefault(name.surname, gender)

    def role_before(self, passage: Passage, name: Name) -> str | None:
        """The role that stands right before a name: "Außenministerin Eva Berg"."""
        if name.first == 0:
            return None
        before = name.first - 1
        if passage.lower[before] == "(" or not passage.words[before][0].isupper():
            return None
        lower = passage.lower[before]
        role = self.german.kind(passage.words[before]) & ROLE or lower in self.sets.titles
        return lower if role and not self.german.is_body(lower) else None

    def role_across(self, passage: Passage, name: Name) -> str | None:
        """The role of "Der Bürgermeister der Stadt, Onno Berg": the first noun of the phrase before a comma."""
        comma = name.first - 1
        if comma < 1 or passage.words[comma] != ",":
            return None
        first = comma
        while first > 0 and comma - first < PHRASE_BACK and passage.words[first - 1][0].isalnum():
            first -= 1
        noun = next((token for token in range(first, comma) if self._is_noun(passage.words[token])), None)
        if noun is None or not self.german.kind(passage.words[noun]) & ROLE:
            return None
        return None if self.german.is_body(passage.lower[noun]) else passage.lower[noun]

    def _is_noun(self, word: str) -> bool:
        return word[0].isupper() and not self.german.kind(word) & FUNCTION

    def in_headline(self, name: Name) -> bool:  # noqa: ARG002 - the parent asks by name
        """Whether a name stands in a headline: capitals do not tell in German."""
        return False


class Roles:
    """Who holds a role in a text, by place: role before a name, or an article, a role and a comma beside it."""

    def __init__(self, names: GermanNames) -> None:
        self.names = names
        self._held: dict[str, tuple[list[int], list[str]]] = {}
        for name in names.all:
            if name.bare.personlike:
                for role in self._given_to(name):
                    tokens, texts = self._held.setdefault(role, ([], []))
                    tokens.append(name.first)
                    texts.append(names.full(name))

    def _given_to(self, name: Name) -> list[str]:
        passage = self.names.passage
        role = self.names.role_before(passage, name)
        roles = [role] if role else []
        words, kind = passage.words, self.names.german.kind
        before = name.first - 1
        if before > 1 and words[before] == ",":
            role = self.names.role_across(passage, name)
            roles += [role] if role else []
        after = name.last + 1
        if words[after : after + 1] == [","]:
            stop = min(len(words), after + 2 + ROLE_BACK)
            roles += [passage.lower[token] for token in range(after + 2, stop) if kind(words[token]) & ROLE][:1]
        return roles

    def holder(self, role: str, token: int) -> str | None:
        """The last name before a token that the role was given to; "Minister" also finds an "Außenminister"."""
        best: tuple[int, str] | None = None
        for held, (tokens, texts) in self._held.items():
            if held.endswith(role):
                place = bisect_right(tokens, token) - 1
                if place >= 0 and (best is None or tokens[place] > best[0]):
                    best = tokens[place], texts[place]
        return best[1] if best else None
