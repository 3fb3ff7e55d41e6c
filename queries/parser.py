"""`parse`: from the text that somebody typed to a `Query`, or a refusal that says what to write instead."""

import time
from typing import Literal

from queries import Notice, Query
from queries.build import Builder
from queries.canonical import show
from queries.checks import DEEPEST, check
from queries.dates import zone_named
from queries.errors import QueryError, QueryRefused
from queries.findings import Findings
from queries.gather import gather
from queries.lexing import MOST_CHARACTERS, MOST_LEAVES, Prepared, grammatical, prepare, tokens
from queries.read_values import Circumstances, Entities, Saved, ValueReader
from queries.read_words import Scope
from queries.rules import positive
from queries.tree import (
    And,
    Everything,
    Interval,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Said,
    Term,
    Words,
    children,
    fields_of,
    walk,
)

MOST_SEQUENCES = 4_000
MOST_PREFIXES = 100
MOST_SAID = 20


def parse(
    text: str,
    *,
    rule: bool = False,
    unit: Literal["documents", "statements"] = "documents",
    zone: str = "UTC",
    now: int | None = None,
    entities: Entities | None = None,
    saved: Saved | None = None,
) -> Query:
    """The query that `text` means.

    `rule` refuses what cannot stand (E117, E118). `unit="statements"` gathers words without a field into one said(…).
    `zone` (IANA name) is where written dates lie, `now` (milliseconds UTC) what relative dates count from. `entities`
    looks a name up and gives (id, name) of those that are called so. `saved` gives the text of the saved query of a
    name, or None. Raises QueryRefused, and ValueError for a zone that there is not.
    """
    where = zone_named(zone)
    prepared = prepare(text)
    found = tokens(prepared)
    if errors := check(prepared, found):
        raise QueryRefused(errors)
    moment = time.time_ns() // 1_000_000 if now is None else now
    findings = Findings(prepared)
    values = ValueReader(findings, Circumstances(where, moment, rule, entities, saved))
    builder = Builder(findings, values)
    tree = builder.node(grammatical(found), Scope())
    if findings.errors:
        raise QueryRefused(findings.errors)
    tree = _gathered(tree, builder, unit)
    if errors := [*_limits(prepared, tree), *(_rule_errors(prepared, tree) if rule else [])]:
        raise QueryRefused(errors)
    canonical = show(tree, values.names)
    if errors := _canonical_limits(prepared, canonical, tree):
        raise QueryRefused(errors)
    notices = (*findings.notices, *_notices(prepared, tree))
    return Query(text, canonical, tree, tuple(sorted(notices, key=lambda n: (n.column, n.code))))


def _gathered(tree: Node, builder: Builder, unit: str) -> Node:
    bare = unit == "statements" and not any(isinstance(node, Said) for node in walk(tree))
    gathered = gather(tree, bare=bare)
    if gathered != tree:
        message = f"Conditions on a statement are read as one: {show(gathered, builder.values.names)}"
        start, end = (0, len(builder.findings.prepared.clean))
        if builder.stray is not None:
            start, end = builder.stray.start_pos or 0, builder.stray.end_pos or end
        builder.findings.note_span("N207", message, start, end)
    return gathered


def _rule_errors(prepared: Prepared, tree: Node) -> list[QueryError]:
    if positive(tree):
        return []
    end = len(prepared.clean)
    message = "This rule would fire for nearly everything. Add a word, a source or a language that has to be there."
    return [prepared.error("E117", message, 0, end)]


def _limits(prepared: Prepared, tree: Node) -> list[QueryError]:
    nodes = list(walk(tree))
    leaves = [node for node in nodes if isinstance(node, Words)]
    counted = (
        ("words and phrases", len(leaves), MOST_LEAVES),
        ("ways to write its words", sum(len(leaf.alternatives) for leaf in leaves), MOST_SEQUENCES),
        (
            "words with a star",
            sum(not isinstance(e, Term) for w in leaves for a in w.alternatives[:1] for e in a),
            MOST_PREFIXES,
        ),
        ("said(…)", sum(isinstance(node, Said) for node in nodes), MOST_SAID),
    )
    end = len(prepared.clean)
    return [
        prepared.error("E119", f"This query has {count:,} {what}; the limit is {most:,}. Split it in two.", 0, end)
        for what, count, most in counted
        if count > most
    ]


def _canonical_limits(prepared: Prepared, canonical: str, tree: Node) -> list[QueryError]:
    """The canonical text is a query too: what is written out in it must not be too much to be read again."""
    end = len(prepared.clean)
    if len(canonical) > MOST_CHARACTERS:
        message = f"Written out, this query has {len(canonical):,} characters; the limit is {MOST_CHARACTERS:,}."
        return [prepared.error("E119", f"{message} Split it in two.", 0, end)]
    if _depth(tree) > DEEPEST:
        message = f"Written out, this is nested more than {DEEPEST} deep. Write it flatter, or as several queries."
        return [prepared.error("E119", message, 0, end)]
    return []


def _depth(node: Node) -> int:
    """How deep the canonical text nests its parentheses and NOTs."""
    below = 0
    for child in children(node):
        wrapped = isinstance(node, Said) or isinstance(child, And | Or | Near | NotNear)
        below = max(below, _depth(child) + wrapped)
    fielded = isinstance(node, Near | NotNear) and len(fields_of(node)) == 1
    return below + isinstance(node, Not) + fielded


def _notices(prepared: Prepared, tree: Node) -> list[Notice]:
    """Notices about the tree as a whole."""
    column, end = 1, prepared.column(len(prepared.clean))
    found: list[Notice] = []
    if not positive(tree) and not any(isinstance(node, Everything | Interval) for node in walk(tree)):
        found.append(Notice("N211", "This finds everything that lacks something: most of what there is.", column, end))
    for node in walk(tree):
        if isinstance(node, And | Or):
            twice = next((one for at, one in enumerate(node.nodes) if one in node.nodes[:at]), None)
            if twice is not None:
                found.append(Notice("N223", f"{show(twice)} stands here twice.", column, end))
        if isinstance(node, And) and _never_both(node):
            found.append(Notice("N222", "These dates cannot both hold: nothing will be found.", column, end))
    return found


def _never_both(node: And) -> bool:
    for field in ("published", "arrived"):
        ranges = [one for one in node.nodes if isinstance(one, Interval) and one.field == field]
        starts = [one.start for one in ranges if one.start is not None]
        ends = [one.end for one in ranges if one.end is not None]
        if starts and ends and max(starts) >= min(ends):
            return True
    return False
