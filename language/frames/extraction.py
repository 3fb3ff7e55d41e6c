"""The passes over a text: source phrases, cues, what is left, and what only points back."""

from language.frames.chunks import is_hollow, right_chunk, subject
from language.frames.cues import take_cues_from, take_final_incise
from language.frames.found import Draft, Record
from language.frames.leftovers import take_bare, take_colon, take_noun, take_open
from language.frames.reading import COLONS, QUOTE, Reading
from language.frames.sources import take_source
from language.frames.view import View


def extract(reading: Reading) -> Record:
    """The statements of a text, in the order in which they are found."""
    record = Record(reading)
    for sentence in reading.sentences:
        view = View(reading, sentence)
        before = len(record.drafts)
        if _may_hold(view):
            _take(view, record, before)
        if len(record.drafts) == before:
            _note_subject(view, record)
    return record


def _may_hold(view: View) -> bool:
    """Whether the sentence has a word, a quotation or a colon without which it holds no statement."""
    keys = view.keys[view.lo : view.hi]
    if not view.grammar.openers.isdisjoint(keys) or QUOTE in keys or not COLONS.isdisjoint(keys):
        return True
    proclitics = view.grammar.script.proclitics
    openers = view.grammar.openers
    return any(key.startswith(one) and key[len(one) :] in openers for one in proclitics for key in keys)


def _take(view: View, record: Record, before: int) -> None:
    if take_source(view, record) is None:
        take_cues_from(view, record, view.lo, take_final_incise(view, record))
        take_open(view, record)
        if take_noun(view, record) or len(record.drafts) > before:
            return
        if take_colon(view, record) or take_bare(view, record):
            return
    if len(record.drafts) == before:
        _take_anaphor(view, record)


def _take_anaphor(view: View, record: Record) -> None:
    """The sentence before is what was said: "Об этом сообщил X"."""
    anaphors = view.grammar.anaphors
    start = next(
        (view.lo + len(words) for words in anaphors if tuple(view.keys[view.lo : view.lo + len(words)]) == words), None
    )
    index = view.sentence.index
    if start is None or index == 0:
        return
    previous = view.reading.sentences[index - 1]
    if any(draft.sentence == index - 1 for draft in record.drafts[-3:]):
        return
    for token in range(start, view.hi):
        group = next(iter(view.groups(token, start, view.hi)), None)
        if group is not None:
            first = group.last + 1
            placed = first + 1 < view.hi and view.keys[first] in view.prepositions
            source = right_chunk(view, first + placed, view.hi, apposed=True)
            if source is not None and not is_hollow(view, source):
                cue = group.first, group.last
                draft = Draft(index, "anaphor", [], source, cue, group.cue)
                record.add(draft, [(previous.first, previous.end)])
            return


def _note_subject(view: View, record: Record) -> None:
    """Whom a sentence without a statement is about may speak in the next."""
    if "latent_subject" not in view.grammar.flags:
        return
    if record.latent is not None and record.latent[1] == view.sentence.index:
        return
    if any(view.kinds[token] == "q" and view.is_speech(token) for token in range(view.lo, view.hi)):
        return
    found = subject(view, view.lo, view.hi)
    if found is not None:
        record.latent = found, view.sentence.index
