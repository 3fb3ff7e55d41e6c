"""From a configuration to the parts that the processes and commands work with."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from connectors.http import Guard, allow_list
from connectors.index.base import Index
from connectors.log.base import Log
from language.entities import EntityBase
from onrecord.config.model import Config
from queries import Query
from queries.parser import parse
from schemas import Rule, digest

UNITS: dict[str, Literal["documents", "statements"]] = {"document": "documents", "statement": "statements"}
"""What a rule's `per` makes of bare words: `statement` seeks them in statements, as `in=statements` does."""

Candidates = Callable[[str], Sequence[tuple[str, str]]]


def now_ms() -> int:
    """Milliseconds UTC."""
    return time.time_ns() // 1_000_000


def open_log(config: Config, home: Path) -> Log:
    """The desk's log. Raises LogError."""
    from connectors.log.sqlite import SqliteLog

    assert config.log == "sqlite"  # noqa: S101 - the model knows no other
    return SqliteLog(home / "log.db")


def open_index(config: Config, home: Path, *, writer: bool) -> Index:
    """The desk's index; one process at a time may write. Raises IndexUnavailable."""
    from connectors.index.embedded import open_index as open_embedded

    assert config.index == "tantivy"  # noqa: S101 - the model knows no other
    return open_embedded(home, writer=writer)


def guard(config: Config) -> Guard:
    """What the desk permits its requests."""
    return Guard(allow=allow_list(config.network.allow), contact=config.network.contact)


def entity_base(config: Config) -> EntityBase:
    """The watch-list, ready to be found in texts."""
    return EntityBase(config.watched)


def candidates(base: EntityBase) -> Candidates:
    """Name -> (id, name) of the entities that have it, for the parser."""
    return lambda name: [(entity.id, entity.name) for entity in base.names(name)]


def rules_of(config: Config) -> list[Rule]:
    """The rules as the pipeline takes them; the version follows from the query's text."""
    return [
        Rule(
            id=rule.id,
            query=rule.query,
            name=rule.name or rule.id,
            severity=rule.severity,
            channels=rule.channels,
            per=rule.per,
            version=digest("rule", rule.query)[:12],
        )
        for rule in config.rules
    ]


def compiled_rules(config: Config, base: EntityBase) -> list[tuple[Rule, Query]]:
    """The rules with their parsed queries. Raises QueryRefused; `load` has tried each, so that none comes as a
    surprise."""
    known = candidates(base)
    return [
        (rule, parse(rule.query, rule=True, unit=UNITS[rule.per], zone=config.zone, entities=known))
        for rule in rules_of(config)
    ]
