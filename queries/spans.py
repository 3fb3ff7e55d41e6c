"""Occurrences in one field, and the arithmetic of those that stand near each other.

A run is [first, behind): the positions of one occurrence. Chains of runs are found by one sweep over the runs in order
of place, with the least number of words between so far for each set of operands already placed: the cost grows with
the number of runs, whatever a text repeats.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from queries.terms import FieldTerms
from queries.tree import Element, Pattern, Prefix, Term
from queries.tree import Sequence as Elements

Run = tuple[int, int]
"""The first position of an occurrence and the one behind its last."""
Placed = tuple[int, int, int]
"""first, behind, and the number of the operand."""

_NEVER = 1 << 60


def holds(field: FieldTerms, sequence: Elements) -> bool:
    """True where the elements stand at successive positions of the field."""
    if len(sequence) == 1 and not isinstance(sequence[0], Term):
        return bool(terms_meant(field, sequence[0]))
    index = field.index
    if any(isinstance(element, Term) and element.term not in index for element in sequence):
        return False
    return next(occurrences(field, sequence), None) is not None


def occurrences(field: FieldTerms, sequence: Elements) -> Iterator[Run]:
    """Every place where the elements stand at successive positions, rising."""
    places = [_places(field, element) for element in sequence]
    rarest = min(range(len(places)), key=lambda at: len(places[at]))
    others = [(at - rarest, frozenset(found)) for at, found in enumerate(places) if at != rarest]
    for place in places[rarest]:
        if all(place + offset in found for offset, found in others):
            yield place - rarest, place - rarest + len(sequence)


def runs(field: FieldTerms, sequences: Iterable[Elements]) -> set[Run]:
    """The occurrences of any of the sequences."""
    index = field.index
    found: set[Run] = set()
    for sequence in sequences:
        first = sequence[0]
        if len(sequence) == 1 and isinstance(first, Term):
            found.update((place, place + 1) for place in index.get(first.term, ()))
        elif all(not isinstance(element, Term) or element.term in index for element in sequence):
            found.update(occurrences(field, sequence))
    return found


def terms_meant(field: FieldTerms, element: Element) -> list[str]:
    """The field's terms that an element means."""
    match element:
        case Term(term=term):
            return [term] if term in field.index else []
        case Prefix(prefix=prefix):
            return field.beginning(prefix)
        case Pattern(pattern=pattern):
            fits = _regex(pattern).fullmatch
            return [term for term in field.beginning(element.beginning) if fits(term)]


def regex(pattern: str) -> str:
    """A pattern as a regular expression."""
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern)


@lru_cache(maxsize=4096)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(regex(pattern), re.DOTALL)


def _places(field: FieldTerms, element: Element) -> list[int]:
    if isinstance(element, Term):
        return field.index.get(element.term, [])
    return sorted({place for term in terms_meant(field, element) for place in field.index[term]})


def near(operands: Sequence[Iterable[Run]], most: int, *, ordered: bool) -> bool:
    """True where one run of each operand can be chosen, no two sharing a position, with at most `most` positions
    between them in all. `ordered`: in the order of the operands."""
    full = (1 << len(operands)) - 1
    return any(best.get(full, _NEVER) <= most for best in _sweep(_placed(operands), ordered=ordered))


def taking_part(operands: Sequence[Iterable[Run]], most: int, *, ordered: bool) -> list[set[Run]]:
    """For each operand the runs that stand in a choice as `near` asks for."""
    count = len(operands)
    full = (1 << count) - 1
    placed = _placed(operands)
    forward = dict(zip(placed, _sweep(placed, ordered=ordered), strict=True))
    mirrored = _placed([[(-behind, -first) for first, behind in runs_] for runs_ in operands])
    if ordered:
        mirrored = [(first, behind, count - 1 - operand) for first, behind, operand in mirrored]
    backward = dict(zip(mirrored, _sweep(mirrored, ordered=ordered), strict=True))
    found: list[set[Run]] = [set() for _ in operands]
    for (first, behind, operand), before in forward.items():
        own = 1 << operand
        after = backward[-behind, -first, count - 1 - operand if ordered else operand]
        rest = {_mirror(done, count) if ordered else done: cost for done, cost in after.items()}
        if any(cost + rest.get((full ^ done) | own, _NEVER) <= most for done, cost in before.items()):
            found[operand].add((first, behind))
    return found


def apart(runs_: Iterable[Run], others: Iterable[Run], distance: int) -> list[Run]:
    """The runs that none of `others` overlaps, or has `distance` positions or fewer between."""
    by_start = sorted(others)
    starts = [first for first, _ in by_start]
    reach = list(accumulate((behind for _, behind in by_start), max))
    kept = []
    for first, behind in runs_:
        before = bisect_right(starts, behind + distance)
        if not before or reach[before - 1] + distance < first:
            kept.append((first, behind))
    return kept


def _placed(operands: Sequence[Iterable[Run]]) -> list[Placed]:
    return sorted((first, behind, at) for at, found in enumerate(operands) for first, behind in found)


def _sweep(placed: Sequence[Placed], *, ordered: bool) -> Iterator[dict[int, int]]:
    """For each run, in order of place: set of operands placed, as bits, the run's own among them and last → the least
    number of positions between them."""
    ends = sorted(range(len(placed)), key=lambda at: placed[at][1])
    open_: list[dict[int, int]] = []
    ended = 0
    best: dict[int, int] = {}  # set of operands placed → the least of (positions between − the last one's end)
    for first, _, operand in placed:
        while ended < len(ends) and placed[ends[ended]][1] <= first:
            end = placed[ends[ended]][1]
            for done, cost in open_[ends[ended]].items():
                if cost - end < best.get(done, _NEVER):
                    best[done] = cost - end
            ended += 1
        own = 1 << operand
        if ordered:
            row = {own: 0} if operand == 0 else {}
            if own - 1 in best:
                row[own - 1 | own] = best[own - 1] + first
        else:
            row = {done | own: cost + first for done, cost in best.items() if not done & own}
            row[own] = 0
        open_.append(row)
        yield row


def _mirror(bits: int, count: int) -> int:
    return int(f"{bits:0{count}b}"[::-1], 2)
