"""What the grammar knows of German: closed classes as bits of a word, verbs of saying with their forms, names.

All of it is data beside the code (`words.txt`, `cues.tsv`, `names.txt`), read once a process.
"""

import re
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

from language.german.inflection import Forms, joined, verb_forms
from language.lexicon import CueSense, Lexicon, NameSets, Role, WordSets, sections, wordlists
from schemas.statement import VERB_CLASSES

Frame = Literal["say", "opine", "demand", "think", "call", "find"]
FRAMES = ("say", "opine", "demand", "think", "call", "find")
Slot = Literal["finite", "reported", "participle", "infinitive"]

PRONOUN = 1
NOMINATIVE = 1 << 1
OBLIQUE = 1 << 2
COMPLEMENTIZER = 1 << 3
QUESTION = 1 << 4
SUBORDINATOR = 1 << 5
RELATIVE = 1 << 6
CONJUNCTION = 1 << 7
PREPOSITION = 1 << 8
AUXILIARY = 1 << 9
PASSIVE = 1 << 10
REPORTED = 1 << 11
IRREAL = 1 << 12
ADVERB = 1 << 13
TIME = 1 << 14
STRONG = 1 << 15
FINITE_CUE = 1 << 16
SOURCE = 1 << 17
MESSAGE_NOUN = 1 << 18
ROLE = 1 << 19
CUE = 1 << 20
FINITE = 1 << 21
ADJECTIVE = 1 << 22
WORD = 1 << 23
CAPITAL = 1 << 24
SOURCE_WORD = 1 << 25
"""FINITE to CAPITAL are told by a word's form, what begins with a digit counting as a capital."""

FUNCTION = (
    PRONOUN
    | NOMINATIVE
    | OBLIQUE
    | COMPLEMENTIZER
    | SUBORDINATOR
    | CONJUNCTION
    | PREPOSITION
    | AUXILIARY
    | PASSIVE
    | REPORTED
    | IRREAL
    | ADVERB
)
MOOD = REPORTED | IRREAL
DETERMINER = NOMINATIVE | OBLIQUE

_SECTIONS = {
    "pronouns": PRONOUN,
    "nominative": NOMINATIVE,
    "oblique": OBLIQUE,
    "complementizers": COMPLEMENTIZER,
    "question words": QUESTION,
    "subordinators": SUBORDINATOR,
    "relatives": RELATIVE,
    "conjunctions": CONJUNCTION,
    "prepositions": PREPOSITION,
    "auxiliaries": AUXILIARY,
    "passive auxiliaries": PASSIVE,
    "reported": REPORTED,
    "irreal": IRREAL,
    "adverbs": ADVERB,
    "times": TIME,
    "strong preterites": STRONG,
    "source nouns": SOURCE,
    "message nouns": MESSAGE_NOUN,
    "role endings": ROLE,
}
_SETS = frozenset(
    [
        "sentence starters",
        "abbreviations",
        "name particles",
        "reflexives",
        "genitives",
        "attaching prepositions",
        "nominalised roles",
        "body endings",
        "source prepositions",
        "source postpositions",
        "postposed source nouns",
        "source anaphors",
        "source places",
        "shut clauses",
        "free adjuncts",
        "conditionals",
        "negations",
        "possible",
        "refusing",
        "no mood",
        "never inverted",
        "no passive",
        "adverb endings",
        "object verbs",
        "verbs",
        "generic roles",
        "prepositional objects",
    ]
)
"""Sections that the rules ask for by name."""
_FINITE_FORM = re.compile(r".{2,}(?:te|ten|t)$")
_ADVERB_FORM = re.compile(r".+(?:lich|weise|erdings|falls|mals|wärts|seits|halb|sächlich|gesamt|lings)$")
_CAPITAL_INSIDE = re.compile(r"-[A-ZÄÖÜ]")
_SOURCE_FORM = re.compile(r".+(?:angaben|berichten|aussagen|informationen|meldungen|erkenntnissen)$")
_ROLES: dict[str, Role] = {
    "say": "say",
    "opine": "say",
    "demand": "tell",
    "think": "mind",
    "call": "judge",
    "find": "say",
}
_MEMO_SIZE = 200_000


