"""`onrecord sources`: list, add, health, import, export."""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from connectors.http import redacted
from connectors.sources import make
from onrecord.cli.inputs import opened
from onrecord.cli.output import json_line, shorten, write_table
from onrecord.cli.parser import CallRefused
from onrecord.cli.place import config_file, config_or_defaults, home_of, load_config
from onrecord.config.edit import add_sources
from onrecord.config.model import Config
from onrecord.opml import NoOpml, Outline, read_opml, write_opml
from onrecord.runtime import open_index
from onrecord.space import no_space


def show(args: Namespace) -> int:
    """The configured sources, without secrets in their addresses."""
    rows = [
        {
            "id": one.id,
            "kind": one.kind,
            "url": redacted(make(one).address),
            "language": one.language,
            "group": one.group,
        }
        for one in load_config(args).sources
    ]
    if args.json:
        for row in rows:
            json_line(row)
    else:
        write_table(rows, ["id", "kind", "language", "url"])
        sys.stderr.write(f"{len(rows)} sources\n")
    return 0


def slug(text: str, taken: Iterable[str]) -> str:
    """An id made of a title or a host: letters, digits, dashes; numbered where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].strip("-") or "source"
    known, number, name = set(taken), 1, words
    while name in known:
        number += 1
        name = f"{words}-{number}"
    return name


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def add(args: Namespace) -> int:
    """Add one source to the file. 2 where the file would then be wrong."""
    config = load_config(args)
    taken = [one.id for one in config.sources]
    kind = args.kind or ("bluesky" if args.url.startswith(("ws:", "wss:")) else "feed")
    ident = args.id or slug(_host(args.url), taken)
    path = config_file(args)
    if path is None:
        raise CallRefused(f"{args.command}: there is no configuration to add to")
    add_sources(path, [{"id": ident, "kind": kind, "url": args.url}])
    sys.stderr.write(f"added {ident} to {path}\n")
    return 0


def import_opml(args: Namespace) -> int:
    """Add every feed of an OPML file that the configuration does not have."""
    config = load_config(args)
    path = config_file(args)
    if path is None:
        raise CallRefused(f"{args.command}: there is no configuration to add to")
    for name, stream in opened([args.file]):
        try:
            outlines = read_opml(stream.read())
        except NoOpml as refused:
            sys.stderr.write(f"{args.command}: {name}: {refused}\n")
            return 1
    new = list(_new(config, outlines))
    if new:
        add_sources(path, new)
    sys.stderr.write(f"added {len(new)} feeds to {path}; {len(outlines) - len(new)} were there already\n")
    return 0


def _new(config: Config, outlines: Iterable[Outline]) -> Iterator[dict[str, str]]:
    known = {make(one).address for one in config.sources}
    taken = [one.id for one in config.sources]
    for outline in outlines:
        if outline.url not in known:
            ident = slug(outline.title or _host(outline.url), taken)
            taken.append(ident)
            yield {"id": ident, "kind": "feed", "url": outline.url}


def export_opml(args: Namespace) -> int:
    """The feeds as OPML on stdout."""
    feeds = [Outline(one.id, make(one).address) for one in load_config(args).sources if one.kind == "feed"]
    sys.stdout.write(write_opml("onrecord", feeds))
    return 0


def health(args: Namespace) -> int:
    """How each source is doing: 0, or 1 where one is failing."""
    config = config_or_defaults(args)
    rows = health_rows(config, _records(args, config))
    if problem := no_space(home_of(args)):
        error = {"code": problem.code, "message": problem.message, "remedy": problem.remedy}
        rows = [{**row, "state": "failing", "error": error} for row in rows]
    for row in rows:
        if args.json:
            json_line(row)
    if not args.json:
        write_table([_shown(row) for row in rows], ["id", "state", "last success", "last item", "next poll", "error"])
    return int(any(row["state"] == "failing" for row in rows))


def _records(args: Namespace, config: Config) -> dict[str, dict[str, Any]]:
    index = open_index(config, home_of(args), writer=False)
    try:
        return {entry.key: json.loads(entry.value) for entry in index.collection("sources").entries()}
    finally:
        index.close()


def health_rows(config: Config, records: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each configured source; one that was never asked is late, without an error."""
    rows = []
    for one in config.sources:
        never = {"last_success": None, "last_item": None, "next_poll": None, "error": None, "state": "late"}
        own = {"id": one.id, "kind": one.kind, "url": redacted(make(one).address)}
        rows.append({**never, **records.get(one.id, {}), **own})
    return rows


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    error = row["error"]
    times = {name.replace("_", " "): (row[name] or "–")[:16] for name in ("last_success", "last_item", "next_poll")}
    told = shorten(f"{error['code']}: {error['message']} {error.get('remedy') or ''}", 160) if error else ""
    return {"id": row["id"], "state": row["state"], **times, "error": told}
