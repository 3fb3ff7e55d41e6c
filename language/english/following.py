"""Content behind its cue: 'X said that S', 'X said S', 'X said: “Q”', 'X called Y Z', 'X vowed to V', 'X praised Y'."""

import re
from typing import NamedTuple

from language.drafts import Phrase
from language.english.clauses import clause_verb
from language.english.cues import CueClause
from language.english.fronted import further_quote
from language.english.phrases import past_adjuncts, phrase_at
from language.english.spans import Span, span
from language.passage import Sentence

_KIND_OF_TAG = {"L": "t", "Q": "q", "W": "w", "T": "i"}
RULES = {
    "t": "that",
    "b": "bare",
    "w": "wh",
    "i": "infinitive",
    "q": "quote-after",
    "c": "text-after",
    "n": "noun",
    "o": "object",
    "p": "preposition",
}
"""Frame letters with the rules' names (their precision: `drafts.PRECISION`)."""
_DISTANT = 22
_LOOSE_CLAUSE = re.compile("[VZbvdmQ]")
_PREDICATE_WINDOW = 24


class Start(NamedTuple):
    """Where a content starts, by which frame; `gap` is a "what" or "that" left of the subject that belongs to it."""

    place: int
    kind: str
    gap: int = -1


def following(clause: CueClause) -> None:
    """Adds the statement whose content stands behind the cue, if there is one."""
    places = past_adjuncts(clause.sentence, clause.after)
    start = _at_comma(clause) or _behind_addressee(clause) or _by_frame(clause, places)
    if start is None:
        if _next_sentence(clause):
            return
        start = _distant_that(clause) or _loose(clause, places)
    if start is None or start.place >= len(clause.sentence.tags):
        return
    if "x" in clause.frames and start.kind in "bnwo":
        return
    _add(clause, start)


def _add(clause: CueClause, start: Start) -> None:
    sentence, tags = clause.sentence, clause.sentence.tags
    end = clause.end_of(start.place, start.kind)
    content = span(sentence, start.place, end)
    if content is None:
        return
    if tags[end - 1] == "Q":  # a quotation at the very end counts whole, its period too
        content = (content[0], max(content[1], sentence.ends[end - 1]))
    parts: list[Span] = [content]
    if start.gap >= 0 and tags[start.gap] in "WL":
        parts.insert(0, (sentence.starts[start.gap], sentence.ends[start.gap]))
    if start.kind == "q":
        further_quote(clause, parts, end)
    clause.drafts.append(clause.draft(RULES[start.kind], parts, (content[0], parts[-1][1])))


def _at_comma(clause: CueClause) -> Start | None:
    """'X said, “Q”'."""
    tags = clause.sentence.tags
    quoted = tags[clause.after : clause.after + 2] == ",Q" and not clause.frames.isdisjoint("qn")
    return Start(clause.after + 1, "q") if quoted else None


# -- addressees


def _behind_addressee(clause: CueClause) -> Start | None:
    """'told the council in Nordhavn on Monday that S'."""
    sentence, tags = clause.sentence, clause.sentence.tags
    if "a" not in clause.frames or clause.after >= len(tags):
        return None
    first = clause.after
    addressee = None
    if tags[first] in "hHXNSDPMJ" and sentence.lower[first] != "that":
        addressee = phrase_at(sentence, first)
    start = _told(clause, addressee) if addressee else None
    if start is None and clause.sense.lemma == "tell":
        for place in past_adjuncts(sentence, first):
            if tags[place : place + 1] in ("L", "Q"):
                return Start(place, _KIND_OF_TAG[tags[place]])
    return start


def _told(clause: CueClause, addressee: Phrase) -> Start | None:
    sentence, tags = clause.sentence, clause.sentence.tags
    ends = sorted({addressee.core_last + 1, addressee.last + 1}, reverse=False)
    for end in ends:
        for place in past_adjuncts(sentence, end):
            start = _marked(clause, place)
            if start is not None:
                return start
    if clause.sense.lemma == "ask" and tags[ends[-1] : ends[-1] + 1] == "T":
        return Start(clause.after, "o")
    for preposition in clause.prepositions:
        for end in ends:
            if sentence.lower[end : end + 1] == [preposition]:
                return Start(end + 1, "p")
    return _bare_told(clause, ends[0]) if "b" in clause.frames else None


