"""Queries from the command line: parsed with the desk's entities and zone, refused with a caret and the fix."""

from connectors.index.base import Unit
from onrecord.cli.parser import CallRefused
from onrecord.config.model import Config
from onrecord.runtime import candidates, entity_base
from queries import Query
from queries.errors import QueryRefused, render
from queries.parser import parse


def ask(text: str, config: Config, *, unit: Unit = "documents", rule: bool = False, where: str = "") -> Query:
    """The query. Raises CallRefused with `column N: message`, a caret line and the fix for each error."""
    try:
        return parse(text, rule=rule, unit=unit, zone=config.zone, entities=candidates(entity_base(config)))
    except QueryRefused as refused:
        raise CallRefused(told(text, refused, where)) from None


def told(text: str, refused: QueryRefused, where: str = "") -> str:
    """All errors of one query, each with its place before it."""
    return "\n".join(where + render(text, error).rstrip() for error in refused.errors)