class Cue(NamedTuple):
    """One form of a cue. `particle` must follow the form where it is finite; `needs` is what the clause must show."""

    sense: CueSense
    frame: Frame
    slot: Slot
    particle: str
    needs: re.Pattern[str] | None


@dataclass(eq=False)
class German:
    """Everything of German in one object. `cues` are the readings of a form, `sets` the other word sets by name."""

    lexicon: Lexicon
    cues: dict[str, tuple[Cue, ...]]
    sets: dict[str, frozenset[str]]
    closed: dict[str, int]
    role_ends: tuple[str, ...]
    body_ends: tuple[str, ...]
    kinds: "Kinds" = field(init=False)
    """The bits of a word as written."""
    token: re.Pattern[str] | None = None
    """Set by `language.german.tokens` at the first text."""

    def __post_init__(self) -> None:
        self.kinds = Kinds(self)

    def kind(self, word: str) -> int:
        """The bits of a word as written."""
        return self.kinds[word]

    def read_kind(self, word: str) -> int:
        """The bits of a word; one that only its form tells is finite, an adjective or neither."""
        lower = word.lower()
        kind = self.closed.get(lower, 0)
        if not word[0].isalnum():
            return 0
        kind |= WORD
        if word[0].isupper():
            kind = (kind | CAPITAL) & ~MOOD
            if _SOURCE_FORM.match(lower):
                kind |= SOURCE
            return kind | ROLE if self.is_role(lower) else kind
        if word[0].isdigit() or _CAPITAL_INSIDE.search(word):
            return kind | CAPITAL
        if kind & (AUXILIARY | PASSIVE | MOOD | FINITE_CUE | STRONG):
            kind |= FINITE
        elif not kind & FUNCTION:
            if _FINITE_FORM.match(lower):
                kind |= FINITE
            elif _ADVERB_FORM.match(lower):
                kind |= ADVERB
        if lower.endswith(("e", "en", "er", "es", "em")) and not kind & (FUNCTION | FINITE_CUE):
            kind |= ADJECTIVE
        return kind

    def is_role(self, lower: str) -> bool:
        """Whether a noun tells what somebody is: "Außenministerin", "Sprechers"."""
        return lower.endswith(self.role_ends) or self.is_body(lower)

    def is_body(self, lower: str) -> bool:
        """Whether a noun tells a body of people: "Landesregierung"."""
        return lower.endswith(self.body_ends)

    def is_adverb(self, lower: str) -> bool:
        """Whether a word has the form of an adverb: "glücklicherweise"."""
        return _ADVERB_FORM.match(lower) is not None


class Kinds(dict[str, int]):
    """Bits of the words met so far, of which `most` are kept: a text of ever new words must not fill the memory."""

    def __init__(self, german: German, most: int = _MEMO_SIZE) -> None:
        super().__init__()
        self.german = german
        self.most = most

    def __missing__(self, word: str) -> int:
        kind = self.german.read_kind(word)
        if len(self) < self.most:
            self[word] = kind
        return kind


