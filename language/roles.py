"""Who holds a role: "The minister, Ada Lindqvist," and "spokeswoman Eva Berg" tell it for the rest of the text."""

from bisect import bisect_right

from language.drafts import Phrase
from language.names import Name, Names
from language.passage import Sentence

_DEFINITE = frozenset({"the", "this", "that"})
_ARTICLES = _DEFINITE | {"a", "an"}
_WIDEST = 8
"""Tokens between an article and the noun of its phrase, at most."""


class RoleHolders:
    """Role nouns with the names that the text gives them to, by place."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.lower = names.passage.lower
        self.words = names.passage.words
        self._held: dict[str, tuple[list[int], list[str]]] = {}
        self._roles_of: dict[str, set[str]] = {}
        for name in names.all:
            if name.bare.personlike:
                for role in self._given_to(name):
                    self._note(role, name)

    def _note(self, role: str, name: Name) -> None:
        full = self.names.full(name)
        tokens, texts = self._held.setdefault(role, ([], []))
        tokens.append(name.first)
        texts.append(full)
        self._roles_of.setdefault(full, set()).add(role)

    def _is_role(self, token: int) -> bool:
        return 0 <= token < len(self.lower) and self.lower[token] in self.names.sets.titles

    def _given_to(self, name: Name) -> list[str]:
        """Roles in the run of capitals, right before it, and in an apposition on either side."""
        roles = [self.lower[token] for token in range(name.first, name.last) if self._is_role(token)][-1:]
        before, after = name.first - 1, name.last + 1
        if self._is_role(before):
            roles.append(self.lower[before])
        elif (
            before > 0 and self.words[before] == "," and self._is_role(before - 1) and self._article_before(before - 1)
        ):
            roles.append(self.lower[before - 1])
        if after < len(self.words) and self.words[after] == "," and (token := self._apposed(after + 1)) is not None:
            roles.append(self.lower[token])
        return roles

    def _article_before(self, token: int) -> bool:
        return not _ARTICLES.isdisjoint(self.lower[max(0, token - _WIDEST) : token])

    def _apposed(self, token: int) -> int | None:
        """The role noun of ", the harbour minister," that begins at a token."""
        if token >= len(self.words) or self.lower[token] not in _ARTICLES:
            return None
        for place in range(token + 1, min(token + _WIDEST, len(self.words))):
            if self._is_role(place) and not self._is_role(place + 1):
                return place
            if not self.words[place][0].isalpha():
                return None
        return None

    def holder(self, role: str, token: int) -> str | None:
        """The last name before a token that the role was given to."""
        tokens, texts = self._held.get(role, ([], []))
        place = bisect_right(tokens, token) - 1
        return texts[place] if place >= 0 else None

    def holds_other(self, name: str, role: str) -> bool:
        """Whether the text gives this name roles, and not this one."""
        held = self._roles_of.get(name, set())
        return bool(held) and role not in held


def role_head(sentence: Sentence, phrase: Phrase) -> str | None:
    """The role noun of a definite phrase: "the U.S. president"; None for any other phrase."""
    if sentence.lower[phrase.core_first] not in _DEFINITE:
        return None
    head = sentence.lower[phrase.core_last]
    return head if head in sentence.passage.lexicon.names.titles else None
