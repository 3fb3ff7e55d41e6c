"""What is carried from sentence to sentence: the statements so far, who spoke last, and who began to speak without a
message yet."""

from dataclasses import dataclass

from language.drafts import Draft, Phrase, Speaker
from language.german.cues import Use
from language.german.view import Found, View
from language.lexicon import CueSense
from language.passage import Sentence

Span = tuple[int, int]

_EDGES = " ,;:–—-\n\t\xa0"
_SHORTEST = 3
"""Characters of a statement's part."""


@dataclass
class Turn:
    """Who spoke last, in which sentence, by which rule; `held` is who spoke before an anaphor ("demnach")."""

    draft: Draft
    sentence: int
    speaker: Speaker | None
    held: Speaker | None = None

    @property
    def source(self) -> Speaker | None:
        return self.held or self.speaker


class Story:
    """The drafts of one passage as they are found."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.last: Turn | None = None
        self.latent: tuple[Speaker, int] | None = None
        self.here = 0
        self.reporting: set[int] = set()
        """Sentences that hold a verb in reported mood."""

    def begin(self) -> None:
        """A new sentence: its drafts are counted from here."""
        self.here = len(self.drafts)

    def found(self) -> list[Draft]:
        """The drafts of this sentence."""
        return self.drafts[self.here :]

    def covers(self, start: int, end: int) -> bool:
        """Whether a statement of this sentence holds all of [start, end)."""
        return any(first <= start + 1 and end - 1 <= last for one in self.found() for first, last in one.parts)

    def touches(self, start: int, end: int) -> bool:
        return any(first < end and start < last for one in self.found() for first, last in one.parts)

    def add(
        self,
        view: View,
        rule: str,
        parts: list[Span],
        speaker: Speaker | None,
        use: Use | None = None,
        *,
        word: int | None = None,
        sense: CueSense | None = None,
        whole: bool = False,
    ) -> Draft | None:
        """A new draft, or None where nothing is left of its parts. `use` or `word` and `sense` tell its cue; `whole`
        keeps the final period."""
        trimmed = [span for span in (_trimmed(view, start, end, whole=whole) for start, end in parts) if span]
        if not trimmed:
            return None
        shown = use.shown if use else word
        told = use.cue.sense if use and use.cue.sense.lemma else sense
        draft = Draft(
            sentence=view.sentence,
            rule=rule,
            parts=sorted(trimmed),
            speaker=speaker,
            verb=shown if shown is not None else 0,
            cue=(shown, shown) if shown is not None and told else None,
            sense=told,
            implied=speaker is not None and speaker.sentence is not view.sentence,
        )
        self.drafts.append(draft)
        return draft

    def mark(self, draft: Draft, held: Speaker | None = None) -> None:
        """Notes who has spoken."""
        self.last = Turn(draft, draft.sentence.index, draft.speaker, held)

    def await_message(self, speaker: Speaker, sentence: Sentence) -> None:
        """Notes who has begun to speak: the next sentence in reported mood is theirs."""
        self.latent = speaker, sentence.index


def speaker_of(view: View, found: Found | None) -> Speaker | None:
    """A phrase of the sentence as a speaker; its core ends before the first comma."""
    if found is None:
        return None
    core = next((token for token in range(found.first + 1, found.last) if view.words[token] == ","), found.last + 1) - 1
    return Speaker(view.sentence, Phrase(found.first, found.last, found.first, core))


def chars(view: View, first: int, end: int) -> Span:
    """The characters of tokens [first, end)."""
    return view.sentence.starts[first], view.sentence.ends[end - 1]


def _trimmed(view: View, start: int, end: int, *, whole: bool) -> Span | None:
    text = view.sentence.passage.text
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    if end > start and text[end - 1] == "." and not whole:
        end -= 1
    return (start, end) if end - start >= _SHORTEST else None
