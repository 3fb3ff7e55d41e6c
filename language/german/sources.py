"""Phrases that name a source without a verb: "laut X", "nach Angaben von X", "X zufolge", "so X", "demnach"."""

from functools import cache
from typing import NamedTuple

from language.german.clauses import AMBIGUOUS_RELATIVES, mood, verb_second
from language.german.complements import right_of
from language.german.cues import Use
from language.german.lexicon import (
    ADVERB,
    CONJUNCTION,
    DETERMINER,
    FINITE_CUE,
    FUNCTION,
    NOMINATIVE,
    PREPOSITION,
    RELATIVE,
    REPORTED,
    SOURCE,
    SOURCE_WORD,
    WORD,
)
from language.german.phrases import noun_phrase, subject_after, with_apposition
from language.german.story import Story, chars, speaker_of
from language.german.view import Found, Segment, View
from language.lexicon import CueSense

_LONGEST_POSTPOSED = 12
MOST_SOURCES = 12
"""Words of a sentence that may name a source: more are looked at in no sentence that people write."""
_PARTING = frozenset({"worauf", "wobei", "weil", "nachdem", "obwohl", "wonach"})
_REPORTING = frozenset({"soll", "sollen"})


@cache
def _sense(word: str) -> CueSense:
    return CueSense(word, (), "say", "say", frozenset(), ())


class Source(NamedTuple):
    """Who is named, the word that tells it, and the tokens (last included) that the message does without."""

    found: Found
    word: int
    first: int
    last: int
    anaphor: bool = False


def sources(view: View, uses: list[Use], story: Story) -> bool:
    """Adds the statements of the sentence's source phrases; whether there was one."""
    added = False
    past = 0
    for place in view.places(SOURCE_WORD)[:MOST_SOURCES]:
        if place < past:
            continue
        source = _source(view, place)
        if source is not None and not _is_inside(view, source, uses):
            added = _add(view, source, story) or added
            past = max(source.last, place) + 1
    return added


def _source(view: View, place: int) -> Source | None:
    """The source phrase that a word begins, or closes ("zufolge")."""
    lower, sets = view.lower[place], view.german.sets
    if lower in sets["source prepositions"]:
        return _named(view, place, place)
    if lower == "nach" or (lower == "aus" and view.lower[place + 1 : place + 2] == ["sicht"]):
        return _after_nouns(view, place)
    if lower == "für" and place == 0:
        return _for_whom(view)
    if lower in sets["source postpositions"] and place > 0:
        return _before(view, place)
    if lower in sets["postposed source nouns"] and view.lower[place + 1 : place + 2] == ["nach"]:
        return _noun_first(view, place)
    if lower in sets["source anaphors"]:
        return Source(Found(place, place), place, place, place, anaphor=True) if _is_anaphor(view, place) else None
    return _so(view, place) if lower == "so" and _after_mark(view, place) and place + 1 < view.end else None


def _after_mark(view: View, place: int) -> bool:
    return place > 0 and (view.words[place - 1] in (",", "–", "-") or view.is_quote(place - 1))


def _named(view: View, place: int, word: int) -> Source | None:
    found = noun_phrase(view, place + 1, view.end)
    if found is None:
        return None
    if place > 0 and view.finite(place - 1) and not view.kinds[place + 1] & (DETERMINER | SOURCE):
        found = _bare(view, found)
    found = with_apposition(view, found, view.end)
    return Source(found, word, place, found.last)


def _bare(view: View, found: Found) -> Found:
    """Of "wurde laut Karl Ohm der Hafen geschlossen": the name alone, the subject being still to come."""
    last = found.first
    while last < found.last and view.name(last + 1):
        last += 1
    return Found(found.first, last, found.oblique)


def _after_nouns(view: View, place: int) -> Source | None:
    """Such as "nach Angaben des Ministers": the first noun of the phrase must name what people say."""
    found = noun_phrase(view, place + 1, view.end)
    if found is None:
        return None
    head = next((at for at in range(place + 1, found.last + 1) if view.words[at][0].isupper()), None)
    if head is None or not view.kinds[head] & SOURCE:
        return None
    source = _named(view, place, place)
    return source._replace(found=possessor(view, head, source.found)) if source else None


def possessor(view: View, head: int, found: Found) -> Found:
    """Of "Angaben des Ministers": the minister; the phrase itself where nobody is named in it."""
    place = head + 1
    if place > found.last or not (view.lower[place] in view.german.sets["genitives"] or view.name(place)):
        return found
    of = view.lower[place] in ("von", "vom")
    inner = noun_phrase(view, place + of, found.last + 1, wide=True)
    return Found(place + of, found.last) if inner else found


def _for_whom(view: View) -> Source | None:
    """Such as "Für X sei das ein Fehler"."""
    if mood(view) != REPORTED:
        return None
    found = noun_phrase(view, 1, view.end)
    if found is None or found.last + 1 >= view.end or not view.kinds[found.last + 1] & REPORTED:
        return None
    return Source(found, 0, 0, found.last)


def _before(view: View, place: int) -> Source | None:
    """Such as "dem Minister zufolge"."""
    for first in range(max(0, place - _LONGEST_POSTPOSED), place):
        if view.words[first] in (",", ";", ":"):
            continue
        found = noun_phrase(view, first, place, wide=True)
        if found and found.last == place - 1 and _begins_phrase(view, first):
            return Source(found, place, first, place)
    return None


def _begins_phrase(view: View, first: int) -> bool:
    if first == 0:
        return True
    if view.kinds[first - 1] & NOMINATIVE or view.adjective(first - 1):
        return False
    return not view.capital(first) or bool(view.kinds[first] & FUNCTION) or not view.capital(first - 1)


