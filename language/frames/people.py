"""Who a speaker chunk is: a watch-listed entity, a name by form, the full name behind a surname, a pronoun's person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from language.aliases import fold_name, stem
from language.frames.found import Draft, Record
from language.frames.reading import COMMAS
from language.frames.view import TokenSpan
from language.mentions import Mentions
from schemas.entity import EntityType, WatchedEntity
from schemas.statement import How

NEAR = 4
"""Sentences: a speaker farther back is nobody's antecedent."""
LONGEST_NAME = 5
LONGEST_UNSPACED = 12
"""Characters."""
MOST_NAMES = 500
"""Names remembered of one text."""


class Who(NamedTuple):
    """A resolved speaker: name, watch-listed entity, and the tokens of the name if the chunk holds one."""

    name: str | None
    how: How
    entity: WatchedEntity | None = None
    place: TokenSpan | None = None
    kind: EntityType = "person"


@dataclass(eq=False)
class People:
    """Resolves the speakers of one text in order."""

    record: Record
    mentions: Mentions
    full: dict[str, str] = field(default_factory=dict)
    """Full names by the folded stem of their last word; those of the headline are given."""
    headline: bool = False
    """Whether this reads a headline, whose names count though nobody speaks in it."""
    kinds: dict[str, EntityType] = field(default_factory=dict)
    """What the names met so far name."""
    known_words: set[str] = field(default_factory=set)
    """Words with a capital inside a sentence."""
    roles: dict[str, Who] = field(default_factory=dict)
    last: tuple[int, Who] | None = None
    named: tuple[int, Who] | None = None
    """Sentence and person of the last statement, and of the last whose speaker has a name."""
    _memo: dict[TokenSpan, Who] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reading = self.record.reading
        self.grammar = self.reading.grammar
        self.sets = self.grammar.sets
        self.script = self.grammar.script
        self._read_names()

    # -- names of the text

    def _read_names(self) -> None:
        """The full names that the text tells, those of speakers first (they are not declined)."""
        if self.script.unspaced:
            return
        for draft in self.record.drafts:
            if draft.speaker is not None:
                for first, last in self._runs(*self._reach(draft.speaker)):
                    self._learn(first, last)
        for sentence in self.reading.sentences if self.record.drafts or self.headline else ():
            if len(self.full) >= MOST_NAMES:
                return
            for first, last in self._runs(sentence.first, sentence.end - 1):
                if first > sentence.first or last > first:
                    self._learn(first, last)
                    self.known_words.update(self.reading.keys[token] for token in range(first, last + 1))

    def _learn(self, first: int, last: int) -> None:
        if last > first:
            self.full.setdefault(self._key(last), self._text(first, last))

    def _key(self, token: int) -> str:
        return stem(fold_name(self.reading.words[token]))

    def _text(self, first: int, last: int) -> str:
        return self.reading.text[self.reading.starts[first] : self.reading.ends[last]]

    def _reach(self, span: TokenSpan) -> TokenSpan:
        return span[0], min(span[1], span[0] + 40)

    def _runs(self, first: int, last: int) -> Iterator[TokenSpan]:
        """Runs of words that look like names, titles and acronyms before a name left out."""
        token = first
        words, caseless = self.reading.words, self.script.caseless
        while token <= last:
            if not caseless and not words[token][0].isupper():
                token += 1
                continue
            end = self._run_end(token, last)
            if end is None:
                token += 1
                continue
            start = token
            while start < end and self._is_acronym(start):
                start += 1
            while start < end and self.reading.keys[start] in self.sets["titles"]:
                start += 1
            while start < end and start > token and self._is_acronym(start):
                start += 1
            described = start > token or (token > 0 and self.reading.words[token - 1].islower())
            start = self._behind_genitive(start, end) if described else start
            acronym = start > token and (self._is_acronym(start - 1) or self._is_acronym(end))
            if start < end or not acronym or self._key(end) in self.full:
                yield start, end
            token = end + 1

    def _behind_genitive(self, start: int, end: int) -> int:
        """Where a name of three words begins that are a place in the genitive, a first name and a surname (Russian)."""
        if "bare_nouns" not in self.grammar.flags or end - start < 2:
            return start
        patronymic = any(word.endswith(("вич", "вна", "чна")) for word in self.reading.words[start : end + 1])
        return start if patronymic else end - 1

    def _run_end(self, token: int, last: int) -> int | None:
        if self.script.caseless:
            return self._given_end(token, last)
        if not self._is_capital(token):
            return None
        end = token
        while end < min(last, token + LONGEST_NAME):
            if self._is_capital(end + 1):
                end += 1
            elif end + 2 <= last and self.reading.keys[end + 1] in _PARTICLES and self._is_capital(end + 2):
                end += 2
            else:
                break
        return end

    def _given_end(self, token: int, last: int) -> int | None:
        """A given name and what follows it as far as a name goes."""
        if self.reading.keys[token] not in self.sets["given_names"]:
            return None
        end = token
        while end < min(last, token + LONGEST_NAME - 1) and self._continues_name(end + 1):
            end += 1
        return end if end > token else None

    def _continues_name(self, token: int) -> bool:
        key = self.reading.keys[token]
        if self.reading.kinds[token] != "w" or key in self.grammar.cues or key in self.grammar.stopping:
            return False
        return not any(key in self.sets[name] for name in _NO_NAMES)

    def _is_capital(self, token: int) -> bool:
        word, key = self.reading.words[token], self.reading.keys[token]
        if not word[:1].isupper() or self.reading.kinds[token] != "w":
            return False
        return not any(key in self.sets[name] for name in ("determiners", "pronouns", "prepositions", "conjunctions"))

    def _is_acronym(self, token: int) -> bool:
        word = self.reading.words[token]
        return len(word) > 1 and word.isupper()

    # -- resolving

    def resolve(self, draft: Draft) -> Who:
        """Who speaks in a draft; must be asked for the drafts in the order of the text."""
        if draft.speaker is None:
            return Who(None, "implied")
        who = self._memo.get(draft.speaker)
        if who is None:
            who = self._typed(draft.speaker, self._who(draft))
            self._memo[draft.speaker] = who
            if who.name is not None:
                self._learn_roles(draft.speaker, who)
        self.last = draft.sentence, who
        if who.name is not None:
            self.named = draft.sentence, who
        return who._replace(how="implied") if draft.implied else who

    def _typed(self, span: TokenSpan, who: Who) -> Who:
        """With what the name names: an institution where one of its words stands before it or in it, else a person."""
        if who.name is None or who.entity is not None:
            return who
        kind = self.kinds.get(who.name)
        if kind is None:
            words = set(self.reading.keys[span[0] : span[1] + 1])
            institution = not words.isdisjoint(self.sets["institutions"])
            lone = " " not in who.name and not self.script.caseless and not self._titled_name(who)
            kind = "organisation" if institution else "other" if lone else "person"
            self.kinds[who.name] = kind
        return who._replace(kind=kind)

    def _titled_name(self, who: Who) -> bool:
        return who.place is not None and self._titled(who.place[0])

    def _paragraph(self, sentence: int) -> int:
        return self.reading.sentences[sentence].paragraph

    def phrase(self, span: TokenSpan) -> Who:
        """Who a phrase names that does not speak."""
        return self._watched(span) or self._named(span) or Who(None, "role")

    def _who(self, draft: Draft) -> Who:
        span = draft.speaker
        if span is None:
            return Who(None, "implied")
        key = self.reading.keys[span[0]]
        if span[0] == span[1] and any(key in self.sets[name] for name in ("pronouns", "singular", "relatives")):
            return self._pronoun(key, draft.sentence)
        return self._watched(span) or self._named(span) or self._role(span) or Who(None, "role")

    def _pronoun(self, key: str, sentence: int) -> Who:
        before = self.named
        if self.last is not None and self._paragraph(self.last[0]) == self._paragraph(sentence):
            before = self.last
        if key not in self.sets["singular"] or before is None or sentence - before[0] > NEAR:
            return Who(None, "pronoun")
        return before[1]._replace(how="pronoun", place=None)

    def _watched(self, span: TokenSpan) -> Who | None:
        """A watch-listed person in the chunk, or whatever entity the chunk consists of."""
        start, end = self.reading.starts[span[0]], self.reading.ends[span[1]]
        inside = [one for one in self.mentions.at(start, end) if start <= one.start and one.end <= end + 1]
        for one in inside:
            if one.entity.type == "person" and not self._possesses(span, one.start, one.end):
                return Who(one.entity.name, "name", one.entity)
        core_start, core_end = self._core(span)
        for one in inside:
            if one.start <= core_start and one.end >= core_end:
                return Who(one.entity.name, "name", one.entity)
        return None

    def _core(self, span: TokenSpan) -> tuple[int, int]:
        """Offsets of the chunk's first part, without determiners before and an apposition behind."""
        first, last = span
        while first < last and self.reading.keys[first] in self.sets["determiners"]:
            first += 1
        comma = next((at for at in range(first, last + 1) if self.reading.words[at] in COMMAS), None)
        if comma is not None and comma > first:
            last = comma - 1
        return self.reading.starts[first], self.reading.ends[last]

    def _possesses(self, span: TokenSpan, start: int, end: int) -> bool:
        """Whether a name in the chunk only tells whose lawyer, mother, party it is."""
        token = next((at for at in range(span[0], span[1] + 1) if self.reading.starts[at] >= start), span[1])
        if token > span[0]:
            before = self.reading.keys[token - 1]
            if before in self.sets["bearers"] or before in self.sets["prepositions"]:
                return True
            if before in self.sets["attaching"] and before not in self.sets["conjunctions"] and before != "и":
                return True
        return self.script.unspaced and self.reading.text[end : end + 1] == "的"

    def _named(self, span: TokenSpan) -> Who | None:
        if self.script.unspaced:
            return self._named_unspaced(span)
        if self.script.caseless:
            return self._named_caseless(span)
        found = None
        before = self.reading.keys[span[0] - 1] if span[0] else ""
        if before in self.sets["prepositions"] and "bare_nouns" in self.grammar.flags:
            return None  # "в Кремле": the place speaks, and stands in another case
        for first, last in self._runs(*self._reach(span)):
            if not self._possesses(span, self.reading.starts[first], 0) and self._ends_part(span, last):
                found = self._full(first, last)
                if found is not None and found.name is not None and " " in found.name:
                    return found
        return found

    def _ends_part(self, span: TokenSpan, last: int) -> bool:
        return (
            last >= span[1]
            or self.reading.kinds[last + 1] != "w"
            or self.reading.keys[last + 1] in self.grammar.stopping
        )

    def _full(self, first: int, last: int) -> Who | None:
        """The full name of a run; one word at a sentence's beginning must be known as a name."""
        text = self._text(first, last)
        if last > first:
            return Who(self.full.get(self._key(last), text), "name", place=(first, last))
        full = self.full.get(self._key(last))
        if full is not None:
            return Who(full, "name", place=(first, last))
        begins = first == 0 or self.reading.kinds[first - 1] != "w"
        if begins and self.reading.keys[first] not in self.known_words:
            return None
        return Who(text, "name", place=(first, last)) if self._titled(first) or not begins else Who(text, "name")

    def _titled(self, token: int) -> bool:
        return token > 0 and self.reading.keys[token - 1] in self.sets["titles"]

    def _named_caseless(self, span: TokenSpan) -> Who | None:
        """From a given name on; or words before a comma and an apposition that begin with no title; or a surname."""
        first, last = self._reach(span)
        for run in self._runs(first, last):
            if not self._possesses(span, self.reading.starts[run[0]], 0):
                return Who(self.full.get(self._key(run[1]), self._text(*run)), "name", place=run)
        if first == last or self._all_titles(first, last - 1):
            full = self.full.get(self._key(last))
            return Who(full, "name", place=(last, last)) if full else None
        comma = next((at for at in range(first, last + 1) if self.reading.words[at] in COMMAS), None)
        behind = self._behind_title(first, last if comma is None else comma - 1)
        if behind is not None:
            return behind
        if comma is not None and 2 <= comma - first <= 3 and self._is_plain(first, comma):
            return Who(self._text(first, comma - 1), "name", place=(first, comma - 1))
        return None

    def _behind_title(self, first: int, last: int) -> Who | None:
        """Two words without an article behind a title with one (Arabic): a name that no list holds."""
        start = last - 1
        if start - 1 <= first or self.reading.keys[first] not in self.sets["titles"]:
            return None
        if not self.reading.keys[start - 1].startswith("ال") or not self._is_plain(start, last + 1):
            return None
        if self.reading.keys[last].startswith("ال"):
            return None
        self._learn(start, last)
        return Who(self._text(start, last), "name", place=(start, last))

    def _all_titles(self, first: int, last: int) -> bool:
        return all(self.reading.keys[token] in self.sets["titles"] for token in range(first, last + 1))

    def _is_plain(self, first: int, end: int) -> bool:
        if self.reading.keys[first] in self.sets["titles"] or self.reading.keys[first].startswith("ال"):
            return False
        return all(self._continues_name(token) for token in range(first, end))

    def _named_unspaced(self, span: TokenSpan) -> Who | None:
        """What follows the last title, if it is as long as a name; or a surname with one or two characters."""
        first, last = span
        title = next((at for at in range(last, first - 1, -1) if self.reading.keys[at] in self.sets["titles"]), None)
        start = first if title is None else title + 1
        if start > last:
            return None
        text = self._text(start, last)
        place = start, last
        if text in self.full:
            return Who(self.full[text], "name", place=place)
        surname = text[0] in self.sets["surnames"] and len(text) <= 3
        if not (2 <= len(text) <= LONGEST_UNSPACED and (title is not None or surname or "·" in text)):
            return None
        self.full[text] = text
        self.full.setdefault(text.rpartition("·")[2], text)
        return Who(text, "name", place=place)

    def _role(self, span: TokenSpan) -> Who | None:
        """Who was told to hold the role: "le ministre" after "le ministre Paul Martin"."""
        words = [key for key in self.reading.keys[span[0] : span[1] + 1] if key not in self.sets["determiners"]]
        if not 1 <= len(words) <= 3:
            return None
        holders = [self.roles.get(word) for word in words if word not in self.sets["attaching"]]
        first = holders[0] if holders else None
        if first is None or any(holder != first for holder in holders):
            return None
        return first._replace(how="role", place=None)

    def _learn_roles(self, span: TokenSpan, who: Who) -> None:
        for token in range(span[0], min(span[1], span[0] + 12) + 1):
            key = self.reading.keys[token]
            if self.reading.kinds[token] != "w" or (who.place and who.place[0] <= token <= who.place[1]):
                continue
            if self._is_role_word(span, token):
                self.roles[key] = who

    def _is_role_word(self, span: TokenSpan, token: int) -> bool:
        """Whether a word of a speaker's chunk is what others call them by; the first may be capitalised."""
        key = self.reading.keys[token]
        if key in self.grammar.stopping or key in self.sets["determiners"]:
            return False
        if self.script.caseless:
            return key in self.sets["titles"]
        return self.reading.words[token].islower() or token == span[0]


_NO_NAMES = ("titles", "relatives", "conjunctions", "adverbs", "pronouns", "determiners", "heads")
_PARTICLES = frozenset(
    {
        "al",
        "ben",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "der",
        "des",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "van",
        "von",
    }
)
