"""`onrecord enrich`: who said what in a text, and which entities and posts it holds. Touches no log and no index."""

import sys
from argparse import Namespace
from collections.abc import Iterator

from language.entities import EntityBase
from onrecord.cli.inputs import Items
from onrecord.cli.output import bold, json_line, shorten
from onrecord.config.watchlist import read_watchlist
from onrecord.texts import document_of, enrichment, shown_id
from pipelines.enrich import Enricher
from pipelines.normalise import Unfit
from schemas import Document, Item


def run(args: Namespace) -> int:
    """0, or 1 where a line was refused; the good ones are answered."""
    base = EntityBase(read_watchlist(args.entities) if args.entities else ())
    items = Items(args.files)
    for item, document in documents(items, Enricher(base)):
        if args.json:
            json_line(enrichment(item, document))
        else:
            _print(item, document)
    return int(items.refused > 0)


def documents(items: Items, enricher: Enricher) -> Iterator[tuple[Item, Document]]:
    """Each good item with its enriched document; the others are told."""
    for place, item in items.good():
        try:
            document = document_of(item, enricher)
        except Unfit as unfit:
            items.tell(f"{place}: {unfit}")
            continue
        yield item, document


def _print(item: Item, document: Document) -> None:
    """A head line, a line a statement, a line of entities."""
    sys.stdout.write(f"{bold(shorten(document.title or shown_id(item), 90))}  ({document.language})\n")
    for one in document.statements:
        who = (one.speaker.name or one.speaker.text) if one.speaker else "(nobody named)"
        verb = one.cue.lemma if one.cue else "–"
        sys.stdout.write(f"  {shorten(who, 40)} [{verb}, {one.kind}, {one.certainty}] {shorten(one.text, 160)}\n")
    names = [f"{entity.name} ×{len(entity.mentions)}" for entity in document.entities]
    if names:
        sys.stdout.write(f"  entities: {shorten(', '.join(names), 300)}\n")
    for post in document.posts:
        sys.stdout.write(f"  post on {post.platform} by @{post.handle or post.author}: {shorten(post.text, 160)}\n")
