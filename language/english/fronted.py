"""Content before its cue: '“Q,” X said', 'S, X said', 'S, as X said, S'."""

import re

from language.drafts import Draft
from language.english.boundaries import Content, content_end
from language.english.clauses import NONE, clause_verb
from language.english.cues import CueClause
from language.english.phrases import past_adjuncts, phrase_at
from language.english.spans import Span, is_title, span, trimmed

FOLLOWING_RULES = frozenset(
    {"that", "bare", "wh", "infinitive", "quote-after", "text-after", "noun", "object", "preposition"}
)
_ANY_VERB = re.compile("[VZbvdm]")
_SHORTEST_CLAUSE = 3


def fronted(clause: CueClause) -> bool:
    """Adds the statement whose content stands before the cue; tells whether there is one."""
    if clause.group.infinitive or clause.frames.isdisjoint("fq"):
        return False
    left = _left_end(clause)
    if not 0 <= left < len(clause.sentence.tags):
        return False
    behind = clause.subject_end if clause.inverted else clause.after
    quote = _quote_at(clause, left)
    if quote >= 0:
        clause.drafts.append(_quote_before(clause, quote, behind))
        return True
    return (
        clause.sentence.tags[left] == ","
        and "f" in clause.frames
        and left >= 1
        and _clause_before(clause, left, behind)
    )


def _left_end(clause: CueClause) -> int:
    """The token at which content before the cue would end."""
    if clause.inverted:
        return clause.start - 1
    return -1 if clause.shared else clause.left - 1


def _quote_at(clause: CueClause, left: int) -> int:
    """The quotation that ends there, or NONE: a title that is an object is none where content follows the cue."""
    tags = clause.sentence.tags
    if tags[left] == "Q":
        named = left > 0 and tags[left - 1] in ",NGJI" and is_title(clause.sentence, left)
        content_right = tags[clause.after : clause.after + 1] in tuple("LTgQDPXHNSWh")
        return NONE if named and not clause.group.auxiliaries and content_right else left
    return left - 1 if tags[left] == "," and left > 0 and tags[left - 1] == "Q" else NONE


def _quote_before(clause: CueClause, quote: int, behind: int) -> Draft:
    sentence = clause.sentence
    first = _first_of_quote(clause, quote)
    parts = [trimmed(sentence.passage.text, sentence.starts[first], sentence.ends[quote])]
    further_quote(clause, parts, behind)
    return clause.draft("quote-before", parts, (parts[0][0], max(parts[-1][1], sentence.ends[clause.after - 1])))


def _first_of_quote(clause: CueClause, quote: int) -> int:
    """Where the content that ends in the quotation begins: narration before it belongs to it."""
    sentence, tags = clause.sentence, clause.sentence.tags
    first = _behind_drafts(clause, quote, with_verb=True)
    while first < quote and tags[first] in ",;-":
        first += 1
    if first < quote and tags[first] in "KC":
        first += 1
    comma = tags.rfind(",", first, quote)
    adjunct = comma == quote - 1 and comma >= 0 and tags[first] in "IU"
    return quote if first < quote and adjunct and clause_verb(sentence, first, comma) < 0 else first


def _behind_drafts(clause: CueClause, end: int, *, with_verb: bool) -> int:
    """The first token before `end` that earlier statements of the sentence leave."""
    starts = clause.sentence.starts
    first = 0
    for draft in clause.drafts:
        if draft.covered[1] <= starts[first]:
            continue
        while first < end and starts[first] < draft.covered[1]:
            first += 1
        if with_verb and first < end and draft.verb >= first:
            first = draft.verb + 1
    return first


def further_quote(clause: CueClause, parts: list[Span], start: int) -> None:
    """'“Q,” X said, “Q2.”': the next quotation goes on with the statement unless another cue stands before it."""
    sentence, tags = clause.sentence, clause.sentence.tags
    quote = tags.find("Q", start)
    if quote < 0 or any(start <= place < quote for place in clause.later):
        return
    before = tags[quote - 1]
    if before in ",:-.":
        end = content_end(Content(sentence, quote, "f", "V", clause.later)) if quote + 1 < len(tags) else len(tags)
        rest = span(sentence, quote, end)
        parts.append((sentence.starts[quote], max(sentence.ends[quote], rest[1] if rest else 0)))
    elif not (before in "IGJND" and is_title(sentence, quote)):
        that = tags.find("L", start, quote)
        parts.append((sentence.starts[that if that >= 0 else quote], sentence.ends[quote]))


# -- a clause without quotation marks


def _clause_before(clause: CueClause, left: int, behind: int) -> bool:
    sentence, tags = clause.sentence, clause.sentence.tags
    ends = _ends_behind(clause, behind)
    closed = behind >= len(tags) or any(
        place >= len(tags) - 1 and tags[place : place + 1] in ("", *".?)Q") for place in ends
    )
    closed = closed or any(place < len(tags) and tags[place] in ",;-" for place in ends)
    if not closed:
        return False
    _clear_nested(clause, left)
    first = _behind_drafts(clause, left, with_verb=False)
    while first < left and tags[first] in ",;-":
        first += 1
    if first < left and tags[first] in "KC":
        first += 1
    before = span(sentence, first, left)
    goes_on = [place for place in ends if place < len(tags) and tags[place] in ",-"]
    resumes = goes_on[-1] + 1 if goes_on else len(tags)
    if not (before and _is_content(clause, first, left)):
        if not _is_split_subject(clause, first, left, resumes):
            return False
        before = before or (sentence.starts[resumes], sentence.starts[resumes])
    parts = [before]
    if goes_on and _resumes(clause, resumes):
        rest = span(sentence, resumes, content_end(Content(sentence, resumes, "f", clause.verb_tag, clause.later)))
        if rest:
            parts.append(rest)
    covered = (parts[0][0], max(parts[-1][1], sentence.ends[clause.after - 1]))
    clause.drafts.append(clause.draft("before", parts, covered))
    return True


