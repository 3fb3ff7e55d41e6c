"""Source phrases: "selon X, …", "… , по словам X", "به گفته X"; the message is the clause without the phrase."""

from collections.abc import Iterator
from typing import NamedTuple

from language.frames.chunks import right_chunk
from language.frames.cuefile import CueForm
from language.frames.cues import take_cues_from
from language.frames.found import Draft, Record
from language.frames.grammar import SourcePhrase
from language.frames.matching import Match, match_right
from language.frames.view import TokenSpan, View

_COMMA_WITHIN = 14


class _Phrase(NamedTuple):
    """A source phrase as it stands: tokens first to last, its cue and its source; `form` where a verb is its cue."""

    kind: SourcePhrase
    first: int
    last: int
    cue: TokenSpan
    source: TokenSpan
    clip: int = 0
    form: CueForm | None = None


def take_source(view: View, record: Record) -> int | None:
    """Adds the statement of the sentence's first source phrase; returns the token up to which it reaches."""
    beginnings = view.grammar.beginnings
    for token in range(view.lo, view.hi):
        for phrase in _phrases_at(view, token) if view.keys[token] in beginnings else ():
            found = _statement(view, record, phrase)
            if found is not None:
                return found
    return None


def _phrases_at(view: View, token: int) -> Iterator[_Phrase]:
    for kind, after in _kinds_at(view, token):
        if kind.initial and token > view.lo:
            continue
        phrase = _by_verb(view, kind, token, after) if kind.verb else None
        if phrase is None and kind.verb != "required":
            phrase = _closed(view, kind, token, after) if kind.close else _open(view, kind, token, after)
        if phrase is not None:
            yield phrase


def _kinds_at(view: View, token: int) -> Iterator[tuple[SourcePhrase, int]]:
    if view.kinds[token] != "w":
        return
    key = view.keys[token]
    for first in (key, *(key[len(one) :] for one in view.grammar.script.proclitics if key.startswith(one))):
        for kind in view.grammar.sources.get(first, ()):
            after = token + len(kind.words)
            if after < view.hi and tuple(view.keys[token + 1 : after]) == kind.words[1:]:
                yield kind, after


def _by_verb(view: View, kind: SourcePhrase, first: int, after: int) -> _Phrase | None:
    """A phrase with a verb: "según informó X", "как сообщил X", "بحسب ما أفاد X"."""
    place = after
    while (
        place < view.hi
        and place < after + 2
        and (view.is_in(place, "subordinators") or view.keys[place] in view.clitics)
    ):
        place += 1
    group = next(iter(view.groups(place, view.lo, view.hi)), None) if place < view.hi else None
    if group is None:
        return None
    source = right_chunk(view, _over_times(view, group.last + 1), view.hi)
    return _Phrase(kind, first, source[1], (first, group.last), source, form=group.cue) if source else None


def _over_times(view: View, token: int) -> int:
    while token < view.hi and (view.keys[token] in view.temporals or view.is_in(token, "datives")):
        token += 1
    return token


def _closed(view: View, kind: SourcePhrase, first: int, after: int) -> _Phrase | None:
    """A phrase with a closing word: "据 X 报道", "在 X 看来", "в сообщении X говорится"."""
    place = after
    while place < view.hi and place - after < kind.longest:
        if view.keys[place] in kind.close or view.is_break(place):
            break
        place += 1
    if place >= view.hi or place == after:
        return None
    if view.keys[place] in kind.close:
        last = place
        while last + 1 < view.hi and view.is_in(last + 1, "tails"):
            last += 1
        return _Phrase(kind, first, last, (first, after - 1), (after, place - 1))
    if kind.open_close and view.is_break(place):
        return _Phrase(kind, first, place - 1, (first, after - 1), (after, place - 1))
    return None


