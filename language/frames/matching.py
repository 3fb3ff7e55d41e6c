"""Linear frames: the order of speaker, cue and message around a cue, tried against the tokens of a sentence.

A frame is anchored at its cue V. What stands right of V is read to the right, what stands left to the left:

    S   the speaker, a chunk                     V   the cue group
    A   anything without a sentence mark         C   a complementizer, with which the message begins
    I   an infinitive, with its marker           Q   a quotation
    M   the message, as far as the clause goes   N   an object: a noun phrase of two words or more
    P   an object behind (or before) one of the words `objects`; O the same, when it is no message
    ,   a comma, a dash, or the end of a quotation or question      :   a colon
    ^   the beginning of a clause                $   the end of the sentence
"""

from collections.abc import Iterator
from typing import NamedTuple

from language.frames.chunks import is_hollow, left_chunk, right_chunk
from language.frames.reading import COLONS, SEMICOLONS
from language.frames.view import Group, TokenSpan, View

LONGEST_SKIP = 22
LONGEST_OBJECT = 40
_TIMES = 5
_SHORT_LEFT = 7

Frame = tuple[str, ...]


class Match(NamedTuple):
    """What a frame found: the speaker, and the message in half-open token ranges; `skipped` is what A took."""

    speaker: TokenSpan | None = None
    parts: tuple[TokenSpan, ...] = ()
    skipped: TokenSpan | None = None
    frame: Frame = ()


def match_cue(view: View, group: Group, lo: int, hi: int, *, shared: bool = False) -> Match | None:
    """The first frame of the cue's kind that fits, between `lo` and `hi`.

    `shared` tells that a cue behind a conjunction may have the subject of the cue before it.
    """
    frames = view.grammar.frames[group.cue.kind]
    for frame in frames:
        found = match_frame(view, group, frame, lo, hi)
        if found is not None and found.parts:
            return found._replace(frame=frame)
    if not shared or group.cue.slot == "gerund" or not _is_joined(view, group, lo):
        return None
    for frame in frames:
        if frame[:2] == ("S", "V"):
            found = match_right(view, frame[2:], group.last + 1, hi, Match(speaker=group.inner))
            if found is not None and found.parts:
                return found._replace(frame=frame)
    return None


def _is_joined(view: View, group: Group, lo: int) -> bool:
    before = group.first - 1
    while before >= lo and view.keys[before] in view.adverbs:
        before -= 1
    return before >= view.lo and view.keys[before] in view.conjunctions


def match_frame(view: View, group: Group, frame: Frame, lo: int, hi: int) -> Match | None:
    anchor = frame.index("V")
    before, after = frame[:anchor], frame[anchor + 1 :]
    if group.cue.slot == "gerund" and ("S" in after or "M" in before or "Q" in before):
        return None
    found = Match()
    if group.inner is not None:
        if "S" not in after:
            return None
        found = Match(speaker=group.inner)
        after = tuple(slot for slot in after if slot != "S")
    if group.cue.slot == "gerund":
        before = ()
    right = match_right(view, after, group.last + 1, hi, found)
    if right is None:
        return None
    left = _match_left(view, before[::-1], group.first - 1, lo, right)
    if left is None or (left.speaker is not None and is_hollow(view, left.speaker)):
        return None
    if frame == ("M", ",", "V", "S", ",", "M") and _is_apposition(view, left):
        return None
    if "S" not in frame and group.cue.slot != "gerund" and "prodrop" not in view.grammar.flags:
        return None
    return left


# -- to the right


def match_right(view: View, slots: Frame, at: int, hi: int, found: Match) -> Match | None:
    if not slots:
        return found
    slot, rest = slots[0], slots[1:]
    if slot == "A":
        return _skip(view, rest, at, hi, found)
    if slot == "S":
        return _speaker_right(view, rest, at, hi, found)
    if slot == "M":
        return _message_right(view, at, hi, found)
    if slot == "N":
        end = _object_end(view, at, hi)
        return found._replace(parts=(*found.parts, end)) if end else None
    if slot == "Q":
        while at < hi and (view.is_comma(at) or view.is_dash(at)):
            at += 1
        if at >= hi or view.kinds[at] != "q":
            return None
        return match_right(view, rest, at + 1, hi, found._replace(parts=(*found.parts, (at, at + 1))))
    if slot == "C" and found.speaker is not None and _describes(view, found.speaker, at, hi):
        return None
    behind = _punctuation_right(view, slot, at, hi)
    return None if behind is None else match_right(view, rest, behind, hi, found)


