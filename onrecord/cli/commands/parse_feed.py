"""`onrecord parse-feed`: bytes of feeds in, entries out."""

import sys
from argparse import Namespace

from connectors.sources._entries import ParseRefused, shown
from connectors.sources._feedparse import entries
from onrecord.cli.inputs import opened
from onrecord.cli.output import json_line, shorten


def run(args: Namespace) -> int:
    """0, or 1 where a file was no feed; the others are answered."""
    failed = False
    for name, stream in opened(args.files):
        try:
            parsed = entries(stream.read(), None, args.url or "", sitemaps=True)
        except ParseRefused as refused:
            sys.stderr.write(f"onrecord parse-feed: {name}: {refused}\n")
            failed = True
            continue
        for note in parsed.notes:
            sys.stderr.write(f"{name}: {note}\n")
        for entry in parsed.entries:
            row = shown(entry)
            if args.json:
                json_line({**row, "file": name} if len(args.files) > 1 else row)
            else:
                sys.stdout.write(
                    f"{row['published'] or '–':<25}  {shorten(row['title'] or '(no title)', 70)}  {row['url'] or ''}\n"
                )
    return int(failed)
