"""What commands read: files by name, or standard input; items out of them, each bad line told and the rest answered."""

import sys
from collections.abc import Iterator, Sequence
from typing import IO

from connectors.sources._files import Refusal, read_items
from onrecord.runtime import now_ms
from schemas import Item

STDIN = "-"
STDIN_NAME = "standard input"


def opened(names: Sequence[str]) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file's name with its bytes; `-`, or no name at all, is standard input. Raises OSError naming the file."""
    for name in names or (STDIN,):
        if name == STDIN:
            yield STDIN_NAME, sys.stdin.buffer
        else:
            with open(name, "rb") as stream:  # noqa: PTH123 - the name is shown in messages as it was given
                yield name, stream


class Items:
    """The items of some files, with the place of the one given out last, and a count of what was refused."""

    def __init__(self, names: Sequence[str], *, source: str | None = None, history: bool = False) -> None:
        self.refused = 0
        self._names = names
        self.source = source
        self._history = history

    def read(self) -> Iterator[tuple[str, Item | Refusal]]:
        """Each item or refusal with its place: `file`, or `file:line`."""
        for name, stream in opened(self._names):
            for one in read_items(name, stream, source=self.source, history=self._history, arrived=now_ms()):
                yield (one.place if isinstance(one, Refusal) else place_of(name, one)), one

    def good(self) -> Iterator[tuple[str, Item]]:
        """The items alone; refusals go to stderr."""
        for place, one in self.read():
            if isinstance(one, Refusal):
                self.tell(str(one))
            else:
                yield place, one

    def tell(self, message: str) -> None:
        """Say that a line was refused, and count it."""
        self.refused += 1
        sys.stderr.write(f"{message}\n")


def place_of(name: str, item: Item) -> str:
    """Where an item stood: the reader numbers the versions of one call by the line."""
    line = item.version - item.arrived * 1000
    return f"{name}:{line}" if line else name
