"""Cues of a sentence: verbs of saying, each with the bracket that it forms with its particle or participle."""

from collections.abc import Iterator
from dataclasses import dataclass

from language.german.clauses import is_subordinate
from language.german.lexicon import (
    AUXILIARY,
    CAPITAL,
    COMPLEMENTIZER,
    CONJUNCTION,
    CUE,
    FINITE_CUE,
    MOOD,
    OBLIQUE,
    PASSIVE,
    PREPOSITION,
    WORD,
    Cue,
)
from language.german.phrases import subject_after
from language.german.view import Found, Segment, View
from language.lexicon import CueSense

_FARTHEST_PARTICLE = 45
_FARTHEST_NEED = 30
_ARTICLES = frozenset({"die", "das", "der", "ein", "eine"})
_PASSIVES = frozenset({"wird", "wurde", "wurden", "werden"})
_STATES = frozenset({"ist", "sind", "war", "waren"})
_PERFECT = frozenset({"hat", "haben", "hatte", "hatten"})
_BEHIND_PARTICIPLE = frozenset({"worden", "haben", "lassen", "und"})
OPEN = Cue(CueSense("", (), "say", "say", frozenset(), ()), "say", "finite", "", None)
"""Any finite verb behind a quotation that is closed."""


@dataclass
class Use:
    """A cue at work. `place` is its finite verb, `shown` the token that carries the meaning, `end` the bracket's last
    token, `last` whether the verb ends a subordinate clause, `how` the "wie" of "wie er gestern, …, sagte"."""

    place: int
    shown: int
    end: int
    segment: int
    cue: Cue
    tokens: tuple[int, ...]
    final: bool = False
    passive: bool = False
    how: int | None = None
    subject: Found | None = None

    @property
    def frame(self) -> str:
        return self.cue.frame

    @property
    def lemma(self) -> str:
        return self.cue.sense.lemma


def cue_uses(view: View) -> list[Use]:
    """The cues of a sentence, in order; open ones behind quotations too."""
    uses = list(_listed(view))
    uses += _behind_quotes(view, {use.segment for use in uses})
    return sorted(uses, key=lambda use: use.place)


def _listed(view: View) -> Iterator[Use]:
    taken: set[int] = set()
    closing: set[int] = set()
    for number, segment in enumerate(view.segments):
        for token in range(segment.first, segment.end):
            kind = view.kinds[token]
            if not kind & (CUE | AUXILIARY | PASSIVE) or token in closing:
                continue
            use = _finite(view, token, number, segment) if kind & FINITE_CUE else None
            if use is None and kind & (AUXILIARY | PASSIVE) and not kind & CAPITAL:
                use = _bracket(view, token, number, segment)
            elif use is None and kind & CUE and not kind & CAPITAL:
                use = _closing(view, token, number, segment, taken)
            if use is not None:
                taken.add(use.place)
                closing.update(use.tokens[1:])
                yield use


def _finite(view: View, token: int, number: int, segment: Segment) -> Use | None:
    if _is_attribute(view, token, segment) or (view.capital(token) and token > 0):
        return None
    if token > 0 and view.lower[token - 1] == "zu":
        return None
    readings = [cue for cue in view.german.cues[view.lower[token]] if cue.slot in ("finite", "reported")]
    chosen = _chosen(view, readings, token, segment)
    if chosen is None:
        return None
    cue, particle, end = chosen
    tokens = (token,) if particle is None else (token, particle)
    use = Use(token, token, end, number, cue, tokens)
    if token == segment.end - 1 and is_subordinate(view, segment):
        use.final = True
    elif token == segment.end - 1 and token - segment.first <= 3 and number >= 2 and end == token:
        use.how = _how(view, number)
        use.final = use.how is not None
    return use


def _is_attribute(view: View, token: int, segment: Segment) -> bool:
    """Whether "die erwarteten Folgen" only looks like a verb."""
    if token == segment.first or token + 1 >= segment.end or not view.lower[token].endswith(("te", "ten", "en")):
        return False
    before = view.kinds[token - 1]
    pointing = view.lower[token - 1] in ("das", "dies") and token - 1 == segment.first
    if pointing and not any(map(view.finite, range(token + 1, segment.end))):
        return False
    if not (before & (OBLIQUE | PREPOSITION) or view.lower[token - 1] in _ARTICLES):
        return False
    return view.capital(token + 1) or view.adjective(token + 1)


def _how(view: View, number: int) -> int | None:
    """The "wie" of a clause that an apposition parts from its verb."""
    for segment in reversed(view.segments[max(0, number - 3) : number]):
        first = segment.first
        if view.lower[first] == "wie":
            return first
        if view.kinds[first] & COMPLEMENTIZER or view.lower[first] == "nachdem":
            return None
    return None


