"""From drafts to `Statement`: parts merged, kind by the share of quoted text, speaker resolved, ids derived."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from language.drafts import LIKELY, PRECISION, SURE, Draft, Speaker
from language.english.circumstances import when_and_where
from language.english.topics import topics
from language.lexicon import Lexicon
from language.mentions import Mentions
from language.passage import Passage
from language.resolution import Resolved, Resolver
from schemas.entity import WatchedEntity
from schemas.ids import statement_id
from schemas.statement import Certainty, Cue, Kind, Level, Mode, Party, Statement

Span = tuple[int, int]


DEEPEST = 8
"""Statements around one another that are looked at."""
DIRECT_SHARE = 0.9
"""Of a statement's characters: from here it is direct speech."""


class Ways(NamedTuple):
    """How a language tells what a content is about, when and where it was said, whether it was said, and by whom."""

    topics: Callable[[str, Lexicon], tuple[str, ...]]
    circumstances: Callable[[Draft], tuple[str | None, str | None]]
    mode: Callable[[Draft], Mode]
    level: Callable[[Draft], Level]


def write_statements(
    document: str, resolver: Resolver, drafts: list[Draft], mentions: Mentions, ways: Ways | None = None
) -> tuple[Statement, ...]:
    """The drafts as statements, in the order of the text; `ways` are English unless they are given."""
    writer = _Writer(document, resolver.names.passage, mentions, resolver, ways or _ENGLISH)
    return nested([writer.write(draft) for draft in drafts])


def nested(statements: list[Statement]) -> tuple[Statement, ...]:
    """In the order of the text, each with the statement that it lies in."""
    placed: list[Statement] = []
    open_around: list[Statement] = []
    for statement in sorted(statements, key=lambda one: (one.start, -one.end)):
        while open_around and open_around[-1].end <= statement.start:
            open_around.pop()
        around = next((one for one in reversed(open_around) if _holds(one, statement)), None)
        placed.append(replace(statement, inside=around.id) if around else statement)
        if len(open_around) < DEEPEST:
            open_around.append(statement)
    return tuple(placed)


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether a part of one statement holds all of the other, and more."""
    return any(
        start <= inner.start and inner.end <= end and (start, end) != (inner.start, inner.end)
        for start, end in outer.parts
    )


class StatementIds:
    """The ids of one document's statements, equals told apart by their order (`schemas.ids.statement_id`)."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._seen: Counter[tuple[str, str]] = Counter()

    def next(self, speaker: str, text: str) -> str:
        """The id of the next statement with this speaker, as written, and this text."""
        key = _folded(speaker), _folded(text)
        self._seen[key] += 1
        return statement_id(self._document, *key, self._seen[key])


class Quotations:
    """The quoted regions of a text, in order; they tell a statement's kind."""

    def __init__(self, regions: Sequence[Span]) -> None:
        self._regions = regions
        self._ends = list(map(itemgetter(1), regions))

    def kind(self, parts: tuple[Span, ...]) -> Kind:
        """Direct from `DIRECT_SHARE` of quoted characters on, mixed below, indirect without any."""
        total = sum(end - start for start, end in parts)
        quoted = sum(self._quoted(start, end) for start, end in parts)
        if not quoted:
            return "indirect"
        return "direct" if quoted >= DIRECT_SHARE * total else "mixed"

    def _quoted(self, start: int, end: int) -> int:
        """How many characters of [start, end) lie in quotations."""
        count = 0
        place = bisect_right(self._ends, start)
        while place < len(self._regions) and self._regions[place][0] < end:
            count += min(self._regions[place][1], end) - max(self._regions[place][0], start)
            place += 1
        return count


