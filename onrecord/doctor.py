"""`onrecord doctor`: one line a dependency: ok, or what is wrong and the fix."""

import asyncio
import os
import shutil
import socket
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from connectors.http import Client, FetchRefused, Request, redacted
from connectors.index.base import IndexUnavailable
from connectors.log.base import TOPICS, LogError
from connectors.sources import make
from onrecord.cli.output import bold, json_line
from onrecord.cli.place import config_file, home_of
from onrecord.config.errors import ConfigErrors
from onrecord.config.load import load
from onrecord.config.model import Config
from onrecord.runtime import guard, open_index, open_log
from onrecord.space import no_space

LEAST_FREE_BYTES = 500_000_000
CLOCK_SLACK_SECONDS = 60
SOURCE_SECONDS = 10.0


@dataclass(frozen=True)
class Finding:
    """What was tried, whether it is well, what was found, and what to do where it is not."""

    name: str
    well: bool
    found: str
    fix: str = ""

    def line(self) -> str:
        return f"{self.name:<14} {'ok' if self.well else bold('WRONG')}  {self.found}" + (
            f"; {self.fix}" if self.fix else ""
        )


def run(args: Namespace) -> int:
    """0 where all is well, else 1."""
    well = True
    for finding in examine(args):
        well = well and finding.well
        if args.json:
            json_line({"name": finding.name, "ok": finding.well, "found": finding.found, "fix": finding.fix or None})
        else:
            sys.stdout.write(finding.line() + "\n")
        sys.stdout.flush()
    return 0 if well else 1


def examine(args: Namespace) -> Iterator[Finding]:
    """Every finding, as soon as it is there."""
    home = home_of(args)
    yield python()
    yield beam()
    path = config_file(args)
    finding, config = configuration(path)
    yield finding
    yield contact(config)
    yield home_folder(home)
    yield disk(home)
    yield clock(home)
    yield log(config, home)
    yield index(config, home)
    yield console_port(config)
    if args.sources:
        yield from asyncio.run(sources(config))


def python() -> Finding:
    """The interpreter."""
    here = sys.version.split()[0]
    well = sys.version_info[:2] >= (3, 11)
    return Finding("python", well, here, "" if well else "onrecord needs Python 3.11: install it and make .venv anew")


def beam() -> Finding:
    """The engine of the pipeline, which is pinned. It is asked for its version and not imported: that takes long."""
    try:
        return Finding("apache-beam", True, version("apache-beam"))
    except PackageNotFoundError:
        return Finding(
            "apache-beam", False, "is not installed", "install onrecord with pip install -c constraints.txt ."
        )


def configuration(path: Path | None) -> tuple[Finding, Config]:
    """The file that holds, and the configuration (the defaults where it is wrong or missing)."""
    if path is None:
        return Finding("configuration", True, "none: defaults hold", "onrecord init writes one"), Config()
    try:
        config = load(path)
    except ConfigErrors as refused:
        first = str(refused.errors[0]).splitlines()[0]
        told = f"{len(refused.errors)} errors, the first: {first}"
        return Finding("configuration", False, told, f"onrecord check {path} tells all"), Config()
    told = f"{path}: {len(config.sources)} sources, {len(config.rules)} rules, {len(config.watched)} entities"
    return Finding("configuration", True, told), config


def contact(config: Config) -> Finding:
    """Whether sites can tell who asks. Only a desk that asks somebody needs it."""
    if config.network.contact:
        return Finding("contact", True, config.network.contact)
    missing = "network.contact is not set: sites can't tell who asks"
    return Finding("contact", not config.sources, missing, "write an address of mail there")


def home_folder(home: Path) -> Finding:
    """Whether state can be written."""
    there = next(folder for folder in (home, *home.resolve().parents) if folder.exists())
    if not there.is_dir():
        return Finding("home", False, f"{there} is not a folder", "move it away, or name another with --home DIR")
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding("home", False, f"{there} can't be written", "change its owner, or name another with --home DIR")
    return Finding("home", True, f"{home}" + ("" if there == home else " (made when it is first needed)"))


def disk(home: Path) -> Finding:
    """Free space where the state is."""
    there = next(folder for folder in (home, *home.resolve().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if problem := no_space(there):
        return Finding("disk", False, problem.message, problem.remedy)
    well = free >= LEAST_FREE_BYTES
    fix = "" if well else f"make room: below {LEAST_FREE_BYTES // 1_000_000} MB nothing new may be taken soon"
    return Finding("disk", well, f"{free / 1e9:.1f} GB free", fix)


def clock(home: Path) -> Finding:
    """Whether the clock stands before something that we wrote already."""
    newest = max((file.stat().st_mtime for file in home.glob("*.db*")), default=0.0)
    ahead = newest - time.time()
    if ahead > CLOCK_SLACK_SECONDS:
        return Finding("clock", False, f"stands {ahead:.0f} s before the newest state", "set the machine's clock")
    return Finding("clock", True, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))


def log(config: Config, home: Path) -> Finding:
    """The log: what it holds."""
    if not (home / "log.db").exists():
        return Finding("log", True, "empty: nothing was fetched yet")
    try:
        opened = open_log(config, home)
        try:
            held = ", ".join(f"{topic} {sum(opened.ends(topic).values()):,}" for topic in TOPICS)
        finally:
            opened.close()
    except LogError as error:
        return Finding("log", False, str(error))
    return Finding("log", True, held)


def index(config: Config, home: Path) -> Finding:
    """The index: what it holds."""
    if not (home / "index").exists():
        return Finding("index", True, "empty: nothing was written yet")
    try:
        opened = open_index(config, home, writer=False)
        try:
            status = opened.status()
        finally:
            opened.close()
    except IndexUnavailable as error:
        return Finding("index", False, str(error))
    return Finding("index", True, ", ".join(f"{key} {value}" for key, value in status.items()))


def console_port(config: Config) -> Finding:
    """Whether the console could listen, or something that is ours does already."""
    host, port = config.console.host, config.console.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            told = f"{host}:{port}: {(error.strerror or str(error)).lower()}"
            return Finding("console", False, told, "where that is not your own onrecord run: set console.port")
    return Finding("console", True, f"{host}:{port} is free")


async def sources(config: Config) -> list[Finding]:
    """Each source's host, asked once through the guarded client."""
    async with Client(guard(config)) as client:
        asked = [_ask(client, one.id, make(one).address) for one in config.sources]
        return list(await asyncio.gather(*asked))


async def _ask(client: Client, name: str, address: str) -> Finding:
    where = f"source {name}"
    if not address.startswith(("http:", "https:")):
        return Finding(where, True, f"{redacted(address)}: a stream, asked when it runs")
    try:
        answer = await client.fetch(Request(address, deadline=SOURCE_SECONDS))
    except FetchRefused as refused:
        return Finding(where, False, str(refused))
    well = answer.status < 400
    return Finding(where, well, f"{redacted(address)} answers {answer.status}", "" if well else "look at its address")
