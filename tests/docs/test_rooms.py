"""Imports point up the table of rooms only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "schemas": set(),
    "language": {"schemas"},
    "queries": {"schemas", "language"},
    "connectors": {"schemas", "language"},
    "pipelines": {"schemas", "language", "queries", "connectors"},
    "onrecord": {"schemas", "language", "queries", "connectors", "pipelines", "examples"},
    "examples": {"connectors"},
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def wrong_arrows(root: Path) -> list[str]:
    wrong = []
    for room, allowed in MAY_IMPORT.items():
        for path in sorted((root / room).rglob("*.py")):
            here = allowed | {room}
            if path.relative_to(root).parts[:2] == ("connectors", "index"):
                here = here | {"queries"}
            wrong += [
                f"{path.relative_to(root)} imports {name}"
                for name in imports(path)
                if name.split(".")[0] in MAY_IMPORT and name.split(".")[0] not in here
            ]
    return wrong


def test_imports_point_up_only() -> None:
    assert wrong_arrows(ROOT) == []


def test_a_wrong_arrow_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "language").mkdir()
    (tmp_path / "language" / "bad.py").write_text("from connectors.log.base import Log\n")
    assert wrong_arrows(tmp_path) == ["language/bad.py imports connectors.log.base"]


@pytest.mark.parametrize("room", ["onrecord", "connectors", "schemas", "language", "queries"])
def test_beam_is_imported_by_the_pipeline_alone(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        assert not any(name.split(".")[0] == "apache_beam" for name in imports(path)), path
