"""`onrecord search`: hits newest first, or only how many, of which value, or when."""

import sys
from argparse import Namespace
from typing import Any

from connectors.index.base import FACETS, Hit, Index, Unit
from onrecord import shapes
from onrecord.cli.asking import ask
from onrecord.cli.output import bold, json_line, marked, shorten, write_table
from onrecord.cli.parser import CallRefused
from onrecord.cli.place import config_or_defaults, home_of
from onrecord.nearest import meant
from onrecord.runtime import open_index
from queries import Query


def run(args: Namespace) -> int:
    """0, also where nothing was found; a bad query is 2."""
    unit: Unit = vars(args)["in"] or "documents"
    if args.facet is not None and args.facet not in FACETS:
        raise CallRefused(
            f"{args.command}: got --facet {args.facet}, expected {', '.join(FACETS)}{meant(args.facet, FACETS)}"
        )
    if sum((args.count, args.facet is not None, args.timeline is not None)) > 1:
        raise CallRefused(f"{args.command}: got several of --count, --facet and --timeline, expected one of them")
    config = config_or_defaults(args)
    query = ask(args.query, config, unit=unit)
    for notice in query.notices:
        sys.stderr.write(f"column {notice.column}: {notice.message}\n")
    index = open_index(config, home_of(args), writer=False)
    try:
        _answer(args, index, query, unit, config.zone)
    finally:
        index.close()
    return 0


def _answer(args: Namespace, index: Index, query: Query, unit: Unit, zone: str) -> None:
    if args.count:
        total = index.count(query, unit=unit)
        _counts([{"total": total}], args.json)
    elif args.facet:
        rows = index.facet(query, args.facet, unit=unit)
        _counts([{"value": row.value, "count": row.count} for row in rows], args.json)
    elif args.timeline:
        bars = index.timeline(query, args.timeline, unit=unit, zone=zone)
        _counts([{"start": bar.value, "count": bar.count} for bar in bars], args.json)
    else:
        page = index.search(query, unit=unit, limit=args.limit)
        for hit in page.hits:
            json_line(shapes.any_hit(hit)) if args.json else _print(hit)
        if page.total > len(page.hits):
            sys.stderr.write(f"{len(page.hits):,} of {page.total:,}; --limit shows more, --count counts\n")
        elif not page.hits:
            sys.stderr.write(f"nothing found for {query.canonical}\n")


def _counts(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        for row in rows:
            json_line(row)
    elif rows:
        write_table(rows, list(rows[0]))


def _print(hit: Hit) -> None:
    """One hit in two or three lines."""
    row = shapes.any_hit(hit)
    sys.stdout.write(f"{row['published'][:16]}  {bold(shorten(row['title'] or '(no title)', 90))}  {row['source']}\n")
    if hit.statement is None:
        text = hit.document.text
        cut = shapes.excerpt(text, shapes.spans_of(hit.matched, "text"), 160)
        spans = [(start - cut.start, end - cut.start) for start, end in cut.spans]
        more = "…" if cut.end < len(text) else ""
        sys.stdout.write(f"    {marked(text[cut.start : cut.end], spans)}{more}\n")
    else:
        speaker = hit.statement.speaker
        who = (speaker.name or speaker.text) if speaker else "(nobody named)"
        sys.stdout.write(f"    {shorten(who, 60)}: {shorten(hit.statement.text, 200)}\n")
    if row["url"]:
        sys.stdout.write(f"    {shorten(row['url'], 120)}\n")
