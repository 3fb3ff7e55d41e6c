"""Statements in the passive: told by no one ("asked whether …"), or by an agent ("was reported by …")."""

from language.drafts import Draft, Speaker
from language.english.boundaries import Content, content_end
from language.english.clauses import all_in
from language.english.cues import CueUse
from language.english.phrases import VerbGroup, past_adjuncts, phrase_at
from language.english.spans import Span, span
from language.english.subjects import subject_of
from language.lexicon import CueSense
from language.passage import Sentence

_BLAMING = frozenset({"accuse", "criticize", "criticise", "blame", "charge", "praise"})
_ASK_ABOUT = ("about", "for", "to")
_KINDS = {"Q": "q", "T": "i"}


def asked(sentence: Sentence, use: CueUse, sense: CueSense, group: VerbGroup, later: frozenset[int]) -> Draft | None:
    """'Asked whether S, X said': a question that no one is named for."""
    before = sentence.tags[group.start - 1] if group.start > 0 else "^"
    when = before in "UW" and sentence.lower[group.start - 1] in ("when", "if", "as")
    if before not in "^,(-CKQ" and not when:
        return None
    return _untold(sentence, use.place, sense, group.start, _ASK_ABOUT, later)


def passive(sentence: Sentence, use: CueUse, sense: CueSense, group: VerbGroup, later: frozenset[int]) -> Draft | None:
    """The statement of a passive cue, if it is one that tells its content."""
    tags = sentence.tags
    place = use.place + 1
    while place < len(tags) and tags[place] in "Rt":
        place += 1
    if sentence.lower[place : place + 1] == ["by"]:
        return _by_agent(sentence, use.place, sense, group, place) if sense.lemma == "report" else None
    if sense.lemma in ("ask", "tell"):
        return _untold(sentence, use.place, sense, group.start, ("about",), later)
    return _blamed(sentence, use.place, sense, group, later) if sense.lemma in _BLAMING else None


def _draft(sentence: Sentence, verb: int, sense: CueSense, cue: Span, rule: str, parts: list[Span]) -> Draft:
    return Draft(sentence, rule, parts, None, verb, cue, sense, "n", shared=True, covered=parts[-1])


def _untold(
    sentence: Sentence,
    verb: int,
    sense: CueSense,
    group_start: int,
    prepositions: tuple[str, ...],
    later: frozenset[int],
) -> Draft | None:
    start = _content_start(sentence, verb, prepositions)
    if start is None or start[0] >= len(sentence.tags):
        return None
    place, kind = start
    around = "relative" if group_start and sentence.tags[group_start - 1] == "," else ""
    if all_in(sentence.tags[:group_start], "RIUKCW"):
        around = "initial"
    end = content_end(Content(sentence, place, kind, "n", later, around))
    content = span(sentence, place, end)
    cue = (group_start, place - 1 if kind == "p" else verb)
    return _draft(sentence, verb, sense, cue, "sourceless", [content]) if content else None


def _content_start(sentence: Sentence, verb: int, prepositions: tuple[str, ...]) -> tuple[int, str] | None:
    tags = sentence.tags
    for place in past_adjuncts(sentence, verb + 1):
        if place >= len(tags):
            return None
        at = place + 1 if tags[place : place + 2] == ",Q" else place
        infinitive = tags[at] == "T" and tags[at + 1 : at + 2] in tuple("BRbv")
        if tags[at] in "WLQ" or sentence.lower[at] == "if" or infinitive:
            return at, _KINDS.get(tags[at], "w")
        if sentence.lower[at] in prepositions:
            return at + 1, "p"
    return None


def _by_agent(sentence: Sentence, verb: int, sense: CueSense, group: VerbGroup, by: int) -> Draft | None:
    """'S was reported by X': the subject is the content."""
    if sentence.tags[by + 1 : by + 2] in ("", "g", "t", "M"):
        return None
    agent = phrase_at(sentence, by + 1)
    subject = subject_of(sentence, group.start).phrase
    if agent is None or subject is None or sentence.tags[subject.first] == "E":
        return None
    content = span(sentence, subject.first, subject.core_last + 1)
    if content is None:
        return None
    covered = (sentence.starts[verb], sentence.ends[agent.last])
    speaker = Speaker(sentence, agent)
    return Draft(sentence, "agent", [content], speaker, verb, (group.start, by), sense, "n", covered=covered)


def _blamed(sentence: Sentence, verb: int, sense: CueSense, group: VerbGroup, later: frozenset[int]) -> Draft | None:
    """'X was accused of Y': subject and complement are the content."""
    subject = subject_of(sentence, group.start).phrase
    place = past_adjuncts(sentence, verb + 1)[0]
    if subject is None or sentence.lower[place : place + 1] not in (["of"], ["for"], ["with"], ["as"]):
        return None
    if sentence.tags[subject.last] in "WL":
        return None
    target = span(sentence, subject.first, subject.core_last + 1)
    charge = span(sentence, place, content_end(Content(sentence, place, "p", "n", later)))
    if target is None or charge is None:
        return None
    return _draft(sentence, verb, sense, (group.start, verb), "passive", [target, charge])
