"""Quotations without a cue of their own: they go on with a statement, or their speaker is sought nearby.

A quoted word or two is a scare quote, a quotation of capitalised words a title: neither is attributed.
"""

import re
from bisect import bisect_left

from language.drafts import Draft, Phrase, Speaker
from language.english.chunks import chunk
from language.english.phrases import phrase_at
from language.english.spans import is_title, quoted_words
from language.english.standing import COLON
from language.english.subjects import adverbs_before, finite_verbs, main_subject, subject_of
from language.english.tags import tag
from language.passage import Passage, Sentence

SHORTEST_FRAGMENT = 4
"""Words: a shorter quotation inside a sentence is a scare quote."""
_LONGEST_TITLE = 8
_FROM_EARLIER_SENTENCE = 6
_FARTHEST_PARAGRAPH = 4
_LOOK_AHEAD = 12
"""Sentences."""
_CLOSED = re.compile("[,?!—-]['\"”’]*$")
_GAP = re.compile("[\\s.”\"'’]*$")
_TURN = re.compile(r'["“]([A-Z][A-Z.\-]+(?: [A-Z.\-]+){0,2}): ')
_NO_SPEAKERS = frozenset({"ABSTRACT", "FULL TEXT"})
_PLAIN = re.compile("[a-zA-Z]")


class LooseQuotes:
    """Attributes what no rule has taken. `claimed` holds the draft of every quoted region."""

    def __init__(self, passage: Passage, by_sentence: list[list[Draft]], claimed: list[Draft | None]) -> None:
        self.passage = passage
        self.by_sentence = by_sentence
        self.claimed = claimed
        self._speaking: list[Draft] = []  # all so far, in order
        self._paragraph: list[Draft] = []  # those of the paragraph at hand
        self._main_subjects: dict[int, Phrase | None] = {}

    def attribute(self) -> None:
        """Goes through all quotations in order and adds drafts to `by_sentence`."""
        paragraph = -1
        for sentence in self.passage.sentences:
            if sentence.paragraph != paragraph:
                paragraph, self._paragraph = sentence.paragraph, []
            for place, region in enumerate(sentence.regions):
                if region >= 0 and self.claimed[region] is None:
                    self._one(sentence, place, region)
            spoken = [draft for draft in self.by_sentence[sentence.index] if draft.role != "mind"]
            self._paragraph += spoken
            self._speaking += spoken

    def _one(self, sentence: Sentence, place: int, region: int) -> None:
        start, end = self.passage.regions[region]
        prepare(sentence)
        if self._is_turn(sentence, place, region):
            return
        if not _PLAIN.search(sentence.tags.replace("Q", "")):
            self._standalone(sentence, place, region)
        elif not is_title(sentence, place):
            words = len(self.passage.text[start:end].split()) if end - start < 400 else SHORTEST_FRAGMENT + 99
            if words >= SHORTEST_FRAGMENT:
                self._fragment(sentence, place, region, words)

    def _add(self, sentence: Sentence, place: int, region: int, rule: str, speaker: Speaker) -> Draft:
        draft = Draft(sentence, rule, [self.passage.regions[region]], speaker, place)
        draft.has_quote = True
        draft.implied = speaker.sentence is not sentence
        self._place(draft, region)
        return draft

    def _place(self, draft: Draft, region: int) -> None:
        self.claimed[region] = draft
        drafts = self.by_sentence[draft.sentence.index]
        drafts.insert(bisect_left([other.verb for other in drafts], draft.verb), draft)

    def _is_turn(self, sentence: Sentence, place: int, region: int) -> bool:
        """A transcript inside quotation marks: '“NAME: text”'."""
        start, end = self.passage.regions[region]
        match = _TURN.match(self.passage.text, start, end)
        if match is None or match.group(1) in _NO_SPEAKERS:
            return False
        draft = Draft(sentence, "transcript", [(match.end(), end)], None, place, None, COLON)
        draft.has_quote, draft.printed = True, match.span(1)
        self._place(draft, region)
        return True

    # -- a quotation that is a sentence by itself

    def _standalone(self, sentence: Sentence, place: int, region: int) -> None:
        continued, speaker = self._introduced(sentence)
        speaker = speaker or (None if continued else _signed(self._next(sentence)))
        if continued is None and speaker is None:
            continued, speaker = self._by_paragraph(sentence, region)
        if continued is not None:
            continued.parts.append(self.passage.regions[region])
            continued.has_quote = True
            self.claimed[region] = continued
        elif speaker is not None:
            self._add(sentence, place, region, "standalone", speaker)

    def _previous(self, sentence: Sentence) -> Sentence | None:
        return self.passage.sentences[sentence.index - 1] if sentence.index else None

    def _next(self, sentence: Sentence) -> Sentence | None:
        rest = self.passage.sentences[sentence.index + 1 : sentence.index + 2]
        return rest[0] if rest else None

    def _introduced(self, sentence: Sentence) -> tuple[Draft | None, Speaker | None]:
        """By the line before, where that ends in a colon."""
        previous = self._previous(sentence)
        if previous is None or previous.words[-1] != ":":
            return None, None
        if drafts := self.by_sentence[previous.index]:
            return drafts[-1], None
        prepare(previous)
        nearest = nearest_subject(previous, len(previous.tags))
        return None, Speaker(previous, nearest[1]) if nearest else None

    def _by_paragraph(self, sentence: Sentence, region: int) -> tuple[Draft | None, Speaker | None]:
        """By the paragraph: the last statement there that holds a quotation, a later one, or who spoke before."""
        if self._paragraph:
            quoting = [draft for draft in self._paragraph if draft.has_quote]
            return (quoting or self._paragraph)[-1], None
        later = self._later_in_paragraph(sentence)
        if later is not None:
            return later, None
        return self._from_before(sentence, region)

    def _later_in_paragraph(self, sentence: Sentence) -> Draft | None:
        sentences = self.passage.sentences
        index = sentence.index + 1
        last = min(len(sentences), index + _LOOK_AHEAD)
        while index < last and sentences[index].paragraph == sentence.paragraph:
            if self.by_sentence[index]:
                return self.by_sentence[index][0]
            index += 1
        return None

    def _from_before(self, sentence: Sentence, region: int) -> tuple[Draft | None, Speaker | None]:
        previous = self._previous(sentence)
        if previous is None:
            return None, None
        subject = self._main_subject(previous)
        if previous.paragraph == sentence.paragraph and subject and previous.tags[subject.core_last] in "XH":
            return None, Speaker(previous, subject)
        last = self._speaking[-1] if self._speaking else None
        if last is None or last.sentence.paragraph < sentence.paragraph - _FARTHEST_PARAGRAPH:
            return None, Speaker(previous, subject) if subject else None
        if last.sentence.paragraph >= sentence.paragraph - 2 and self._goes_on(last, region):
            return last, None
        return None, last.speaker

    def _main_subject(self, sentence: Sentence) -> Phrase | None:
        if sentence.index not in self._main_subjects:
            prepare(sentence)
            self._main_subjects[sentence.index] = main_subject(sentence, len(sentence.tags))
        return self._main_subjects[sentence.index]

    def _goes_on(self, last: Draft, region: int) -> bool:
        """Whether nothing stands between the end of a statement and the quotation."""
        end = max(part[1] for part in last.parts)
        start = self.passage.regions[region][0]
        return start - end < 100 and _GAP.match(self.passage.text, end, start) is not None

    # -- a quotation inside a sentence

    def _fragment(self, sentence: Sentence, place: int, region: int, words: int) -> None:
        made = self.by_sentence[sentence.index]
        if made:
            if made[-1].speaker is not None:
                self._add(sentence, place, region, "loose-cue", made[-1].speaker)
            return
        title = all(_title_word(word, sentence) for word in quoted_words(sentence, place)) and words <= _LONGEST_TITLE
        if title:
            return
        found = fragment_subject(sentence, place)
        if found is not None:
            self._add(sentence, place, region, found[0], Speaker(sentence, found[1]))
        elif words >= _FROM_EARLIER_SENTENCE and self._speaking:
            last = self._speaking[-1]
            if last.sentence.paragraph >= sentence.paragraph - 1 and last.speaker is not None:
                self._add(sentence, place, region, "loose-previous", last.speaker)


