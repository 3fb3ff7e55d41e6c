"""The cues of a sentence: each with the first frame that fits, and where its message ends."""

from collections.abc import Iterator

from language.frames.chunks import is_hollow, left_chunk, right_chunk, subject
from language.frames.found import Draft, Record, Rule
from language.frames.matching import Match, match_cue, match_frame, match_right
from language.frames.reading import SEMICOLONS
from language.frames.view import Group, TokenSpan, View

_BEFORE_CUE = 6
"""Tokens of a subject between a comma and the cue of the next clause."""
_AFTER_SEMICOLON = 14
_CLOSING = '“”"«»』」’ \xa0'
_ENDING = ".!?。！？؟…"
_MOST_CUTS = 24
"""Commas of one message at which a new clause with a cue is looked for."""


def take_cues_from(view: View, record: Record, start: int, end: int | None = None, *, named_only: bool = False) -> bool:
    """Adds the statements of the cues from a token on; with `named_only` only if the first has a subject there."""
    hi = view.hi if end is None else end
    token = done = start
    clause = start
    found_any = False
    while token < hi:
        if view.kinds[token] != "w" or token < done or not _may_begin(view, token):
            token += 1
            continue
        groups = list(view.groups(token, clause, hi))
        shared = record.speaks_in(view.sentence.index)
        taken = next((one for one in (_try(view, group, clause, hi, shared=shared) for group in groups) if one), None)
        if taken is None:
            if groups and not named_only:
                _note_latent(view, record, groups[0])
            token = max([token, *(group.last for group in groups[:1])]) + 1
            continue
        group, match = taken
        if named_only and not found_any and (match.speaker is None or match.speaker[0] < start):
            return False
        added, stop = _add(view, record, group, match)
        found_any = found_any or added
        done = max(stop, group.last + 1)
        token = done
        if added and done < hi:
            clause = done
    return found_any


def _in_locative(view: View, token: int) -> bool:
    """Whether a word stands within a phrase of time or place (Chinese 在回答…时)."""
    start = next((at for at in range(token - 1, max(view.lo, token - 8) - 1, -1) if view.words[at] == "在"), None)
    if start is None or any(view.is_break(at) for at in range(start, token)):
        return False
    ends = (at for at in range(token + 1, min(view.hi, token + 10)) if view.is_in(at, "ends") or view.is_break(at))
    end = next(ends, None)
    return end is not None and not view.is_break(end)


def _may_begin(view: View, token: int) -> bool:
    """Whether a cue group may begin here: in cased scripts a capital inside a sentence is a name."""
    if view.grammar.script.unspaced and _in_locative(view, token):
        return False
    if view.capital(token) and token > view.lo and view.kinds[token - 1] == "w":
        return False
    key = view.keys[token]
    openers = view.grammar.openers
    return key in openers or any(
        key.startswith(one) and key[len(one) :] in openers for one in view.grammar.script.proclitics
    )


def take_final_incise(view: View, record: Record) -> int:
    """Adds the statement of an attribution that ends the sentence; returns where what is said ends.

    All of the sentence before it is said, whatever cues stand in that: "X a rejeté le plan, a indiqué Y".
    """
    for token in range(view.lo + 2, view.hi - 1):
        if view.kinds[token] != "w" or view.kinds[token - 1] == "w" or not _may_begin(view, token):
            continue
        for group in view.groups(token, view.lo, view.hi):
            match = (
                match_frame(view, group, ("M", ",", "V", "S"), view.lo, view.hi) if _may_close(view, group) else None
            )
            if match is None or match.speaker is None or not _closes(view, match.speaker[1] + 1):
                continue
            if _add(view, record, group, match._replace(frame=("M", ",", "V", "S")))[0]:
                return group.first
    return view.hi


def _may_close(view: View, group: Group) -> bool:
    return ("M", ",", "V", "S") in view.grammar.frames[group.cue.kind]


def _closes(view: View, token: int) -> bool:
    """Whether nothing but adverbials follows to the end of the sentence."""
    if token >= view.hi:
        return True
    return view.keys[token] in view.stops and not any(
        view.is_break(at) or view.kinds[at] == "q" or view.is_complementizer(at) for at in range(token, view.hi)
    )


def _try(view: View, group: Group, clause: int, hi: int, *, shared: bool) -> tuple[Group, Match] | None:
    match = match_cue(view, group, clause, hi, shared=shared)
    return (group, match) if match is not None else None


def _note_latent(view: View, record: Record, group: Group) -> None:
    """Remembers who speaks although nothing was found that is said."""
    chunk = left_chunk(view, group.first - 1, view.lo)
    if chunk is None and "prodrop" in view.grammar.flags:
        chunk = right_chunk(view, group.last + 1, view.hi)
    if chunk is not None and not is_hollow(view, chunk):
        record.latent = chunk, view.sentence.index


def _add(view: View, record: Record, group: Group, match: Match) -> tuple[bool, int]:
    """Adds a statement; returns whether it did, and the token behind what it takes up."""
    speaker, implied = match.speaker, False
    if speaker is None:
        speaker, implied = _unnamed(view, record, group)
    if speaker is None and "S" not in match.frame:
        return False, group.last + 1
    parts = []
    for first, end in match.parts:
        stop = message_end(view, first, end) if first > group.last else end
        if speaker is None or not first <= speaker[0] < stop or implied:
            parts.append((first, stop))
    draft = Draft(
        sentence=view.sentence.index,
        rule=_rule(match),
        parts=[],
        speaker=speaker,
        cue=(group.first, group.last),
        form=group.cue,
        implied=implied,
        negated=group.negated,
        addressee=_addressee(view, group, match),
        spoken=view.sentence.dash,
        demands=group.cue.verb_class == "ask" and _wants(view, match),
    )
    added = bool(parts) and record.add(draft, parts)
    return added, max([end for first, end in parts if first > group.last], default=group.last + 1)


