"""Cut a text without white space into pieces, each of which becomes one position of the analysis.

The first pattern that matches at a place wins, leftmost: URL, sigil word, dotted acronym, number, word, run, emoji.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add
from typing import NamedTuple

from language.fold import fold
from language.tables import CHARACTERS, character_class

TERM_UNITS = 40
"""A term keeps its first 40 UTF-16 units."""


Placed = tuple[tuple[str, ...], int, int]


class Piece(NamedTuple):
    """One position to be: [start, end) in code points, its base term, and what else it may be found as.

    `token` numbers the token (a word with its hyphens, a hashtag, a run) that the piece belongs to; `joined` and
    `sigil` stand on a token's first piece only. `bare` is a grouped number without its separators.
    """

    token: int
    start: int
    end: int
    base: str
    stem: str = ""
    exact: str = ""
    joined: str = ""
    sigil: str = ""
    bare: str = ""
    run: bool = False

    def terms(self) -> tuple[str, ...]:
        """The terms of the position, base first, at most six."""
        found = dict.fromkeys((self.base, self.stem, self.exact, self.joined, self.sigil, self.bare))
        return tuple(term for term in found if term)


_L = character_class(CHARACTERS.letters)
_R = character_class(CHARACTERS.runs)
_D = character_class(CHARACTERS.digits)
_LOWER = character_class(CHARACTERS.lower)
_UPPER = character_class(CHARACTERS.upper)
_APOSTROPHES = "'’ʼʻ＇´`׳"
_HYPHENS = "\\-‐‑_\u200c"
_WORD = f'[{_L}]+(?:(?:[{_APOSTROPHES}{_HYPHENS}]|(?<=[א-ת])["״](?=[א-ת]))[{_L}]+)*'
_ANY = f"{_L}{_R}"

_TOKEN = re.compile(
    rf"(?P<url>(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp])://(?P<host>[{_ANY}.:@%\-]+)(?:[/?#][!#-;=?-\[\]_a-z~]*)?)"
    rf"|(?<![{_ANY}])(?P<sigil>[#＃][{_ANY}_]+|[@＠](?:[{_ANY}_]+(?:\.[{_ANY}_]+)*)|\$(?=[^\W\d_])[{_ANY}_]+)"
    rf"|(?P<acronym>(?<![{_L}])(?<!(?<![{_L}])[{_L}]\.)[{_LOWER}{_UPPER}](?:\.[{_LOWER}{_UPPER}])+(?!\.?[{_L}])\.?)"
    rf"|(?P<number>[{_D}]+(?:[.,٫٬][{_D}]+)+)"
    rf"|(?P<word>{_WORD})"
    rf"|(?P<run>[{_R}]+)"
    rf"|(?P<emoji>[\U0001f1e6-\U0001f1ff]{{2}}|[{character_class(CHARACTERS.emoji)}])"
)
_HYPHEN_SPLIT = re.compile(f"[{_HYPHENS}]")
_APOSTROPHE = re.compile(f'[{_APOSTROPHES}]|["״]')
_PARTS = re.compile(f"[{_L}]+|[{_R}]+")
_HUMP = re.compile(f"(?<=[{_LOWER}])(?=[{_UPPER}])")
_VOICED = re.compile(".[\u3099\u309aﾞﾟ]*")
_GROUPED = re.compile(r"(\d{1,3})([.,])(\d{3})((?:\2\d{3})*)(?:[.,](\d+))?")
_DIGITS = re.compile(f"[{_D}]+")
_HOST_NUMBER = re.compile(rf"[{_D}]+(?:\.[{_D}]+)+")
_LABEL = re.compile(r"[^.]+")
_WORD_OR_RUN = re.compile(rf"{_WORD}|[{_R}]+")
_RUN_CHARACTER = re.compile(f"[{_R}]")
_UNDERSCORE_OR_DOT = re.compile(r"([_.])")
_LATIN = re.compile(r"[a-z0-9]+")

_ELIDED = frozenset(
    re.findall(r"\w+", "l d j m t s c n qu jusqu lorsqu puisqu quoiqu dell all dall nell sull coll un quest quell gl")
)
_CONTRACTED = frozenset(("ll", "re", "ve", "d", "m", "t"))
_POSSESSIVE = frozenset(
    re.findall(r"\w+", "s in un nin nun a e ya ye i u yi yu da de ta te dan den tan ten la le yla yle")
)
"""Endings that follow a name's apostrophe in English and Turkish, folded: the exact form is written without them."""


