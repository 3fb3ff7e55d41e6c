"""The whole product as a user runs it: `onrecord run` as a process of its own, seen through its pages and commands."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psutil

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
PATIENCE = 120.0
"""How long anything that must happen may take on a machine that is busy with other work, in seconds."""


def onrecord(folder: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command of the product, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *words, "--home", str(home)],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def rows(called: subprocess.CompletedProcess[str]) -> list[Any]:
    """What a command wrote as JSON lines."""
    return [json.loads(line) for line in called.stdout.splitlines() if line.strip()]


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Wait until it holds; returns after how many seconds it did."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{seconds:.0f} s and still not: {what}"
        time.sleep(0.1)
    return time.monotonic() - began


class Running:
    """`with Running(folder, sources, allow=[port]) as desk`: a desk that runs until the block is left."""

    def __init__(self, folder: Path, sources: str, *, allow: list[int], home: Path | None = None) -> None:
        self.folder, self.home, self.console = folder, home or folder / "state", free_port()
        folder.mkdir(parents=True, exist_ok=True)
        allowed = ", ".join(f'"127.0.0.1:{port}"' for port in allow)
        (folder / "onrecord.yaml").write_text(
            f'network: {{allow: [{allowed}], contact: "desk@example.org"}}\n'
            f"sources:\n{sources}"
            f"console: {{port: {self.console}}}\n",
            encoding="utf-8",
        )
        self.peak = 0
        """The most that the process tree was seen to hold, resident bytes."""

    def __enter__(self) -> Self:
        with (self.folder / "run.log").open("ab") as log:
            self.run = subprocess.Popen(
                [sys.executable, "-m", "onrecord", "run", "--home", str(self.home)],
                cwd=self.folder,
                env=ENVIRONMENT,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(self, *_: object) -> None:
        """SIGTERM, and SIGKILL where that does not end it."""
        self.run.terminate()
        try:
            self.status = self.run.wait(20)
        finally:
            self.run.kill()
            self.run.wait()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command on this desk."""
        return onrecord(self.folder, self.home, *words)

    @property
    def said(self) -> str:
        """Everything its processes wrote."""
        return (self.folder / "run.log").read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a page's twin; 0 while nobody answers."""
        assert self.run.poll() is None, f"the product has ended: {self.said[-3000:]}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.console}{path}", timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, None

    def hits(self, query: str, limit: int = 1000) -> list[dict[str, Any]]:
        """The documents that a query finds."""
        status, answer = self.get(f"/search.json?limit={limit}&q={quote(query)}")
        hits: list[dict[str, Any]] = answer["hits"] if status == 200 else []
        return hits

    def count(self, query: str) -> int:
        """How many documents a query finds."""
        status, answer = self.get(f"/search.json?limit=1&q={quote(query)}")
        return int(answer["total"]) if status == 200 else 0

    def document(self, ident: str) -> dict[str, Any]:
        """A document with all that is kept of it."""
        status, answer = self.get(f"/documents/{ident}.json")
        assert status == 200, answer
        document: dict[str, Any] = answer
        return document

    def sources(self) -> dict[str, dict[str, Any]]:
        """The health of each source."""
        status, answer = self.get("/sources.json")
        return {one["id"]: one for one in answer["sources"]} if status == 200 else {}

    def weigh(self) -> None:
        """Look how much memory the process tree holds."""
        held = 0
        for process in (own := psutil.Process(self.run.pid), *own.children(recursive=True)):
            try:
                held += process.memory_info().rss
            except psutil.Error:
                continue
        self.peak = max(self.peak, held)

    def deaths(self) -> list[str]:
        """Every line that tells of a crash."""
        return [line for line in self.said.splitlines() if "Traceback" in line or " died (" in line]