class _Writer:
    def __init__(self, document: str, passage: Passage, mentions: Mentions, resolver: Resolver, ways: Ways) -> None:
        self.ways = ways
        self.passage = passage
        self.text = passage.text
        self.mentions = mentions
        self.resolver = resolver
        self._ids = StatementIds(document)
        self._quotations = Quotations(passage.regions)

    def write(self, draft: Draft) -> Statement:
        resolved = self.resolver.resolve(draft)
        parts = merged(draft.parts)
        text = " ".join(self.text[start:end] for start, end in parts)
        speaker = self._speaker(draft, resolved)
        said_at, said_in = self.ways.circumstances(draft)
        return Statement(
            id=self._ids.next(speaker.text if speaker else "", text),
            kind=self._quotations.kind(parts),
            start=parts[0][0],
            end=parts[-1][1],
            parts=parts,
            text=text,
            speaker=speaker,
            cue=self._cue(draft),
            addressee=self._addressee(draft),
            about=self.ways.topics(text, self.passage.lexicon),
            about_ids=self._about_ids(parts),
            said_at=said_at,
            said_in=said_in,
            level=self.ways.level(draft),
            mode=self.ways.mode(draft),
            certainty=certainty(draft.rule),
        )

    def _speaker(self, draft: Draft, resolved: Resolved) -> Party | None:
        if draft.speaker is None and draft.printed is None:
            return None
        span = draft.printed or _span(draft.speaker, self.text)
        return self._party(span, draft.speaker, Resolved(resolved.name, "implied") if draft.implied else resolved)

    def _party(self, span: Span, phrase: Speaker | None, resolved: Resolved) -> Party:
        start, end = span
        entity = self.mentions.called(resolved.name) if resolved.name else None
        known = self.mentions.known(entity.id) if entity else self._known_core(phrase)
        return Party(
            text=self.text[start:end],
            start=start,
            end=end,
            entity=known.id if known else entity.id if entity else None,
            name=known.name if known else resolved.name,
            how=resolved.how,
            aliases=known.aliases if known else (),
        )

    def _addressee(self, draft: Draft) -> Party | None:
        """Whom the speaker addresses; a name where the phrase is one."""
        if draft.addressee is None:
            return None
        party = Speaker(draft.sentence, draft.addressee)
        return self._party(party.span, party, self.resolver.mention(party))

    def _about_ids(self, parts: tuple[Span, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for start, end in parts for key in self.mentions.ids_within(start, end)))

    def _known_core(self, speaker: Speaker | None) -> WatchedEntity | None:
        """A watch-listed name that ends the phrase's core, where names by form found nothing."""
        if speaker is None:
            return None
        sentence, phrase = speaker
        start, end = sentence.starts[phrase.core_first], sentence.ends[phrase.core_last]
        found = self.mentions.at(start, end)
        return found[-1].entity if found and found[-1].end == end else None

    def _cue(self, draft: Draft) -> Cue | None:
        if draft.cue is None or draft.sense is None:
            return None
        first, last = draft.cue
        start, end = draft.sentence.starts[first], draft.sentence.ends[last]
        return Cue(self.text[start:end], start, end, draft.sense.name, draft.sense.verb_class)


def merged(parts: list[Span]) -> tuple[Span, ...]:
    """Parts in order, those that touch or have one character between them made one."""
    spans: list[Span] = []
    for start, end in sorted(parts):
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)


def _span(speaker: Speaker | None, text: str) -> Span:
    """The speaker as written; the comma that closes an apposition belongs to it."""
    if speaker is None:
        return 0, 0
    start, end = speaker.span
    apposed = text[end : end + 1] == "," and "," in text[start:end]
    return start, end + 1 if apposed else end


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def certainty(rule: str) -> Certainty:
    """How sure a rule is, by its counted precision."""
    precision = PRECISION[rule]
    return "sure" if precision >= SURE else "likely" if precision >= LIKELY else "unsure"


_NEGATIONS = frozenset({"not", "never", "n't", "n’t", "cannot"})
_REFUSING = frozenset(
    ["declined", "declines", "decline", "refused", "refuses", "refuse", "refusing", "declining", "failed", "fails"]
)
_POSSIBLE = frozenset({"may", "might", "could"})
_ASKING = frozenset({"ask", "wonder", "inquire"})


def _level(draft: Draft) -> Level:
    """A reading is what the writer takes a mind, or a text, to mean."""
    if draft.sense is None:
        return "said"
    if draft.role == "mind":
        return "reading"
    if draft.sense.lemma in ("suggest", "imply") and draft.speaker is not None:
        sentence, phrase = draft.speaker
        if sentence.lower[phrase.core_last] in sentence.passage.lexicon.sets.voices:
            return "reading"
    return "said"


def _mode(draft: Draft) -> Mode:
    """Whether it was said, denied, not said, asked, or may be said."""
    if draft.sense is None or draft.cue is None:
        return "said"
    group = draft.sentence.lower[draft.cue[0] : draft.verb]
    if any(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in group) or not _REFUSING.isdisjoint(group):
        return "not_said"
    if draft.sense.verb_class == "deny":
        return "denied"
    if draft.sense.lemma in _ASKING and not draft.sense.particle:
        return "asked"
    return "possible" if not _POSSIBLE.isdisjoint(group) else "said"


_ENGLISH = Ways(topics, when_and_where, _mode, _level)
