"""Cues that do not stand second: "heißt es", ", wie X mitteilte", "der sagte, …" in a relative clause."""

from language.drafts import Draft
from language.german.complements import message
from language.german.cues import Use
from language.german.lexicon import ADVERB, CONJUNCTION, NOMINATIVE, PREPOSITION, RELATIVE, SUBORDINATOR, WORD
from language.german.phrases import noun_phrase, subject_after
from language.german.story import Story, chars, speaker_of
from language.german.view import Found, View

_WITH_ARTICLE = frozenset({"er", "man", "der", "ein", "wir"})


def it_says(view: View, use: Use, uses: list[Use], story: Story, quote: int | None = None) -> Draft | None:
    """Such as "„…“, heißt es in dem Bericht", "In dem Bericht heißt es, …"; `quote` is the quotation that it closes."""
    segment = view.segments[use.segment]
    if "es" not in view.lower[segment.first : segment.end]:
        return None
    said = message(view, use, uses)
    follows = use.place > 0 and (
        view.is_quote(use.place - 1) or (use.place == segment.first and view.has_verb(0, use.place))
    )
    closes = follows and (view.is_quote(use.place - 1) or said is None)
    found = _where(view, use, None if closes else said, closes=closes)
    speaker = speaker_of(view, found)
    if closes:
        first = quote if quote and view.words[quote - 1] == ":" else 0
        return story.add(view, "de-it-says", [chars(view, first, use.place)], speaker, use)
    return story.add(view, "de-it-says", [chars(view, *said)], speaker, use) if said else None


def _where(view: View, use: Use, said: tuple[int, int] | None, *, closes: bool) -> Found | None:
    """Where it says so: a prepositional phrase behind the verb, else before it."""
    places = list(range(use.place + 1, view.end))
    if not closes:
        places += range(use.place)
    for place in places:
        if said and said[0] <= place < said[1]:
            continue
        if view.lower[place] in view.german.sets["source places"] and ":" not in view.words[use.place : place]:
            found = noun_phrase(view, place + 1, view.end if place > use.place else use.place, wide=True)
            return Found(place, found.last) if found else None
    return None


def verb_final(view: View, use: Use, uses: list[Use], story: Story) -> Draft | None:
    """The statement of a cue that ends a subordinate clause."""
    segment = view.segments[use.segment]
    first = segment.first if use.how is None else use.how
    if view.kinds[first] & CONJUNCTION and first + 1 < segment.end:
        first += 1
    if use.passive:
        return None
    if view.lower[first] == "wie":
        return _how(view, use, first, story)
    said = message(view, use, uses)
    kind = view.kinds[first]
    if said is None and kind & (RELATIVE | PREPOSITION | SUBORDINATOR) and "sich" not in view.lower[first : use.place]:
        quotes = [token for token in range(first, use.place) if view.is_quote(token)]
        said = (quotes[-1], quotes[-1] + 1) if quotes else None
    if said is None:
        return None
    found = _subject(view, use, first, said)
    return story.add(view, "de-final", [chars(view, *said)], speaker_of(view, found), use) if found else None


def _how(view: View, use: Use, first: int, story: Story) -> Draft | None:
    """Such as ", wie X mitteilte": all the rest of the sentence is said."""
    end = view.segments[use.segment].end
    place = first + 1
    while place < end and view.kinds[place] & ADVERB and not view.kinds[place] & NOMINATIVE:
        place += 1
    found = noun_phrase(view, place, end)
    if found is None or found.oblique:
        found = subject_after(view, place, end) or found
    if found and use.frame == "find":
        found = _inside(view, place, end)
    if found is None:
        return None
    parts = []
    if first > 0:
        before = first - 1 if first > 1 and not view.kinds[first - 1] & WORD and not view.is_quote(first - 1) else first
        parts.append(chars(view, 0, before))
    if end < view.end:
        parts.append(chars(view, end, view.end))
    return story.add(view, "de-how", parts, speaker_of(view, found), use)


def _inside(view: View, first: int, end: int) -> Found | None:
    """The phrase of "wie es aus dem Ministerium hieß"."""
    for place in range(first, end):
        if view.lower[place] in view.german.sets["source places"]:
            found = noun_phrase(view, place + 1, end)
            return Found(place, found.last) if found else None
    return None


def _subject(view: View, use: Use, first: int, said: tuple[int, int]) -> Found | None:
    """Who speaks in a subordinate clause: the relative pronoun itself, unless a nominative follows it."""
    kind, lower = view.kinds[first], view.lower[first]
    if kind & RELATIVE:
        found = noun_phrase(view, first + 1, use.place)
        if found and (found.oblique or not _speaks_beside(view, lower, found, said)):
            found = None
        return found or Found(first, first)
    if kind & PREPOSITION:
        return subject_after(view, first + 2, use.place)
    return noun_phrase(view, first + 1, use.place, wide=True) or subject_after(view, first + 1, use.place)


def _speaks_beside(view: View, relative: str, found: Found, said: tuple[int, int]) -> bool:
    """Whether the nominative behind a relative pronoun speaks, and not the pronoun."""
    lower = view.lower[found.first]
    if relative == "der":
        return lower in ("er", "sie", "man", "wir")
    if relative in ("die", "das", "welche", "welches"):
        quoted = said[1] - said[0] == 1 and view.is_quote(said[0])
        return lower in _WITH_ARTICLE or view.capital(found.first) or quoted
    return True
