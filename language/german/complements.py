"""What a cue introduces: the clause, infinitive or quotation to the right of its bracket, if it may be one."""

from language.german.clauses import AMBIGUOUS_RELATIVES, has_infinitive, is_subordinate, surely_finite, verb_second
from language.german.cues import Use
from language.german.lexicon import (
    CAPITAL,
    COMPLEMENTIZER,
    CONJUNCTION,
    FINITE_CUE,
    FUNCTION,
    MOOD,
    PREPOSITION,
    QUESTION,
    RELATIVE,
    REPORTED,
    STRONG,
    SUBORDINATOR,
    WORD,
)
from language.german.view import Segment, View

Range = tuple[int, int]
"""Tokens, the end excluded."""

_FARTHEST_LICENCE = 40
_VERBS_OF_A_NEW_CLAUSE = frozenset({"will", "wollte", "hat", "hatte", "gab", "kam"})
_RUNNING_ON = frozenset({"und", "aber", "doch", "während", "jedoch"})


def message(view: View, use: Use, uses: list[Use]) -> Range | None:
    """What stands to the right of a cue and is said, cut where a new clause of the writer's begins."""
    found = right_of(view, use, uses)
    return cut(view, found, uses) if found else None


def right_of(view: View, use: Use, uses: list[Use]) -> Range | None:
    """The complement to the right of a cue's bracket."""
    place = max(use.place, use.end) + 1
    while place < view.end and not (view.long_quote(place) or view.words[place] in (",", ":", ";", "–")):
        place += 1
    if place >= view.end:
        return None
    if view.is_quote(place):
        alone = place + 1 >= view.end or not view.kinds[place + 1] & CONJUNCTION
        return place, place + 1 if alone else view.end
    for number, segment in enumerate(view.segments):
        if segment.first <= place:
            continue
        verdict = _complement(view, use, uses, number, segment)
        if verdict is not None:
            return (segment.first, view.end) if verdict else None
    return None


def _complement(view: View, use: Use, uses: list[Use], number: int, segment: Segment) -> bool | None:
    """Whether what is said begins with a segment; None where the next one is to be looked at."""
    first = segment.first
    kind, lower = view.kinds[first], view.lower[first]
    if segment.mark == ":":
        return not any(max(use.end, use.place) < one.place < first and not one.final for one in uses)
    if segment.mark == ";":
        return False
    if (
        segment.mark == ","
        and not use.final
        and any(one.place == first and not one.final for one in uses if one is not use)
    ):
        return False
    if lower in ("was", "wo") and use.lemma != "fragen":
        return False
    if kind & COMPLEMENTIZER or view.long_quote(first) or (kind & QUESTION and _asks(view, segment)):
        return True
    if any(one.final and one.segment == number for one in uses):
        return False
    if use.frame == "think" and not use.cue.needs:
        hoping = has_infinitive(view, first, segment.end) and "für" in view.lower[use.place : first]
        if not hoping:
            return False
    if lower in view.german.sets["free adjuncts"]:
        return False
    if kind & SUBORDINATOR:
        if first + 1 < segment.end and view.finite(first + 1) and lower in ("damit", "wobei", "seitdem"):
            return licensed(view, use, segment)
        return _conditional(view, number, lower)
    if _is_relative(view, segment):
        return _relative_complement(view, use, number, segment)
    if lower in ("zumindest", "so", "wobei"):
        return None
    if kind & CONJUNCTION and lower != "sowohl":
        return False
    if number + 1 < len(view.segments) and _is_apposition(view, segment):
        return None
    return licensed(view, use, segment)


def _asks(view: View, segment: Segment) -> bool:
    """Whether a question word asks, and does not hang on a noun: "welche Länder", but "das Amt, welches …"."""
    first, end, _ = segment
    if view.lower[first].startswith("welch"):
        return first + 1 < end and (view.name(first + 1) or (view.adjective(first + 1) and not view.finite(first + 1)))
    if view.lower[first] == "wie":
        return not (view.capital(first - 2) and view.lower[first + 1 : first + 2] in (["er"], ["sie"], ["es"]))
    return True


