"""From a word or phrase to alternatives: what a leaf looks for, by the same analysis that read the texts."""

import re
from collections.abc import Iterable
from itertools import groupby, product

import msgspec

from language.analysis import clean
from language.analysis_pieces import Piece, pieces
from language.fold import fold
from queries.tree import Element, Prefix, Term

MOST_ALTERNATIVES = 8
MOST_PHRASE = 30
MOST_POSITIONS = 200
"""A phrase has at most so many words, a leaf so many positions: in scripts without spaces each character is one."""
_URL = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_WILD_INSIDE = re.compile(r"\w\*+\w|\w\?+\w")

Sequence = tuple[Element, ...]


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
        _refuse_wildcards(bare, quoted=quoted)
        found = list(pieces(clean(bare)))
        words += len({piece.token if piece.run else (piece.token, piece.start) for piece in found})
        options = _options(found, quoted=quoted)
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
    rest = tuple(Term(piece.base) for piece in token[1:])
    if first.sigil:
        return [(Term(first.sigil),) if alone else (Term(first.sigil), *rest)]
    whole = (Term(first.bare or first.base), *rest)
    if first.joined and not quoted:
        return [whole, (Term(first.joined),)]
    return [whole]


def _prefixed(option: Sequence, last: Piece, chunk: str) -> Sequence:
    """The option with its last term as a prefix; a run or an emoji keeps its term."""
    end = option[-1]
    if last.run or not isinstance(end, Term) or not fold(end.term):
        return option
    letters = end.term.lstrip("#@$")
    short = 2 if letters != end.term or any(map(str.isdigit, letters)) else 3
    if len(letters) < short and len(option) == 1:
        message = f"{chunk} is too short: a star needs three letters before it, or two with a digit or after # or @."
        raise LeafRefused("E110", message, chunk.rstrip("*"))
    return (*option[:-1], Prefix(end.term))


def _refuse_wildcards(chunk: str, *, quoted: bool) -> None:
    if _URL.match(chunk):
        return
    if chunk.startswith("*"):
        if quoted and not chunk.strip("*"):
            raise LeafRefused("E130", 'A star for a whole word ("a * b") is not available yet.')
        fix = chunk.lstrip("*")
        raise LeafRefused("E110", "A star may only end a word: a word is found by how it begins.", fix)
    if _WILD_INSIDE.search(chunk):
        fix = re.split(r"[*?]", chunk)[0] + "*"
        raise LeafRefused("E130", "A star or ? inside a word is not available yet. A star may end a word.", fix)
