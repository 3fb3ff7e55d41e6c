"""A desk for the whole folder: written once, read by every test's own application."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from connectors.index.base import Index
from connectors.index.embedded import open_index
from onrecord.console.app import create_app
from onrecord.console.state import ConsoleState
from schemas import Rule
from tests.support import newsroom

RULE = Rule(
    id="deal", query="said(speaker:lindqvist treaty)", name="Harbour treaty", channels=("desk",), severity="high"
)


def state_over(home: Path, **more: object) -> ConsoleState:
    given = {"zone": "Europe/Oslo", "rules": [RULE], "clock": lambda: newsroom.NOW, "pulse": 0.05, **more}
    return ConsoleState(open_index=lambda: open_index(home, writer=False), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of a desk with the newsroom's documents, a hundred more, an alert and three sources."""
    folder = tmp_path_factory.mktemp("desk")
    index = newsroom.open_desk(folder)
    newsroom.write(index, newsroom.many(100))
    newsroom.alerts(index)
    index.close()
    return folder


@pytest.fixture(scope="session")
def app(home: Path) -> Starlette:
    return create_app(state_over(home))


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., tuple[Starlette, Index]]]:
    """An application over an index of its own, which is open to write."""
    opened: list[Index] = []

    def make(documents: object = None, **more: object) -> tuple[Starlette, Index]:
        index = newsroom.open_desk(tmp_path, documents)  # type: ignore[arg-type]
        opened.append(index)
        return create_app(state_over(tmp_path, **more)), index

    yield make
    for index in opened:
        index.close()