def _conditional(view: View, number: int, lower: str) -> bool | None:
    """Such as "wenn …, werde er gehen": what is said may begin with its condition."""
    if lower in view.german.sets["conditionals"] and any(view.finite(one.first) for one in view.segments[number + 1 :]):
        return True
    return None


def _is_relative(view: View, segment: Segment) -> bool:
    first = segment.first
    kind = view.kinds[first]
    if kind & RELATIVE:
        return True
    if not kind & PREPOSITION or first + 1 >= segment.end:
        return False
    return bool(view.kinds[first + 1] & RELATIVE) and view.lower[first + 1] not in AMBIGUOUS_RELATIVES


def _relative_complement(view: View, use: Use, number: int, segment: Segment) -> bool | None:
    """A segment that begins with "der", "die", "das": a clause that is said, or one that hangs on a noun."""
    first, end, _ = segment
    if verb_second(view, first, end) and licensed(view, use, segment):
        return True
    if (
        has_infinitive(view, first, end)
        and not surely_finite(view, end - 1)
        and use.frame in ("say", "demand", "opine")
    ):
        return True
    if number + 1 < len(view.segments):
        return None
    if view.finite(end - 1) and not view.has(REPORTED, first, end):
        return False
    return licensed(view, use, segment)


def _is_apposition(view: View, segment: Segment) -> bool:
    first, end, _ = segment
    return not view.has_verb(first, end) and not has_infinitive(view, first, end)


def licensed(view: View, use: Use, segment: Segment) -> bool:
    """Whether a segment may be said without a complementizer: reported mood, an infinitive with "zu", a quotation, or
    a verb-second clause behind a verb of saying."""
    first, end, _ = segment
    if view.finite(first) and use.final:
        return False
    for token in range(first, min(view.end, first + _FARTHEST_LICENCE)):
        if view.long_quote(token) or view.kinds[token] & MOOD:
            return True
        if token > end and view.words[token] in (";", ":"):
            break
    if any(has_infinitive(view, one.first, one.end) for one in view.segments if one.first >= first):
        return True
    return use.frame in ("say", "opine") and verb_second(view, first, end)


def cut(view: View, found: Range, uses: list[Use]) -> Range:
    """A complement without the writer's own clause behind it."""
    first, end = found
    for segment in view.segments:
        if not first < segment.first < end:
            continue
        lower = view.lower[segment.first]
        aside = segment.mark == "," and lower in view.german.sets["shut clauses"]
        if aside and not view.has(REPORTED, segment.first, segment.end):
            end = segment.first - 1
            break
        if lower in _RUNNING_ON and _tells_on(view, uses, segment):
            end = segment.first if view.kinds[segment.first - 1] & WORD else segment.first - 1
            break
    for token in range(first + 2, end - 1):
        if view.lower[token] in ("und", "sowie") and _begins_verb(view, token + 1, end):
            return first, token - 1 if view.words[token - 1] == "," else token
    return first, end


def _tells_on(view: View, uses: list[Use], segment: Segment) -> bool:
    return any(
        segment.first < use.place < segment.end and not use.final and not view.kinds[use.place] & REPORTED
        for use in uses
    )


def _begins_verb(view: View, token: int, end: int) -> bool:
    """Whether "und" goes on with a verb in the indicative: the writer's clause, not the speaker's."""
    kind, lower = view.kinds[token], view.lower[token]
    if not kind & WORD or kind & (CAPITAL | MOOD):
        return False
    if kind & FINITE_CUE or lower in _VERBS_OF_A_NEW_CLAUSE or (kind & STRONG and not lower.endswith("en")):
        return True
    return lower.endswith(("te", "ten")) and not kind & FUNCTION and token + 2 < end and not view.capital(token + 1)


def is_nested(view: View, segment: Segment) -> bool:
    """Whether a clause goes on with what is said: subordinate, or in reported mood."""
    return is_subordinate(view, segment) or view.has(REPORTED, segment.first, segment.end)
