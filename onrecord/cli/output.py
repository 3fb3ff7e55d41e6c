"""What commands write: JSON lines or a table on stdout, the rest on stderr."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Legal inside a JSON string, yet ends of line to some readers of lines."""


def json_line(value: Any) -> None:
    """One object a line, UTF-8; a lone surrogate is written as its escape."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS) + "\n")


def colour(stream: IO[str]) -> bool:
    """True on a terminal that wants colours (NO_COLOR respected)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if colour(sys.stdout) else text


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """One clean line of the text with these spans in bold on a terminal, between « » elsewhere."""
    before, after = ("\033[1m", "\033[0m") if colour(sys.stdout) else ("«", "»")
    pieces, last = [], 0
    for start, end in sorted(spans):
        if start >= last:
            pieces += [_clean_piece(text[last:start]), before, _clean_piece(text[start:end]), after]
            last = end
    return "".join([*pieces, _clean_piece(text[last:])]).strip()


def _clean_piece(text: str) -> str:
    """As `clean`, with a space kept where white space stood at an edge."""
    edge = text[:1].isspace(), text[-1:].isspace()
    kept = clean(text)
    return (" " if edge[0] else "") + kept + (" " if edge[1] and kept else "")


def clean(text: str) -> str:
    """One line that can't drive a terminal: control and format characters out, white space folded."""
    kept = (" " if char in "\n\r\t" else char for char in text if char in "\n\r\t" or printable(char))
    return " ".join("".join(kept).split())


def printable(char: str) -> bool:
    """False for what moves a cursor, hides text or turns its direction."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or char in "\u200c\u200d"


def shorten(text: str, width: int) -> str:
    """At most `width` characters."""
    text = clean(text)
    return text if len(text) <= width else text[: max(1, width - 1)].rstrip() + "…"


def write_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows under a head, as wide as what they hold; the last column takes the rest. Nothing where there is no row."""
    if not rows:
        return
    cells = [
        [clean(str(row.get(column, "") if row.get(column) is not None else "–")) for column in columns] for row in rows
    ]
    widths = [max(len(column), *(len(row[at]) for row in cells)) for at, column in enumerate(columns)]
    widths[-1] = 0
    head = "  ".join(column.ljust(width) for column, width in zip(columns, widths, strict=True))
    sys.stdout.write(bold(head.rstrip()) + "\n")
    for row in cells:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


class Progress:
    """A count on stderr while something long runs; silent where stderr is no terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = sys.stderr.isatty()
        self._next = 0

    def at(self, done: int) -> None:
        """So many are done."""
        if self._shown and done >= self._next:
            sys.stderr.write(f"\r{done:,} {self._what}")
            sys.stderr.flush()
            self._next = done + 100

    def end(self) -> None:
        """Leave the line empty."""
        if self._shown and self._next:
            sys.stderr.write("\r\033[K")
