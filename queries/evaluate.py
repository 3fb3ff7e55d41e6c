"""A tree as a predicate over terms, and what made it true: the live matcher's judgement of one query."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from queries.terms import DocumentTerms, FieldTerms, StatementTerms
from queries.tree import (
    And,
    Element,
    Everything,
    Has,
    Interval,
    Key,
    Node,
    Not,
    Or,
    Prefix,
    Said,
    Term,
    TextField,
    Words,
    statement_condition,
)

Unit = DocumentTerms | StatementTerms
Predicate = Callable[[Unit], bool]
Run = tuple[int, int]
"""The first position of an occurrence and the one behind its last."""


@lru_cache(maxsize=4096)
def compiled(node: Node) -> Predicate:
    """The node as a function of a document's or a statement's terms; the same node is compiled once."""
    match node:
        case Words(fields=fields, alternatives=alternatives):
            return _words(fields, alternatives)
        case Key(field=field, value=value):
            return lambda unit: value in unit.keys.get(field, ())
        case Has(field=field):
            return lambda unit: field in unit.keys.get("has", ())
        case Interval():
            return _interval(node)
        case Everything():
            return lambda _: True
        case Not(node=inner):
            condition = compiled(inner)
            return lambda unit: not condition(unit)
        case And(nodes=nodes):
            return _all(tuple(map(compiled, nodes)))
        case Or(nodes=nodes):
            return _any(tuple(map(compiled, nodes)))
        case Said():
            condition = compiled(statement_condition(node))
            return lambda unit: any(map(condition, _statements(unit)))


def _statements(unit: Unit) -> Iterable[StatementTerms]:
    return unit.statements if isinstance(unit, DocumentTerms) else ()


def _all(conditions: tuple[Predicate, ...]) -> Predicate:
    def judge(unit: Unit) -> bool:
        for condition in conditions:  # noqa: SIM110  (a generator costs more than the conditions)
            if not condition(unit):
                return False
        return True

    return judge


def _any(conditions: tuple[Predicate, ...]) -> Predicate:
    def judge(unit: Unit) -> bool:
        for condition in conditions:  # noqa: SIM110
            if condition(unit):
                return True
        return False

    return judge


def _interval(node: Interval) -> Predicate:
    field, start, end = node.field, node.start, node.end

    def judge(unit: Unit) -> bool:
        if not isinstance(unit, DocumentTerms):
            return False
        at = unit.instants[field]
        return (start is None or at >= start) and (end is None or at < end)

    return judge


def _words(fields: tuple[TextField, ...], alternatives: tuple[tuple[Element, ...], ...]) -> Predicate:
    singles = [a[0].term for a in alternatives if len(a) == 1 and isinstance(a[0], Term)]
    if len(singles) < len(alternatives):
        return lambda unit: any(holds(unit.fields[f], a) for f in fields if f in unit.fields for a in alternatives)
    if len(singles) == 1:
        term = singles[0]
        return lambda unit: any(term in unit.fields[field].index for field in fields if field in unit.fields)
    wanted = frozenset(singles)
    return lambda unit: any(not wanted.isdisjoint(unit.fields[f].index) for f in fields if f in unit.fields)


def holds(field: FieldTerms, sequence: tuple[Element, ...]) -> bool:
    """True where the elements stand at successive positions of the field."""
    if len(sequence) == 1 and isinstance(sequence[0], Prefix):
        return bool(field.beginning(sequence[0].prefix))
    index = field.index
    if any(isinstance(element, Term) and element.term not in index for element in sequence):
        return False
    return next(occurrences(field, sequence), None) is not None


def occurrences(field: FieldTerms, sequence: tuple[Element, ...]) -> Iterator[Run]:
    """Every place where the elements stand at successive positions, rising."""
    places = [_places(field, element) for element in sequence]
    rarest = min(range(len(places)), key=lambda at: len(places[at]))
    others = [(at - rarest, frozenset(found)) for at, found in enumerate(places) if at != rarest]
    for place in places[rarest]:
        if all(place + offset in found for offset, found in others):
            yield place - rarest, place - rarest + len(sequence)


def _places(field: FieldTerms, element: Element) -> list[int]:
    if isinstance(element, Term):
        return field.index.get(element.term, [])
    return sorted({place for term in field.beginning(element.prefix) for place in field.index[term]})