def _title_word(word: str, sentence: Sentence) -> bool:
    particles = sentence.passage.lexicon.sets.title_particles
    return word[0].isupper() or not word[0].isalpha() or word.lower() in particles


def prepare(sentence: Sentence) -> None:
    """Tags and chunks, where the sentence has none yet."""
    if not sentence.tags:
        tag(sentence)
    if not sentence.chunk_of:
        chunk(sentence)


def _signed(following: Sentence | None) -> Speaker | None:
    """The name of a line "— Name" below the quotation."""
    if following is None or following.words[0] not in ("-", "—", "–", "--", "―"):
        return None
    if len(following) < 2 or not following.words[1][0].isupper():
        return None
    prepare(following)
    phrase = phrase_at(following, 1)
    return Speaker(following, phrase) if phrase else None


def fragment_subject(sentence: Sentence, place: int) -> tuple[str, Phrase] | None:
    """Who a quotation in the midst of a sentence is from, with the rule: the subject behind it, "as X", the nearest."""
    tags = sentence.tags
    if _CLOSED.search(sentence.text(place, place)[-6:]):
        after = place + 1 + (tags[place + 1 : place + 2] == ",")
        if after < len(tags):
            if tags[after] == "U" and sentence.lower[after] == "as" and (phrase := phrase_at(sentence, after + 1)):
                return "loose-as", phrase
            phrase = phrase_at(sentence, after)
            if phrase and tags[phrase.last + 1 : phrase.last + 2] in tuple("VZBvbmd,R"):
                return "loose-subject", phrase
    nearest = nearest_subject(sentence, place)
    return nearest and ("loose-clause" if nearest[0] else "loose-verb", nearest[1])


def nearest_subject(sentence: Sentence, end: int) -> tuple[bool, Phrase] | None:
    """The last subject before `end` of a verb that takes clauses (True), else of any verb (False)."""
    best: tuple[bool, Phrase] | None = None
    for verb in finite_verbs(sentence, end):
        phrase = subject_of(sentence, adverbs_before(sentence.tags, verb)).phrase
        if phrase and sentence.tags[phrase.last] not in "WLE" and sentence.lower[phrase.last] != "it":
            clausal = _takes_clauses(sentence, verb)
            if best is None or clausal >= best[0]:
                best = (clausal, phrase)
    return best


def _takes_clauses(sentence: Sentence, verb: int) -> bool:
    tags = sentence.tags
    while verb < len(tags) and tags[verb] in "mbvdR":
        verb += 1
    if verb >= len(tags):
        return False
    lexicon = sentence.passage.lexicon
    lemma = lexicon.cue_forms.get(sentence.lower[verb])
    return lemma is not None and any("t" in sense.frames for sense in lexicon.cues[lemma])
