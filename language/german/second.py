"""Cues that stand second or first in their clause: "X sagte, …", "„…“, sagte X", "Das bestätigte X", "wurde gesagt"."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from language.drafts import Draft
from language.german.addressee import addressee
from language.german.clauses import has_infinitive, verb_second
from language.german.complements import Range, message
from language.german.cues import Use
from language.german.lexicon import (
    ADVERB,
    COMPLEMENTIZER,
    CONJUNCTION,
    MOOD,
    NOMINATIVE,
    PREPOSITION,
    PRONOUN,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
)
from language.german.objects import cited, cited_in_passive, object_of
from language.german.phrases import main_subject, noun_phrase, speaking_nominative, subject_after, with_apposition
from language.german.story import Span, Story, chars, speaker_of
from language.german.view import Found, View

_AGENTS = frozenset({"von", "vom", "durch"})
_COORDINATING = frozenset({"und", "sowie", "aber", "doch", "oder"})
_CLEAR_NOMINATIVES = frozenset({"der", "er", "sie", "wir", "ein"})
_OBJECT_STARTS = frozenset({"die", "das", "eine", "diese", "dieses", "seine", "ihre"})
_FRONTED = frozenset({"wie", "um", "ob"})
_FAR_INFINITIVE = 25
_FAR_MOOD = 12

_WITH_ADDRESSEE = frozenset({"de-that", "de-second", "de-inverted", "de-words"})

Kind = Literal["subject", "object", "other", "none"]


class Front(NamedTuple):
    """What stands before the verb, and the subject where it is that."""

    kind: Kind
    subject: Found | None = None


def front(view: View, use: Use, first: int) -> Front:
    """What the clause of a cue begins with."""
    place = first
    while place < use.place and _skips(view, place):
        place += 1
    if place >= use.place:
        return Front("none" if place == first else "other")
    if view.lower[place] in ("das", "dies") and place == use.place - 1:
        return Front("object")
    if view.lower[place] == "es" and subject_after(view, use.place + 1, view.segments[use.segment].end):
        return Front("other")
    if view.kinds[place] & PREPOSITION and (place == 0 or not view.capital(place)):
        return Front("other")
    found = noun_phrase(view, place, use.place, wide=True)
    if found is None:
        return Front("other")
    if found.oblique or _is_object(view, use, place, found):
        return Front("object")
    return Front("subject", found)


def _skips(view: View, place: int) -> bool:
    kind = view.kinds[place]
    return bool(kind & CONJUNCTION) or (bool(kind & ADVERB) and not kind & (NOMINATIVE | PRONOUN))


def _is_object(view: View, use: Use, place: int, found: Found) -> bool:
    """Whether a clearer nominative follows the verb: "die Pläne lobte der Minister"."""
    lower = view.lower[place]
    if lower in ("diese", "dieses") and subject_after(view, use.place + 1, view.segments[use.segment].end):
        return True
    behind = use.place + 1
    while behind < len(view.words) and view.kinds[behind] & ADVERB and not view.kinds[behind] & NOMINATIVE:
        behind += 1
    if behind >= len(view.words):
        return False
    alone = found.first == found.last
    if view.lower[behind] == "er" and not alone:
        return True
    if alone and place == 0 and _is_adverbial(view, use):
        return True
    bare_name = alone and view.capital(place) and not view.kinds[place] & NOMINATIVE
    if lower in _CLEAR_NOMINATIVES or bare_name:
        return False
    if view.lower[behind] in ("er", "man"):
        return True
    return lower in _OBJECT_STARTS and speaking_nominative(view, behind, view.end) is not None


def _is_adverbial(view: View, use: Use) -> bool:
    """Whether the sentence begins with an adverb by its form, the subject behind the verb: "Besorgt äußerte sich X"."""
    if not view.lower[0].endswith(tuple(view.german.sets["adverb endings"])):
        return False
    return subject_after(view, use.place + 1, view.segments[use.segment].end) is not None


def verb_second_cue(view: View, use: Use, uses: list[Use], story: Story) -> Draft | None:
    """The statement of a cue in a main clause, with whom it is said to."""
    draft = _main_clause(view, use, uses, story)
    if draft is not None and draft.rule in _WITH_ADDRESSEE:
        spoken = draft.speaker.phrase if draft.speaker and draft.speaker.sentence is view.sentence else None
        draft.addressee = addressee(view, use, Found(spoken.first, spoken.last) if spoken else None, draft.parts)
    return draft


def _main_clause(view: View, use: Use, uses: list[Use], story: Story) -> Draft | None:
    segment = view.segments[use.segment]
    if use.passive:
        return _passive(view, use, uses, story)
    kind, subject = _front_of(view, use, uses)
    if kind == "none":
        done, draft, subject = _verb_first(view, use, uses, story)
        if done:
            return draft
    elif kind != "subject":
        subject = subject_after(view, use.place + 1, segment.end)
    use.subject = subject
    said = message(view, use, uses)
    if said and subject and said[0] <= subject.first < said[1]:
        said = None
    if said is None and kind == "object" and subject and view.lower[segment.first] in ("das", "dies"):
        return _pointing_back(view, use, story, subject)
    if said is None:
        return _without_message(view, use, story, subject)
    if subject is None and use.frame != "find":
        return None
    if use.frame == "call" and not _calls(view, said):
        return None
    return story.add(
        view, _rule(view, said), [chars(view, *said)], speaker_of(view, cited(view, use, said) or subject), use
    )


def _rule(view: View, said: Range) -> str:
    """What a complementizer, a colon or quotation marks introduce is surer than a bare clause."""
    first = said[0]
    marked = view.kinds[first] & COMPLEMENTIZER or view.is_quote(first) or view.words[first - 1] == ":"
    return "de-that" if marked else "de-second"


def _calls(view: View, said: Range) -> bool:
    quoted = any(view.is_quote(token) for token in range(*said))
    return quoted or view.words[said[0] - 1] == ":" or bool(view.kinds[said[0]] & COMPLEMENTIZER)


def _front_of(view: View, use: Use, uses: list[Use]) -> Front:
    """What stands first; behind "und" the subject of the verb before."""
    segment = view.segments[use.segment]
    first = segment.first
    found = front(view, use, first) if use.place != first else Front("none")
    place = use.place - 1
    while place > first and view.kinds[place] & ADVERB and view.lower[place] not in ("und", "aber", "doch"):
        place -= 1
    if place >= 0 and view.lower[place] in _COORDINATING and use.place > 1:
        own = subject_after(view, use.place + 1, segment.end)
        begins = segment.mark == "," and place == first and own is not None and own.first == use.place + 1
        if not begins:
            before = [one.subject for one in uses if one.place < use.place and one.subject]
            shared = before[-1] if before else main_subject(view, 0, place)
            if shared:
                found = Front("subject", shared)
    if use.place > 0 and view.is_quote(use.place - 1) and (not view.name(use.place - 1) or use.place == 1):
        return Front("none")
    return found


def _passive(view: View, use: Use, uses: list[Use], story: Story) -> Draft | None:
    """Such as "wurde von X mitgeteilt, dass": with its agent, or with a complementizer and nobody."""
    segment = view.segments[use.segment]
    agent = None
    for token in range(segment.first, use.end):
        if view.lower[token] in _AGENTS:
            agent = noun_phrase(view, token + 1, segment.end) or agent
    cited = cited_in_passive(view, use)
    speaker = speaker_of(view, cited or agent)
    said = message(view, use, uses)
    if speaker and not said:
        story.await_message(speaker, view.sentence)
    if said is None:
        quote = next((token for token in range(segment.first, segment.end) if view.is_quote(token)), None)
        said = (quote, quote + 1) if quote is not None and speaker else None
    if said is None:
        return None
    if speaker is None and not (view.kinds[said[0]] & COMPLEMENTIZER or has_infinitive(view, *said)):
        return None
    return story.add(view, "de-passive", [chars(view, *said)], speaker, use)


def _verb_first(view: View, use: Use, uses: list[Use], story: Story) -> tuple[bool, Draft | None, Found | None]:
    """A verb that begins its segment: behind what is said, or behind an apposition to its subject. The last of the
    answer is that subject, the first whether all is told."""
    place = use.place
    segment = view.segments[use.segment]
    quoted = place > 0 and view.is_quote(place - 1)
    subject = subject_after(view, place + 1, view.end if quoted or segment.mark else segment.end)
    left = place > 0 and (quoted or view.has_verb(0, place - 1) or (view.is_quote(0) and place <= 2))
    if not quoted and subject and use.segment > 0 and _is_fronted(view) and not message(view, use, uses):
        parts = [chars(view, 0, segment.first)]
        return True, story.add(view, "de-inverted", parts, speaker_of(view, subject), use), None
    if not quoted and use.lemma in view.german.sets["never inverted"] and left:
        return True, None, None
    if subject and left and not quoted:
        fronted, draft = _behind_adjunct(view, use, uses, story, subject)
        if fronted:
            return True, draft, None
    if subject and (left or quoted):
        relative = None if quoted else _before_relative(view, place)
        if relative:
            said = message(view, use, uses)
            draft = (
                story.add(view, "de-second", [chars(view, *said)], speaker_of(view, relative), use) if said else None
            )
            return True, draft, None
        parts = [chars(view, 0, place), *_resumed(view, subject)]
        return True, story.add(view, "de-inverted", parts, speaker_of(view, subject), use), None
    found = _before_apposition(view, use)
    return (False, None, found) if found else (True, None, None)


def _is_fronted(view: View) -> bool:
    """Whether the sentence begins with what is said: "Ob er geht, wollte sie nicht sagen"."""
    if view.kinds[0] & COMPLEMENTIZER:
        return True
    return bool(view.kinds[0] & QUESTION) and view.lower[0] != "wie" and not view.kinds[0] & NOMINATIVE


def _behind_adjunct(view: View, use: Use, uses: list[Use], story: Story, subject: Found) -> tuple[bool, Draft | None]:
    """Such as "Nach der Sitzung, die lange dauerte, sagte X, dass": what stands before the verb is not said."""
    first = view.kinds[0]
    said = message(view, use, uses)
    overlaps = said is not None and said[0] <= subject.first < said[1]
    if (
        said
        and (first & (PREPOSITION | SUBORDINATOR) or view.lower[0] == "um")
        and _surely_said(view, said)
        and not overlaps
    ):
        return True, story.add(view, "de-second", [chars(view, *said)], speaker_of(view, subject), use)
    if first & SUBORDINATOR or view.lower[0] in _FRONTED or use.frame in ("think", "call"):
        if said is None or overlaps:
            return True, None
        return True, story.add(view, "de-second", [chars(view, *said)], speaker_of(view, subject), use)
    return False, None


def _surely_said(view: View, said: Range) -> bool:
    first, end = said
    if view.kinds[first] & COMPLEMENTIZER or view.words[first - 1] == ":" or view.is_quote(first):
        return True
    return has_infinitive(view, first, min(end, first + _FAR_INFINITIVE)) or view.has(
        MOOD, first, min(end, first + _FAR_MOOD)
    )


def _before_relative(view: View, place: int) -> Found | None:
    """The subject of "Der Minister, der gestern kam, sagte dem Sender, …"."""
    if not (view.kinds[0] & (NOMINATIVE | PRONOUN) or view.name(0, first=True)):
        return None
    found = noun_phrase(view, 0, place, wide=True)
    if found is None or found.oblique or found.last + 2 >= place or view.words[found.last + 1] != ",":
        return None
    relative = found.last + 2
    kind = view.kinds[relative]
    behind = bool(kind & PREPOSITION) and bool(view.kinds[relative + 1] & RELATIVE)
    if (kind & RELATIVE or behind) and not verb_second(view, relative, place - 1):
        return found
    return None


def _resumed(view: View, subject: Found) -> list[Span]:
    """What goes on behind ", sagte X": the next quotation, or the next clause that may be said."""
    for token in range(subject.last + 1, view.end):
        if view.long_quote(token) or (view.is_quote(token) and view.words[token - 1] in (",", ":")):
            return [chars(view, token, token + 1)]
    for first, end, mark in view.segments:
        follows = first > subject.last and mark == ","
        if follows and (view.kinds[first] & COMPLEMENTIZER or verb_second(view, first, end)):
            return [chars(view, first, view.end)]
    return []


def _before_apposition(view: View, use: Use) -> Found | None:
    """The subject that an apposition or a relative clause parts from its verb."""
    found: Found | None = None
    for number in range(use.segment - 1, -1, -1):
        first, end, _ = view.segments[number]
        if view.has_verb(first, end) and number < use.segment - 1 and not view.kinds[first] & RELATIVE:
            break
        while (
            first < end
            and _skips(view, first)
            and not (view.kinds[first] & PRONOUN and view.kinds[first] & CONJUNCTION)
        ):
            first += 1
        one = noun_phrase(view, first, end, wide=True)
        if one and not one.oblique:
            found = one
    if found is None and use.place > 0:
        place = 0
        while place < use.place and view.kinds[place] & (ADVERB | CONJUNCTION):
            place += 1
        one = noun_phrase(view, place, use.place, wide=True)
        found = one if one and not one.oblique else None
    return with_apposition(view, found, use.place) if found else None


def _pointing_back(view: View, use: Use, story: Story, subject: Found) -> Draft | None:
    """Such as "Das bestätigte X": what is said stands before the dash, or in the sentence before."""
    segment = view.segments[use.segment]
    speaker = speaker_of(view, subject)
    if segment.mark in ("–", "—", "-", "--") and segment.first > 3:
        return story.add(view, "de-pointing", [chars(view, 0, segment.first - 1)], speaker, use)
    index = view.sentence.index
    if index == 0 or any(one.sentence.index == index - 1 for one in story.drafts[-8:]):
        return None
    before = view.sentence.passage.sentences[index - 1]
    if before.paragraph != view.sentence.paragraph:
        return None
    span = before.starts[0], before.ends[-1]
    return story.add(view, "de-pointing", [span], speaker, use)


def _without_message(view: View, use: Use, story: Story, subject: Found | None) -> Draft | None:
    """A cue that introduces no clause: its subject may speak in the next sentence; a few words are quoted, or its
    object is what is demanded, rejected, announced."""
    speaker = speaker_of(view, subject)
    if subject is None or speaker is None:
        return None
    if use.frame != "find":
        story.await_message(speaker, view.sentence)
    quote = next((token for token in _quotes(view, use) if not subject.first <= token <= subject.last), None)
    if quote is None:
        said = object_of(view, use, subject)
        return story.add(view, "de-object", [chars(view, *said)], speaker, use) if said else None
    return story.add(view, "de-words", [chars(view, quote, quote + 1)], speaker, use)


def _quotes(view: View, use: Use) -> Iterator[int]:
    """Quoted words in the clause of a cue that may be the speaker's: no names of things; judged ones behind "als"."""
    first = view.segments[use.segment].first if use.frame == "call" else use.place + 1
    for token in range(first, view.end):
        if not view.is_quote(token) or _is_title(view, token):
            continue
        as_such = token > 0 and view.lower[token - 1] == "als"
        if use.frame in ("call", "think", "say", "demand") or (use.frame == "opine" and as_such):
            yield token


def _is_title(view: View, token: int) -> bool:
    """Whether a quotation names a thing: behind its noun, or one capitalised word."""
    text = view.quote_text(token)
    if not text[:1].isupper():
        return False
    behind_noun = token > 0 and view.capital(token - 1)
    return view.quote_words(token) == 1 or (behind_noun and not view.long_quote(token))
