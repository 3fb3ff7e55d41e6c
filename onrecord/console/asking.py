"""A query's text as the index takes it, or a refusal with its place and its fixes."""

from connectors.index.base import Unit
from onrecord.console.errors import Fix, Refusal
from onrecord.console.state import ConsoleState
from queries import Query
from queries.errors import QueryRefused
from queries.parser import parse


def read_query(text: str, unit: Unit, state: ConsoleState) -> Query:
    """The query; an empty one asks for everything. Refuses (400) with the first error's code, column and fixes."""
    try:
        return parse(text or "*", unit=unit, zone=state.zone, now=state.clock(), entities=state.names)
    except QueryRefused as refused:
        first = refused.errors[0]
        fixes = tuple(Fix(fix, (("q", fix), ("after", None))) for fix in first.fixes)
        raise Refusal(400, first.code, first.message, column=first.column, end=first.end, fixes=fixes) from None
