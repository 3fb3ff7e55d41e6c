"""What the frames engine knows of a language: its script, its cues, its closed classes, its frames. All of it is data.

A language is a folder beside this file with `grammar.toml` and `cues.txt`; docs/adding-a-language.md explains both.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from language.frames.cuefile import CueForm, Paradigms, parse_cues, parse_paradigms
from language.frames.script import Script

SLOTS = frozenset("SVACIQMNPO,:$^")
"""What a frame may hold; `language.frames.matching` explains them."""

WORD_SETS = frozenset(
    {
        "pronouns",
        "singular",
        "determiners",
        "perfect_infinitives",
        "prepositions",
        "stays",
        "stops",
        "temporals",
        "conjunctions",
        "adverbs",
        "auxiliaries",
        "clitics",
        "negations",
        "relatives",
        "subordinators",
        "attaching",
        "tails",
        "datives",
        "nouns",
        "abbreviations",
        "titles",
        "given_names",
        "surnames",
        "audience",
        "bearers",
        "chains",
        "refusals",
        "to",
        "institutions",
        "interposed",
        "leads",
        "that",
        "ends",
        "heads",
        "hollow",
        "homographs",
        "objects",
        "markers",
        "finals",
    }
)
PATTERNS = frozenset(
    {
        "complementizer",
        "infinitive_marker",
        "infinitive",
        "finite",
        "past",
        "auxiliary",
        "participle",
        "adverb",
        "incise_open",
        "incise_close",
    }
)
FLAGS = frozenset(
    {
        "prodrop",
        "bare_infinitive",
        "comma_adverbial",
        "latent_subject",
        "preposition_first",
        "bare_nouns",
        "glued_prepositions",
    }
)


MOST_REMEMBERED = 100_000


class SourcePhrase(NamedTuple):
    """Words that name a source without a verb ("according to"), and how the source is bounded."""

    words: tuple[str, ...]
    lemma: str
    close: frozenset[str]
    verb: str
    attached: tuple[str, ...]
    initial: bool
    weak: bool
    right_only: bool
    open_close: bool
    longest: int
    verb_class: str


@dataclass(eq=False)
class Grammar:
    """Everything of one language. `cues` are by their first word, the longest first; `sets` and `patterns` by name."""

    code: str
    script: Script
    cues: Mapping[str, tuple[CueForm, ...]]
    frames: Mapping[str, tuple[tuple[str, ...], ...]]
    sources: Mapping[str, tuple[SourcePhrase, ...]]
    sets: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]
    anaphors: tuple[tuple[str, ...], ...]
    """Words at a sentence's beginning that stand for the sentence before."""
    flags: frozenset[str]
    stopping: frozenset[str]
    """Words at which a noun phrase ends: stops, prepositions, words of time."""
    openers: frozenset[str]
    """Words without which a sentence holds no statement: a cue, an auxiliary, a source phrase or a noun begins so."""
    beginnings: frozenset[str]
    """Words with which a source phrase begins, alone and behind a proclitic."""
    memo: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Which words fit which pattern, as far as met."""

    def words(self, name: str) -> frozenset[str]:
        return self.sets[name]

    def is_a(self, pattern: str, word: str) -> bool:
        """Whether the whole word fits a pattern that the language has."""
        known = self.memo.get((pattern, word))
        if known is None:
            found = self.patterns.get(pattern)
            known = found is not None and found.fullmatch(word) is not None
            if len(self.memo) < MOST_REMEMBERED:
                self.memo[pattern, word] = known
        return known


def build(code: str, grammar: str, cues: str) -> Grammar:
    """A language from the text of its two files; raises ValueError with the place for data that is wrong."""
    where = f"{code}/grammar.toml"
    try:
        data = tomllib.loads(grammar)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{where}: {error}") from None
    _only(where, data, {"script", "patterns", "grammar", "paradigms", "frames", "words", "source", "anaphors"})
    script = Script.read(data.get("script", {}), where)
    frames = _frames(where, data.get("frames", {}))
    sets = _sets(where, data.get("words", {}), script)
    sources = _sources(where, data.get("source", []), script)
    paradigms: Paradigms = parse_paradigms(data.get("paradigms", {}), where)
    forms = parse_cues(cues, f"{code}/cues.txt", frozenset(frames), paradigms, script)
    script.learn({*forms, *(word for form in _every(forms) for word in form.words)}, sets, sources)
    _reachable(f"{code}/cues.txt", forms, script)
    idle = sorted(set(frames) - {form.kind for form in _every(forms)})
    if idle:
        raise ValueError(f"{where}: frames of {idle} that no cue of {code}/cues.txt takes")
    patterns = {name: _pattern(where, name, value) for name, value in data.get("patterns", {}).items()}
    flags = data.get("grammar", {})
    _only(where, flags, FLAGS)
    return Grammar(
        code=code,
        script=script,
        cues=forms,
        frames=frames,
        sources=sources,
        sets=sets,
        patterns=patterns,
        anaphors=tuple(tuple(script.fold(word) for word in row.split()) for row in data.get("anaphors", ())),
        flags=frozenset(name for name, value in flags.items() if value),
        stopping=sets["stops"] | sets["prepositions"] | sets["temporals"],
        beginnings=frozenset(before + first for first in sources for before in ("", *script.proclitics)),
        openers=frozenset({*forms, *sources, *sets["auxiliaries"], *sets["nouns"], *sets["chains"]}),
    )


@cache
def load(code: str) -> Grammar:
    """The language that lies in the folder `code`."""
    folder = files("language.frames").joinpath(code)
    texts = [folder.joinpath(name).read_text(encoding="utf-8") for name in ("grammar.toml", "cues.txt")]
    return build(code, *texts)


def _only(where: str, found: Mapping[str, Any], expected: frozenset[str] | set[str]) -> None:
    unknown = sorted(set(found) - expected)
    if unknown:
        raise ValueError(f"{where}: {unknown} unknown; expected some of {sorted(expected)}")


def _frames(where: str, data: Mapping[str, list[str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    frames = {}
    for kind, rows in data.items():
        for row in rows:
            slots = row.split()
            odd = [slot for slot in slots if slot not in SLOTS]
            if odd or slots.count("V") != 1 or not {"M", "Q", "N", "P"} & set(slots):
                raise ValueError(f"{where}: frame {row!r} of {kind!r}: one V, a message (M, Q, N, P), no {odd}")
        frames[kind] = tuple(tuple(row.split()) for row in rows)
    return frames


def _sets(where: str, data: Mapping[str, str], script: Script) -> dict[str, frozenset[str]]:
    _only(where, data, WORD_SETS)
    return {name: frozenset(script.fold(word) for word in data.get(name, "").split()) for name in WORD_SETS}


def _sources(where: str, rows: list[dict[str, Any]], script: Script) -> dict[str, tuple[SourcePhrase, ...]]:
    sources: dict[str, tuple[SourcePhrase, ...]] = {}
    for row in rows:
        for phrase in row.get("phrases", ()):
            one = _source(where, row, phrase, script)
            first = sources.get(one.words[0], ())
            if any(other.words == one.words and other.close == one.close for other in first):
                raise ValueError(f"{where}: the source phrase {phrase!r} stands twice")
            sources[one.words[0]] = tuple(sorted((*first, one), key=lambda source: -len(source.words)))
    return sources


def _source(where: str, row: dict[str, Any], phrase: str, script: Script) -> SourcePhrase:
    words = tuple(script.fold(phrase).replace("_", " ").split())
    keys = {"close", "verb", "attached", "initial", "weak", "right_only", "open_close", "longest", "class"}
    _only(where, row, keys | {"phrases"})
    return SourcePhrase(
        words=words,
        lemma=phrase.replace("_", " "),
        close=frozenset(script.fold(word) for word in row.get("close", "").split()),
        verb=row.get("verb", ""),
        attached=tuple(row.get("attached", "").split()),
        initial=bool(row.get("initial")),
        weak=bool(row.get("weak")),
        right_only=bool(row.get("right_only")),
        open_close=bool(row.get("open_close")),
        longest=int(row.get("longest", 14)),
        verb_class=row.get("class", "say"),
    )


def _pattern(where: str, name: str, value: str) -> re.Pattern[str]:
    if name not in PATTERNS:
        raise ValueError(f"{where}: pattern {name!r} unknown; expected one of {sorted(PATTERNS)}")
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(f"{where}: pattern {name!r}: {error}") from None


def _every(forms: Mapping[str, tuple[CueForm, ...]]) -> list[CueForm]:
    return [form for group in forms.values() for form in group]


def _reachable(where: str, forms: Mapping[str, tuple[CueForm, ...]], script: Script) -> None:
    """Raises ValueError for a form that the tokens of a text can never be."""
    for form in _every(forms):
        written = script.join(form.words)
        tokens = tuple(script.fold(match.group()) for match in script.token.finditer(written))
        if tokens != form.words:
            raise ValueError(f"{where}:{form.line}: {written!r} is read as {list(tokens)}: the form is never reached")