def _unnamed(view: View, record: Record, group: Group) -> tuple[TokenSpan | None, bool]:
    """The speaker of a cue without a subject of its own, and whether another sentence names it."""
    last = record.last
    if last is not None and last.sentence == view.sentence.index:
        return last.speaker, last.implied
    if group.cue.slot == "gerund":
        found = subject(view, view.lo, group.first)
        if found is not None and not is_hollow(view, found):
            return found, False
    if record.latent is not None and record.latent[1] == view.sentence.index:
        return record.latent[0], False
    if "preposition_first" in view.grammar.flags and any(view.is_comma(at) for at in range(view.lo, group.first)):
        found = subject(view, view.lo, group.first)
        if found is not None and not is_hollow(view, found):
            return found, False
    return record.implied(), True


def _rule(match: Match) -> Rule:
    if "N" in match.frame or "P" in match.frame:
        return "object"
    return "quote" if "Q" in match.frame else "frame"


def _wants(view: View, match: Match) -> bool:
    """Whether what is asked is an infinitive or a clause of "that", not a question."""
    return "I" in match.frame or ("C" in match.frame and view.is_in(match.parts[-1][0], "that"))


def _addressee(view: View, group: Group, match: Match) -> TokenSpan | None:
    """Whom the speaker addresses: what follows a word like "à" between cue and message or before the cue."""
    ranges = [match.skipped] if match.skipped else []
    if match.speaker is not None and match.speaker[1] < group.first:
        ranges.append((match.speaker[1] + 1, group.first))
    for start, end in ranges:
        for token in range(start, end - 1):
            if view.is_in(token, "to"):
                found = right_chunk(view, token + 1, end)
                if found is not None and _listens(view, found):
                    return found
    return None


def _listens(view: View, span: TokenSpan) -> bool:
    """Whether a phrase names somebody who may be spoken to: a name, or one of the words `audience`."""
    return any(view.capital(token) or view.is_in(token, "audience") for token in range(span[0], span[1] + 1))


def message_end(view: View, first: int, end: int) -> int:
    """Where a message right of its cue ends: before the next clause that has a cue and a message of its own."""
    if _in_relative(view, first):
        comma = next((at for at in range(first, end) if view.is_comma(at)), None)
        if comma is not None:
            return comma
    if view.kinds[first] == "q" and view.reading.quoted(first).rstrip(_CLOSING)[-1:] in tuple(_ENDING):
        return first + 1
    for count, mark in enumerate(_clause_marks(view, first, end)):
        if count >= _MOST_CUTS:
            break
        if _cue_behind_semicolon(view, mark, end) or _next_clause(view, mark, end):
            return mark
    return end


def _cue_behind_semicolon(view: View, mark: int, end: int) -> bool:
    if not view.reading.is_mark(mark, SEMICOLONS):
        return False
    return any(view.is_finite_cue(at) for at in range(mark + 1, min(end, mark + _AFTER_SEMICOLON)))


def _clause_marks(view: View, first: int, end: int) -> Iterator[int]:
    """Commas, semicolons, and conjunctions without a comma before them."""
    for token in range(first + 1, end - 1):
        marked = view.is_comma(token) or view.reading.is_mark(token, SEMICOLONS)
        if marked or (view.keys[token] in view.conjunctions and not view.is_comma(token - 1)):
            yield token


def _opens_clause(view: View, token: int) -> bool:
    key = view.keys[token]
    return key in view.conjunctions or key in view.adverbs or view.is_in(token, "subordinators")


def _next_clause(view: View, mark: int, end: int) -> bool:
    """Whether a clause with cue and message begins behind a mark."""
    start = mark + (view.kinds[mark] == "p")
    while start < end and _opens_clause(view, start):
        start += 1
    joined = start > mark + (view.kinds[mark] == "p")
    for token in range(start, min(end, start + _BEFORE_CUE)):
        if view.kinds[token] != "w":
            return False
        group = next(iter(view.groups(token, start, end)), None) if _may_begin(view, token) else None
        if group is not None:
            return _fits(view, group, start, end, joined=joined)
    return False


def _fits(view: View, group: Group, start: int, end: int, *, joined: bool) -> bool:
    bare = group.first == start
    for frame in view.grammar.frames[group.cue.kind]:
        anchor = frame.index("V")
        if "M" in frame[:anchor] or "Q" in frame[:anchor]:
            continue
        if bare and "S" in frame[:anchor]:
            if match_right(view, frame[anchor + 1 :], group.last + 1, end, Match()) and (joined or _is_gerund(group)):
                return True
            continue
        if not bare and "S" not in frame[:anchor]:
            continue
        if frame == ("S", "V", "M") and not joined:
            continue
        if match_frame(view, group, frame, start, end) is not None:
            return True
    return False


def _is_gerund(group: Group) -> bool:
    return group.cue.slot == "gerund"


def _in_relative(view: View, first: int) -> bool:
    """Whether the cue stands in a relative clause between commas: "X, qui avait dit que M, …"."""
    for token in range(first - 1, max(view.lo, first - 10), -1):
        if view.keys[token] in view.relatives and not view.is_complementizer(token):
            return view.is_comma(token - 1)
        if view.is_comma(token):
            return False
    return False
