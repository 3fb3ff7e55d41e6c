"""Noun phrases of a German clause, and which of them is the subject: nominative, before or behind the finite verb."""

from language.german.lexicon import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    COMPLEMENTIZER,
    CONJUNCTION,
    DETERMINER,
    FINITE_CUE,
    FUNCTION,
    MOOD,
    NOMINATIVE,
    OBLIQUE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SUBORDINATOR,
    TIME,
    WORD,
)
from language.german.view import Found, View

_PERSONAL = frozenset({"er", "sie", "es", "man", "wir", "ich"})
_NOT_INSIDE = frozenset({"es", "er", "sie", "man", "sich", "wir", "ich"})
_PARTS_OF_MONTHS = frozenset({"ende", "anfang", "mitte"})
_OBJECT_STARTS = frozenset({"die", "das", "eine", "diese", "dieses", "seine", "ihre"})
_DEEPEST = 4
_MOST_MODIFIERS = 7
_LONGEST_ATTRIBUTE = 14
_LONGEST_BRACKET = 10
_FARTHEST_SUBJECT = 14


def noun_phrase(view: View, first: int, end: int, *, wide: bool = False, depth: int = 0) -> Found | None:
    """The noun phrase that begins at a token, within [first, end); `wide` joins every prepositional phrase to it."""
    key = (first, end, wide, depth)
    if key not in view.phrases:
        view.phrases[key] = _noun_phrase(view, first, end, wide=wide, depth=depth)
    return view.phrases[key]


def _noun_phrase(view: View, first: int, end: int, *, wide: bool, depth: int) -> Found | None:
    if first >= end:
        return None
    if view.kinds[first] & PRONOUN and not _determines(view, first, end):
        return Found(first, first)
    noun = _noun(view, first, end, depth)
    if noun is None:
        return None
    last = _end(view, noun, end, wide=wide, depth=depth)
    oblique = bool(view.kinds[first] & OBLIQUE and not view.kinds[first] & NOMINATIVE)
    return Found(first, last, oblique or _is_time(view, first, last))


def _determines(view: View, token: int, end: int) -> bool:
    """Whether a pronoun is the article of a noun here."""
    if view.lower[token] in _PERSONAL or token + 1 >= end:
        return False
    return view.name(token + 1) or (view.adjective(token + 1) and token + 2 < end and view.name(token + 2))


def _noun(view: View, first: int, end: int, depth: int) -> int | None:
    """The token of the phrase's first noun."""
    kind = view.kinds[first]
    opens = first == 0
    if kind & DETERMINER:
        place = _behind_attribute(view, first, end, depth)
    elif view.name(first, first=opens) and not (opens and view.german.is_adverb(view.lower[first])):
        return first
    elif view.adjective(first):
        place = first
    else:
        return None
    for token in range(place, min(end, place + _MOST_MODIFIERS + 2)):
        if view.name(token):
            return token
        kind = view.kinds[token]
        if not kind & WORD or kind & (SUBORDINATOR | COMPLEMENTIZER | FINITE_CUE | MOOD | AUXILIARY):
            return None
        if view.lower[token] in _NOT_INSIDE:
            return None
    return None


def _behind_attribute(view: View, first: int, end: int, depth: int) -> int:
    """Behind the prepositional phrase of "der auf dem Markt anwesende Minister", at its participle."""
    place = first + 1
    if place < end and view.kinds[place] & PREPOSITION and depth < _DEEPEST - 1:
        for token in range(place + 2, min(end - 1, place + _LONGEST_ATTRIBUTE)):
            if view.words[token] in (",", ".", ";", ":"):
                break
            if view.adjective(token) and view.name(token + 1) and view.capital(token - 1):
                return token
    return place


def _end(view: View, noun: int, end: int, *, wide: bool, depth: int) -> int:
    """The last token of a phrase whose first noun is known."""
    last = noun
    place = noun
    while place < end:
        if view.name(place):
            last = place
            place += 1
        elif _links_names(view, place, end):
            place += 1
        elif (step := _joined(view, place, end, wide=wide, depth=depth)) is not None:
            last = step
            place = step + 1
        else:
            break
    return last


def _links_names(view: View, place: int, end: int) -> bool:
    """Whether a stroke, an abbreviation's point or a particle of names stands between two nouns."""
    if place + 1 >= end or not view.name(place + 1):
        return False
    word = view.words[place]
    if word == "/" or (word == "." and _abbreviates(view, place)):
        return True
    return _is_particle(view, place) and view.words[place - 1][0].isupper()


def _is_particle(view: View, token: int) -> bool:
    kind = view.kinds[token]
    return view.lower[token] in view.german.sets["name particles"] and not kind & (CAPITAL | PREPOSITION | DETERMINER)


def _joined(view: View, place: int, end: int, *, wide: bool, depth: int) -> int | None:
    """The last token of what joins the phrase at a token: brackets, a genitive, a prepositional phrase, "und X"."""
    lower = view.lower[place]
    if lower == "(":
        stop = min(end, place + _LONGEST_BRACKET)
        return next((token for token in range(place + 1, stop) if view.words[token] == ")"), None)
    if depth >= _DEEPEST:
        return None
    if lower in ("und", "sowie", "oder", "&"):
        return _coordinated(view, place, end, wide=wide, depth=depth)
    preposition = bool(view.kinds[place] & PREPOSITION)
    sets = view.german.sets
    if lower in sets["genitives"] or lower in sets["attaching prepositions"] or (wide and preposition):
        inner = noun_phrase(view, place + preposition, end, wide=wide, depth=depth + 1)
        return inner.last if inner else None
    return None


