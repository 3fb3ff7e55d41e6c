"""What a German statement tells beside its content: topics, day and occasion, whether it was said, on what level."""

import re

from language.drafts import Draft
from language.german.lexicon import FUNCTION, TIME, german
from language.lexicon import Lexicon
from schemas.statement import Level, Mode

MOST_TOPICS = 12
_LONGEST_READ = 1500
_TOPIC = re.compile(r"[^\W\d_][\w-]*(?:\.(?=\w)\w+)*")
_DAYS = re.compile(
    r"(?:(?:am|vom)\s)?(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
    r"(?:morgen|abend|nachmittag|vormittag|nacht)?\b|\b(?:[Hh]eute|[Gg]estern|[Vv]orgestern)\b"
)
_OCCASION = re.compile(
    r"\b(?:in|bei|auf|während)\s(?:ein|d|sein|ihr)(?:er|em|ie|en)\s(?:[a-zäöü]+en\s)?"
    r"\w*(?:konferenz|rede|ansprache|interview|gespräch|sitzung|erklärung|mitteilung|brief|kundgebung|besuch|gipfel"
    r"|Konferenz|Rede|Ansprache|Interview|Gespräch|Sitzung|Erklärung|Mitteilung|Brief|Kundgebung|Besuch|Gipfel)\b"
)
_ZONE = 160
"""Characters around a cue in which its day and occasion are looked for."""


def topics(text: str, _lexicon: Lexicon) -> tuple[str, ...]:
    """The nouns of a statement's text, runs of them as one, in order."""
    found: dict[str, str] = {}
    run: list[str] = []
    end = -1
    for match in _TOPIC.finditer(text, 0, _LONGEST_READ):
        word = match.group()
        noun = word[0].isupper() and not german().kind(word) & (FUNCTION | TIME)
        if run and (not noun or match.start() != end + 1):
            found.setdefault(" ".join(run).lower(), " ".join(run))
            run = []
        if noun:
            run.append(word)
        end = match.end()
    if run:
        found.setdefault(" ".join(run).lower(), " ".join(run))
    return tuple(word for word in found.values() if len(word) > 2)[:MOST_TOPICS]


def circumstances(draft: Draft) -> tuple[str | None, str | None]:
    """Day and occasion of speaking as the sentence tells them outside the content: ("am Montag", "in einer Rede")."""
    if draft.cue is None:
        return None, None
    day = occasion = None
    for zone in _zones(draft):
        day = day or _DAYS.search(zone)
        occasion = occasion or _OCCASION.search(zone)
    return (day.group() if day else None), (occasion.group() if occasion else None)


def _zones(draft: Draft) -> list[str]:
    """The text of the sentence around the cue that is no content."""
    sentence = draft.sentence
    text = sentence.passage.text
    if draft.cue is None:
        return []
    middle = sentence.starts[draft.cue[0]]
    start, end = max(sentence.starts[0], middle - _ZONE), min(sentence.ends[-1], middle + _ZONE)
    zones = []
    for first, last in sorted(draft.parts):
        if first > start:
            zones.append(text[start : min(first, end)])
        start = max(start, last)
    return [*zones, text[start:end]] if start < end else zones


def mode(draft: Draft) -> Mode:
    """Whether it was said, denied, not said, asked, or may be said."""
    if draft.sense is None or draft.cue is None:
        return "said"
    sets = german().sets
    clause = _clause(draft)
    if not sets["negations"].isdisjoint(clause) or not sets["refusing"].isdisjoint(clause):
        return "not_said"
    if draft.sense.verb_class == "deny":
        return "denied"
    if draft.sense.verb_class == "ask":
        return "asked"
    return "possible" if not sets["possible"].isdisjoint(clause) else "said"


def _clause(draft: Draft) -> list[str]:
    """The words of the cue's own clause outside of the content."""
    sentence = draft.sentence
    if draft.cue is None:
        return []
    first = last = draft.cue[0]
    while first > 0 and sentence.words[first - 1] not in (",", ";", ":") and not _inside(draft, first - 1):
        first -= 1
    while (
        last + 1 < len(sentence)
        and sentence.words[last + 1] not in (",", ";", ":", ".")
        and not _inside(draft, last + 1)
    ):
        last += 1
    return sentence.lower[first : last + 1]


def _inside(draft: Draft, token: int) -> bool:
    position = draft.sentence.starts[token]
    return any(start <= position < end for start, end in draft.parts)


def level(draft: Draft) -> Level:
    """A reading is what the writer takes a mind to hold."""
    return "reading" if draft.role == "mind" else "said"
