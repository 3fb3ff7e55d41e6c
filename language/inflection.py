"""Forms of an English verb from its lemma."""

import re
from typing import Literal, NamedTuple

FormKind = Literal["B", "Z", "D", "N", "G"]
"""Base, third person, past, participle, gerund."""

_SIBILANT = re.compile("(s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile("[^aeiou]y$")
_DOUBLES = re.compile("[^aeiou][aeiou][bgmnprt]$")


class Forms(NamedTuple):
    """The forms of one verb."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str

    def kinds(self) -> list[tuple[str, FormKind]]:
        """Each form with what it is; one form may be several."""
        return list(zip(self, ("B", "Z", "D", "N", "G"), strict=True))


def regular(lemma: str, doubling: frozenset[str]) -> Forms:
    """Forms by rule; `doubling` holds the lemmas that double their last consonant."""
    with_y = _CONSONANT_Y.search(lemma) is not None
    doubled = lemma + lemma[-1] if lemma in doubling and _DOUBLES.search(lemma) else lemma
    past = _past(lemma, doubled, with_y=with_y)
    return Forms(lemma, _third(lemma, with_y=with_y), past, past, _gerund(lemma, doubled))


def _third(lemma: str, *, with_y: bool) -> str:
    if _SIBILANT.search(lemma):
        return lemma + "es"
    return lemma[:-1] + "ies" if with_y else lemma + "s"


def _past(lemma: str, doubled: str, *, with_y: bool) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    return lemma[:-1] + "ied" if with_y else doubled + "ed"


def _gerund(lemma: str, doubled: str) -> str:
    if lemma.endswith("e") and not lemma.endswith("ee"):
        return lemma[:-1] + "ing"
    return doubled + "ing"
