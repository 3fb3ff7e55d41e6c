"""`onrecord match`: which rules match which items, and where. The pipeline's own steps, without log or index."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from language.entities import EntityBase
from onrecord.cli.asking import told
from onrecord.cli.commands.enrich import documents
from onrecord.cli.inputs import STDIN_NAME, Items
from onrecord.cli.output import json_line, marked
from onrecord.cli.parser import CallRefused
from onrecord.cli.place import config_or_defaults
from onrecord.config.model import Config
from onrecord.config.watchlist import read_watchlist
from onrecord.nearest import meant
from onrecord.runtime import candidates
from onrecord.texts import changed_text, shown_id
from pipelines.enrich import Enricher
from queries import Query
from queries.errors import QueryRefused
from queries.matcher import Match, Matcher
from queries.parser import parse
from queries.terms import document_terms
from schemas import Document, Item, to_builtins

KEYS = ("id", "query")


def run(args: Namespace) -> int:
    """0, 1 where an item was refused, 2 where a rule is wrong: no item is then read."""
    config = config_or_defaults(args)
    base = EntityBase(read_watchlist(args.entities) if args.entities else config.watched)
    matcher = Matcher(read_rules(args.rules, config, base))
    items = Items(args.files)
    for item, document in documents(items, Enricher(base)):
        for match in matcher.match(document_terms(document)):
            _answer(args, item, document, match)
    return int(items.refused > 0)


def _answer(args: Namespace, item: Item, document: Document, match: Match) -> None:
    if args.json:
        spans = to_builtins(match.spans)
        json_line({"item": shown_id(item), "rule": match.rule, "spans": spans, **changed_text(item, document)})
        return
    places = [(span.start, span.end) for span in match.spans if span.field == "text"]
    first = min(places, default=(0, 0))
    start, end = max(0, first[0] - 60), min(len(document.text), first[1] + 60)
    shown = marked(document.text[start:end], [(a - start, b - start) for a, b in places if a >= start and b <= end])
    sys.stdout.write(f"{shown_id(item)}  {match.rule}  {shown}\n")


def read_rules(path: Path, config: Config, base: EntityBase) -> list[tuple[str, Query]]:
    """The rules of a file of JSON lines. Raises CallRefused with every error: `file:line: column N: message`."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if str(path) != "-" else sys.stdin.readlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallRefused(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None
    name = str(path) if str(path) != "-" else STDIN_NAME
    rules: dict[str, Query] = {}
    errors: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_rule(f"{name}:{number}", line, config, base, rules, errors)
    if errors:
        raise CallRefused("\n".join(errors))
    return list(rules.items())


def _read_rule(
    place: str, line: str, config: Config, base: EntityBase, rules: dict[str, Query], errors: list[str]
) -> None:
    """One line into `rules`, or what is wrong with it into `errors`."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        errors.append(f'{place}: column {getattr(error, "colno", 1)}: got no JSON, expected {{"id", "query"}}')
        return
    if problem := _shape(given):
        errors.append(f"{place}: {problem}")
    elif given["id"] in rules:
        errors.append(f"{place}: got the id {given['id']!r} a second time, expected each once")
    else:
        try:
            query = parse(given["query"], rule=True, zone=config.zone, entities=candidates(base))
            rules[given["id"]] = query
        except QueryRefused as refused:
            errors.append(told(given["query"], refused, f"{place}: "))


def _shape(given: object) -> str:
    """What is wrong with the shape of a rule, or nothing."""
    if not isinstance(given, dict):
        return 'expected an object {"id", "query"}'
    if unknown := [key for key in given if key not in (*KEYS, "name", "severity", "channels", "per")]:
        return f"no such key: {unknown[0]}{meant(unknown[0], KEYS)}"
    wrong: Sequence[str] = [key for key in KEYS if not isinstance(given.get(key), str) or not given[key]]
    return f"expected text under {' and '.join(wrong)}" if wrong else ""
