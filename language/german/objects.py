"""Objects of verbs of saying: what is demanded or rejected ("lehnte den Plan ab"), and who is quoted ("zitiert X")."""

from language.german.complements import Range
from language.german.cues import Use
from language.german.lexicon import ADVERB, DETERMINER, NOMINATIVE, PREPOSITION, ROLE
from language.german.phrases import main_subject, noun_phrase
from language.german.view import Found, View

_QUOTING = "zitieren"


def object_of(view: View, use: Use, subject: Found) -> Range | None:
    """The object of a cue that takes what is said as a noun phrase, up to the verb's particle."""
    if use.final or not _speaks(view, subject):
        return None
    if use.lemma not in view.german.sets["object verbs"]:
        return _behind_preposition(view, use, subject)
    segment = view.segments[use.segment]
    end = min(use.end, segment.end) if use.end > use.place else segment.end
    place = max(use.place, subject.last if subject.first > use.place else 0) + 1
    while place < end and (_is_adverb(view, place) or view.lower[place] in view.german.sets["reflexives"]):
        place += 1
    found = noun_phrase(view, place, end)
    if found is None:
        return None
    if view.lower[place] in view.german.sets["pronouns"] and found.first == found.last:
        return None
    last = _widest(view, found, end)
    return found.first, last + 1


def _behind_preposition(view: View, use: Use, subject: Found) -> Range | None:
    """What stands behind the preposition of "warnt vor Hochwasser", "droht mit einem Streik"."""
    end = min(use.end, view.segments[use.segment].end) if use.end > use.place else view.segments[use.segment].end
    for place in range(use.place + 1, end - 1):
        if subject.first <= place <= subject.last or not view.kinds[place] & PREPOSITION:
            continue
        if f"{use.lemma}:{view.lower[place]}" in view.german.sets["prepositional objects"]:
            found = noun_phrase(view, place + 1, end)
            return (found.first, _widest(view, found, end) + 1) if found else None
    return None


def _speaks(view: View, subject: Found) -> bool:
    """Whether the subject looks like somebody: "er", a role or body, a name without an article."""
    first = subject.first
    if subject.first == subject.last and view.lower[first] in ("er", "sie", "wir"):
        return True
    if view.has(ROLE, first, subject.last + 1):
        return True
    return view.name(first, first=True) and not view.kinds[first] & DETERMINER


def _is_adverb(view: View, place: int) -> bool:
    kind = view.kinds[place]
    return bool(kind & ADVERB) and not kind & NOMINATIVE


def _widest(view: View, found: Found, end: int) -> int:
    """The last token of the object with the prepositional phrases that hang on it."""
    wide = noun_phrase(view, found.first, end, wide=True)
    return wide.last if wide else found.last


def cited(view: View, use: Use, said: Range) -> Found | None:
    """Whom a medium quotes: the object of "zitiert den Zeugen mit den Worten"."""
    if use.lemma != _QUOTING:
        return None
    place = use.place + 1
    if place >= said[0] or view.kinds[place] & PREPOSITION:
        return None
    return noun_phrase(view, place, said[0])


def cited_in_passive(view: View, use: Use) -> Found | None:
    """Who is quoted in "wird X mit den Worten zitiert"."""
    return main_subject(view, 0, use.end) if use.lemma == _QUOTING else None