def _open(view: View, kind: SourcePhrase, first: int, after: int) -> _Phrase | None:
    clip = 0
    if kind.attached:
        if after >= view.hi:
            return None
        clip = next((len(one) for one in kind.attached if view.keys[after].startswith(one)), 0)
        if not clip:
            return None
    source = right_chunk(view, after, view.hi, apposed=first > view.lo)
    return _Phrase(kind, first, source[1], (first, after - 1), source, clip) if source else None


def _statement(view: View, record: Record, phrase: _Phrase) -> int | None:
    first, last, source = phrase.first, phrase.last, phrase.source
    while first > view.lo and (view.keys[first - 1] in view.conjunctions or view.keys[first - 1] in view.adverbs):
        first -= 1
    initial = first == view.lo
    parts: list[TokenSpan] = []
    if not initial and not phrase.kind.right_only:
        parts.append((view.lo, first))
    right = last + 1
    if right < view.hi:
        if phrase.kind.weak and not view.is_comma(right):
            return None
        if initial and not view.is_comma(right) and not phrase.kind.close and not phrase.kind.right_only:
            comma = next((at for at in range(right, min(view.hi, right + _COMMA_WITHIN)) if view.is_comma(at)), None)
            if comma is not None:
                right, source = comma, (source[0], comma - 1)
        start = right
        while start < view.hi and (view.is_comma(start) or view.reading.is_mark(start, frozenset(":："))):
            start += 1
        if initial and _own_cue(view, record, start):
            return start
        cited = None if initial else _cited(view, phrase) or _completed(view, phrase)
        if cited is not None:
            return view.hi if record.add(*cited) else None
        if start < view.hi and (view.is_break(right) or initial or phrase.kind.right_only):
            parts.append((start, _domain_end(view, start)))
    draft = Draft(
        view.sentence.index,
        "source",
        [],
        source,
        phrase.cue,
        phrase.form,
        cue_class=phrase.kind.verb_class,
        cue_lemma=phrase.kind.lemma,
        clip=phrase.clip,
    )
    if not parts or not record.add(draft, parts):
        return None
    if not initial:
        take_cues_from(view, record, view.lo, first, named_only=True)
    return view.hi


def _cited(view: View, phrase: _Phrase) -> tuple[Draft, list[TokenSpan]] | None:
    """A cue right behind the source tells what it said: "رویترز به نقل از X گزارش داد که …"."""
    for group in view.groups(phrase.last + 1, view.lo, view.hi) if phrase.last + 1 < view.hi else ():
        for frame in view.grammar.frames[group.cue.kind]:
            anchor = frame.index("V")
            found = (
                match_right(view, frame[anchor + 1 :], group.last + 1, view.hi, Match())
                if "S" not in frame[anchor:]
                else None
            )
            if found is not None and found.parts:
                cue = group.first, group.last
                return Draft(view.sentence.index, "source", [], phrase.source, cue, group.cue), list(found.parts)
    return None


def _completed(view: View, phrase: _Phrase) -> tuple[Draft, list[TokenSpan]] | None:
    """A complementizer right behind the source: "أفادت الوكالة نقلا عن X بأن …"."""
    start = phrase.last + 1
    while start < view.hi and view.is_comma(start):
        start += 1
    if start >= view.hi - 1 or not view.is_complementizer(start):
        return None
    draft = Draft(
        view.sentence.index, "source", [], phrase.source, phrase.cue, phrase.form, cue_lemma=phrase.kind.lemma
    )
    return draft, [(start, view.hi)]


def _domain_end(view: View, start: int) -> int:
    """A source phrase holds for its own clause: up to a semicolon."""
    return next((at for at in range(start, view.hi) if view.kinds[at] == "p" and view.words[at] in ";；؛"), view.hi)


def _own_cue(view: View, record: Record, start: int) -> bool:
    """Whether a cue with its own subject follows, which then tells who speaks: "به گزارش ایسنا، وزیر گفت"."""
    return take_cues_from(view, record, start, named_only=True)