def pieces(chunk: str) -> Iterator[Piece]:
    """The pieces of `chunk`, which is NFC and holds no white space and no invisible character, in order."""
    for token, match in enumerate(_TOKEN.finditer(chunk)):
        yield from _pieces_of(token, match)


def placed(chunk: str) -> tuple[Placed, ...]:
    """The terms of `pieces(chunk)` with start and end; a run of characters, of which long chunks consist, is quick."""
    found: list[Placed] = []
    for token, match in enumerate(_TOKEN.finditer(chunk)):
        if match.lastgroup == "run":
            found.extend(_placed_run(match["run"], match.start()))
        else:
            found.extend((piece.terms(), piece.start, piece.end) for piece in _pieces_of(token, match))
    return tuple(found)


def _pieces_of(token: int, match: re.Match[str]) -> Iterable[Piece]:
    kind = match.lastgroup
    if kind == "sigil":
        return _sigil(token, match["sigil"], match.start())
    if kind == "acronym":
        return _acronym(token, match["acronym"], match.start())
    if kind == "number":
        return _number(token, match["number"], match.start())
    if kind == "word":
        return _word(token, match["word"], match.start())
    if kind == "run":
        return _run(token, match["run"], match.start())
    if kind == "emoji":
        return (Piece(token, match.start(), match.end(), match["emoji"]),)
    return _url(token, match["host"], match.start("host"))


def cut(term: str) -> str:
    """The first 40 UTF-16 units of a term."""
    if len(term) * 2 <= TERM_UNITS or (len(term) <= TERM_UNITS and term.isascii()):
        return term
    units = 0
    for at, char in enumerate(term):
        units += 2 if char > "\uffff" else 1
        if units > TERM_UNITS:
            return term[:at]
    return term


def _url(token: int, host: str, start: int) -> Iterator[Piece]:
    """The labels of the host, without `www`; a host of numbers is one number."""
    name = host.rpartition("@")[2].partition(":")[0]
    start += host.find(name) if name else 0
    if _HOST_NUMBER.fullmatch(name):
        yield from _number(token, name, start)
        return
    for label in _LABEL.finditer(name):
        if label.start() == 0 and label[0].lower() == "www":
            continue
        for part in _WORD_OR_RUN.finditer(label[0]):
            cutter = _run if _is_run(part[0]) else _word
            yield from cutter(token, part[0], start + label.start() + part.start())


def _sigil(token: int, text: str, start: int) -> Iterator[Piece]:
    """The words of a hashtag (cut at humps and `_`), a handle or a cashtag; the first also joined, with its sigil."""
    sign = {"＃": "#", "＠": "@"}.get(text[0], text[0])
    inner = text[1:]
    found: list[Piece] = []
    for part in _PARTS.finditer(inner.replace("_", " ").replace(".", " ")):
        at = start + 1 + part.start()
        if _is_run(part[0]):
            found.extend(_run(token, part[0], at))
            continue
        for hump in _humps(part[0]) if sign == "#" else [(0, part[0])]:
            found.extend(_plain(token, hump[1], at + hump[0]))
    if not found:
        return
    parts = _UNDERSCORE_OR_DOT.split(inner)
    joined = "".join(fold(part) for part in parts)
    whole = "".join(part if part in "_." else fold(part) for part in parts) if sign == "@" else joined
    found[0] = found[0]._replace(start=start, joined=cut(joined) if sign != "@" else "", sigil=cut(sign + whole))
    yield from found


def _humps(word: str) -> list[tuple[int, str]]:
    cuts = [0, *(match.start() for match in _HUMP.finditer(word)), len(word)]
    return [(a, word[a:b]) for a, b in pairwise(cuts)]


def _acronym(token: int, text: str, start: int) -> Iterator[Piece]:
    letters = text.replace(".", "")
    yield from _plain(token, letters, start, start + len(text))


