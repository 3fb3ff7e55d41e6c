"""The passes over a German passage: source phrases, verbs of saying, then what is left of each sentence."""

from language.drafts import Draft
from language.german.complements import right_of
from language.german.cues import Use, cue_uses
from language.german.final import it_says, verb_final
from language.german.leftovers import colon, go_on, hearsay, nouns, quotations
from language.german.lexicon import REPORTED, German
from language.german.second import verb_second_cue
from language.german.sources import sources
from language.german.story import Story
from language.german.view import View
from language.passage import Passage

_NEAR = 3
"""Sentences: a cue in reported mood so near a speaker is what that speaker says."""


def extract(passage: Passage, german: German) -> list[Draft]:
    """The statements of a passage, in order."""
    story = Story()
    for sentence in passage.sentences:
        view = View(sentence, german)
        if view.segments:
            _sentence(view, story)
            if view.has(REPORTED, 0, len(view.words)):
                story.reporting.add(sentence.index)
    for draft in story.drafts:
        draft.has_quote = _is_quoted(passage, draft)
    return sorted(story.drafts, key=lambda draft: draft.order)


def _is_quoted(passage: Passage, draft: Draft) -> bool:
    return any(mark in passage.text[start:end] for start, end in draft.parts for mark in '„“”"«»')


def _sentence(view: View, story: Story) -> None:
    story.begin()
    uses = cue_uses(view)
    if not sources(view, uses, story):
        _apply(view, uses, story)
    nouns(view, story)
    colon(view, story)
    if story.found() or not go_on(view, story):
        if not story.found():
            hearsay(view, story)
        quotations(view, story)


def _apply(view: View, uses: list[Use], story: Story) -> None:
    """Reads the cues of a sentence: one that closes it first, then from left to right outside of what is said."""
    if _close_with_it_says(view, uses, story) or _close_inverted(view, uses, story):
        return
    done = -1
    for use in uses:
        if use.place < done or _is_nested_cue(view, use, uses, story):
            continue
        draft = _read(view, use, uses, story)
        if draft is None:
            continue
        story.mark(draft)
        position = view.sentence.starts[use.place]
        for start, end in draft.parts:
            if start > position:
                done = max(done, _token_at(view, use.place, end))


def _token_at(view: View, place: int, position: int) -> int:
    while place < view.end and view.sentence.starts[place] < position:
        place += 1
    return place


def _read(view: View, use: Use, uses: list[Use], story: Story) -> Draft | None:
    segment = view.segments[use.segment]
    if use.frame == "call" and "sich" in view.lower[segment.first : segment.end]:
        return None
    if use.frame == "find":
        draft = it_says(view, use, uses, story)
        if draft:
            return draft
    if use.final:
        return verb_final(view, use, uses, story)
    return verb_second_cue(view, use, uses, story)


def _is_nested_cue(view: View, use: Use, uses: list[Use], story: Story) -> bool:
    """Whether a lone cue in reported mood is itself what the last speaker says: "Er glaube, dass …"."""
    last = story.last
    if last is None or last.speaker is None or use.final or len(uses) > 1:
        return False
    lower = view.lower[use.place]
    reported = bool(view.kinds[use.place] & REPORTED) or (lower.endswith("e") and not lower.endswith(("te", "de")))
    return reported and last.sentence >= view.sentence.index - _NEAR


def _close_with_it_says(view: View, uses: list[Use], story: Story) -> bool:
    """Such as "…: „…“, heißt es in X" owns the quotation even where another cue stands before it."""
    closing = [
        use for use in uses if use.frame == "find" and use.place > 1 and _quote_before(view, use.place) is not None
    ]
    if not closing or len(uses) == 1:
        return False
    use = closing[-1]
    if uses[0] is use and not view.is_quote(use.place - 1):
        return False
    draft = it_says(view, use, uses, story, _quote_before(view, use.place))
    if draft:
        story.mark(draft)
    return draft is not None


def _quote_before(view: View, place: int) -> int | None:
    if view.is_quote(place - 1):
        return place - 1
    return place - 2 if view.words[place - 1] == "," and view.is_quote(place - 2) else None


def _close_inverted(view: View, uses: list[Use], story: Story) -> bool:
    """A final ", sagte X" owns all that stands before it, inner cues too."""
    closing = [
        use
        for use in uses
        if use.place > 0
        and use.place == view.segments[use.segment].first
        and view.segments[use.segment].mark == ","
        and use.frame in ("say", "opine", "demand")
        and not use.final
        and not use.passive
        and len(use.tokens) == 1
        and not right_of(view, use, uses)
    ]
    if not closing or len(uses) == 1 or closing[-1] is uses[0] or view.lower[0] == "wie":
        return False
    draft = verb_second_cue(view, closing[-1], uses, story)
    if draft is None:
        return False
    if draft.rule != "de-inverted":
        story.drafts.remove(draft)
        return False
    story.mark(draft)
    return True
