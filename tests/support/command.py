"""The command line called in this process: what it wrote, and how it ended."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.cli import main


@dataclass(frozen=True)
class Called:
    """The exit status and both outputs."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]


class _Stdin(io.TextIOWrapper):
    """Bytes as standard input."""


def call(*words: object, stdin: str | bytes = b"", folder: Path | None = None) -> Called:
    """`onrecord words...` in `folder`. Exceptions that the command line does not expect come out."""
    raw = stdin.encode("utf-8", "surrogatepass") if isinstance(stdin, str) else stdin
    out, err, before, there = io.StringIO(), io.StringIO(), sys.stdin, Path.cwd()
    sys.stdin = _Stdin(io.BytesIO(raw), encoding="utf-8")
    if folder is not None:
        os.chdir(folder)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = main([str(word) for word in words])
            except SystemExit as ended:
                status = int(ended.code or 0)
    finally:
        sys.stdin = before
        os.chdir(there)
    return Called(status, out.getvalue(), err.getvalue())