def _marked(clause: CueClause, place: int) -> Start | None:
    """A content that a word or mark opens at a place behind an addressee."""
    sentence, tags, frames = clause.sentence, clause.sentence.tags, clause.frames
    if tags[place : place + 2] in (",Q", ":Q"):
        place += 1
    if place >= len(tags):
        return None
    tag = tags[place]
    wh = "w" in frames and (tag == "W" or sentence.lower[place] == "if")
    infinitive = tag == "T" and "i" in frames and tags[place + 1 : place + 2] in tuple("BRbvh")
    if not (tag == "Q" or wh or infinitive or (tag == "L" and "t" in frames)):
        return None
    if tag == "Q" and tags[place - 1] == "D":
        return None
    return Start(place, _KIND_OF_TAG.get(tag, "w"))


def _bare_told(clause: CueClause, end: int) -> Start | None:
    sentence, tags = clause.sentence, clause.sentence.tags
    for place in past_adjuncts(sentence, end):
        if place < len(tags) and tags[place] in "HXDPNSMJEyh" and clause_verb(sentence, place) >= 0:
            return Start(place, "b")
        if place < len(tags) and tags[place] in ",.":
            break
    return None


# -- the frames of the cue, at each place where a content may start


def _by_frame(clause: CueClause, places: list[int]) -> Start | None:
    for number, place in enumerate(places):
        if place >= len(clause.sentence.tags):
            break
        start = _opened(clause, place, late=number > 0)
        if start is None and number == 0:
            start, stop = _object(clause, place)
            if stop:
                break
        start = start or _bare(clause, place, late=number > 0)
        if start is None and number == 0:
            start = _noun(clause, place)
        if start is not None:
            return start
    return None


def _opened(clause: CueClause, place: int, *, late: bool) -> Start | None:
    """A content that a word or mark opens: that, a quotation, wh, if, to, a preposition, a colon."""
    sentence, tags, frames = clause.sentence, clause.sentence.tags, clause.frames
    tag = tags[place]
    if tag in ",:-" and tags[place + 1 : place + 2] == "Q":
        place, tag = place + 1, "Q"
    elif tag == ":" and place + 1 < len(tags) and "q" in frames:
        return Start(place + 1, "c")
    elif tags[place : place + 2] == ",L":
        place, tag = place + 1, "L"
    if tag == "L":
        unclear = late and tags[place + 1 : place + 2] in ("", *"VZBbvdmRI.,")
        return Start(place, "t") if "t" in frames and not unclear else None
    if tag == "Q" and not frames.isdisjoint("qn"):
        return Start(place, "q")
    if (tag == "W" and not frames.isdisjoint("wn")) or ("w" in frames and sentence.lower[place] == "if"):
        return Start(place, "w")
    if tag == "T" and "i" in frames and tags[place + 1 : place + 2] in tuple("BRbvh"):
        return Start(place, "i")
    return Start(place + 1, "p") if sentence.lower[place] in clause.prepositions else None


def _object(clause: CueClause, place: int) -> tuple[Start | None, bool]:
    """An object with the predicate that the cue needs; and whether no other frame may be tried."""
    if "o" not in clause.frames or clause.sentence.tags[place] not in "hHXNSDPMJQ":
        return None, False
    if has_predicate(clause, place):
        return Start(place, "o"), False
    return None, "n" not in clause.frames


def _bare(clause: CueClause, place: int, *, late: bool) -> Start | None:
    """A clause without "that"."""
    if "b" not in clause.frames:
        return None
    sentence, tags = clause.sentence, clause.sentence.tags
    tag = tags[place]
    if tag == "," and not late and tags[place + 1 : place + 2] not in ("", *"gCKWUQ"):
        return _behind_parenthesis(clause, place)
    if tag in "HXNSMhEDPyJg" and (not late or tags[place - 1] != "I") and clause_verb(sentence, place) >= 0:
        return Start(place, "b")
    return None


def _behind_parenthesis(clause: CueClause, comma: int) -> Start | None:
    """'X said, in the end, S'."""
    sentence = clause.sentence
    closing = sentence.tags.find(",", comma + 1)
    if closing <= 0 or closing + 1 >= len(sentence.tags) or clause.verb_tag not in "VZB":
        return None
    if clause_verb(sentence, closing + 1) >= 0 and clause_verb(sentence, comma + 1, closing) < 0:
        return Start(comma + 1, "b")
    return None


def _noun(clause: CueClause, place: int) -> Start | None:
    return Start(place, "n") if "n" in clause.frames and clause.sentence.tags[place] in "hHXNSDPMJg" else None


def has_predicate(clause: CueClause, place: int) -> bool:
    """Whether the object at a place is followed by what the cue needs: call X Y, cast X as Y, urge X to V."""
    sets = clause.sentence.passage.lexicon.sets
    lemma = clause.sense.lemma
    if lemma in sets.as_predicates:
        return _as_follows(clause, place)
    if lemma in sets.infinitive_predicates:
        return _infinitive_follows(clause.sentence, place)
    return lemma != "call" or _called(clause, place)


