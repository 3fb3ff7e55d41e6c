"""Forms of a German verb from its lemma: finite ones, participle, infinitives, Konjunktiv I."""

import re
from typing import NamedTuple

_INSEPARABLE = re.compile(
    "(?:be|emp|ent|er|ge|ver|zer|miss|wider|hinter|über(?!ein)|unter(?!zeichnen$)).*[aeiouäöü].*e[lr]?n$"
)
_WITH_E = re.compile(r"(?:[dt]|chn|[^aeiouäöülrhmn][mn])$")
_SHORT = re.compile(r"e[lr]n$")


class Forms(NamedTuple):
    """What forms a verb has, each a tuple: finite ones (Konjunktiv I apart), that, participles, infinitives."""

    finite: tuple[str, ...]
    reported: tuple[str, ...]
    participles: tuple[str, ...]
    infinitives: tuple[str, ...]


def verb_forms(lemma: str, particle: str, parts: tuple[str, ...]) -> Forms:
    """Forms of a verb as they stand parted from the particle.

    `parts` are third person, preterite and participle of an irregular verb, none for a regular one; both without the
    particle. Rules: Duden, Die Grammatik (regular conjugation).
    """
    base = lemma.removeprefix(particle)
    stem = base[:-1] if _SHORT.search(base) else base.removesuffix("n").removesuffix("e")
    link = "e" if _WITH_E.search(stem) else ""
    third, past, participle = parts or (stem + link + "t", stem + link + "te", _participle(base, stem + link))
    pasts = (past, past + "n") if past.endswith("e") else (past, past + "en")
    reported = (stem.removesuffix("el") + "le" if stem.endswith("el") else stem + "e",)
    return Forms((third, base, *pasts), reported, (participle,), (base,))


def _participle(base: str, stem: str) -> str:
    bare = base.endswith("ieren") or _INSEPARABLE.match(base)
    return stem + "t" if bare else "ge" + stem + "t"


def joined(particle: str, forms: Forms) -> Forms:
    """The forms with the particle in front: "mitteilte", "mitgeteilt", "mitzuteilen"."""
    infinitives = tuple(particle + form for form in forms.infinitives)
    return Forms(
        tuple(particle + form for form in forms.finite),
        tuple(particle + form for form in forms.reported),
        tuple(particle + form for form in forms.participles),
        infinitives + tuple(particle + "zu" + form for form in forms.infinitives),
    )
