"""What commands read: files by name, or standard input."""

import sys
from collections.abc import Iterator, Sequence
from typing import IO

STDIN = "-"


def opened(names: Sequence[str]) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file's name with its bytes; `-`, or no name at all, is standard input. Raises OSError naming the file."""
    for name in names or (STDIN,):
        if name == STDIN:
            yield "standard input", sys.stdin.buffer
        else:
            with open(name, "rb") as stream:  # noqa: PTH123 - the name is shown in messages as it was given
                yield name, stream