def _describes(view: View, speaker: TokenSpan, at: int, hi: int) -> bool:
    """Whether a word that is complementizer and relative tells of the speaker: "su madre, que no lo ha visto"."""
    return speaker[1] == at - 1 and at + 1 < hi and view.is_comma(at) and view.keys[at + 1] in view.relatives


def _punctuation_right(view: View, slot: str, at: int, hi: int) -> int | None:
    """Where the next slot begins, for the slots that take up no part of speaker or message."""
    if slot == "C":
        while at < hi and view.is_comma(at):
            at += 1
        return at if at < hi and view.is_complementizer(at) else None
    if slot == "I":
        return at if view.is_infinitive(at, hi) else None
    if slot == "P":
        return at + 1 if at < hi and view.is_in(at, "objects") else None
    if slot == ":":
        return at + 1 if at < hi and view.reading.is_mark(at, COLONS) else None
    if slot == "$":
        return at if all(view.kinds[token] == "p" for token in range(at, hi)) else None
    if slot == ",":
        end = at
        while end < hi and (
            view.is_comma(end) or view.is_dash(end) or (view.kinds[end] == "p" and view.words[end] == ".")
        ):
            end += 1
        marked = end > at and (view.words[at] != "." or end > at + 1)
        return end if marked or (end < hi and view.kinds[end] == "q") else None
    return None


def _speaker_right(view: View, rest: Frame, at: int, hi: int, found: Match) -> Match | None:
    start = _over_inversion(view, at, hi)
    if start >= hi or (view.grammar.is_a("infinitive", view.keys[start]) and not view.capital(start)):
        return None
    apposed = not rest or rest[0] == ","
    chunk = right_chunk(view, start, hi, apposed=apposed)
    if chunk is None and apposed and view.keys[start] in view.prepositions:
        chunk = right_chunk(view, _behind_place(view, start, hi), hi, apposed=True)
    if chunk is None:
        return None
    return match_right(view, rest, chunk[1] + 1, hi, found._replace(speaker=chunk))


def _behind_place(view: View, start: int, hi: int) -> int:
    """Where a speaker may begin behind a short adverbial: "a lancé sur X le président"."""
    for token in range(start + 2, min(hi, start + 5)):
        if view.keys[token] in view.determiners or view.is_in(token, "titles"):
            return token
    return hi


def _over_inversion(view: View, at: int, hi: int) -> int:
    """Past the hyphens of an inverted pronoun ("dit-il", "a-t-on dit"), adverbs, words of time and addressees."""
    if at < hi and view.words[at] == "-":
        while at < hi and view.words[at] in ("-", "t"):
            at += 1
        return at
    for _ in range(_TIMES):
        if at >= hi or view.kinds[at] != "w":
            break
        key = view.keys[at]
        timed = at + 1 < hi and view.keys[at + 1] in view.temporals
        skipped = key in view.temporals or key in view.adverbs or view.is_in(at, "datives")
        if skipped or (at + 1 < hi and view.grammar.is_a("adverb", key)):
            at += 1
        elif timed and (key in view.prepositions or key in view.determiners):
            at += 2
        else:
            break
    return at


def _skip(view: View, rest: Frame, at: int, hi: int, found: Match) -> Match | None:
    """A: the shortest way to a place where the rest fits."""
    if not rest or rest[0] == "$":
        return found if at >= hi or view.keys[at] in view.stops else None
    if rest[0] == "C" and found.speaker is not None and _describes(view, found.speaker, at, hi):
        return None
    for token in range(at, min(hi, at + LONGEST_SKIP)):
        if _may_begin(view, rest[0], token, hi, at):
            right = match_right(view, rest, token, hi, found._replace(skipped=(at, token)))
            if right is not None:
                return right
        if _blocks(view, rest[0], token, hi):
            return None
    return None


def _may_begin(view: View, slot: str, token: int, hi: int, start: int) -> bool:
    if slot == "C":
        return view.is_complementizer(token)
    if slot == "I":
        return view.is_infinitive(token, hi) and (
            token == start
            or view.grammar.is_a("infinitive_marker", view.keys[token])
            or view.is_in(token, "perfect_infinitives")
            or "infinitive_marker" not in view.grammar.patterns
        )
    if slot == "Q":
        return view.kinds[token] == "q"
    if slot == "P":
        return view.is_in(token, "objects")
    return _punctuation_right(view, slot, token, hi) is not None


