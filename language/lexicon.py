"""What the engine knows of a language: its cues, its closed classes, its verbs, its sets of words, its names.

All of it is data beside the code (`language/english/*.tsv`, `*.txt`), read once a process.
"""

from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from language.inflection import Forms, regular
from schemas.statement import VERB_CLASSES

Role = Literal["say", "tell", "judge", "mind", "source"]
ROLES = ("say", "tell", "judge", "mind", "source")


@dataclass(frozen=True, slots=True)
class CueSense:
    """One row of cues.tsv, which explains the fields."""

    lemma: str
    particle: tuple[str, ...]
    role: Role
    verb_class: str
    frames: frozenset[str]
    prepositions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The lemma with its particle, as a statement shows it."""
        return " ".join((self.lemma, *self.particle))


@dataclass(frozen=True)
class WordSets:
    """The sections of sets.txt, by name."""

    sentence_abbreviations: frozenset[str]
    person_adjectives: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    attaching_prepositions: frozenset[str]
    time_adjectives: frozenset[str]
    control_verbs: frozenset[str]
    purpose_verbs: frozenset[str]
    causative_verbs: frozenset[str]
    crowd_verbs: frozenset[str]
    perception_verbs: frozenset[str]
    bearers: frozenset[str]
    documents: frozenset[str]
    voices: frozenset[str]
    strong_cues: frozenset[str]
    gerund_cues: frozenset[str]
    as_predicates: frozenset[str]
    infinitive_predicates: frozenset[str]
    but_continues: frozenset[str]
    narrating_participles: frozenset[str]
    occasions: frozenset[str]
    labels: frozenset[str]
    title_particles: frozenset[str]


@dataclass(frozen=True)
class NameSets:
    """The sections of names.txt, by name."""

    titles: frozenset[str]
    male_titles: frozenset[str]
    female_titles: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    female_names: frozenset[str]
    male_names: frozenset[str]
    institutions: frozenset[str]
    institution_suffixes: frozenset[str]
    place_nouns: frozenset[str]
    places: frozenset[str]
    peoples: frozenset[str]
    not_names: frozenset[str]


@dataclass
class Verb:
    """What a word form may be: the lemma, and letters of B base, Z third person, D past, N participle, G gerund."""

    lemma: str
    kinds: str


@dataclass(eq=False)
class Lexicon:
    """Everything of one language, in one object, so that caches may go by it.

    `tags` gives the tag of a closed-class word, `verbs` what a verb form may be."""

    sets: WordSets
    names: NameSets
    tags: dict[str, str]
    noun_homographs: frozenset[str]
    verbs: dict[str, Verb] = field(default_factory=dict)
    cues: dict[str, tuple[CueSense, ...]] = field(default_factory=dict)
    cue_forms: dict[str, str] = field(default_factory=dict)
    particles: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of a lemma that is a cue only with a particle: the words that may follow it."""
    tag_memo: dict[str, str | None] = field(default_factory=dict)
    """Tags of lower-case words met so far, bounded by `language.english.tags`."""
    topic_memo: dict[str, str] = field(default_factory=dict)
    """Tags of words as written met so far, bounded by `language.english.topics`."""


def wordlists(text: str) -> dict[str, list[str]]:
    """Sections of a word file: `[name]`, then its words; lines that start with `# ` are comments."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            continue
        if line.startswith("[") and line.endswith("]"):
            current = lists.setdefault(line[1:-1], [])
        elif line.strip():
            current.append(line)
    return lists


def _words(lines: list[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def sections(text: str, names: tuple[str, ...], where: str) -> dict[str, frozenset[str]]:
    """The named sections as sets; raises ValueError where the file has another set of sections."""
    lists = {name.replace(" ", "_"): _words(lines) for name, lines in wordlists(text).items()}
    if set(lists) != set(names):
        odd = sorted(set(lists) ^ set(names))
        raise ValueError(f"{where}: sections {odd} are missing or unknown; expected {sorted(names)}")
    return lists


def parse_cues(text: str, where: str) -> list[tuple[CueSense, tuple[str, ...]]]:
    """Rows of a cue file, each with the forms it gives; raises ValueError with the line for a row that is wrong."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            try:
                rows.append(_cue(line.split("\t")))
            except ValueError as error:
                raise ValueError(f"{where}:{number}: {error}: {line!r}") from None
    return rows


