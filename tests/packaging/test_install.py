"""`pip install .` into an empty environment gives a working onrecord with what it needs at run time alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("schemas", "language", "queries", "connectors", "pipelines", "onrecord", "examples")
ITEM = {
    "id": "a1",
    "url": "https://example.org/a1",
    "source": "wire",
    "title": "Minister rejects treaty",
    "text": "The minister, Ada Lindqvist, said on Monday that the harbour would close.",
}
IMPORT_ALL = """
import importlib, pkgutil, sys
for room in sys.argv[1:]:
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, room + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(importlib.import_module("onrecord").__file__)
"""


def run(words: list[object], folder: Path, stdin: str = "", timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """The program's output; fails with what it said where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ONRECORD"))}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A fresh environment with the project installed from a copy of what git would hand out."""
    folder = tmp_path_factory.mktemp("install")
    tree, env = folder / "tree", folder / "env"
    leave_out = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "tests", "bench")
    shutil.copytree(ROOT, tree, ignore=leave_out)
    run([sys.executable, "-m", "venv", env], folder)
    pip = [env / "bin/python", "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    run([*pip, "--constraint", ROOT / "constraints.txt", tree], folder, timeout=1_200)
    shutil.rmtree(tree)
    return env / "bin"


def test_every_module_is_there_and_needs_no_developers_tool(installed, tmp_path):
    done = run([installed / "python", "-c", IMPORT_ALL, *ROOMS], tmp_path)
    assert str(installed.parent) in done.stdout
    for tool in ("pytest", "hypothesis", "playwright", "psutil", "mypy"):
        absent = f"import importlib.util; raise SystemExit(importlib.util.find_spec({tool!r}) is not None)"
        run([installed / "python", "-c", absent], tmp_path)


def test_a_desk_runs_from_an_item_to_a_search(installed, tmp_path):
    onrecord = installed / "onrecord"
    run([onrecord, "init"], tmp_path)
    run([onrecord, "check"], tmp_path)
    (tmp_path / "onrecord.yaml").write_text("sources: []\nconsole: {port: 0}\n")
    run([onrecord, "ingest"], tmp_path, stdin=json.dumps(ITEM))
    run([onrecord, "run", "--until-idle"], tmp_path)
    (hit,) = run([onrecord, "search", "said(speaker:lindqvist)", "--json"], tmp_path).stdout.splitlines()
    assert json.loads(hit)["title"] == "Minister rejects treaty"
    run([onrecord, "doctor"], tmp_path)