def _blocks(view: View, slot: str, token: int, hi: int) -> bool:
    """Whether a clause ends here, so that nothing behind belongs to the cue."""
    before = view.keys[token - 1]
    if view.is_finite_cue(token) and before not in view.determiners:
        return True
    if view.keys[token] in view.auxiliaries and before in view.conjunctions:
        return True
    if view.kinds[token] == "q":
        return slot != "Q" and view.is_speech(token)
    if view.kinds[token] != "p":
        return slot in "IP" and view.is_complementizer(token)
    if view.words[token] == "." or view.reading.is_mark(token, SEMICOLONS):
        return True
    relative = token + 1 < hi and view.keys[token + 1] in view.relatives
    return view.is_comma(token) and slot != "Q" and relative and not (slot == "C" and view.is_complementizer(token + 1))


def _message_right(view: View, at: int, hi: int, found: Match) -> Match | None:
    if at >= hi or view.keys[at] in view.conjunctions:
        return None
    if view.keys[at] in view.relatives:
        behind_speaker = found.speaker is not None and found.speaker[1] == at - 2
        if behind_speaker or (view.is_comma(at - 1) and not view.is_complementizer(at)):
            return None
    return found._replace(parts=(*found.parts, (at, hi)))


def _is_apposition(view: View, found: Match) -> bool:
    """Whether what follows "« … », dit X, …" has no verb: it tells of X, and is not said."""
    (_, quoted), (first, end) = found.parts
    if view.kinds[quoted - 1] != "q" or not view.is_comma(first - 1):
        return False
    if view.grammar.is_a("participle", view.keys[first]) or view.keys[first] in view.stops:
        return True
    return not any(
        view.kinds[token] == "q"
        or view.keys[token] in view.auxiliaries
        or view.keys[token] in view.negations
        or view.is_finite_cue(token)
        or view.grammar.is_a("past", view.keys[token])
        for token in range(first, end)
    )


def _object_end(view: View, at: int, hi: int) -> TokenSpan | None:
    """An object of two words or more, up to a mark or a relative clause; words of time before it are passed over."""
    at = _over_inversion(view, at, hi)
    if at >= hi or view.is_complementizer(at) or view.keys[at] in view.relatives or view.keys[at] in view.negations:
        return None
    if view.kinds[at] == "p" or (view.keys[at] in view.stops and view.keys[at] not in view.attaching):
        return None
    if view.keys[at] in view.pronouns and not (view.keys[at] in view.determiners and at + 1 < hi):
        return None
    if view.grammar.is_a("infinitive", view.keys[at]) and not view.capital(at):
        return None
    end = at
    while end < min(hi, at + LONGEST_OBJECT) and not _ends_object(view, at, end):
        end += 1
    while end > at and view.is_in(end - 1, "finals"):
        end -= 1
    if end - at < 2 and view.kinds[at] != "q" and not view.grammar.script.unspaced:
        return None
    return None if _is_anaphor(view, at, end) else (at, end)


def _ends_object(view: View, first: int, token: int) -> bool:
    if view.is_break(token):
        return True
    if token == first:
        return False
    key = view.keys[token]
    told = view.is_finite_cue(token) and key not in view.attaching and view.keys[token - 1] not in view.relatives
    if view.is_in(token, "subordinators") or told:
        return True
    return key in view.conjunctions and _cue_after(view, token)


def _cue_after(view: View, token: int) -> bool:
    after = token + 1
    return after < view.hi and (view.is_finite_cue(after) or view.keys[after] in view.auxiliaries)


def _is_anaphor(view: View, first: int, end: int) -> bool:
    """Whether an object only points back: "ces informations", "این خبر"."""
    content = [token for token in range(first, end) if view.kinds[token] == "w"]
    return bool(content) and all(view.is_in(token, "hollow") for token in content)


# -- to the left


