"""What the passes over a text collect: statements in tokens, before names are resolved, and who spoke last."""

from dataclasses import dataclass, field
from typing import Literal

from language.frames.cuefile import CueForm
from language.frames.reading import Reading
from language.frames.view import TokenSpan

Span = tuple[int, int]
Rule = Literal["frame", "quote", "object", "source", "open", "noun", "colon", "bare", "anaphor"]
_EDGES = " ,;:–—-\n\t\r\u00a0\u202f\u3000،，、؛：；"
_POINTS = ".。"


@dataclass(slots=True)
class Draft:
    """One statement as found. `parts` are offsets, `speaker` and `cue` tokens, both ends included.

    `clip` are characters at the beginning of the speaker that belong to a word before it (Arabic "ل"). `implied` tells
    that the speaker stands in an earlier sentence. `cue_class` and `cue_lemma` are those of a cue of no cue file.
    """

    sentence: int
    rule: Rule
    parts: list[Span]
    speaker: TokenSpan | None
    cue: TokenSpan | None = None
    form: CueForm | None = None
    cue_class: str = "say"
    cue_lemma: str = ""
    implied: bool = False
    negated: bool = False
    clip: int = 0
    addressee: TokenSpan | None = None
    spoken: bool = False
    demands: bool = False
    """A cue of asking whose content is what the speaker wants done: "demander à X de …"."""


@dataclass(eq=False)
class Record:
    """The drafts of a text in the order they are found, and the subjects of cues that found no message."""

    reading: Reading
    drafts: list[Draft] = field(default_factory=list)
    latent: tuple[TokenSpan, int] | None = None
    last: Draft | None = None
    _covered: list[Span] = field(default_factory=list)

    def add(self, draft: Draft, tokens: list[TokenSpan]) -> bool:
        """Keeps a draft with half-open token ranges as its parts, if anything is left of them when trimmed."""
        parts = [self._trimmed(first, end) for first, end in sorted(tokens) if end > first]
        draft.parts = [(start, end) for start, end in parts if end - start > self._shortest()]
        if not draft.parts:
            return False
        self.drafts.append(draft)
        self._covered += draft.parts
        if draft.speaker is not None:
            self.last = draft
        return True

    def _shortest(self) -> int:
        return 1 if self.reading.grammar.script.unspaced else 2

    def _trimmed(self, first: int, end: int) -> Span:
        text = self.reading.text
        start, stop = self.reading.starts[first], self.reading.ends[end - 1]
        while start < stop and text[start] in _EDGES:
            start += 1
        while stop > start and text[stop - 1] in _EDGES:
            stop -= 1
        if stop > start and text[stop - 1] in _POINTS and self.reading.kinds[end - 1] != "q":
            stop -= 1
        return start, stop

    def covers(self, token: int) -> bool:
        """Whether a quotation lies in a statement of this sentence or the last ones."""
        start, end = self.reading.starts[token], self.reading.ends[token]
        return any(first <= start + 1 and end - 1 <= last for first, last in self._covered[-12:])

    def speaks_in(self, sentence: int) -> bool:
        """Whether a sentence has told who speaks in it."""
        if self.last is not None and self.last.sentence == sentence:
            return True
        return self.latent is not None and self.latent[1] == sentence

    def implied(self) -> TokenSpan | None:
        """Who speaks where nobody is named: who spoke last, or who was named since without saying anything."""
        if self.latent is not None and (self.last is None or self.latent[1] > self.last.sentence):
            return self.latent[0]
        return self.last.speaker if self.last else None