def _number(token: int, text: str, start: int) -> Iterator[Piece]:
    plain = _DIGITS.sub(lambda digits: fold(digits[0]), text.translate({0x66B: ".", 0x66C: ","}))
    base = plain.replace(",", ".")
    grouped = _GROUPED.fullmatch(plain)
    bare = ""
    if grouped:
        head, sign, first, rest, fraction = grouped.groups()
        bare = head + first + rest.replace(sign, "") + (f".{fraction}" if fraction else "")
    yield Piece(token, start, start + len(text), cut(base), bare=cut(bare))


def _word(token: int, text: str, start: int) -> Iterator[Piece]:
    """Words between hyphens, underscores and ZWNJ: one position each, the first also joined."""
    found: list[Piece] = []
    at = start
    parts = _HYPHEN_SPLIT.split(text)
    for part in parts:
        found.extend(_apostrophes(token, part, at))
        at += len(part) + 1
    if found and len(parts) > 1:
        found[0] = found[0]._replace(joined=cut("".join(fold(part) for part in parts)))
    yield from found


def _apostrophes(token: int, text: str, start: int) -> Iterator[Piece]:
    parts = _APOSTROPHE.split(text)
    at = 0
    while at < len(parts) - 1 and fold(parts[at]) in _ELIDED:
        yield from _plain(token, parts[at], start)
        start += len(parts[at]) + 1
        at += 1
    if at == len(parts) - 1:
        yield from _plain(token, parts[at], start)
    else:
        yield from _possessive(token, parts[at:], start)


def _possessive(token: int, parts: list[str], start: int) -> Iterator[Piece]:
    """A word with an apostrophe that is no elision: contraction, possessive, or part of the name."""
    end = start + sum(map(len, parts)) + len(parts) - 1
    last = fold(parts[-1])
    folded = [fold(part) for part in parts]
    stem = ""
    form = unicodedata.normalize("NFC", "'".join(parts))
    if last in _CONTRACTED and _LATIN.fullmatch(folded[0]):
        base = "'".join(folded)
        if last != "t":
            stem = "'".join(folded[:-1])
            form = unicodedata.normalize("NFC", "'".join(parts[:-1]))
    else:
        base = "".join(folded)
        stem = folded[0] if len(folded[0]) > 1 else ""
        if stem and last in _POSSESSIVE and len(parts) == 2:
            form = parts[0]
    if base:
        yield Piece(token, start, end, cut(base), cut(stem), _exact(form))


def _plain(token: int, text: str, start: int, end: int | None = None) -> Iterator[Piece]:
    base = fold(text)
    if base:
        yield Piece(token, start, start + len(text) if end is None else end, cut(base), exact=_exact(text, base))


def _exact(form: str, base: str | None = None) -> str:
    """`=form`, or nothing where the form is what it folds to (apostrophes aside)."""
    plain = "'".join(fold(part) for part in form.split("'")) if base is None else base
    return cut(f"={form}") if form != plain else ""


def _run(token: int, text: str, start: int) -> Iterator[Piece]:
    """Each character with its right neighbour (base) and alone (stem); the last one alone."""
    for terms, first, last in _placed_run(text, start):
        yield Piece(token, first, last, terms[0], stem=terms[1] if len(terms) > 1 else "", run=True)


def _placed_run(text: str, start: int) -> list[Placed]:
    if fold(text) == text:
        behind = start + len(text)
        terms = zip(map(add, text, text[1:]), text, strict=False)
        found: list[Placed] = list(zip(terms, range(start, behind), range(start + 1, behind + 1), strict=False))
        found.append(((text[-1],), behind - 1, behind))
        return found
    chars: list[tuple[int, int, str]] = []
    for cluster in _VOICED.finditer(text):
        chars.extend((start + cluster.start(), start + cluster.end(), char) for char in fold(cluster[0]))
    pairs = [((char + after[2], char), first, last) for (first, last, char), after in pairwise(chars)]
    return [*pairs, *(((char,), first, last) for first, last, char in chars[-1:])]


def _is_run(text: str) -> bool:
    return _RUN_CHARACTER.match(text) is not None
