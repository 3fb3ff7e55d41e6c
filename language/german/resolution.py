"""From a German speaker to a name: "er" and "sie", surnames, "der Minister", relative pronouns."""

from language.drafts import Draft, Speaker
from language.german.lexicon import NOMINATIVE, OBLIQUE, PREPOSITION, PRONOUN, ROLE
from language.german.names import GermanNames, Roles
from language.names import Gender, Name
from language.resolution import Resolved, Resolver

_GENDERS: dict[str, Gender] = {
    "er": "male",
    "ihm": "male",
    "dieser": "male",
    "letzterer": "male",
    "sie": "female",
    "ihr": "female",
    "diese": "female",
    "letztere": "female",
}
_RELATIVES: dict[str, Gender | None] = {"der": "male", "die": "female", "welcher": "male", "welche": "female"}
_DEFINITE = frozenset({"der", "die", "das", "dem", "den", "des", "dieser", "diesem", "diesen"})
_PLURAL = frozenset({"haben", "sind", "hatten", "waren", "werden", "wurden", "wollen", "sollen", "können"})
_NEAR = 12


class GermanResolver(Resolver):
    """Resolves the speakers of one German passage's drafts, which must be given in order."""

    names: GermanNames

    def __init__(self, names: GermanNames, drafts: list[Draft]) -> None:
        super().__init__(names, drafts)
        self.names = names
        self._holders: Roles | None = None

    def mention(self, speaker: Speaker) -> Resolved:
        """Who a phrase is."""
        sentence, phrase = speaker
        word = sentence.lower[phrase.core_first]
        if phrase.core_first == phrase.core_last:
            if word in _GENDERS and phrase.last == phrase.core_last:
                plural = word == "sie" and self._is_plural(speaker)
                return Resolved(None if plural else self._pronoun(speaker.token, _GENDERS[word]), "pronoun")
            if word in _RELATIVES:
                return Resolved(self._antecedent(speaker), "pronoun")
            if self.names.german.kind(word) & PRONOUN:
                return Resolved(None, "pronoun")
        name = self._named(speaker)
        if name is not None:
            return Resolved(name, "name")
        return Resolved(self._role(speaker), "role")

    def _is_plural(self, speaker: Speaker) -> bool:
        """Whether the verb beside "sie" is plural."""
        sentence, phrase = speaker
        place = phrase.core_first
        beside = [sentence.lower[at] for at in (place - 1, place + 1) if 0 <= at < len(sentence)]
        finite = [word for word in beside if self._is_verb(word)]
        return any(word in _PLURAL or word.endswith("en") for word in finite)

    def _is_verb(self, word: str) -> bool:
        return word in _PLURAL or word in self.names.german.cues

    def _named(self, speaker: Speaker) -> str | None:
        """The name that the phrase's head is, or the one in apposition to it."""
        sentence, phrase = speaker
        offset = sentence.first
        for name in self.names.within(offset + phrase.core_first, offset + phrase.core_last):
            if self._is_head(name, offset + phrase.core_first):
                return self.names.full(name)
            if name.last == offset + phrase.core_last and self._follows_group(name):
                return self.names.full(name)
        if phrase.last > phrase.core_last:
            for name in self.names.within(offset + phrase.core_last + 2, offset + phrase.last)[:1]:
                if self._is_head(name, offset + phrase.core_last + 2):
                    return self.names.full(name)
        return None

    def _is_head(self, name: Name, first: int) -> bool:
        """Whether no preposition and no genitive stands between a phrase's start and a name."""
        if name.first < first or self._is_genitive(name, first):
            return False
        kind = self.names.german.kind
        for token in range(first, name.first):
            bits = kind(self.lower[token])
            if bits & PREPOSITION or (token > first and bits & (OBLIQUE | NOMINATIVE)):
                return False
        return True

    def _is_genitive(self, name: Name, first: int) -> bool:
        """Whether "Bergs" in "der Sprecher Bergs" is a possessor."""
        return name.first > first and self.words[name.last] == name.surname + "s"

    def _follows_group(self, name: Name) -> bool:
        """Such as "der Vorsitzende der Partei Eva Berg": a full name behind a noun that is no role."""
        if len(name.words) < 2 or not name.bare.personlike or name.first == 0:
            return False
        before = self.names.passage.words[name.first - 1]
        german = self.names.german
        return before[0].isupper() and (german.is_body(before.lower()) or not german.kind(before) & ROLE)

    def _role(self, speaker: Speaker) -> str | None:
        """The holder of the role that a definite phrase names."""
        sentence, phrase = speaker
        if sentence.lower[phrase.core_first] not in _DEFINITE:
            return None
        kind = self.names.german.kind
        for place in range(phrase.core_first + 1, phrase.core_last + 1):
            word = sentence.words[place]
            if word[0].isupper():
                if not kind(word) & ROLE:
                    return None
                if self._holders is None:
                    self._holders = Roles(self.names)
                lower = sentence.lower[place]
                holder = self._holders.holder(lower, speaker.token)
                if holder is None and lower in self.names.german.sets["generic roles"]:
                    return self._pronoun(speaker.token, "female" if lower.endswith("in") else "male")
                return holder
        return None
