"""What no verb of saying introduces: nouns that announce it, a colon, reported mood, hearsay, quotations alone."""

from language.drafts import Draft, Speaker
from language.german.clauses import has_infinitive, is_subordinate, mood, verb_second
from language.german.complements import Range, is_nested
from language.german.lexicon import (
    COMPLEMENTIZER,
    MESSAGE_NOUN,
    MOOD,
    PREPOSITION,
    REPORTED,
    WORD,
)
from language.german.phrases import main_subject, noun_phrase, subject_after
from language.german.story import Story, chars, speaker_of
from language.german.view import Found, Segment, View
from language.lexicon import CueSense

_OF = frozenset({"von", "vom"})
_GENITIVES = frozenset({"des", "der", "von", "vom", "seiner", "seines", "ihrer"})
_HEARSAY = frozenset({"soll", "sollen"})
_NEAR = 3
"""Sentences: somebody who spoke so far before may be the source of hearsay."""
_BY_PHRASE = frozenset({"de-source", "de-it-says", "de-how"})
MOST_TAIL = 3
NOUN = {
    "warnung": "warn",
    "drohung": "threaten",
    "versprechen": "promise",
    "zusage": "promise",
    "forderung": "demand",
    "forderungen": "demand",
    "appell": "demand",
    "aufruf": "demand",
    "bitte": "demand",
    "vorschlag": "demand",
    "kritik": "criticise",
    "vorwurf": "criticise",
    "vorwürfe": "criticise",
    "klage": "criticise",
    "protest": "criticise",
    "frage": "ask",
    "ankündigung": "announce",
    "geständnis": "reveal",
    "eingeständnis": "reveal",
    "behauptung": "argue",
    "behauptungen": "argue",
    "argument": "argue",
    "these": "argue",
}


def nouns(view: View, story: Story) -> None:
    """Such as "die Warnung des Ministers, dass …"."""
    for token in view.places(MESSAGE_NOUN):
        number = view.segment_of(token)
        if view.words[token][0].isupper() and token < view.segments[number].end:
            _noun(view, story, number, token)


def _noun(view: View, story: Story, number: int, token: int) -> None:
    segment = view.segments[number]
    source, place = _possessor(view, token, segment.end)
    said = _noun_message(view, number, place)
    if said is None:
        return
    start, end = chars(view, *said)
    shown = [one.verb for one in story.found() if one.cue]
    if story.touches(start, end) or any(said[0] <= verb < said[1] for verb in shown):
        return
    speaker = speaker_of(view, source or _subject_of(view, segment, token))
    lower = view.lower[token]
    sense = CueSense(view.words[token], (), "say", NOUN.get(lower, "say"), frozenset(), ())
    draft = story.add(view, "de-noun", [(start, end)], speaker, word=token, sense=sense)
    if draft and speaker:
        story.mark(draft)


def _possessor(view: View, token: int, end: int) -> tuple[Found | None, int]:
    """Whose warning it is, with the noun itself, and the token behind."""
    place = token + 1
    if place >= end:
        return None, place
    of = view.lower[place] in _OF
    if of or view.lower[place] in _GENITIVES or (view.name(place) and not view.kinds[place] & PREPOSITION):
        found = noun_phrase(view, place + of, end)
        if found:
            return found, found.last + 1
    return None, place


def _noun_message(view: View, number: int, place: int) -> Range | None:
    segment = view.segments[number]
    if place < segment.end and view.is_quote(place) and view.quote_words(place) >= 3:
        return place, place + 1
    if number + 1 >= len(view.segments) or not _is_tail(view, place, segment.end):
        return None
    following = view.segments[number + 1]
    if following.mark != "," or not _is_noun_message(view, following):
        return None
    end = following.end
    for one in view.segments[number + 2 :]:
        if one.mark != "," or not is_nested(view, one):
            break
        end = one.end
    return following.first, end


def _is_tail(view: View, place: int, end: int) -> bool:
    """Whether only a particle or a participle stands between a noun and the comma: "stellte die These auf, …"."""
    return end - place <= MOST_TAIL and all(
        view.kinds[token] & WORD and not view.capital(token) for token in range(place, end)
    )


def _is_noun_message(view: View, segment: Segment) -> bool:
    first, end, _ = segment
    if view.kinds[first] & COMPLEMENTIZER:
        return True
    if has_infinitive(view, first, end) and view.lower[first] not in view.german.sets["free adjuncts"]:
        return True
    return verb_second(view, first, end) and view.has(MOOD, first, end)


def _subject_of(view: View, segment: Segment, token: int) -> Found | None:
    """Of "X erhob den Vorwurf, …": the subject of the clause that the noun stands in."""
    verb = next((place for place in range(segment.first, token) if view.finite(place)), None)
    found = main_subject(view, segment.first if verb is not None else 0, token)
    if found and found.first <= token <= found.last:
        found = None
    if found is None and verb is not None and verb == segment.first:
        found = subject_after(view, verb + 1, token)
    return found


