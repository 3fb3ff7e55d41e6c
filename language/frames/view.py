"""One sentence under work: what its tokens are, and the cue groups in it ("n'a pas déclaré", "گزارش داده است")."""

from collections.abc import Iterator
from typing import NamedTuple

from language.frames.cuefile import CueForm
from language.frames.reading import COMMAS, DASHES, Reading, Sentence

TokenSpan = tuple[int, int]
"""First and last token, both included."""

_GROUP = 8
"""Tokens from an auxiliary to its participle at most."""
_NAMELIKE = 4
"""Words of a quotation that may be a name: the agency «Interfax»."""


class Group(NamedTuple):
    """A cue with what belongs to it. `inner` is a speaker between auxiliary and participle ("a-t-elle dit")."""

    first: int
    last: int
    cue: CueForm
    inner: TokenSpan | None = None
    negated: bool = False


class View:
    """Tokens of the reading by their global number; the sentence is [lo, hi)."""

    def __init__(self, reading: Reading, sentence: Sentence) -> None:
        self.reading = reading
        self.grammar = reading.grammar
        self.sentence = sentence
        self.lo, self.hi = sentence.first, sentence.end
        self.words, self.keys, self.kinds = reading.words, reading.keys, reading.kinds
        sets = self.grammar.sets
        self.pronouns = sets["pronouns"]
        self.conjunctions, self.adverbs, self.clitics = sets["conjunctions"], sets["adverbs"], sets["clitics"]
        self.auxiliaries, self.negations, self.relatives = sets["auxiliaries"], sets["negations"], sets["relatives"]
        self.attaching, self.prepositions, self.temporals = sets["attaching"], sets["prepositions"], sets["temporals"]
        self.determiners = sets["determiners"]
        self.proclitics = self.grammar.script.proclitics
        self.caseless = self.grammar.script.caseless
        self.stops = self.grammar.stopping

    # -- what a token is

    def is_in(self, token: int, name: str) -> bool:
        return self.keys[token] in self.grammar.sets[name]

    def is_comma(self, token: int) -> bool:
        return self.kinds[token] == "p" and self.words[token] in COMMAS

    def is_dash(self, token: int) -> bool:
        return self.kinds[token] == "p" and self.words[token] in DASHES and self.words[token] != "-"

    def is_break(self, token: int) -> bool:
        """Whether a mark stands here that a phrase does not reach over."""
        return self.kinds[token] == "p" and self.words[token] not in ".-’'/()·%№#@"

    def is_name_quote(self, token: int) -> bool:
        """Whether a quotation is short and unfinished enough to be a name."""
        inner = self.reading.quoted(token).rstrip('“”"«»』」’‘ \xa0')
        return self.reading.quoted_words(token) <= _NAMELIKE and inner[-1:] not in tuple(".!?,،，。！？…、")

    def is_speech(self, token: int) -> bool:
        return self.kinds[token] == "q" and not self.is_name_quote(token)

    def is_complementizer(self, token: int) -> bool:
        return self.kinds[token] == "w" and self.grammar.is_a("complementizer", self.keys[token])

    def capital(self, token: int) -> bool:
        return not self.caseless and self.words[token][0].isupper()

    def is_finite_cue(self, token: int) -> bool:
        if not self._has_cue(token) or self.capital(token) or self.is_noun(token):
            return False
        return any(cue.slot in ("finite", "gerund") for cue in self._cues_at(token))

    def _has_cue(self, token: int) -> bool:
        key = self.keys[token]
        cues = self.grammar.cues
        return key in cues or any(key.startswith(one) and key[len(one) :] in cues for one in self.proclitics)

    def is_noun(self, token: int) -> bool:
        """Whether a form that is a noun too is one here: behind a determiner or a preposition."""
        if token == 0 or not self.is_in(token, "homographs"):
            return False
        before = self.keys[token - 1]
        return before in self.determiners or before in self.attaching or before in self.prepositions

    def _stands(self, token: int, cue: CueForm) -> bool:
        return len(cue.words) == 1 or tuple(self.keys[token : token + len(cue.words)]) == cue.words

    def is_infinitive(self, token: int, hi: int) -> bool:
        """Whether an infinitive with its marker begins here ("de réduire", "ne pas vouloir")."""
        if token >= hi or self.kinds[token] != "w":
            return False
        place = token
        if self.grammar.is_a("infinitive_marker", self.keys[token]):
            place += 1
        elif "bare_infinitive" not in self.grammar.flags:
            return False
        stop = min(hi, place + 4)
        while place < stop and (
            self.keys[place] in self.negations
            or (self.keys[place] in self.clitics and self.keys[place] not in self.determiners)
            or (place > token and (self.keys[place] in self.clitics or self.keys[place] in self.adverbs))
        ):
            place += 1
        return place < hi and self.kinds[place] == "w" and self.grammar.is_a("infinitive", self.keys[place])

    # -- cue groups

    def groups(self, token: int, lo: int, hi: int) -> Iterator[Group]:
        """The cue groups that begin at a token, the likeliest first."""
        if self.kinds[token] != "w" or self.is_noun(token):
            return
        if self.is_in(token, "chains"):
            chained = list(self._chained(token, token, lo, hi))
            if chained:
                yield from chained
                return
        for cue in self._cues_at(token):
            last = token + len(cue.words) - 1
            if last < hi and cue.slot in ("finite", "gerund", "negated"):
                yield self._widened(Group(token, last, cue, negated=cue.slot == "negated"), lo, hi)
        if self._is_auxiliary(token):
            yield from self._compound(token, lo, hi)

    def _cues_at(self, token: int) -> Iterator[CueForm]:
        key = self.keys[token]
        for cue in self.grammar.cues.get(key, ()):
            if self._stands(token, cue):
                yield cue
        for proclitic in self.grammar.script.proclitics:
            if key.startswith(proclitic) and len(key) > len(proclitic) + 1:
                for cue in self.grammar.cues.get(key[len(proclitic) :], ()):
                    if tuple(self.keys[token + 1 : token + len(cue.words)]) == cue.words[1:]:
                        yield cue

    def _is_auxiliary(self, token: int) -> bool:
        return self.keys[token] in self.auxiliaries

    def _widened(self, group: Group, lo: int, hi: int) -> Group:
        """With the clitics and negations before it and the tails behind it."""
        first, last = group.first, group.last
        negated = group.negated
        while first - 1 >= lo and (self.keys[first - 1] in self.clitics or self.keys[first - 1] in self.negations):
            first -= 1
            negated = negated or self.keys[first] in self.negations
        while last + 1 < hi and self.is_in(last + 1, "tails"):
            last += 1
        return group._replace(first=first, last=last, negated=negated)

    def _compound(self, token: int, lo: int, hi: int) -> Iterator[Group]:
        """Auxiliary … participle, with adverbs, negations and an inverted pronoun between."""
        inner: TokenSpan | None = None
        negated = False
        for place in range(token + 1, min(hi, token + _GROUP)):
            if self.kinds[place] == "p" and self.words[place] == "-":
                continue
            if self.kinds[place] != "w":
                return
            if self.is_in(place, "chains"):
                chained = list(self._chained(token, place, lo, hi, inner=inner, negated=negated))
                if chained:
                    yield from chained
                    return
            for cue in self._cues_at(place):
                if cue.slot == "participle" and place + len(cue.words) <= hi:
                    group = Group(token, place + len(cue.words) - 1, cue, inner, negated)
                    yield self._widened(group, lo, hi)
            key = self.keys[place]
            if key in self.pronouns and self.words[place - 1] == "-":
                inner = place, place
            elif key in self.negations:
                negated = True
            elif key in self.temporals or self.is_in(place, "interposed"):
                continue
            elif not (key == "t" or key in self.adverbs or key in self.clitics or key in self.auxiliaries) and not (
                self.grammar.is_a("adverb", key)
            ):
                return

    def _chained(
        self, first: int, chain: int, lo: int, hi: int, *, inner: TokenSpan | None = None, negated: bool = False
    ) -> Iterator[Group]:
        """A verb that only carries the cue's infinitive: "s'est contenté de dire", "quiso subrayar"."""
        refused = self.is_in(chain, "refusals")
        place = chain + 1
        while place < hi and place < chain + 4 and self.kinds[place] == "w":
            for cue in self._cues_at(place):
                if cue.slot == "infinitive":
                    group = Group(first, place + len(cue.words) - 1, cue, inner, negated or refused)
                    yield self._widened(group, lo, hi)
            if not (
                self.grammar.is_a("infinitive_marker", self.keys[place])
                or self.keys[place] in self.clitics
                or self.keys[place] in self.adverbs
            ):
                return
            place += 1
