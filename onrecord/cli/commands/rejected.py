"""`onrecord rejected`: what could not be processed, and bringing it back."""

import base64
import io
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from connectors.log.base import ITEMS, Log, Record
from connectors.sources._files import read_items
from onrecord.cli.output import clean, json_line, shorten, write_table
from onrecord.cli.parser import CallRefused
from onrecord.cli.place import config_or_defaults, home_of
from onrecord.rejected import Case, bytes_of, cases, close, named
from onrecord.runtime import now_ms, open_log
from onrecord.shapes import instant
from schemas import Item, decode, encode
from schemas.alert import rejected_summary

SHOWN_BYTES = 4_000


@contextmanager
def _log_of(args: Namespace) -> Iterator[Log]:
    log = open_log(config_or_defaults(args), home_of(args))
    try:
        yield log
    finally:
        log.close()


def _told(case: Case) -> dict[str, Any]:
    """A case as scripts get it: everything but the bytes, its time in ISO 8601."""
    return {**rejected_summary(case.told), "at": instant(case.told.at), "state": case.told.state}


def show_list(args: Namespace) -> int:
    """The open cases, or all."""
    with _log_of(args) as log:
        found = [case for case in cases(log) if args.all or case.told.state == "open"]
    rows = [_told(case) for case in found]
    if args.json:
        for row in rows:
            json_line(row)
        return 0
    for row in rows:
        row |= {"id": row["id"][:12], "at": row["at"][:16], "error": shorten(row["error"], 100)}
    write_table(
        rows,
        ["id", "at", "source", "stage", "state", "error"] if args.all else ["id", "at", "source", "stage", "error"],
    )
    sys.stderr.write(f"{len(rows)} open\n" if not args.all else f"{len(rows)} in all\n")
    return 0


def show(args: Namespace) -> int:
    """One case with its bytes: base64 in JSON, text for people."""
    with _log_of(args) as log:
        case = _one(log, args.id)
        raw = bytes_of(log, case)
    if args.json:
        json_line({**_told(case), "bytes": base64.b64encode(raw).decode()})
        return 0
    for key, value in _told(case).items():
        sys.stdout.write(f"{key}: {clean(str(value))}\n")
    text = raw[:SHOWN_BYTES].decode("utf-8", "replace")
    sys.stdout.write(f"\n{clean(text)}\n")
    if len(raw) > SHOWN_BYTES:
        sys.stderr.write(f"{SHOWN_BYTES:,} of {len(raw):,} bytes; --json has them all\n")
    return 0


def _one(log: Log, beginning: str) -> Case:
    found = named(cases(log), beginning)
    if not found:
        raise CallRefused(
            f"onrecord rejected: there is none whose id begins with {beginning!r} (onrecord rejected list)"
        )
    if len(found) > 1:
        raise CallRefused(f"onrecord rejected: {len(found)} ids begin with {beginning!r}: give more of it")
    return found[0]


def replay(args: Namespace) -> int:
    """Put the items into the log again; 1 where one can't be. A case is closed after its items are durable."""
    done, left = 0, 0
    with _log_of(args) as log:
        wanted = [_one(log, ident) for ident in args.ids] or [case for case in cases(log) if case.told.state == "open"]
        for case in wanted:
            items, problem = _items_of(log, case)
            if problem:
                sys.stderr.write(f"{case.told.id[:12]}: {problem}\n")
                left += 1
                continue
            log.append(ITEMS, [Record(item.id, encode(item)) for item in items])
            close(log, case, "replayed")
            done += 1
    _counted(args, replayed=done, left=left)
    return int(left > 0)


def _items_of(log: Log, case: Case) -> tuple[list[Item], str]:
    """The items that a case holds, or why there are none."""
    if not case.told.replayable:
        return (
            [],
            f"only the first {len(bytes_of(log, case)):,} of {case.told.length:,} bytes were kept: fetch it again",
        )
    raw = bytes_of(log, case)
    if not raw:
        return [], "its bytes were erased"
    try:
        return [decode(raw, Item)], ""
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _read_again(case, raw)


def _read_again(case: Case, raw: bytes) -> tuple[list[Item], str]:
    """A line as it was given to `ingest`, read once more: it may be what we could not read that was mended."""
    read = list(read_items(f"{case.told.id[:12]}.jsonl", io.BytesIO(raw), source=case.told.source, arrived=now_ms()))
    items = [item for item in read if isinstance(item, Item)]
    refused = [refusal.message for refusal in read if not isinstance(refusal, Item)]
    if refused or not items:
        return [], f"is refused as before: {'; '.join(refused) or 'it holds nothing'}"
    return items, ""


def dismiss(args: Namespace) -> int:
    """Close cases without bringing them back."""
    with _log_of(args) as log:
        wanted = [_one(log, ident) for ident in args.ids]
        for case in wanted:
            close(log, case, "dismissed")
    _counted(args, dismissed=len(wanted))
    return 0


def _counted(args: Namespace, **counts: int) -> None:
    if args.json:
        json_line(counts)
    else:
        sys.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()) + "\n")
