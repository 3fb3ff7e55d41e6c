"""What no cue and no source phrase took: quotations before any verb, nouns of speech, colons, bare quotations."""

from language.frames.chunks import is_hollow, right_chunk, subject
from language.frames.found import Draft, Record
from language.frames.matching import Match, match_right
from language.frames.reading import COLONS
from language.frames.view import TokenSpan, View

_SHORT_SUBJECT = 6
_TO_PARTICIPLE = 4
_BARE = 3
"""Words from which a quotation that makes up its sentence is somebody's."""
_LABEL = 8
"""Tokens before a colon that may name a speaker."""


def take_open(view: View, record: Record) -> bool:
    """A closed quotation, then any verb and a speaker: "« … », ironise le maire". No lexicon is needed for it."""
    if "finite" not in view.grammar.patterns:
        return False
    for quote in range(view.lo, view.hi - 2):
        if view.kinds[quote] != "q" or view.reading.quoted_words(quote) < 2 or record.covers(quote):
            continue
        verb = _verb_behind(view, quote)
        if verb is None:
            continue
        match = match_right(view, ("S",), verb[1] + 1, view.hi, Match())
        if match is None or match.speaker is None or is_hollow(view, match.speaker):
            continue
        draft = Draft(view.sentence.index, "open", [], match.speaker, verb)
        return record.add(draft, [(_message_start(view, quote), quote + 1)])
    return False


def _message_start(view: View, quote: int) -> int:
    """The clause's beginning where nothing but words stands before the quotation."""
    before = range(view.lo, quote)
    plain = all(view.kinds[token] == "w" for token in before)
    return view.lo if plain else quote


def _verb_behind(view: View, quote: int) -> TokenSpan | None:
    token = quote + 1
    while token < view.hi and (view.is_comma(token) or view.is_dash(token)):
        token += 1
    if token == quote + 1 and view.reading.quoted(quote).rstrip('“”"«»’ \xa0')[-1:] not in tuple("!?,…،"):
        return None
    while token < view.hi and (view.keys[token] in view.clitics or view.keys[token] in view.negations):
        token += 1
    if token >= view.hi or view.kinds[token] != "w" or view.capital(token):
        return None
    if any(view.keys[token] in words for words in (view.stops, view.conjunctions, view.relatives, view.pronouns)):
        return None
    if view.keys[token] in view.auxiliaries or view.grammar.is_a("auxiliary", view.keys[token]):
        for last in range(token + 1, min(view.hi, token + _TO_PARTICIPLE)):
            if view.grammar.is_a("participle", view.keys[last]):
                return token, last
        return None
    return (token, token) if view.grammar.is_a("finite", view.keys[token]) else None


def take_noun(view: View, record: Record) -> bool:
    """A noun of speech with its content: "sa promesse de ne pas …", "با بیان اینکه …"."""
    added = False
    for noun in range(view.lo, view.hi):
        if view.kinds[noun] == "w" and view.is_in(noun, "nouns"):
            added = _noun(view, record, noun) or added
    return added


def _noun(view: View, record: Record, noun: int) -> bool:
    start, source = noun + 1, None
    if start < view.hi and view.keys[start] in view.attaching and not view.is_infinitive(start, view.hi):
        source = right_chunk(view, start + 1, view.hi)
        start = source[1] + 1 if source else start
    if start >= view.hi - 1:
        return False
    colon = view.reading.is_mark(start, COLONS)
    if not (colon or view.is_complementizer(start) or view.is_infinitive(start, view.hi)):
        return False
    source = source or subject(view, view.lo, noun) or _subject_of_sentence(view, record)
    if source is None or is_hollow(view, source):
        return False
    end = next((at for at in range(start + 2, view.hi) if view.is_finite_cue(at)), view.hi) if not colon else view.hi
    if record.covers(end - 1):
        return False
    draft = Draft(view.sentence.index, "noun", [], source, (noun, noun))
    return record.add(draft, [(start + 1 if colon else start, end)])


def _subject_of_sentence(view: View, record: Record) -> TokenSpan | None:
    last = record.last
    return last.speaker if last is not None and last.sentence == view.sentence.index else None


def take_colon(view: View, record: Record) -> bool:
    """A name, a colon and a quotation."""
    for colon in range(view.lo + 1, view.hi - 1):
        if view.reading.is_mark(colon, COLONS) and view.kinds[colon + 1] == "q":
            plain = colon - view.lo <= _SHORT_SUBJECT
            source = (view.lo, colon - 1) if plain else subject(view, view.lo, colon)
            if source is None or is_hollow(view, source) or view.reading.quoted_words(colon + 1) < 2:
                return False
            return record.add(Draft(view.sentence.index, "colon", [], source), [(colon + 1, view.hi)])
    return False


def take_bare(view: View, record: Record) -> bool:
    """A quotation that is its whole sentence belongs to who spoke, or was told of, last."""
    if view.hi - view.lo != 1 or view.kinds[view.lo] != "q" or record.covers(view.lo):
        return False
    source = record.implied()
    if source is None or view.reading.quoted_words(view.lo) < _BARE:
        return False
    draft = Draft(view.sentence.index, "bare", [], source, implied=True)
    return record.add(draft, [(view.lo, view.hi)])