def _cue_rows(text: str) -> list[tuple[CueSense, Frame, str, Forms, re.Pattern[str] | None]]:
    """Rows of cues.tsv; raises ValueError with the line for a row that is wrong."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            try:
                rows.append(_cue_row(line.split("\t")))
            except (ValueError, re.error) as error:
                raise ValueError(f"cues.tsv:{number}: {error}: {line!r}") from None
    return rows


def _cue_row(cells: list[str]) -> tuple[CueSense, Frame, str, Forms, re.Pattern[str] | None]:
    if len(cells) != 6:
        raise ValueError(f"{len(cells)} columns, expected 6")
    lemma, particle, frame, verb_class, parts, needs = ("" if cell == "-" else cell for cell in cells)
    if frame not in FRAMES or verb_class not in VERB_CLASSES:
        raise ValueError(f"frame {frame!r} must be one of {FRAMES}, class {verb_class!r} one of {VERB_CLASSES}")
    if not lemma.startswith(particle) or len(parts.split()) not in (0, 3):
        raise ValueError("a lemma that begins with its particle and no or three forms are expected")
    sense = CueSense(lemma, (), _ROLES[frame], verb_class, frozenset(), ())
    forms = verb_forms(lemma, particle, tuple(parts.split()))
    return sense, cast("Frame", frame), particle, forms, re.compile(needs) if needs else None


def read_cues(text: str) -> dict[str, tuple[Cue, ...]]:
    """Forms with their readings, from the text of cues.tsv; raises ValueError with the line for a row that is wrong."""
    cues: dict[str, list[Cue]] = {}
    for sense, frame, particle, forms, needs in _cue_rows(text):
        readings = [(forms, particle)] + ([(joined(particle, forms), "")] if particle else [])
        for shown, missing in readings:
            for slot, words in _slots(shown):
                if missing and slot not in ("finite", "reported"):
                    continue
                for word in words:
                    cues.setdefault(word, []).append(Cue(sense, frame, slot, missing, needs))
    return {form: tuple(dict.fromkeys(group)) for form, group in cues.items()}


def _slots(forms: Forms) -> list[tuple[Slot, tuple[str, ...]]]:
    return [
        ("finite", forms.finite),
        ("reported", forms.reported),
        ("participle", forms.participles),
        ("infinitive", forms.infinitives),
    ]


def _closed(lists: dict[str, frozenset[str]], cues: dict[str, tuple[Cue, ...]]) -> dict[str, int]:
    closed: dict[str, int] = {}
    for name, bit in _SECTIONS.items():
        for word in lists[name]:
            closed[word] = closed.get(word, 0) | bit
    for verb in lists["verbs"]:
        for form in verb_forms(verb, "", ()).reported:
            if closed.get(form, 0) & ~STRONG == 0:
                closed[form] = closed.get(form, 0) | REPORTED
    for name in ("source prepositions", "source postpositions", "postposed source nouns", "source anaphors"):
        for word in lists[name] | {"nach", "aus", "für", "so"}:
            closed[word] = closed.get(word, 0) | SOURCE_WORD
    for form, group in cues.items():
        if closed.get(form, 0) == 0 and form not in lists["no mood"] and all(cue.slot == "reported" for cue in group):
            closed[form] = REPORTED
        finite = any(cue.slot in ("finite", "reported") for cue in group)
        closed[form] = closed.get(form, 0) | CUE | (FINITE_CUE if finite else 0)
    return closed


def read_words(text: str) -> dict[str, frozenset[str]]:
    """The sections of words.txt; raises ValueError for one that is missing or that no rule asks for."""
    lists = {
        name: frozenset(word for line in lines for word in line.split()) for name, lines in wordlists(text).items()
    }
    odd = sorted(set(lists) ^ (set(_SECTIONS) | _SETS))
    if odd:
        raise ValueError(f"words.txt: sections {odd} are missing or unknown")
    return lists


def _read(name: str) -> str:
    return files("language.german").joinpath(name).read_text(encoding="utf-8")


def _names(english: str) -> NameSets:
    """German titles and institutions, and the first names that other languages' files hold too."""
    wanted = tuple(item.name for item in fields(NameSets))
    own = sections(_read("names.txt"), wanted, "names.txt")
    shared = sections(english, wanted, "names.txt")
    for name in ("female_names", "male_names"):
        own[name] |= shared[name]
    return NameSets(**own)


def _with_cases(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(word + end for word in words for end in ("", "s", "n", "en")))


@cache
def german() -> German:
    """The German lexicon."""
    lists = read_words(_read("words.txt"))
    cues = read_cues(_read("cues.tsv"))
    names = _names(files("language.english").joinpath("names.txt").read_text(encoding="utf-8"))
    sets = {item.name: frozenset[str]() for item in fields(WordSets)}
    sets["months"] = frozenset(word for word in lists["times"])
    lexicon = Lexicon(WordSets(**sets), names, tags={}, noun_homographs=frozenset())
    roles, bodies = _with_cases(lists["role endings"]), _with_cases(lists["body endings"])
    return German(lexicon, cues, lists, _closed(lists, cues), roles, bodies)