def _chosen(view: View, readings: list[Cue], token: int, segment: Segment) -> tuple[Cue, int | None, int] | None:
    """The reading whose particle and needs are there, the particle's place, and the bracket's last token."""
    best: tuple[float, Cue, int | None, int] | None = None
    for cue in readings:
        particle = None
        end = token
        weight = 1.0
        if cue.particle:
            weight = 2
            particle = _particle(view, cue.particle, token, segment)
            if particle is None:
                continue
            end = max(token, particle)
        if cue.needs:
            if not cue.needs.search(" ".join(view.lower[token + 1 : min(segment.end, token + _FARTHEST_NEED)])):
                continue
            weight = max(weight, 1.5)
            if not cue.particle and not any(map(view.is_quote, range(token, segment.end))):
                end = segment.end - 1
        if best is None or weight > best[0]:
            best = weight, cue, particle, end
    return best[1:] if best else None


def _particle(view: View, particle: str, token: int, segment: Segment) -> int | None:
    for place in range(token + 1, min(view.end, token + _FARTHEST_PARTICLE)):
        if view.lower[place] == particle and _closes_bracket(view, place):
            return place
        if place >= segment.end and (view.words[place] == ";" or view.kinds[place] & COMPLEMENTIZER):
            return None
    if token == segment.end - 1 and token > 0 and view.lower[token - 1] == particle:
        return token - 1
    return None


def _closes_bracket(view: View, place: int) -> bool:
    if place + 1 >= view.end:
        return True
    kind = view.kinds[place + 1]
    return not kind & WORD or bool(kind & CONJUNCTION) or view.lower[place + 1] == "es"


def _bracket(view: View, token: int, number: int, segment: Segment) -> Use | None:
    """Auxiliary … participle or infinitive, that ends the segment or stands before a quotation."""
    passive = view.lower[token] in _PASSIVES
    found: Use | None = None
    for place in range(token + 1, segment.end):
        kind = view.kinds[place]
        if not kind & CUE or kind & CAPITAL or not _may_close(view, place, segment):
            continue
        cue = _closing_cue(view, place, segment, passive=passive)
        if cue is None or (cue.needs and not cue.needs.search(" ".join(view.lower[token : segment.end]))):
            continue
        passive = passive or view.lower[token] in _STATES
        if passive and view.lower[place] in view.german.sets["no passive"]:
            continue
        worden = view.lower[place + 1 : place + 2] == ["worden"]
        found = Use(token, place, place, number, cue, (token, place), passive=passive or worden)
    return found


def _may_close(view: View, place: int, segment: Segment) -> bool:
    if place == segment.end - 1:
        return True
    following = place + 1
    return view.is_quote(following) or view.lower[following] in _BEHIND_PARTICIPLE or view.words[following] == "."


def _closing_cue(view: View, place: int, segment: Segment, *, passive: bool) -> Cue | None:
    followed = place < segment.end - 1 and bool(view.kinds[place + 1] & WORD) and view.capital(place + 1)
    both = bool(view.kinds[place] & FINITE_CUE) and followed
    for cue in view.german.cues[view.lower[place]]:
        if cue.slot == "participle" or (cue.slot == "infinitive" and not passive and not both):
            return cue
    return None


def _closing(view: View, token: int, number: int, segment: Segment, taken: set[int]) -> Use | None:
    """A participle that stands alone behind an apposition, or ends a subordinate clause with its auxiliary."""
    cues = view.german.cues[view.lower[token]]
    if token == segment.first == segment.end - 1 and number >= 2:
        participle = next((cue for cue in cues if cue.slot == "participle" and not cue.needs), None)
        if participle is None:
            return None
        for before in range(number - 1, max(-1, number - 4), -1):
            one = view.segments[before]
            verb = next((place for place in range(one.first, one.end) if view.lower[place] in _PERFECT), None)
            if verb is not None:
                if verb in taken:
                    return None
                return Use(verb, token, token, before, participle, (verb, token))
        return None
    last = segment.end - 1
    if token == last - 1 and view.kinds[last] & (AUXILIARY | PASSIVE) and is_subordinate(view, segment):
        text = " ".join(view.lower[segment.first : segment.end])
        closing = (cue for cue in cues if cue.slot in ("participle", "infinitive"))
        cue = next((cue for cue in closing if not cue.needs or cue.needs.search(text)), None)
        if cue:
            passive = bool(view.kinds[last] & PASSIVE)
            return Use(token, token, last, number, cue, (token, last), final=True, passive=passive)
    return None


def _behind_quotes(view: View, used: set[int]) -> Iterator[Use]:
    """Any finite verb right behind a closed quotation that a nominative follows: '„…“, witzelte X'."""
    for number, segment in enumerate(view.segments):
        first = segment.first
        if number in used:
            continue
        verb = first
        if first > 0 and view.is_quote(first - 1):
            quote = first - 1
        elif first > 1 and view.words[first - 1] in (",", "–") and view.is_quote(first - 2):
            quote = first - 2
        elif view.is_quote(first):
            quote, verb = first, first + 1
        else:
            continue
        if verb >= segment.end or view.quote_words(quote) < 3:
            continue
        if view.kinds[verb] & (AUXILIARY | PASSIVE | MOOD) or not view.finite(verb):
            continue
        inside = quote == first and quote > 0 and view.kinds[quote - 1] & WORD
        if not inside and subject_after(view, verb + 1, segment.end):
            yield Use(verb, verb, verb, number, OPEN, (verb,))
