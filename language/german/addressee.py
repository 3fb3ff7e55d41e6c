"""Whom a speaker addresses: "sagte dem Sender", "gegenüber Journalisten", "forderte das Land auf"."""

from language.drafts import Phrase
from language.german.cues import Use
from language.german.lexicon import ADVERB, DETERMINER, NOMINATIVE, PREPOSITION
from language.german.phrases import noun_phrase
from language.german.view import Found, View

_DATIVES = frozenset({"dem", "den", "einem", "ihm", "ihnen", "seinem", "ihrem", "diesem", "diesen", "seinen", "ihren"})
_TOWARDS = frozenset({"gegenüber"})
_ASKING = frozenset({"demand", "ask", "warn", "promise"})
_FARTHEST = 14


def addressee(view: View, use: Use, subject: Found | None, parts: list[tuple[int, int]]) -> Phrase | None:
    """The first phrase behind the verb that is spoken to, in tokens; `parts` are the characters of what is said."""
    place = use.place + 1
    for _ in range(_FARTHEST):
        if place >= view.end or view.words[place] in (",", ":", ";", ".") or _is_said(view, place, parts):
            return None
        if subject and subject.first <= place <= subject.last:
            place = subject.last + 1
        elif view.lower[place] in _TOWARDS:
            return _phrase(view, place + 1)
        elif view.kinds[place] & PREPOSITION and not view.capital(place):
            inner = noun_phrase(view, place + 1, view.end)
            place = inner.last + 1 if inner else place + 1
        elif _addresses(view, place, use):
            return _phrase(view, place)
        elif view.kinds[place] & DETERMINER:
            inner = noun_phrase(view, place, view.end)
            place = inner.last + 1 if inner else place + 1
        else:
            place += 1
    return None


def _is_said(view: View, place: int, parts: list[tuple[int, int]]) -> bool:
    position = view.sentence.starts[place]
    return view.is_quote(place) or any(start <= position < end for start, end in parts)


def _addresses(view: View, place: int, use: Use) -> bool:
    """Whether a phrase is a dative, or the object of a verb like "auffordern"."""
    if view.lower[place] in _DATIVES:
        return True
    if use.cue.sense.verb_class not in _ASKING or use.lemma in view.german.sets["object verbs"]:
        return False
    kind = view.kinds[place]
    return bool(kind & DETERMINER) or (view.capital(place) and not kind & (ADVERB | NOMINATIVE))


def _phrase(view: View, place: int) -> Phrase | None:
    found = noun_phrase(view, place, view.end)
    return (
        Phrase(found.first, found.last, found.first, found.last) if found and not view.kinds[place] & ADVERB else None
    )
