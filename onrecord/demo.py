"""`onrecord demo`: the example desk, its own sources included, until Ctrl-C."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from onrecord.supervisor import Refused, Supervisor, only_one, port_is_free

CONSOLE_PORTS = range(8765, 8795)
SITE = "127.0.0.1:9000"
"""Where the example's configuration expects its sources; a demo puts a free port in its place."""


def run_demo(home: Path | None = None) -> int:
    """The example desk: 0 after SIGTERM, 130 after Ctrl-C, 2 where it can't start. Without a `home` the state lives in
    a temporary folder and is gone at the end."""
    with contextlib.ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-demo-")))
        try:
            stack.enter_context(only_one(folder))
            port = console_port()
        except Refused as refused:
            sys.stderr.write(f"onrecord demo: {refused}\n")
            return 2
        site = stack.enter_context(_site())
        config = write_desk(folder, site, port)
        _greet(folder, port, kept=home is not None)
        watcher = FirstItem(folder)
        state = ["--config", str(config), "--home", str(folder)]
        return Supervisor(folder, state, log_file=folder / "onrecord.log", on_tick=watcher.look).run()


def console_port() -> int:
    """The first free port from 8765 on, or ONRECORD_DEMO_PORT. Raises Refused when none is free."""
    asked = os.environ.get("ONRECORD_DEMO_PORT")
    for port in [int(asked)] if asked else CONSOLE_PORTS:
        if port_is_free("127.0.0.1", port):
            return port
    raise Refused(f"no free port between {CONSOLE_PORTS.start} and {CONSOLE_PORTS.stop - 1} for the console")


@contextlib.contextmanager
def _site() -> Iterator[str]:
    """The example's site in a process of its own; yields its host and port."""
    pace = os.environ.get("ONRECORD_DEMO_PACE", "2.5")
    command = [sys.executable, "-m", "examples.site", "--port", "0", "--pace", pace, "--parent", str(os.getpid())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process:
        try:
            assert process.stdout is not None  # noqa: S101  (it was asked for)
            yield f"127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def write_desk(folder: Path, site: str, port: int) -> Path:
    """The example's configuration and watch-list in the home folder, with the ports of this run; the configuration."""
    desk = resources.files("examples").joinpath("desk")
    config = desk.joinpath("onrecord.yaml").read_text(encoding="utf-8")
    config = config.replace(SITE, site).replace("port: 8765", f"port: {port}")
    (folder / "onrecord.yaml").write_text(config, encoding="utf-8")
    watchlist = desk.joinpath("watchlist.yaml").read_text(encoding="utf-8")
    (folder / "watchlist.yaml").write_text(watchlist, encoding="utf-8")
    return folder / "onrecord.yaml"


def _greet(folder: Path, port: int, *, kept: bool) -> None:
    lines = [
        "onrecord: an example desk with four sources and invented news. Ctrl-C ends it.",
        f"Console   http://127.0.0.1:{port}/",
        f"          http://127.0.0.1:{port}/search?q={urllib.parse.quote('said(speaker:lindqvist)')}&in=statements",
        f"State     {folder}{'' if kept else ' (removed at the end; --home DIR keeps it)'}",
    ]
    if port != CONSOLE_PORTS.start:
        lines.append(f"          (port {CONSOLE_PORTS.start} is taken by another program)")
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()


class FirstItem:
    """Says once when the first item can be searched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.monotonic()
        self._said = False

    def look(self) -> None:
        """Called a few times a second; costs one small query until the first item is there."""
        if self._said or not (self._folder / "index").exists():
            return
        from connectors.index.embedded import open_index

        index = open_index(self._folder, writer=False)
        count = int(index.status()["documents"])
        index.close()
        if count:
            self._said = True
            sys.stdout.write(f"First {count} items searchable after {time.monotonic() - self._began:.1f} s.\n\n")
            sys.stdout.flush()