def _window(sentence: Sentence, place: int) -> int:
    end = place
    while end < min(len(sentence.tags), place + _PREDICATE_WINDOW) and sentence.tags[end] not in ";:.":
        end += 1
    return end


def _as_follows(clause: CueClause, place: int) -> bool:
    sentence = clause.sentence
    end = _window(sentence, place)
    words = sentence.lower[place:end]
    if "as" in words or ("to" in words and clause.sense.lemma in ("compare", "liken")):
        return True
    return "Q" in sentence.tags[place:end] and clause.sense.lemma != "cast"


def _infinitive_follows(sentence: Sentence, place: int) -> bool:
    end = _window(sentence, place)
    tags = sentence.tags
    verb_after = any(tags[at] == "T" and tags[at + 1 : at + 2] in tuple("BRbv") for at in range(place, end))
    return verb_after or "not" in sentence.lower[place:end]


def _called(clause: CueClause, place: int) -> bool:
    sentence, tags = clause.sentence, clause.sentence.tags
    if "Q" in tags[place : _window(sentence, place)]:
        return True
    chunk = sentence.chunk_of[place]
    if chunk < 0:
        return False
    end = sentence.chunks[chunk][1]
    if (tags[place] == "h" and end - place > 1) or tags[end : end + 1] in tuple("DJRXPNS"):
        return True
    if clause.subject.first > 0 and sentence.lower[clause.subject.first - 1] == "what":
        return True
    phrase = phrase_at(sentence, place)
    ends = (phrase.core_last + 1, phrase.last + 1) if phrase else ()
    return any(tags[at : at + 1] in tuple("DJPXN") for at in ends)


# -- what is left


def _next_sentence(clause: CueClause) -> bool:
    """A cue that ends its sentence, with the next one a quotation: 'This is what she said:'. Adds the statement."""
    sentence, tags = clause.sentence, clause.sentence.tags
    sentences = sentence.passage.sentences
    over = clause.after >= len(tags) or tags[-1] == ":" or not tags[clause.after :].strip("RItDJNSXM.:")
    if not over or "q" not in clause.frames or sentence.index + 1 >= len(sentences):
        return False
    following_one = sentences[sentence.index + 1]
    if following_one.regions[0] >= 0 and (tags[-1] == ":" or _only_quote(sentence, following_one)):
        region = sentence.passage.regions[following_one.regions[0]]
        cue = (sentence.starts[clause.verb], sentence.ends[clause.verb])
        clause.drafts.append(clause.draft("next-quote", [region], cue))
    return True


def _only_quote(sentence: Sentence, other: Sentence) -> bool:
    return other.paragraph == sentence.paragraph and not any(word[0].isalpha() for word in other.words)


def _distant_that(clause: CueClause) -> Start | None:
    """A "that" farther on, with no verb before it."""
    if "t" not in clause.frames:
        return None
    tags = clause.sentence.tags
    for place in range(clause.after, min(len(tags), clause.after + _DISTANT)):
        if tags[place] == "L" and tags[place + 1 : place + 2] not in ("", *"VZbvdmRI."):
            if place == 0 or tags[place - 1] in ",-t)XMRhNS":
                return Start(place, "t")
        elif tags[place] in "VZBbvdmyW;:":
            return None
    return None


def _loose(clause: CueClause, places: list[int]) -> Start | None:
    """After the strongest cues a clause is taken although the clause test did not see one."""
    sentence, tags = clause.sentence, clause.sentence.tags
    after = clause.after
    if after >= len(tags):
        return None
    strong = clause.sense.lemma in ("say", "claim", "argue", "insist")
    if "b" in clause.frames and strong and tags[after] in "IU" and clause_verb(sentence, after) >= 0:
        return Start(after, "b")
    if clause.sense.lemma not in sentence.passage.lexicon.sets.strong_cues:
        return None
    place = _loose_place(tags, places, after)
    if place is None:
        gap = clause.subject.first - 1
        gapped = tags[after] in "VZbvdm" and gap >= 0 and tags[gap] in "WLNSXh,"
        return Start(after, "b", gap) if gapped else None
    word = sentence.lower[place]
    if _LOOSE_CLAUSE.search(tags, place) or word in ("so", "yes", "no", "otherwise"):
        return Start(place, "b")
    return Start(place, "b") if sentence.lower[place : place + 2] == ["the", "same"] else None


def _loose_place(tags: str, places: list[int], after: int) -> int | None:
    for place in places:
        if place < len(tags) and tags[place] in "HXNSMhEDPyJQg" and (place == after or tags[place - 1] != "I"):
            return place
    return None
