"""What the tests of all sources share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A home folder with a log and health records."""
    opened = Desk(tmp_path / "home")
    yield opened
    opened.close()
