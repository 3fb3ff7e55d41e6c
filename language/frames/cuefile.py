"""Cue files: what makes a statement, one entry a lemma, forms generated from paradigms.

    [announce say]                     the class of schemas.VERB_CLASSES, and the kind: which frames the cues take
    déclar~er affirm~er                stem~paradigm, as many as fit on the line
    dire = dit disent | dit dite | dire | disant | -
                                       lemma = finite | participle | infinitive | gerund | negated forms; "_" is a space
    گفتن = گفت~past گوی~present         a row may take its forms from paradigms too

A line that begins with "#" is a comment.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from language.frames.script import Script
from schemas.statement import VERB_CLASSES

SLOTS = ("finite", "participle", "infinitive", "gerund", "negated")
Paradigms = Mapping[str, tuple[tuple[str, ...], ...]]
"""Endings by paradigm and slot; "-" is no ending, "_" a space."""

_HEADER = re.compile(r"\[(\S+) (\S+)\]")


class CueForm(NamedTuple):
    """One form of a cue: its words as folded, its slot, and the line that gives it."""

    words: tuple[str, ...]
    slot: str
    lemma: str
    verb_class: str
    kind: str
    line: int


def parse_paradigms(data: Mapping[str, str], where: str) -> Paradigms:
    """The table `[paradigms]`; raises ValueError for one with too many slots."""
    paradigms = {}
    for name, text in data.items():
        slots = tuple(tuple(slot.split()) for slot in text.split("|"))
        if len(slots) > len(SLOTS):
            raise ValueError(f"{where}: paradigm {name!r} has {len(slots)} slots, expected at most {len(SLOTS)}")
        paradigms[name] = slots
    return paradigms


@dataclass
class _Reader:
    where: str
    kinds: frozenset[str]
    paradigms: Paradigms
    script: Script
    forms: dict[str, list[CueForm]] = field(default_factory=dict)
    seen: dict[tuple[tuple[str, ...], str, str], int] = field(default_factory=dict)
    lemmas: dict[tuple[str, str], int] = field(default_factory=dict)

    def read(self, text: str) -> None:
        header = None
        for number, line in enumerate(map(str.strip, text.splitlines()), 1):
            try:
                if line.startswith("["):
                    header = self._header(line)
                elif line and not line.startswith("#"):
                    self._entries(line, header, number)
            except ValueError as error:
                raise ValueError(f"{self.where}:{number}: {error}") from None

    def _header(self, line: str) -> tuple[str, str]:
        match = _HEADER.fullmatch(line)
        if match is None or match[1] not in VERB_CLASSES or match[2] not in self.kinds:
            expected = f"[class kind], a class of {VERB_CLASSES}, a kind of {sorted(self.kinds)}"
            raise ValueError(f"{line!r}, expected {expected}")
        return match[1], match[2]

    def _entries(self, line: str, header: tuple[str, str] | None, number: int) -> None:
        if header is None:
            raise ValueError(f"{line!r} stands before the first [class kind]")
        for lemma, slots in self._read_line(line):
            if (lemma, header[1]) in self.lemmas:
                first = self.lemmas[lemma, header[1]]
                raise ValueError(f"the cue {lemma!r} stands in line {first} too: one row a cue and kind")
            self.lemmas[lemma, header[1]] = number
            for slot, written in slots:
                self._add(CueForm(self._words(written), slot, lemma, *header, number))

    def _read_line(self, line: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        lemma, equals, rest = line.partition(" = ")
        if equals:
            cells = rest.split("|")
            if len(cells) > len(SLOTS):
                raise ValueError(f"{len(cells)} slots, expected at most {len(SLOTS)}")
            slots = [(slot, form) for slot, cell in zip(SLOTS, cells, strict=False) for form in cell.split()]
            forms = [pair for pair in slots if pair[1] != "-" and "~" not in pair[1]]
            forms += [pair for _, entry in slots if "~" in entry for pair in self._generated(entry)[1]]
            yield lemma.strip().replace("_", " "), forms
        else:
            for entry in line.split():
                yield self._generated(entry)

    def _generated(self, entry: str) -> tuple[str, list[tuple[str, str]]]:
        stem, tilde, name = entry.partition("~")
        if not tilde or name not in self.paradigms:
            raise ValueError(f"{entry!r}, expected stem~paradigm with a paradigm of {sorted(self.paradigms)}")
        slots = [
            (slot, _joined(stem, ending))
            for slot, endings in zip(SLOTS, self.paradigms[name], strict=False)
            for ending in endings
        ]
        lemma = next((form for slot, form in slots if slot == "infinitive"), stem)
        return lemma.replace("_", " "), slots

    def _words(self, written: str) -> tuple[str, ...]:
        return tuple(self.script.fold(word) for word in written.split("_"))

    def _add(self, form: CueForm) -> None:
        """Keeps a form; of two ways to write one word of a lemma the fold makes one."""
        key = form.words, form.slot, form.kind
        line = self.seen.setdefault(key, form.line)
        group = self.forms.setdefault(form.words[0], [])
        other = next((one for one in group if (one.words, one.slot, one.kind) == key), None)
        if other is None:
            group.append(form)
        elif other.lemma != form.lemma:
            raise ValueError(f"the form {' '.join(form.words)!r} of {form.lemma!r} is one of line {line} too")


def _joined(stem: str, ending: str) -> str:
    """A stem with its ending; "^" in an ending is where the stem goes ("ن^")."""
    if ending == "-":
        return stem
    before, place, after = ending.partition("^")
    return before + stem + after if place else stem + ending


def parse_cues(
    text: str, where: str, kinds: frozenset[str], paradigms: Paradigms, script: Script
) -> dict[str, tuple[CueForm, ...]]:
    """Forms by their first word, the longest first; raises ValueError with file and line for a row that is wrong."""
    reader = _Reader(where, kinds, paradigms, script)
    reader.read(text)
    return {first: tuple(sorted(group, key=lambda form: -len(form.words))) for first, group in reader.forms.items()}
