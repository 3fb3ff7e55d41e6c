"""How a language is written: its words, its marks, and which spellings are one word for looking up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_WORD = r"[^\W_]+(?:-[^\W_]+)*"
_REST = r"|\n+|\.\.\.+|[^\s\x00]"
_SHORT = 40
_MOST_REMEMBERED = 200_000
_NUMBER = r"\d+(?:[.,:٫٬]\d+)*"
_KEYS = frozenset({"caseless", "unspaced", "terminators", "proclitics", "quotes", "dash", "same", "ignored", "word"})
_FOREIGN = r"[A-Za-z0-9.%·]+"


@dataclass
class Script:
    """`pairs` are closing marks by opening mark, `terminators` end sentences, `proclitics` cling before a word.

    `dash` tells that a paragraph which begins with a dash is direct speech. `caseless` scripts have no capitals,
    `unspaced` ones no spaces: their words are those that the data knows, all else is read by the character.
    """

    caseless: bool
    unspaced: bool
    terminators: str
    proclitics: tuple[str, ...]
    pairs: dict[str, str]
    dash: bool
    token: re.Pattern[str]
    _table: dict[int, str | None]
    _memo: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], where: str) -> "Script":
        """From the table `[script]`; raises ValueError for a key that nobody reads."""
        unknown = sorted(set(data) - _KEYS)
        if unknown:
            raise ValueError(f"{where}: {unknown} unknown in [script]; expected some of {sorted(_KEYS)}")
        table: dict[int, str | None] = {ord(char): None for char in data.get("ignored", "")}
        for pair in data.get("same", "").split():
            table[ord(pair[0])] = pair[1:]
        word = data.get("word", _WORD)
        return cls(
            caseless=bool(data.get("caseless")),
            unspaced=bool(data.get("unspaced")),
            terminators=data.get("terminators", ".?!…"),
            proclitics=tuple(data.get("proclitics", ())),
            pairs={pair[0]: pair[1:] for pair in data.get("quotes", '«» “” ""').split()},
            dash=bool(data.get("dash")),
            token=re.compile(f"{_NUMBER}|{word}{_REST}"),
            _table=table,
        )

    def fold(self, word: str) -> str:
        """The word as the data holds it: lower case, one spelling."""
        key = self._memo.get(word)
        if key is None:
            lower = word.lower()
            key = lower if lower.isascii() else lower.translate(self._table) or lower
            if len(word) <= _SHORT and len(self._memo) < _MOST_REMEMBERED:
                self._memo[word] = key
        return key

    def join(self, words: Iterable[str]) -> str:
        """Words as a text would have them; no space follows an elision."""
        return "".join(words) if self.unspaced else " ".join(words).replace("' ", "'")

    def learn(self, cues: set[str], sets: Mapping[str, frozenset[str]], sources: Mapping[str, Any]) -> None:
        """Makes the words of the data the tokens of an unspaced script, the longest first."""
        if not self.unspaced:
            return
        words = set(cues).union(*sets.values())
        for phrases in sources.values():
            for phrase in phrases:
                words.update(phrase.words, phrase.close)
        known = "|".join(map(self._spellings, sorted(filter(None, words), key=lambda word: (-len(word), word))))
        self.token = re.compile(rf"\n+|{_FOREIGN}|{known}|[^\s\x00]")

    def _spellings(self, word: str) -> str:
        """A pattern for the word in each way that folds to it."""
        same: dict[str, str] = {}
        for code, plain in self._table.items():
            if plain is not None:
                same[plain] = same.get(plain, "") + chr(code)
        return "".join(f"[{char}{same[char]}]" if char in same else re.escape(char) for char in word)
