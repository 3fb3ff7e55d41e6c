"""Beside the content: whom the speaker addresses, and when and where the speaking took place."""

import re
from bisect import bisect_left

from language.drafts import Draft, Phrase
from language.english.boundaries import occasion_at
from language.english.phrases import phrase_at
from language.passage import Sentence

_CLAUSE_END = re.compile("[;:]")
_YEARS = range(1900, 2100)


def addressee(
    sentence: Sentence, after: int, content_start: int, *, takes_addressee: bool, object_speaks: bool
) -> Phrase | None:
    """The phrase behind the cue that is spoken to.

    `content_start` is the text offset at which content to the right begins (the sentence's end when it stands to the
    left); `takes_addressee` tells verbs like "tell", `object_speaks` that the content is what the object is to do.
    """
    tags = sentence.tags
    first = after
    if not takes_addressee:
        if tags[after : after + 1] != "T":
            return None
        first = after + 1  # "said to reporters"
    if first >= len(tags) or tags[first] not in "hHXNSDPMJ" or sentence.lower[first] == "that":
        return None
    phrase = phrase_at(sentence, first)
    if phrase is None or not (object_speaks or sentence.ends[phrase.core_last] <= content_start):
        return None
    if tags[phrase.core_last] == "t":
        return None
    return phrase if sentence.ends[phrase.last] <= content_start else phrase._replace(last=phrase.core_last)


def when_and_where(draft: Draft) -> tuple[str | None, str | None]:
    """Day and occasion of speaking as the sentence tells them outside the content: ("Monday", "a speech")."""
    sentence = draft.sentence
    if not sentence.tags or draft.cue is None:
        return None, None
    said_at = said_in = None
    for first, end in _zones(draft):
        place = first
        while place < end:
            if said_at is None and (stop := _date_end(sentence, place, end)) > place:
                said_at = sentence.text(place, stop - 1)
                place = stop
                continue
            if said_in is None and (phrase := _occasion(sentence, place, end)) is not None:
                said_in = sentence.text(phrase[0], phrase[1])
            place += 1
    return said_at, said_in


def _zones(draft: Draft) -> list[tuple[int, int]]:
    """Token ranges of the cue's own clause: before the subject at the sentence's start, and behind the cue."""
    sentence = draft.sentence
    if draft.cue is None:
        return []
    after = draft.cue[1] + 1
    zones = [(after, _stop(draft, after))]
    speaker = draft.speaker
    if speaker is not None and speaker.sentence is sentence:
        first = speaker.phrase.first
        opening = sentence.tags[0] == "I" and sentence.tags.find(",", 0, first) == first - 1
        if opening and _stop(draft, 0) >= first:
            zones.append((0, first))
    return zones


def _stop(draft: Draft, place: int) -> int:
    """The first token from `place` on at which content begins, or the clause ends."""
    sentence = draft.sentence
    if place >= len(sentence.tags):
        return place
    position = sentence.starts[place]
    if any(start <= position < end for start, end in draft.parts):
        return place
    clause_end = _CLAUSE_END.search(sentence.tags, place)
    stop = clause_end.start() if clause_end else len(sentence.tags)
    following = min((start for start, _ in draft.parts if start > position), default=None)
    return stop if following is None else min(stop, bisect_left(sentence.starts, following))


def _date_end(sentence: Sentence, place: int, end: int) -> int:
    """Behind the date that begins at a place: weekday, month and day, "yesterday"; the place itself for none."""
    sets = sentence.passage.lexicon.sets
    if sentence.lower[place] not in sets.weekdays and sentence.lower[place].rstrip(".") not in sets.months:
        return place
    if sentence.tags[place] not in "tJX":
        return place
    stop = place + 1
    while stop < end and _dates_on(sentence, stop):
        stop += 1
    return stop - 1 if sentence.tags[stop - 1] == "," else stop


def _dates_on(sentence: Sentence, place: int) -> bool:
    word = sentence.lower[place]
    if sentence.tags[place] == "M":
        return word.isdigit() and (int(word[:5]) <= 31 or int(word[:5]) in _YEARS)
    following = sentence.lower[place + 1 : place + 2]
    if word == "," and following:
        return following[0].isdigit() and int(following[0][:5]) in _YEARS
    return word in ("morning", "afternoon", "evening", "night")


def _occasion(sentence: Sentence, place: int, end: int) -> tuple[int, int] | None:
    """The phrase of "in a speech", "at a rally in Nordhavn", "in Geneva"."""
    if sentence.tags[place] != "I" or sentence.lower[place] not in ("in", "at", "on", "during"):
        return None
    phrase = phrase_at(sentence, place + 1)
    if phrase is None or phrase.core_last >= end or sentence.tags[phrase.core_last] in "tM":
        return None
    named = sentence.lower[place] in ("in", "at") and sentence.tags[phrase.core_last] == "X"
    if named or (occasion_at(sentence, place) and sentence.tags[phrase.core_last] != "t"):
        dated = re.search("I[tM]", sentence.tags[phrase.core_last : phrase.last])
        last = phrase.core_last + dated.start() - 1 if dated else phrase.last
        return phrase.first, min(last, end - 1)
    return None
