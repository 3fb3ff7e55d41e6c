"""Whether the disk of the state is full. It keeps every process from noting that it is, so who is asked looks anew."""

from pathlib import Path

from connectors.index.database import is_full
from connectors.sources._problems import problem
from connectors.sources.base import Problem


def no_space(home: Path) -> Problem | None:
    """What to tell of every source while the home's disk has next to nothing free."""
    if not is_full(home / "log.db"):
        return None
    return problem("log_full", f"nothing new is taken: there is no space left for {home}")