def _cue(cells: list[str]) -> tuple[CueSense, tuple[str, ...]]:
    if len(cells) != 7:
        raise ValueError(f"{len(cells)} columns, expected 7")
    lemma, particle, role, verb_class, frames, prepositions, forms = ("" if cell == "-" else cell for cell in cells)
    if role not in ROLES or verb_class not in VERB_CLASSES:
        raise ValueError(f"role {role!r} must be one of {ROLES}, class {verb_class!r} one of {VERB_CLASSES}")
    if not frozenset(frames) <= frozenset("tbwiqfnoax"):
        raise ValueError(f"frames {frames!r}, expected letters of 'tbwiqfnoax'")
    preps = tuple(prepositions.split("/")) if prepositions else ()
    sense = CueSense(lemma, tuple(particle.split()), cast("Role", role), verb_class, frozenset(frames), preps)
    return sense, tuple(forms.split())


class _Builder:
    """Collects verbs and cues while a lexicon is read."""

    def __init__(self, doubling: frozenset[str]) -> None:
        self.doubling = doubling
        self.verbs: dict[str, Verb] = {}
        self.cues: dict[str, tuple[CueSense, ...]] = {}

    def add(self, forms: Forms) -> None:
        for form, kind in forms.kinds():
            verb = self.verbs.setdefault(form, Verb(forms.base, ""))
            if kind not in verb.kinds:
                verb.kinds += kind

    def add_verb(self, lemma: str, given: tuple[str, ...] = ()) -> None:
        self.add(Forms(lemma, *given) if len(given) == 4 else regular(lemma, self.doubling))

    def add_cue(self, sense: CueSense, forms: tuple[str, ...], irregular: dict[str, tuple[str, ...]]) -> None:
        self.cues[sense.lemma] = (*self.cues.get(sense.lemma, ()), sense)
        self.add_verb(sense.lemma, forms or irregular.get(sense.lemma, ()))


def _british(verbs: dict[str, Verb]) -> None:
    """The doubled l of British spelling: labelled, signalling."""
    for lemma in ("label", "signal", "cancel", "travel", "counsel"):
        verbs.setdefault(f"{lemma}led", Verb(lemma, "DN"))
        verbs.setdefault(f"{lemma}ling", Verb(lemma, "G"))


def _read(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def load(package: str) -> Lexicon:
    """The lexicon that lies in a package's data files."""
    verb_lists = wordlists(_read(package, "verbs.txt"))
    irregular = {row[0]: tuple(row[1:]) for row in (line.split() for line in verb_lists["irregular"])}
    builder = _Builder(_words(verb_lists["doubling"]))
    for sense, forms in parse_cues(_read(package, "cues.tsv"), "cues.tsv"):
        builder.add_cue(sense, forms, irregular)
    for lemma, forms in irregular.items():
        builder.add_verb(lemma, forms)
    for lemma in sorted(_words(verb_lists["regular"])):
        builder.add_verb(lemma)
    _british(builder.verbs)
    return Lexicon(
        sets=WordSets(**sections(_read(package, "sets.txt"), _names_of(WordSets), "sets.txt")),
        names=NameSets(**_with_points(sections(_read(package, "names.txt"), _names_of(NameSets), "names.txt"))),
        tags={word: name[0] for name, lines in wordlists(_read(package, "tags.txt")).items() for word in _words(lines)},
        noun_homographs=_words(verb_lists["noun homographs"]),
        verbs=builder.verbs,
        cues=builder.cues,
        cue_forms={form: verb.lemma for form, verb in builder.verbs.items() if verb.lemma in builder.cues},
        particles=_particles(builder.cues),
    )


def _with_points(name_sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Titles also with the point of their abbreviation."""
    for section in ("titles", "male_titles", "female_titles"):
        name_sets[section] |= {word + "." for word in name_sets[section]}
    return name_sets


def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _particles(cues: dict[str, tuple[CueSense, ...]]) -> dict[str, frozenset[str]]:
    return {
        lemma: frozenset(sense.particle[0] for sense in senses) | {"it"}
        for lemma, senses in cues.items()
        if all(sense.particle for sense in senses)
    }


@cache
def english() -> Lexicon:
    """The English lexicon."""
    return load("language.english")
