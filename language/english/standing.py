"""Statements without a verb: "according to", 'Name: “Q”', transcripts, headlines "Name: S"."""

from collections.abc import Iterator

from language.drafts import Draft, Phrase, Speaker
from language.english.phrases import phrase_before
from language.english.spans import is_title, span, without_period
from language.english.subjects import main_subject
from language.lexicon import CueSense
from language.passage import QUOTE, Passage, Sentence

COLON = CueSense(":", (), "say", "say", frozenset(), ())
ACCORDING = CueSense("according", ("to",), "say", "say", frozenset(), ())
_LONGEST_LABEL = 6
_FARTHEST_COLON = 20
_SHORT_SENTENCE = 22
_HEADLINE = 40


def according(sentence: Sentence) -> Draft | None:
    """The statement of "S, according to X" or "According to X, S"."""
    lower, tags = sentence.lower, sentence.tags
    cue = next((place for place in range(len(lower) - 2) if lower[place : place + 2] == ["according", "to"]), None)
    if cue is None:
        return None
    first = end = cue + 2
    while end < len(tags) and tags[end] not in ",;-Q" and not (tags[end] == "." and end == len(tags) - 1):
        end += 1
    if end == first:
        return None
    parts = []
    before = span(sentence, 1 if tags[0] in "KC" else 0, cue) if cue > 0 else None
    if before and before[1] - before[0] > 3:
        parts.append(before)
    after = _after_source(sentence, end, alone=not parts)
    if after:
        parts.append(after)
    if not parts:
        return None
    speaker = Speaker(sentence, Phrase(first, end - 1, first, end - 1))
    covered = (parts[0][0], parts[-1][1])
    return Draft(sentence, "according", parts, speaker, cue, (cue, cue + 1), ACCORDING, covered=covered)


def _after_source(sentence: Sentence, end: int, *, alone: bool) -> tuple[int, int] | None:
    """What follows the source, unless it only tells more about it."""
    tags = sentence.tags
    if end >= len(tags) or tags[end] not in ",Q":
        return None
    rest = span(sentence, end + (tags[end] == ","), len(tags))
    if rest is None or rest[1] - rest[0] <= 8:
        return None
    following = min(end + 1, len(tags) - 1)
    about_source = sentence.lower[following] in ("who", "which", "where") or tags[following] in "DCPXgn"
    return rest if alone or not about_source else None


def colon(sentence: Sentence) -> Draft | None:
    """The statement of "Name: “Q”", or of a headline "Name: ‘Q’"."""
    tags = sentence.tags
    place = tags.find(":", 1, len(tags) - 1)
    if place < 0:
        return None
    who = phrase_before(sentence, place - 1)
    if tags[place + 1] == "Q":
        return _quoted_behind(sentence, place, who)
    early = sentence.index == 0 or sentence.paragraph < 3
    if tags[place + 1] != "'" or len(tags) >= _HEADLINE or not early:
        return None
    who = who or _first_name(sentence, place)
    content = span(sentence, place + 1, len(tags)) if who else None
    return _colon_draft(sentence, place, who, content) if who and content else None


def _quoted_behind(sentence: Sentence, place: int, who: Phrase | None) -> Draft | None:
    tags = sentence.tags
    if sentence.index and not sentence.headline and is_title(sentence, place + 1):
        return None
    named = who is not None and tags[who.core_last] in "XH"
    if sentence.headline and (main := main_subject(sentence, place)) and tags[main.core_last] in "XH":
        who = main  # "Lindqvist Scolds Nordhavn: “Too Late”"
    elif place + 2 >= len(tags) and len(tags) < _SHORT_SENTENCE and not named:
        main = main_subject(sentence, place)
        who = main if main and tags[main.core_last] in "XH" else None
    if who is None or place > _FARTHEST_COLON or tags[who.core_last] not in "XHWNS":
        return None
    return _colon_draft(sentence, place, who, sentence.passage.regions[sentence.regions[place + 1]])


def _first_name(sentence: Sentence, end: int) -> Phrase | None:
    place = sentence.tags.find("X", 0, end)
    chunk = sentence.chunk_of[place] if place >= 0 else -1
    if chunk < 0:
        return None
    first, stop = sentence.chunks[chunk]
    return Phrase(first, stop - 1, first, stop - 1)


def _colon_draft(sentence: Sentence, place: int, who: Phrase, content: tuple[int, int]) -> Draft:
    speaker = Speaker(sentence, who)
    return Draft(sentence, "colon", [content], speaker, place, (place, place), COLON, covered=content)


# -- transcripts and headlines


def turns(passage: Passage) -> Iterator[Draft]:
    """Paragraphs that begin "NAME: " (interviews), and a first line "Name: headline"."""
    paragraph = -1
    for sentence in passage.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            label = _label(sentence)
            if label is not None and (draft := _turn(sentence, label)) is not None:
                yield draft


def _label(sentence: Sentence) -> int | None:
    """The place of the colon behind a speaker's name at the start."""
    words = sentence.words
    end = 0
    while end < min(len(words), _LONGEST_LABEL) and words[end][0].isupper():
        end += 1
    if len(words) <= 3 or end == 0 or end >= len(words) - 1 or words[end] != ":":
        return None
    label = words[:end]
    capitals = all((word.isupper() and len(word) > 1) or len(word) < 3 or word[-1] == "." for word in label)
    capitals = capitals and any(len(word) > 2 for word in label)
    if sentence.lower[end - 1] in sentence.passage.lexicon.sets.labels:
        return None
    if sentence.index == 0:
        return end if end <= 4 and words[end + 1] != QUOTE else None
    return end if capitals else None


def _turn(sentence: Sentence, label: int) -> Draft | None:
    last = _paragraph_end(sentence)
    start, end = without_period(sentence.passage.text, sentence.starts[label + 1], last.ends[-1])
    if end - start <= 3:
        return None
    speaker = Speaker(sentence, Phrase(0, label - 1, 0, label - 1))
    rule = "transcript" if sentence.index else "headline"
    draft = Draft(sentence, rule, [(start, end)], speaker, label, (label, label), COLON, covered=(start, end))
    draft.has_quote = True
    return draft


def _paragraph_end(sentence: Sentence) -> Sentence:
    sentences = sentence.passage.sentences
    index = sentence.index
    while index + 1 < len(sentences) and sentences[index + 1].paragraph == sentence.paragraph:
        index += 1
    return sentences[index]
