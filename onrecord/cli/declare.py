"""How a command is declared: once, for its parser, its help and the reference page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Option:
    """One option or argument. A name without dashes is an argument; the rest is argparse's."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    type: Callable[[str], Any] | None = None
    choices: tuple[str, ...] | None = None
    default: Any = None
    nargs: str | None = None
    flag: bool = False
    required: bool = False

    @property
    def positional(self) -> bool:
        return not self.names[0].startswith("-")

    def shown(self) -> str:
        """As the reference names it: `--limit N`, `QUERY`, `[FILE...]`."""
        if self.positional:
            name = self.metavar or self.names[0].upper()
            return {"*": f"[{name}...]", "?": f"[{name}]", "+": f"{name}..."}.get(self.nargs or "", name)
        value = "|".join(self.choices) if self.choices else self.metavar
        return ", ".join(self.names) + ("" if self.flag or not value else f" {value}")


@dataclass(frozen=True)
class Command:
    """A command: `run` names the function `module:name` that does it, imported only when it is called."""

    name: str
    summary: str
    examples: tuple[str, ...]
    run: str = ""
    options: tuple[Option, ...] = ()
    children: tuple["Command", ...] = field(default=())


HOME = Option(
    ("--home",),
    "folder that holds all state (default: $ONRECORD_HOME, else ./.onrecord)",
    metavar="DIR",
    type=Path,
)
CONFIG = Option(
    ("--config",),
    "configuration file (default: ./onrecord.yaml, else the one in the home folder)",
    metavar="FILE",
    type=Path,
)
JSON = Option(("--json",), "write JSON lines: one object a line, UTF-8, no colour", flag=True)
STATE = (HOME, CONFIG)
FILES = Option(("files",), "files to read; - or none is standard input", metavar="FILE", nargs="*")
WATCHLIST = Option(
    ("--entities",), "watch-list of entities (YAML or CSV: id, type, name, aliases)", metavar="WATCHLIST", type=Path
)