def colon(view: View, story: Story) -> None:
    """A colon without a verb of saying before it."""
    for segment in view.segments:
        first = segment.first
        if segment.mark != ":":
            continue
        quoted = view.is_quote(first) and view.quote_words(first) >= 2
        if not quoted and not view.has(REPORTED, first, segment.end):
            continue
        if story.covers(*chars(view, first, first + 1)):
            continue
        speaker = speaker_of(view, main_subject(view, 0, first - 1))
        if story.last and story.last.speaker and view.has(REPORTED, 0, first):
            speaker = story.last.speaker
        if speaker:
            draft = story.add(view, "de-colon", [chars(view, first, view.end)], speaker)
            if draft:
                story.mark(draft)
        return


def go_on(view: View, story: Story) -> bool:
    """A sentence in reported mood goes on with what the last speaker said."""
    index = view.sentence.index
    last = story.last
    speaker = last.source if last else None
    spoke = last.sentence if last else -1
    if story.latent and story.latent[1] > spoke:
        speaker = story.latent[0]
        spoke = story.latent[1] if last is None else spoke
    found = mood(view)
    if not found or speaker is None:
        return False
    if found != REPORTED and not (spoke >= index - 1 and _may_go_on(story, index - 1)):
        return False
    start, end = _reported_span(view)
    if last and last.draft.rule == "de-mood" and last.sentence == index - 1 and last.speaker == speaker:
        last.draft.parts[-1] = last.draft.parts[-1][0], end
        last.sentence = index
    else:
        draft = story.add(view, "de-mood", [(start, end)], speaker, whole=True)
        if draft is None:
            return False
        draft.implied = True
        story.mark(draft)
    return True


def _reported_span(view: View) -> tuple[int, int]:
    """The sentence, without what semicolons part from its reported clauses before or behind them."""
    marks = [token for token in range(view.end) if view.words[token] == ";"]
    bounds = list(zip([0, *(mark + 1 for mark in marks)], [*marks, len(view.words)], strict=True))
    reported = [(first, end) for first, end in bounds if view.has(MOOD, first, end)]
    if not marks or not reported:
        return chars(view, 0, len(view.words))
    return chars(view, reported[0][0], reported[-1][1])


def _may_go_on(story: Story, index: int) -> bool:
    """Whether "würde" goes on with the sentence before: it reports, or names its source by a phrase."""
    return index in story.reporting or bool(story.last and story.last.draft.rule in _BY_PHRASE)


def hearsay(view: View, story: Story) -> None:
    """Such as "soll … gesehen haben": somebody says so, the last speaker if one is near."""
    for segment in view.segments:
        if segment.first > 0 and is_subordinate(view, segment):
            continue
        if view.lower[segment.end - 1] not in ("haben", "sein"):
            continue
        verb = next((token for token in range(segment.first, segment.end) if view.lower[token] in _HEARSAY), None)
        if verb is None or view.capital(verb):
            continue
        speaker = _near_speaker(story, view.sentence.index)
        draft = story.add(view, "de-hearsay", [chars(view, 0, len(view.words))], speaker, whole=True)
        if draft and speaker:
            draft.implied = True
            story.mark(draft)
        return


def _near_speaker(story: Story, index: int) -> Speaker | None:
    last = story.last
    if last is None:
        return None
    if story.latent and story.latent[1] > last.sentence and story.latent[1] >= index - 2:
        return story.latent[0]
    return last.source if last.sentence >= index - _NEAR else None


def quotations(view: View, story: Story) -> None:
    """Quotations that no statement holds: whole sentences, and long ones that go on with the sentence."""
    others = story.found()
    for token in view.quotes:
        if view.quote_words(token) < 4 or story.covers(*chars(view, token, token + 1)):
            continue
        whole = token == 0 and token >= view.end - 1
        running = view.quote_text(token)[:1].islower() and view.quote_words(token) >= 6
        if not whole and not running:
            continue
        speaker = _quoted_speaker(view, story, others, token, whole=whole)
        if speaker is None:
            continue
        draft = story.add(view, "de-alone" if whole else "de-running", [chars(view, token, token + 1)], speaker)
        if draft and whole:
            story.mark(draft)


def _quoted_speaker(view: View, story: Story, others: list[Draft], token: int, *, whole: bool) -> Speaker | None:
    if others:
        return others[-1].speaker
    index = view.sentence.index
    last = story.last
    if whole:
        return last.speaker if last and last.sentence >= index - 2 else None
    own = speaker_of(view, main_subject(view, 0, token))
    if own:
        return own
    return last.speaker if last and last.sentence >= index - 1 else None
