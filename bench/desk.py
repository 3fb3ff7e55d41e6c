"""A whole desk under a benchmark: its site, its supervisor, and how they end."""

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def program(*arguments: str, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program beside this one, ended with the block."""
    process = subprocess.Popen([sys.executable, *arguments], env={**os.environ, "PYTHONPATH": str(ROOT)}, **how)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def site(*arguments: str) -> Iterator[int]:
    """The benchmark's site; its port."""
    with program("-m", "bench.site", *arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.stdout.close()


@contextlib.contextmanager
def desk(folder: Path, config: str) -> Iterator[subprocess.Popen[bytes]]:
    """`onrecord run` over a configuration; state in `folder/state`, logs in `folder/run.log`."""
    (folder / "onrecord.yaml").write_text(config)
    with (folder / "run.log").open("wb") as log:
        arguments = ["run", "--config", str(folder / "onrecord.yaml"), "--home", str(folder / "state")]
        with program("-m", "onrecord", *arguments, stdout=log, stderr=log, cwd=folder) as process:
            yield process


def get(url: str) -> Any:
    """JSON from a loopback address."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
