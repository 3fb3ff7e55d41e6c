"""A text as the frames see it: tokens, quoted regions (one token each), sentences with their paragraphs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from language.frames.grammar import Grammar
from language.frames.quotes import Incises, Region, part, quoted_regions

QUOTE = "\0"
"""The word of a token that is a quoted region."""
LONGEST_SENTENCE = 240
"""Tokens: what runs on longer is cut, so that the cost of a sentence is bounded."""
CUE_LOOKAHEAD = 8

COMMAS = frozenset(",،，、")
COLONS = frozenset(":：")
DASHES = frozenset("—–-―")
SEMICOLONS = frozenset(";；؛")
_group: Callable[[re.Match[str]], str] = re.Match.group
_start: Callable[[re.Match[str]], int] = re.Match.start
_end: Callable[[re.Match[str]], int] = re.Match.end
_CLOSING = '“”"«»』」’‘ \xa0'


@dataclass(eq=False, slots=True)
class Sentence:
    """Tokens [first, end) of the reading; `end` leaves out the closing mark. `dash`: a line of dialogue."""

    index: int
    first: int
    end: int
    paragraph: int
    dash: bool


@dataclass(eq=False)
class Reading:
    """Parallel lists over tokens: `words` as written, `keys` folded, `kinds` (w word, p mark, q quotation, n line)."""

    text: str
    grammar: Grammar
    words: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    incises: list[Region] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def is_mark(self, token: int, marks: frozenset[str]) -> bool:
        return self.kinds[token] == "p" and self.words[token] in marks

    def quoted(self, token: int) -> str:
        return self.text[self.starts[token] : self.ends[token]]

    def quoted_words(self, token: int) -> int:
        """How many words a quotation holds (characters by two where words are unspaced)."""
        inner = self.quoted(token)
        if self.grammar.script.unspaced:
            return sum(map(str.isalnum, inner[:80])) // 2
        return len(inner.strip(_CLOSING).split(None, 40)) if any(map(str.isalnum, inner[:80])) else 0


def read(text: str, grammar: Grammar) -> Reading:
    """The text in tokens and sentences; linear in its length."""
    reading = Reading(text, grammar)
    regions = quoted_regions(text, grammar.script.pairs)
    opening, closing = grammar.patterns.get("incise_open"), grammar.patterns.get("incise_close")
    if opening is not None and closing is not None:
        regions, reading.incises = part(
            text,
            regions,
            Incises(
                opening,
                closing,
                is_cue=lambda words: _begins_incise(grammar, words),
                apposes=lambda word: (
                    word in grammar.sets["determiners"] or word in grammar.sets["relatives"] or word.isdigit()
                ),
            ),
        )
    reading.regions = regions
    _tokenise(reading)
    reading.sentences = list(_sentences(reading))
    return reading


def _begins_incise(grammar: Grammar, words: list[str]) -> bool:
    """Whether words begin an attribution: a finite cue that may follow its content, or auxiliary and participle."""
    keys = [grammar.script.fold(word) for word in words]
    while len(keys) > 1 and not grammar.sets["clitics"].isdisjoint((keys[0], keys[0] + "'")):
        keys = keys[1:]
    if any(cue.slot == "finite" and may_follow(grammar, cue.kind) for cue in grammar.cues.get(keys[0], ())):
        return True
    if keys[0] not in grammar.sets["auxiliaries"]:
        return False
    return any(
        cue.slot == "participle" and may_follow(grammar, cue.kind)
        for key in keys[1:]
        for cue in grammar.cues.get(key, ())
    )


def may_follow(grammar: Grammar, kind: str) -> bool:
    """Whether cues of a kind may stand behind what was said."""
    return any("M" in frame[: frame.index("V")] for frame in grammar.frames[kind])


def _tokenise(reading: Reading) -> None:
    position = 0
    for start, end in reading.regions:
        _tokens_between(reading, position, start)
        reading.words.append(QUOTE)
        reading.keys.append(QUOTE)
        reading.starts.append(start)
        reading.ends.append(end)
        reading.kinds.append("q")
        position = end
    _tokens_between(reading, position, len(reading.text))


def _tokens_between(reading: Reading, start: int, end: int) -> None:
    script = reading.grammar.script
    matches = list(script.token.finditer(reading.text, start, end))
    words = list(map(_group, matches))
    reading.words += words
    reading.starts += map(_start, matches)
    reading.ends += map(_end, matches)
    reading.kinds += ["w" if word[0].isalnum() else "n" if word[0] == "\n" else "p" for word in words]
    reading.keys += map(script.fold, words)


def _sentences(reading: Reading) -> Iterator[Sentence]:
    start = paragraph = index = 0
    for end, newline in _ends(reading):
        while start < end:
            stop = min(end, start + LONGEST_SENTENCE)
            sentence = _sentence(reading, index, start, stop, paragraph)
            if sentence.first < sentence.end:
                yield sentence
                index += 1
            start = stop
        if newline:
            start = end + 1
            paragraph += 1


def _sentence(reading: Reading, index: int, first: int, end: int, paragraph: int) -> Sentence:
    terminators = reading.grammar.script.terminators
    while end > first and reading.kinds[end - 1] == "p" and reading.words[end - 1][0] in terminators:
        end -= 1
    dash = reading.grammar.script.dash and reading.is_mark(first, DASHES) and _begins_line(reading, first)
    return Sentence(index, first + dash, end, paragraph, dash)


def _begins_line(reading: Reading, token: int) -> bool:
    return token == 0 or reading.kinds[token - 1] == "n"


def _ends(reading: Reading) -> Iterator[tuple[int, bool]]:
    """Tokens at which a sentence ends, each with whether it is a line break (which belongs to no sentence)."""
    kinds, words = reading.kinds, reading.words
    terminators = reading.grammar.script.terminators
    incises = iter([*reading.incises, (len(reading.text) + 1, 0)])
    incise = next(incises)
    dialogue = False
    for token, kind in enumerate(kinds):
        while reading.starts[token] >= incise[1] and incise[1]:
            incise = next(incises)
        if kind == "n":
            dialogue = False
            yield token, True
            continue
        if _begins_line(reading, token):
            dialogue = reading.grammar.script.dash and reading.is_mark(token, DASHES)
        if dialogue or reading.starts[token] >= incise[0]:
            continue
        if kind == "q":
            if _quote_ends(reading, token):
                yield token + 1, False
        elif kind == "p" and words[token][0] in terminators and _mark_ends(reading, token):
            yield token + 1, False
    yield len(words), False


def _begins_sentence(reading: Reading, token: int) -> bool:
    word = reading.words[token]
    if reading.kinds[token] in "qn" or reading.grammar.script.caseless:
        return True
    return word[0].isupper() or word[0].isdigit() or word[0] in "([–—-¿¡"


def _mark_ends(reading: Reading, token: int) -> bool:
    if token + 1 >= len(reading.words):
        return True
    if (
        reading.words[token] == "."
        and token
        and reading.kinds[token - 1] == "w"
        and not reading.grammar.script.unspaced
    ):
        before = reading.words[token - 1]
        glued = reading.ends[token - 1] == reading.starts[token]
        if glued and (reading.keys[token - 1] in reading.grammar.sets["abbreviations"] or _is_initial(before)):
            return False
        if reading.starts[token + 1] == reading.ends[token] and reading.kinds[token + 1] == "w":
            return False
    return _begins_sentence(reading, token + 1)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _quote_ends(reading: Reading, token: int) -> bool:
    """Whether the sentence ends with this quotation: it ends like one, and no attribution follows."""
    after = token + 1
    if after >= len(reading.words):
        return False
    mark = reading.quoted(token).rstrip(_CLOSING)[-1:]
    if not mark or mark not in reading.grammar.script.terminators or reading.is_mark(after, COMMAS):
        return False
    if not reading.grammar.script.caseless:
        return reading.kinds[after] == "q" or reading.words[after][0].isupper()
    return not _attribution_follows(reading, after)


def _attribution_follows(reading: Reading, token: int) -> bool:
    """Whether words without a mark lead to a finite cue, behind which the sentence ends or goes on in quotes."""
    stop = min(token + CUE_LOOKAHEAD, len(reading.words))
    for place in range(token, stop):
        if reading.kinds[place] != "w":
            return False
        for cue in reading.grammar.cues.get(reading.keys[place], ()):
            last = place + len(cue.words)
            if cue.slot == "finite" and tuple(reading.keys[place:last]) == cue.words:
                return last >= len(reading.words) or reading.kinds[last] != "w" or reading.grammar.script.unspaced
    return False
