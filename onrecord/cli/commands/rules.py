"""`onrecord rules test`: what a rule would have sent over what is in the index."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.index.base import Hit, Index, Window
from onrecord.cli.asking import ask
from onrecord.cli.output import Progress, json_line, write_table
from onrecord.cli.place import config_or_defaults, home_of
from onrecord.runtime import now_ms, open_index
from onrecord.shapes import instant
from queries import Query
from queries.matcher import Matcher
from queries.terms import document_terms

PAGE = 500
DEFAULT_SINCE_MS = 30 * 86_400_000


def test(args: Namespace) -> int:
    """A line a day of arrival (in the desk's zone), then the sum. History is counted as found, not as sent."""
    config = config_or_defaults(args)
    query = ask(args.query, config, rule=True, where="")
    since = now_ms() - (args.since if args.since is not None else DEFAULT_SINCE_MS)
    index = open_index(config, home_of(args), writer=False)
    try:
        documents, alerts = _count(index, query, since, args.per or "document", ZoneInfo(config.zone))
    finally:
        index.close()
    rows = [{"day": day, "documents": documents[day], "alerts": alerts[day]} for day in sorted(documents)]
    summary = {
        "since": instant(since),
        "documents": documents.total(),
        "alerts": alerts.total(),
        "query": query.canonical,
    }
    if args.json:
        for row in rows:
            json_line(row)
        json_line(summary)
        return 0
    write_table(rows, ["day", "documents", "alerts"])
    sys.stdout.write(f"{summary['alerts']} alerts from {summary['documents']} documents since {instant(since)[:10]}\n")
    return 0


def _count(index: Index, query: Query, since: int, per: str, zone: ZoneInfo) -> tuple[Counter[str], Counter[str]]:
    """Documents found and alerts that would have been sent, by day of arrival."""
    documents: Counter[str] = Counter()
    alerts: Counter[str] = Counter()
    matcher = Matcher([("rule", query)])
    for hit in _hits(index, query, since):
        day = datetime.fromtimestamp(hit.document.arrived / 1000, zone).date().isoformat()
        documents[day] += 1
        if not hit.document.history:
            alerts[day] += _alerts_of(hit, matcher, per)
    return documents, alerts


def _alerts_of(hit: Hit, matcher: Matcher, per: str) -> int:
    """One a document; with `per` statement one for each statement that made it match, and one where none did."""
    if per == "document":
        return 1
    found = matcher.match(document_terms(hit.document))
    return max([1, *(len(match.statements) for match in found)])


def _hits(index: Index, query: Query, since: int) -> Iterator[Hit]:
    """Every hit that arrived since, page by page."""
    progress, seen, after = Progress("documents"), 0, None
    while True:
        page = index.search(query, window=Window(arrived_from=since), sort="arrived", limit=PAGE, after=after)
        for hit in page.hits:
            yield hit
            seen += 1
            progress.at(seen)
        if page.next is None:
            progress.end()
            return
        after = page.next