def _abbreviates(view: View, place: int) -> bool:
    sentence = view.sentence
    return len(view.words[place - 1]) <= 4 and sentence.ends[place - 1] == sentence.starts[place]


def _coordinated(view: View, place: int, end: int, *, wide: bool, depth: int) -> int | None:
    """The last token of "und X"; where a verb follows X a new clause begins, unless `wide`."""
    inner = noun_phrase(view, place + 1, end, wide=wide, depth=depth + 1)
    if inner is None or inner.oblique or view.lower[place + 1] in _PERSONAL:
        return None
    if not wide and inner.last + 1 < end and view.finite(inner.last + 1):
        return None
    return inner.last


def _is_time(view: View, first: int, last: int) -> bool:
    """Whether a phrase tells a time or only numbers: such a phrase is no subject."""
    kinds = view.kinds
    nouns = [
        token for token in range(first, last + 1) if view.words[token][0].isupper() and not kinds[token] & FUNCTION
    ]
    if nouns and kinds[nouns[0]] & TIME and (len(nouns) == 1 or view.lower[nouns[0]] in _PARTS_OF_MONTHS):
        return True
    if view.is_quote(last):
        return False
    return all(
        kinds[token] & (FUNCTION | TIME) or not any(map(str.isalpha, view.words[token]))
        for token in range(first, last + 1)
        if kinds[token] & WORD
    )


def with_apposition(view: View, found: Found, end: int) -> Found:
    """The phrase with ", der Minister," behind it, if that closes with a mark or a quotation."""
    comma = found.last + 1
    if comma + 1 >= end or view.words[comma] != ",":
        return found
    if not (view.kinds[comma + 1] & NOMINATIVE or view.name(comma + 1)):
        return found
    inner = noun_phrase(view, comma + 1, end, wide=True)
    if inner is None or view.finite(inner.last):
        return found
    after = inner.last + 1
    if after >= end or view.words[after] in (",", ".", ":") or view.is_quote(after):
        return Found(found.first, inner.last, found.oblique)
    return found


def subject_after(view: View, first: int, end: int) -> Found | None:
    """The first nominative behind a finite verb."""
    place = first
    for _ in range(_FARTHEST_SUBJECT):
        if place >= end:
            return None
        kind, lower = view.kinds[place], view.lower[place]
        if view.words[place] in (",", ";", ":", ".") or view.long_quote(place) or lower in ("und", "oder"):
            return None
        if kind & CONJUNCTION and place == first:
            return None
        if kind & PREPOSITION and not kind & CAPITAL:
            inner = noun_phrase(view, place + 1, end)
            place = inner.last + 1 if inner else place + 1
        elif (kind & ADVERB and not kind & (NOMINATIVE | PRONOUN)) or _is_reflexive(view, place, end):
            place += 1
        else:
            found = noun_phrase(view, place, end)
            if found and lower == "es" and place + 1 < end:
                real = noun_phrase(view, place + 1, end)
                found = real if real and not real.oblique else found
            if found and not found.oblique:
                return with_apposition(view, found, end)
            place = found.last + 1 if found else place + 1
    return None


def _is_reflexive(view: View, place: int, end: int) -> bool:
    lower = view.lower[place]
    if lower not in view.german.sets["reflexives"] and lower != "ihr":
        return False
    return not (lower == "ihr" and place + 1 < end and view.name(place + 1))


def main_subject(view: View, first: int, end: int) -> Found | None:
    """The subject of the main clause in [first, end): what stands first, else the first nominative behind the verb."""
    start = first
    while start < end and view.kinds[start] & (ADVERB | CONJUNCTION) and not view.kinds[start] & (NOMINATIVE | PRONOUN):
        start += 1
    if start < end and not view.kinds[start] & PREPOSITION:
        found = noun_phrase(view, start, end, wide=True)
        if found and not found.oblique:
            return _behind_object(view, found, end) or with_apposition(view, found, end)
    verb = next((token for token in range(start, end) if view.finite(token)), None)
    return subject_after(view, verb + 1, end) if verb is not None else None


def _behind_object(view: View, found: Found, end: int) -> Found | None:
    """The subject of "die Pläne lobte er": a phrase that cannot be told from the accusative, and a nominative."""
    verb = found.last + 1
    if verb + 1 >= end or not view.finite(verb) or view.lower[found.first] not in _OBJECT_STARTS:
        return None
    return speaking_nominative(view, verb + 1, end)


def speaking_nominative(view: View, place: int, end: int) -> Found | None:
    """The phrase of "er" or "der Minister" at a token: nominative by form, and somebody who speaks."""
    if view.lower[place] == "er":
        return Found(place, place)
    if view.lower[place] not in ("der", "ein"):
        return None
    found = noun_phrase(view, place, end)
    if found is None:
        return None
    roles = [token for token in range(found.first, found.last + 1) if view.kinds[token] & ROLE]
    masculine = roles and not view.german.is_body(view.lower[roles[0]]) and not view.lower[roles[0]].endswith("in")
    return found if masculine else None