def _ends_behind(clause: CueClause, behind: int) -> list[int]:
    """Where the attribution may end, over adjuncts and an addressee."""
    sentence = clause.sentence
    ends = past_adjuncts(sentence, behind)
    if "a" in clause.frames and behind < len(sentence.tags) and sentence.tags[behind] in "hHXNSDPMJ":
        addressee = phrase_at(sentence, behind)
        if addressee:
            ends += past_adjuncts(sentence, addressee.core_last + 1) + past_adjuncts(sentence, addressee.last + 1)
    return ends


def _clear_nested(clause: CueClause, left: int) -> None:
    """All of the sentence before ", X said" is X's: what was found in it is nested, unless it was X's already."""
    sentence, drafts = clause.sentence, clause.drafts
    if drafts and all(
        draft.rule in FOLLOWING_RULES and draft.covered[1] <= sentence.ends[left] and _other_speaker(clause, draft)
        for draft in drafts
    ):
        drafts.clear()


def _other_speaker(clause: CueClause, draft: Draft) -> bool:
    if draft.speaker is None:
        return True
    sentence, tags = clause.sentence, clause.sentence.tags
    theirs, ours = draft.speaker.phrase.core_last, clause.subject.core_last
    return tags[theirs] not in "XH" or (tags[ours] != "H" and sentence.lower[ours] != sentence.lower[theirs])


def _is_content(clause: CueClause, first: int, left: int) -> bool:
    """Whether tokens [first, left) read as a clause that is said, and not as an adjunct of the cue's own."""
    sentence, tags = clause.sentence, clause.sentence.tags
    strong = clause.sense.lemma in sentence.passage.lexicon.sets.strong_cues
    clausal = clause_verb(sentence, first, left) >= 0 or "Q" in tags[first:left]
    clausal = clausal or (strong and tags[first] in "DPXHNSMJEgy" and _ANY_VERB.search(tags, first, left) is not None)
    if not clausal or left - first < _SHORTEST_CLAUSE:
        return False
    if tags[first] not in "IUgn":
        return True
    later_clause = any(
        tags[place] == "," and clause_verb(sentence, place + 1, left) >= 0 for place in range(first, left)
    )
    if tags[first] in "Un" and sentence.lower[first] in ("as", "asked", "when"):
        return later_clause
    return later_clause or (tags[first] == "I" and clause_verb(sentence, first, left) >= 0)


def _is_split_subject(clause: CueClause, first: int, left: int, resumes: int) -> bool:
    """'The harbour, she said, would close': the attribution stands between subject and verb."""
    tags = clause.sentence.tags
    if clause.inverted or clause.sense.role != "say" or left <= first or clause.left <= 1:
        return False
    if resumes >= len(tags) - 1 or tags[resumes] in "gUWnK" or tags[first] in "gn":
        return False
    return not (tags[first] == "U" and clause.sentence.lower[first] in ("as", "when", "while", "asked"))


def _resumes(clause: CueClause, place: int) -> bool:
    """Whether the content goes on behind the attribution."""
    sentence, tags = clause.sentence, clause.sentence.tags
    if place >= len(tags) or tags[place] in "gn":
        return False
    if sentence.lower[place] in ("who", "which", "whose", "but", "while", "as", "where"):
        return False
    return not (clause.inverted and tags[place] == "D" and clause_verb(sentence, place) < 0)


# -- as X said


def as_clause(clause: CueClause) -> bool:
    """Whether the cue stands in "as X said", and adds what it says of its sentence."""
    sentence, tags = clause.sentence, clause.sentence.tags
    place = clause.subject.first - 1
    if clause.sense.role != "say" or clause.shared or clause.inverted or clause.group.infinitive:
        return False
    if place < 0 or tags[place] != "U" or sentence.lower[place] != "as":
        return False
    end = past_adjuncts(sentence, clause.after)[-1]
    if end < len(tags) and tags[end] not in ",.-)":
        return False
    before = place - 1
    while before >= 0 and tags[before] in "RKC(":
        before -= 1
    draft = _as_draft(clause, before, end)
    if draft is not None:
        clause.drafts.append(draft)
    return True


def _as_draft(clause: CueClause, before: int, end: int) -> Draft | None:
    sentence, tags = clause.sentence, clause.sentence.tags
    closed = tags[end : end + 1] == ","
    if before < 0:
        rest = span(sentence, end + 1, len(tags)) if closed else None
        return clause.draft("as-after", [rest]) if rest else None
    if tags[before] in ",-L" and closed and tags[end + 1 : end + 2] not in ("", "C", "K"):
        return _around_as(clause, before, end)
    if tags[before] == ",":
        left = span(sentence, 0, before)
        if left and clause_verb(sentence, 0, before) >= 0:
            return clause.draft("as-before", [left], (left[0], sentence.ends[clause.after - 1]))
    return None


def _around_as(clause: CueClause, before: int, end: int) -> Draft | None:
    sentence, tags = clause.sentence, clause.sentence.tags
    rest = span(sentence, end + 1, len(tags))
    if rest is None:
        return None
    left = span(sentence, 0, before) if tags[before] != "L" else None
    rest_is_clause = clause_verb(sentence, end + 1) >= 0
    if left and (clause_verb(sentence, 0, before) >= 0 or not rest_is_clause):
        return clause.draft("as-around", [left, rest])
    return clause.draft("as-around", [rest])
