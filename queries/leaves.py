"""From a word or phrase to alternatives: what a leaf looks for, by the same analysis that read the texts."""

import re
from collections.abc import Iterable
from itertools import groupby, product

import msgspec

from language.analysis import clean
from language.analysis_pieces import Piece, pieces
from language.fold import fold
from queries.tree import Element, Pattern, Prefix, Sequence, Term

MOST_ALTERNATIVES = 8
MOST_PHRASE = 30
MOST_POSITIONS = 200
"""A phrase has at most so many words, a leaf so many positions: in scripts without spaces each character is one."""
_URL = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_ADDRESS = re.compile("[/=&]")
_WILD = re.compile(r"(?<=\w)[*?]+(?=\w)")
_ANY, _ONE = "\U00012000", "\U00012001"
"""Two cuneiform letters: the analyser takes them for letters like others, and no query is about them."""


class LeafRefused(ValueError):
    """`code` of the refusal, its message, and what may stand instead of the leaf."""

    def __init__(self, code: str, message: str, *instead: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.instead = instead


class Leaf(msgspec.Struct, frozen=True):
    """What to look for; `notices` as (code, message)."""

    alternatives: tuple[Sequence, ...]
    notices: tuple[tuple[str, str], ...] = ()


def word_leaf(text: str) -> Leaf:
    """A bare word: hyphens may be written or not, a trailing star makes it a prefix. Raises LeafRefused."""
    return _leaf((text,), quoted=False)


def phrase_leaf(text: str) -> Leaf:
    """Words in quotes, one after another; each may end in a star. Raises LeafRefused."""
    return _leaf(text.split(), quoted=True)


def exact_leaf(text: str) -> Leaf:
    """`{X}`: the word as written, capitals and marks included. Raises LeafRefused."""
    if "*" in text:
        raise LeafRefused("E110", "A star does not work in {braces}: they mean the word exactly as written.", text)
    found = [piece for chunk in text.split() for piece in pieces(clean(chunk))]
    if not found:
        raise LeafRefused("E104", "Nothing in these braces can be searched: there is no letter and no digit.", "")
    if not any(piece.exact for piece in found):
        word = text.strip()
        if word == word.upper():
            raise LeafRefused("E114", f"{{{word}}} is the same as {word}: there is no other way to write it.", word)
        capital = word[:1].upper() + word[1:]
        message = f"Braces find capitals and accents, and {word} has none. Leave {{{capital}}} out instead."
        raise LeafRefused("E114", message, f"{word} NOT {{{capital}}}", word)
    if len(found) > MOST_PHRASE:
        raise LeafRefused("E119", f"These braces hold {len(found)} words; the limit is {MOST_PHRASE}.")
    return Leaf((tuple(Term(piece.exact or piece.base) for piece in found),))


def _leaf(chunks: Iterable[str], *, quoted: bool) -> Leaf:
    parts: list[list[Sequence]] = []
    notices: list[tuple[str, str]] = []
    words = 0
    for chunk in chunks:
        bare = chunk.rstrip("*") if chunk.strip("*") else chunk
        star = bare != chunk
        _refuse_wildcards(bare)
        found = list(pieces(clean(_veiled(bare))))
        words += len({piece.token if piece.run else (piece.token, piece.start) for piece in found})
        options = _options(found, quoted=quoted)
        for element in (element for option in options for element in option):
            _refuse_short(element, chunk)
        if star and found:
            options = [_prefixed(option, found[-1], chunk) for option in options]
            if found[-1].run:
                notices.append(("N208", f"The star of {chunk} is dropped: its characters match anywhere in a text."))
        if quoted and len(found) > 1 and any(piece.sigil for piece in found):
            notices.append(("N212", f"{chunk} in quotes is the tag and then its other words, as a text has them."))
        if options:
            parts.append(options)
    combined = [tuple(e for part in choice for e in part) for choice in product(*parts)] if parts else []
    if not combined:
        raise LeafRefused("E104", "Nothing here can be searched: there is no letter and no digit.", "")
    if quoted and words > MOST_PHRASE:
        raise LeafRefused("E119", f"This phrase has {words} words; the limit is {MOST_PHRASE}. Write two phrases.")
    if (longest := max(map(len, combined))) > MOST_POSITIONS:
        raise LeafRefused("E119", f"This word has {longest:,} parts; the limit is {MOST_POSITIONS}. Write fewer.")
    return Leaf(tuple(dict.fromkeys(combined)), tuple(notices))


def _options(found: list[Piece], *, quoted: bool) -> list[Sequence]:
    """The ways in which a text may hold these pieces of one chunk; the way of its pieces comes first."""
    tokens = [list(group) for _, group in groupby(found, key=lambda piece: piece.token)]
    alone = len(tokens) == 1 and not quoted
    ways = [_token_ways(token, alone=alone, quoted=quoted) for token in tokens]
    count = 1
    for way in ways:
        count *= len(way)
    if count > MOST_ALTERNATIVES:
        ways = [way[:1] for way in ways]
    return [tuple(e for part in choice for e in part) for choice in product(*ways)] if ways else []


def _token_ways(token: list[Piece], *, alone: bool, quoted: bool) -> list[Sequence]:
    first = token[0]
    rest = tuple(_element(piece.base) for piece in token[1:])
    if first.sigil:
        return [(_element(first.sigil),) if alone else (_element(first.sigil), *rest)]
    whole = (_element(first.bare or first.base), *rest)
    if first.joined and not quoted:
        return [whole, (_element(first.joined),)]
    return [whole]


def _prefixed(option: Sequence, last: Piece, chunk: str) -> Sequence:
    """The option with its last term as a prefix; a run or an emoji keeps its term."""
    end = option[-1]
    if isinstance(end, Pattern):
        return (*option[:-1], Pattern(end.pattern + "*"))
    if last.run or not isinstance(end, Term) or not fold(end.term):
        return option
    if _too_short(end.term) and len(option) == 1:
        message = f"{chunk} is too short: a star needs three letters before it, or two with a digit or after # or @."
        raise LeafRefused("E110", message, chunk.rstrip("*"))
    return (*option[:-1], Prefix(end.term))


def _refuse_wildcards(chunk: str) -> None:
    if not _URL.match(chunk) and chunk.startswith("*"):
        fix = chunk.lstrip("*")
        raise LeafRefused("E110", "A star may not begin a word: a word is found by how it begins.", fix)


def _veiled(chunk: str) -> str:
    """The chunk with each `*` and `?` that has letters on both sides as a letter that no text holds, so that the
    analyser leaves it where it stands. In an address (`example.org/news?id=5`) they are signs like others."""
    if _ADDRESS.search(chunk) or not _WILD.search(chunk) or _ANY in chunk or _ONE in chunk:
        return chunk
    return _WILD.sub(lambda wild: _ANY if "*" in wild[0] else _ONE * len(wild[0]), chunk)


def _element(term: str) -> Element:
    """A term, or the pattern that a veiled one stands for."""
    if _ANY not in term and _ONE not in term:
        return Term(term)
    return Pattern(term.replace(_ANY, "*").replace(_ONE, "?"))


def _refuse_short(element: Element, chunk: str) -> None:
    """Raises LeafRefused where too few letters stand before the first `*` or `?` of a pattern."""
    if isinstance(element, Pattern) and _too_short(element.beginning):
        message = f"{chunk} is too broad: three letters have to stand before a star or ? inside a word."
        raise LeafRefused("E110", message)


def _too_short(beginning: str) -> bool:
    """Three letters are needed, two where one is a digit or after a sigil."""
    letters = beginning.lstrip("#@$")
    return len(letters) < (2 if letters != beginning or any(map(str.isdigit, letters)) else 3)
