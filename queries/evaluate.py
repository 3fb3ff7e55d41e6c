"""A tree as a predicate over terms, and what made it true: the live matcher's judgement of one query."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from queries.spans import Run, apart, holds, near, runs
from queries.terms import DocumentTerms, FieldTerms, StatementTerms
from queries.tree import (
    And,
    Everything,
    Has,
    Interval,
    Key,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Said,
    Sequence,
    Term,
    TextField,
    Words,
    fields_of,
    sequences,
    statement_condition,
)

Unit = DocumentTerms | StatementTerms
Predicate = Callable[[Unit], bool]


@lru_cache(maxsize=4096)
def compiled(node: Node) -> Predicate:
    """The node as a function of a document's or a statement's terms; the same node is compiled once."""
    match node:
        case Words(fields=fields, alternatives=alternatives):
            return _words(fields, alternatives)
        case Near():
            return _near(node)
        case NotNear():
            return _not_near(node)
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


def _words(fields: tuple[TextField, ...], alternatives: tuple[Sequence, ...]) -> Predicate:
    singles = [a[0].term for a in alternatives if len(a) == 1 and isinstance(a[0], Term)]
    if len(singles) < len(alternatives):
        return lambda unit: any(holds(unit.fields[f], a) for f in fields if f in unit.fields for a in alternatives)
    if len(singles) == 1:
        term = singles[0]
        return lambda unit: any(term in unit.fields[field].index for field in fields if field in unit.fields)
    wanted = frozenset(singles)
    return lambda unit: any(not wanted.isdisjoint(unit.fields[f].index) for f in fields if f in unit.fields)


def _near(node: Near) -> Predicate:
    fields, operands = fields_of(node), tuple(map(sequences, node.operands))
    distance, ordered = node.distance, node.ordered

    def in_field(field: FieldTerms) -> bool:
        found: list[set[Run]] = []
        for operand in operands:
            if not (some := runs(field, operand)):
                return False
            found.append(some)
        return near(found, distance, ordered=ordered)

    return lambda unit: any(in_field(unit.fields[field]) for field in fields if field in unit.fields)


def _not_near(node: NotNear) -> Predicate:
    fields, distance = fields_of(node), node.distance
    include, exclude = sequences(node.include), sequences(node.exclude)

    def in_field(field: FieldTerms) -> bool:
        found = runs(field, include)
        return bool(found) and bool(apart(found, runs(field, exclude), distance))

    return lambda unit: any(in_field(unit.fields[field]) for field in fields if field in unit.fields)
