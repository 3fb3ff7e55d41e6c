"""What kind of clause a segment is: subordinate, verb-second, with an infinitive, in reported mood."""

import re

from language.german.lexicon import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    COMPLEMENTIZER,
    CONJUNCTION,
    IRREAL,
    MOOD,
    PASSIVE,
    PREPOSITION,
    RELATIVE,
    REPORTED,
    SUBORDINATOR,
    WORD,
)
from language.german.phrases import noun_phrase
from language.german.view import Segment, View

_JOINED_ZU = re.compile("[a-zäöüß]+zu[a-zäöüß]+en$")
_OPENERS = frozenset({"wie", "wo", "was", "wer", "wonach"})
AMBIGUOUS_RELATIVES = frozenset({"der", "die", "das", "den", "dem"})


def is_subordinate(view: View, segment: Segment) -> bool:
    """Whether a segment begins like a subordinate clause: the verb stands last in it."""
    first = segment.first
    kind = view.kinds[first]
    if kind & (SUBORDINATOR | COMPLEMENTIZER) or view.lower[first] in _OPENERS:
        return True
    if first > 0 and segment.mark == ",":
        if kind & RELATIVE:
            return True
        if kind & PREPOSITION and first + 1 < segment.end and view.kinds[first + 1] & RELATIVE:
            return True
    if kind & CONJUNCTION and first + 1 < segment.end:
        return is_subordinate(view, Segment(first + 1, segment.end, segment.mark))
    return False


def verb_second(view: View, first: int, end: int) -> bool:
    """Whether tokens [first, end) begin with a noun phrase and a finite verb."""
    found = noun_phrase(view, first, end, wide=True)
    if found is None:
        return view.lower[first] in ("das", "dies") and first + 1 < end and view.finite(first + 1)
    place = found.last + 1
    while place < end and view.kinds[place] & ADVERB and not view.kinds[place] & REPORTED:
        place += 1
    return place < end and view.finite(place) and (place < end - 1 or bool(view.kinds[place] & REPORTED))


def has_infinitive(view: View, first: int, end: int) -> bool:
    """Whether there is an infinitive with "zu"."""
    for token in range(first, end - 1):
        if view.lower[token] == "zu" and view.kinds[token + 1] & WORD and not view.kinds[token + 1] & CAPITAL:
            return True
    return any(_JOINED_ZU.match(view.lower[token]) for token in range(max(first, end - 2), end))


def surely_finite(view: View, token: int) -> bool:
    """Finite by its own form, not by that of an infinitive."""
    lower = view.lower[token]
    if view.kinds[token] & (AUXILIARY | PASSIVE):
        return lower not in ("haben", "wollen", "werden")
    return lower.endswith(("te", "ten"))


def mood(view: View) -> int:
    """The mood of the sentence's main clauses: REPORTED, IRREAL or 0."""
    found = 0
    for segment in view.segments:
        kind = view.kinds[segment.first]
        if kind & (SUBORDINATOR | COMPLEMENTIZER):
            continue
        if segment.first > 0 and is_subordinate(view, segment) and not verb_second(view, segment.first, segment.end):
            continue
        for token in range(segment.first, segment.end):
            kind = view.kinds[token]
            if kind & MOOD and (token == 0 or not kind & CAPITAL):
                if kind & REPORTED:
                    return REPORTED
                found = IRREAL
        if found:
            return found
    return found