def _noun_first(view: View, place: int) -> Source:
    """Such as "seiner Meinung nach"."""
    first = place
    while first > 0 and (view.adjective(first - 1) or view.kinds[first - 1] & DETERMINER):
        first -= 1
    return Source(Found(first, place), place + 1, first, place + 1)


def _is_anaphor(view: View, place: int) -> bool:
    """Whether "demnach" or "danach" points to a source; the latter only where the sentence reports."""
    lower = view.lower[place]
    if place > 0 and (lower != "demnach" or view.has(FINITE_CUE, 0, place)):
        return False
    if lower != "danach":
        return True
    return view.has(REPORTED, 0, len(view.words)) or not _REPORTING.isdisjoint(view.lower)


def _so(view: View, place: int) -> Source | None:
    """Such as ", so X." and ", so sagte X." and ", so heißt es in X"."""
    found = noun_phrase(view, place + 1, view.end, wide=True)
    if found and not (found.last + 1 < view.end and view.finite(found.last + 1)) and _so_closes(view, found.last + 1):
        found = with_apposition(view, found, view.end)
        return Source(found, place, place, _aside_end(view, found.last + 1) - 1)
    if place + 2 >= view.end:
        return None
    if view.lower[place + 1] in ("heißt", "hieß"):
        spoken = _said_where(view, place + 3) if view.lower[place + 2] == "es" else None
    elif _says(view, place + 1):
        spoken = subject_after(view, place + 2, view.end)
    else:
        spoken = None
    return Source(spoken, place, place, _aside_end(view, spoken.last + 1) - 1) if spoken else None


def _says(view: View, place: int) -> bool:
    return any(
        cue.slot == "finite" and not cue.needs and not cue.particle and cue.frame in ("say", "opine")
        for cue in view.german.cues.get(view.lower[place], ())
    )


def _said_where(view: View, first: int) -> Found | None:
    """The document or body of "so heißt es in X"."""
    for place in range(first, min(view.end, first + 5)):
        if view.lower[place] in view.german.sets["source places"]:
            found = noun_phrase(view, place + 1, view.end, wide=True)
            return Found(place, found.last) if found else None
    return None


def _so_closes(view: View, place: int) -> bool:
    if place >= view.end or view.words[place] in (",", ".", ":", ";", "–") or view.is_quote(place):
        return True
    return bool(view.kinds[place] & (PREPOSITION | ADVERB))


def _aside_end(view: View, place: int) -> int:
    while place < view.end and view.words[place] not in (",", ";", ":", "–") and not view.is_quote(place):
        place += 1
    return place


def _is_inside(view: View, source: Source, uses: list[Use]) -> bool:
    """Whether the phrase stands in what somebody else says."""
    if view.lower[source.word] == "so":
        return False
    for use in uses:
        if use.place >= source.first or use.final:
            continue
        begin = use.end + 1 if use.end < source.first else use.place + 1
        opened = any(view.words[token] in (",", ":") or view.long_quote(token) for token in range(begin, source.first))
        if opened and right_of(view, use, uses):
            return True
    return False


def _add(view: View, source: Source, story: Story) -> bool:
    first, end = _domain(view, source)
    parts = []
    if source.first > first and not _is_empty(view, first, source.first):
        parts.append(chars(view, first, source.first))
    behind = source.last + 1
    if behind < end and _goes_on(view, source, behind):
        parts.append(chars(view, behind, end))
    draft = story.add(
        view,
        "de-source",
        parts,
        speaker_of(view, source.found),
        word=source.word,
        sense=_sense(view.lower[source.word]),
    )
    if draft is None:
        return False
    held = story.last.source if source.anaphor and story.last else None
    if source.anaphor:
        draft.speaker = held or draft.speaker
        draft.implied = held is not None
    story.mark(draft, held)
    return True


def _goes_on(view: View, source: Source, behind: int) -> bool:
    """Whether the message goes on behind the phrase; behind ", so X" only after a mark."""
    if view.lower[source.word] != "so":
        return True
    return view.is_quote(behind) or view.words[behind] in (",", ":", "–", "-")


def _is_empty(view: View, first: int, end: int) -> bool:
    return all(
        view.kinds[token] & (ADVERB | CONJUNCTION) or not view.kinds[token] & WORD for token in range(first, end)
    ) and not any(view.is_quote(token) for token in range(first, end))


def _domain(view: View, source: Source) -> tuple[int, int]:
    """The tokens [first, end) that the source answers for: its sentence up to a semicolon, or its own clause."""
    place, so = source.word, view.lower[source.word] == "so"
    first, end = 0, view.end
    for token in range(view.end):
        if view.words[token] == ";":
            if token < place:
                first = token + 1
            else:
                end = token
                break
    for number, segment in enumerate(view.segments):
        if not segment.first <= place < segment.end or number == 0 or segment.mark != ",":
            continue
        if _is_own_clause(view, segment):
            return segment.first, segment.end
        if first == 0 and not so and _is_second_main(view, number):
            first = segment.first
    return first, end


def _is_second_main(view: View, number: int) -> bool:
    """Whether a segment begins a main clause behind another one."""
    return all(
        any(verb_second(view, one.first, one.end) for one in group)
        for group in (view.segments[number : number + 1], view.segments[:number])
    )


def _is_own_clause(view: View, segment: Segment) -> bool:
    """A subordinate clause that a source phrase in it does not reach beyond."""
    first, end, _ = segment
    kind, lower = view.kinds[first], view.lower[first]
    relative = bool(kind & RELATIVE) or lower in _PARTING
    if not relative and kind & PREPOSITION and first + 1 < end:
        relative = bool(view.kinds[first + 1] & RELATIVE) and view.lower[first + 1] not in AMBIGUOUS_RELATIVES
    return relative and not verb_second(view, first, end)
