"""`onrecord replay`: the index anew out of the log."""

import shutil
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from connectors.index.embedded import open_index as open_embedded
from connectors.index.embedded import serve
from connectors.index.names import current_name, index_folder
from onrecord.cli.output import Progress, json_line, shorten
from onrecord.cli.parser import CallRefused
from onrecord.cli.place import config_or_defaults, home_of
from onrecord.config.model import Config
from onrecord.replay import Change, Rebuilt, Span, changes, rebuild
from onrecord.runtime import entity_base, open_log
from onrecord.supervisor import Refused, only_one
from pipelines.enrich import Enricher


def run(args: Namespace) -> int:
    """0 once the new index serves; 2 where `onrecord run` uses the home, or the name is taken."""
    config, home, span = config_or_defaults(args), home_of(args), Span(args.since, args.until)
    try:
        with only_one(home):
            return _dry(args, config, home, span) if args.dry_run else _replay(args, config, home, span)
    except Refused as refused:
        sys.stderr.write(f"onrecord replay: {refused}\n")
        return 2


def _replay(args: Namespace, config: Config, home: Path, span: Span) -> int:
    name = args.into or time.strftime("replay-%Y%m%d-%H%M%S", time.gmtime())
    try:
        folder = index_folder(home, name)
    except ValueError as error:
        raise CallRefused(f"{args.command}: {error}") from None
    if folder.exists():
        raise CallRefused(f"{args.command}: an index {name} is there already; give another name with --into")
    before = current_name(home)
    serving = open_embedded(home, writer=True)  # held, so that no worker writes what the new index would not have
    try:
        done = _build(config, home, home, name, span)
    finally:
        serving.close()
    serve(home, name)
    _counted(args, {"into": name, "made": done.made, "carried": done.carried, "refused": done.refused})
    sys.stderr.write(f"{name} serves now; {index_folder(home, before)} is no longer used and can be removed\n")
    return 0


def _build(config: Config, home: Path, place: Path, name: str, span: Span) -> Rebuilt:
    """The new index under `place`; what is half made is removed where the building fails."""
    log, progress = open_log(config, home), Progress("documents")
    new = open_embedded(place, writer=True, name=name)
    whole = False
    try:
        done = rebuild(log, home, new, Enricher(entity_base(config)), span, progress.at)
        whole = True
    finally:
        progress.end()
        new.close()
        log.close()
        if not whole:
            shutil.rmtree(index_folder(place, name), ignore_errors=True)
    return done


def _dry(args: Namespace, config: Config, home: Path, span: Span) -> int:
    """Build beside, compare, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix=".replay-", dir=home) as folder:
        place = Path(folder)
        done = _build(config, home, place, "main", span)
        counts = {"new": 0, "changed": 0}
        for change in changes(home, index_folder(place, "main")):
            counts["new" if change.what == ("new",) else "changed"] += 1
            _show(args, change)
    same = done.made + done.carried - sum(counts.values())
    _counted(args, {**counts, "same": same, "refused": done.refused})
    return 0


def _show(args: Namespace, change: Change) -> None:
    if args.json:
        json_line({"id": change.id, "title": change.title, "changed": list(change.what)})
    else:
        sys.stdout.write(f"{change.id[:12]}  {', '.join(change.what):<30}  {shorten(change.title, 80)}\n")


def _counted(args: Namespace, counts: dict[str, Any]) -> None:
    if args.json:
        json_line(counts)
    else:
        sys.stdout.write(", ".join(f"{key} {value}" for key, value in counts.items()) + "\n")
