"""The passes over an English passage: transcripts, then the cues of every sentence, then quotations that are left."""

from bisect import bisect_left, bisect_right
from functools import cache

from language.drafts import Draft, Phrase
from language.english.cues import CueClause, CueUse, cue_uses, find_subject, senses_at
from language.english.following import following
from language.english.fronted import as_clause, fronted
from language.english.loose import LooseQuotes, prepare
from language.english.phrases import verb_group
from language.english.sourceless import asked, passive
from language.english.standing import according, colon, turns
from language.english.tags import tag
from language.lexicon import CueSense, Lexicon
from language.passage import QUOTE, Passage, Sentence

_SHORT_SENTENCE = 22


def extract(passage: Passage) -> list[Draft]:
    """The statements of a passage, in order."""
    by_sentence: list[list[Draft]] = [[] for _ in passage.sentences]
    claimed: list[Draft | None] = [None] * len(passage.regions)
    taken = _take_turns(passage, by_sentence, claimed)
    triggers = _triggers(passage.lexicon)
    for sentence in passage.sentences:
        if sentence.index in taken or sentence.words[0] == "<" or triggers.isdisjoint(sentence.lower):
            continue
        by_sentence[sentence.index] = _sentence(sentence)
        for draft in by_sentence[sentence.index]:
            _claim(draft, claimed)
    for drafts in by_sentence:
        drafts.sort(key=lambda draft: draft.verb)
    LooseQuotes(passage, by_sentence, claimed).attribute()
    return [draft for drafts in by_sentence for draft in drafts]


def _take_turns(passage: Passage, by_sentence: list[list[Draft]], claimed: list[Draft | None]) -> set[int]:
    """Adds the turns of a transcript; returns the sentences that they take up."""
    taken: set[int] = set()
    for draft in turns(passage):
        by_sentence[draft.sentence.index].append(draft)
        _claim(draft, claimed)
        index = draft.sentence.index
        while index < len(passage.sentences) and passage.sentences[index].paragraph == draft.sentence.paragraph:
            taken.add(index)
            index += 1
    return taken


def _claim(draft: Draft, claimed: list[Draft | None]) -> None:
    """Marks the quotations that begin inside the statement's parts as its own."""
    regions = draft.sentence.passage.regions
    for start, end in draft.parts:
        region = bisect_left(regions, (start, 0))
        while region < len(regions) and regions[region][0] < end:
            claimed[region] = draft
            draft.has_quote = True
            region += 1


@cache
def _triggers(lexicon: Lexicon) -> frozenset[str]:
    """Words without which a sentence holds no statement."""
    return frozenset((*lexicon.cue_forms, "according", QUOTE))


def _is_said(sense: CueSense) -> bool:
    """Whether the sense tells words, not a mind or a finding."""
    return sense.role not in ("mind", "source")


def _sentence(sentence: Sentence) -> list[Draft]:
    tag(sentence)
    uses = cue_uses(sentence, sentence.passage.lexicon)
    if not uses and "Q" not in sentence.tags and "according" not in sentence.lower and sentence.paragraph >= 3:
        return []
    prepare(sentence)
    drafts: list[Draft] = []
    if "according" in sentence.lower and (draft := according(sentence)):
        drafts.append(draft)
    said = [use.place for use in uses if any(map(_is_said, use.senses))]
    for use in uses:
        _read_cue(sentence, drafts, use, frozenset(said[bisect_right(said, use.place) :]))
    if ":" in sentence.tags and (not drafts or _quote_left(sentence, drafts)):
        draft = colon(sentence)
        if draft:
            drafts.append(draft)
    return drafts


def _quote_left(sentence: Sentence, drafts: list[Draft]) -> bool:
    """Whether a short sentence ends in a quotation that no statement reaches."""
    if len(sentence) >= _SHORT_SENTENCE or sentence.tags[-1] != "Q":
        return False
    return all(sentence.starts[-1] >= end for draft in drafts for _, end in draft.parts)


def _inside(sentence: Sentence, drafts: list[Draft], place: int) -> bool:
    """Whether a token lies in the content of an earlier cue."""
    position = sentence.starts[place]
    return any(start <= position < end for draft in drafts for start, end in draft.parts)


def _read_cue(sentence: Sentence, drafts: list[Draft], use: CueUse, later: frozenset[int]) -> None:
    """Adds the statement of one cue, if it makes one."""
    senses, after = senses_at(sentence, use)
    if not senses or _inside(sentence, drafts, use.place):
        return
    sense = senses[0]
    group = verb_group(sentence, use.place)
    was_asked = sense.lemma == "ask" and (group.bare_participle or _is_aside(sentence, group.start, after))
    if group.bare_participle or group.passive or was_asked:
        untold = passive if group.passive else asked if was_asked else None
        draft = untold(sentence, use, sense, group, later) if untold else None
        if draft:
            drafts.append(draft)
        return
    frames = frozenset().union(*(one.frames for one in senses))
    found = find_subject(sentence, drafts, sense, group, use.place, after, fronts=not frames.isdisjoint("fq"))
    if found is None or (sense.role == "source" and not _has_findings(sentence, found.phrase)):
        return
    clause = CueClause(
        sentence=sentence,
        drafts=drafts,
        later=later,
        verb=use.place,
        sense=sense,
        frames=frames,
        prepositions=tuple(word for one in senses for word in one.prepositions),
        after=after,
        group=group,
        start=found.start,
        subject=found.phrase,
        left=found.left,
        shared=found.shared,
        inverted=found.inverted,
        subject_end=found.end,
    )
    if not fronted(clause) and not clause.inverted and not as_clause(clause):
        following(clause)


def _is_aside(sentence: Sentence, start: int, after: int) -> bool:
    """Whether "asked" opens the sentence or an aside: "Asked whether …,", "Berg, asked about it, said"."""
    if sentence.lower[start] != "asked" or (start > 0 and sentence.tags[start - 1] != ","):
        return False
    following = sentence.lower[after : after + 1]
    return start == 0 or (bool(following) and (following[0] in ("about", "if") or sentence.tags[after] == "W"))


def _has_findings(sentence: Sentence, subject: Phrase) -> bool:
    return sentence.lower[subject.core_last] in sentence.passage.lexicon.sets.documents