def _match_left(view: View, slots: Frame, at: int, lo: int, found: Match) -> Match | None:
    if not slots:
        return found
    slot, rest = slots[0], slots[1:]
    if slot == "S":
        chunk = left_chunk(view, at, lo)
        return _match_left(view, rest, chunk[0] - 1, lo, found._replace(speaker=chunk)) if chunk else None
    if slot == ",":
        behind = _comma_left(view, at, lo)
        return None if behind is None else _match_left(view, rest, behind, lo, found)
    if slot == "M":
        return _message_left(view, at, lo, found)
    if slot == "Q":
        while at >= lo and (view.is_comma(at) or view.is_dash(at)):
            at -= 1
        if at < lo or view.kinds[at] != "q":
            return None
        return _match_left(view, rest, at - 1, lo, found._replace(parts=((at, at + 1), *found.parts)))
    if slot == "O":
        start = next(_objects_from(view, "objects", at, lo), None)
        return None if start is None else _match_left(view, rest, start - 1, lo, found)
    if slot in ("P", "N"):
        return _object_left(view, slot, rest, at, lo, found)
    if slot == "^":
        while at >= lo and (view.keys[at] in view.adverbs or view.keys[at] in view.conjunctions):
            at -= 1
        return found if at < lo or view.is_break(at) else None
    return None


def _comma_left(view: View, at: int, lo: int) -> int | None:
    dashed = False
    while at >= lo and view.is_dash(at):
        at -= 1
        dashed = True
    if at < lo:
        return None
    if view.is_comma(at) or view.reading.is_mark(at, SEMICOLONS):
        return at - 1
    if view.kinds[at] == "q" or (dashed and view.sentence.dash):
        return at
    return at if view.kinds[at] == "p" and view.words[at][0] in "?!…？！؟" else None


def _message_left(view: View, at: int, lo: int, found: Match) -> Match | None:
    """All from the clause's beginning, unless that is an adverbial or a noun phrase with a relative clause."""
    end = at + 1
    while end > lo and view.is_comma(end - 1):
        end -= 1
    lo = _behind_semicolon(view, lo, end)
    if end <= lo:
        return None
    quoted = any(view.kinds[token] == "q" for token in range(lo, end))
    if not (quoted or view.sentence.dash) and _is_adverbial(view, lo, end):
        return None
    if view.is_in(lo, "subordinators") or _begins_with_relative(view, lo, end):
        return None
    if not quoted and not view.sentence.dash and _is_subject(view, at + 1, lo):
        return None
    return found._replace(parts=((lo, end), *found.parts))


def _is_adverbial(view: View, lo: int, end: int) -> bool:
    """Whether a few words without a verb begin the sentence: "Après la réunion, …"."""
    if view.keys[lo] not in view.stops or end - lo > _SHORT_LEFT:
        return False
    return not any(view.grammar.is_a("past", view.keys[token]) for token in range(lo + 1, end))


def _behind_semicolon(view: View, lo: int, end: int) -> int:
    return next((at + 1 for at in range(end - 1, lo, -1) if view.reading.is_mark(at, SEMICOLONS)), lo)


def _is_subject(view: View, comma: int, lo: int) -> bool:
    """Whether all before a comma is a noun phrase with an insertion: "Le ministre, Paul Verdier, …"."""
    chunk = left_chunk(view, comma, lo) if view.is_comma(comma) else None
    if chunk is None or chunk[0] > lo + 1:
        return False
    return not any(
        view.keys[token] in view.auxiliaries or view.keys[token] in view.negations or view.is_finite_cue(token)
        for token in range(lo, comma)
    )


def _begins_with_relative(view: View, lo: int, end: int) -> bool:
    for token in range(lo, end):
        if view.is_comma(token):
            return token + 1 < end and view.keys[token + 1] in view.relatives
    return False


def _object_left(view: View, slot: str, rest: Frame, at: int, lo: int, found: Match) -> Match | None:
    """An object before its verb: behind one of `objects`, or before one of `markers` and from one of `heads` on."""
    end = at + 1
    if slot == "N":
        if at < lo or not view.is_in(at, "markers"):
            return None
        at -= 1
        end -= 1
    name = "objects" if slot == "P" else "heads"
    for start in _objects_from(view, name, at, lo):
        first = start + 1 if slot == "P" else start
        if first < end and not _is_anaphor(view, first, end):
            left = _match_left(view, rest, start - 1, lo, found._replace(parts=((first, end), *found.parts)))
            if left is not None:
                return left
    return None


def _objects_from(view: View, name: str, at: int, lo: int) -> Iterator[int]:
    """Where the object may begin, the farthest first: what is nearer may be a part of it."""
    starts = []
    for token in range(at, max(lo, at - LONGEST_OBJECT) - 1, -1):
        if view.is_break(token):
            break
        if view.is_in(token, name):
            starts.append(token)
    yield from reversed(starts)
