"""From drafts to `Statement`: speakers resolved, parts merged, kind by the share of quoted text, ids derived."""

from language.frames.found import Draft, Record, Rule, Span
from language.frames.people import People, Who
from language.frames.view import TokenSpan
from language.mentions import Mentions, form_id
from language.statements import Quotations, StatementIds, merged, nested
from schemas.entity import EntityType, MentionedEntity
from schemas.statement import Certainty, Cue, Mode, Party, Statement

CERTAINTY: dict[Rule, Certainty] = {
    "frame": "sure",
    "quote": "sure",
    "source": "sure",
    "object": "likely",
    "open": "likely",
    "colon": "likely",
    "anaphor": "likely",
    "noun": "unsure",
    "bare": "unsure",
}
"""How sure each rule is; a speaker from another sentence takes a step off."""

_READINGS = frozenset({"think"})


class Writer:
    """Writes the drafts of one text; collects the speakers that have names by their form."""

    def __init__(self, document: str, record: Record, mentions: Mentions, headline: Record | None = None) -> None:
        self.record = record
        self.reading = record.reading
        self.text = record.reading.text
        self.mentions = mentions
        self.people = People(record, mentions, People(headline, mentions, headline=True).full if headline else {})
        self.named: dict[tuple[str, EntityType], set[Span]] = {}
        self._ids = StatementIds(document)
        self._quotations = Quotations(self.reading.regions)

    def statements(self) -> tuple[Statement, ...]:
        """All drafts as statements in the order of the text; of two with one span the first."""
        drafts = sorted(self.record.drafts, key=lambda draft: draft.parts[0])
        written: list[Statement] = []
        taken: set[tuple[Span, ...]] = set()
        for draft in drafts:
            parts = merged(draft.parts)
            if parts not in taken:
                taken.add(parts)
                written.append(self._write(draft, parts))
        return nested(written)

    def entities(self) -> tuple[MentionedEntity, ...]:
        """Watch-listed entities, and the speakers with names by form."""
        by_form = [
            MentionedEntity(form_id(name, kind), name, kind, known=False, mentions=tuple(sorted(spans)))
            for (name, kind), spans in self.named.items()
        ]
        return tuple(sorted((*self.mentions.all(), *by_form), key=lambda row: (row.mentions[0], row.id)))

    def _write(self, draft: Draft, parts: tuple[Span, ...]) -> Statement:
        text = " ".join(self.text[start:end] for start, end in parts)
        speaker = self._speaker(draft)
        about = [one for start, end in parts for one in self.mentions.at(start, end)]
        return Statement(
            id=self._ids.next(speaker.text if speaker else "", text),
            kind="direct" if draft.spoken else self._quotations.kind(parts),
            start=parts[0][0],
            end=parts[-1][1],
            parts=parts,
            text=text,
            speaker=speaker,
            cue=self._cue(draft),
            addressee=self._addressee(draft),
            about=tuple(dict.fromkeys(self.text[one.start : one.end] for one in about)),
            about_ids=tuple(dict.fromkeys(one.entity.id for one in about)),
            level="reading" if draft.form is not None and draft.form.kind in _READINGS else "said",
            mode=_mode(draft),
            certainty=_certainty(draft),
        )

    def _speaker(self, draft: Draft) -> Party | None:
        if draft.speaker is None:
            return None
        return self._party(draft.speaker, self.people.resolve(draft), draft.clip)

    def _party(self, span: TokenSpan, who: Who, clip: int = 0) -> Party:
        start, end = self.reading.starts[span[0]] + clip, self.reading.ends[span[1]]
        key = who.entity.id if who.entity else None
        if who.name is not None and who.entity is None:
            key = self._by_form(who)
        return Party(
            text=self.text[start:end],
            start=start,
            end=end,
            entity=key,
            name=who.name,
            how=who.how,
            aliases=who.entity.aliases if who.entity else (),
        )

    def _by_form(self, who: Who) -> str | None:
        """The id of a name by form, whose mention is noted; none for one that was never written out."""
        name = who.name or ""
        if who.place is not None:
            span = self.reading.starts[who.place[0]], self.reading.ends[who.place[1]]
            self.named.setdefault((name, who.kind), set()).add(span)
        return form_id(name, who.kind) if (name, who.kind) in self.named else None

    def _addressee(self, draft: Draft) -> Party | None:
        if draft.addressee is None:
            return None
        return self._party(draft.addressee, self.people.phrase(draft.addressee))

    def _cue(self, draft: Draft) -> Cue | None:
        if draft.cue is None:
            return None
        start, end = self.reading.starts[draft.cue[0]], self.reading.ends[draft.cue[1]]
        written = self.text[start:end]
        lemma, verb_class = (
            (draft.form.lemma, draft.form.verb_class) if draft.form else (draft.cue_lemma or written, draft.cue_class)
        )
        return Cue(written, start, end, lemma.lower(), "demand" if draft.demands else verb_class)


def _mode(draft: Draft) -> Mode:
    if draft.form is None:
        return "said"
    if draft.negated:
        return "not_said"
    if draft.form.verb_class == "ask" and not draft.demands:
        return "asked"
    return "denied" if draft.form.verb_class == "deny" else "said"


def _certainty(draft: Draft) -> Certainty:
    certainty = CERTAINTY[draft.rule]
    return "likely" if draft.implied and certainty == "sure" else certainty
