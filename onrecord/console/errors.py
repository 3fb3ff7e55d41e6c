"""What the console refuses, and how it says so.

Refusal                what a person or a script asked wrongly, or what can't be answered now
"""

from typing import Any

import msgspec


class Fix(msgspec.Struct, frozen=True):
    """One way out: words for a link and the parameters that it changes."""

    label: str
    changes: tuple[tuple[str, str | None], ...]


class Refusal(Exception):
    """An answer that is not the page: `status`, a stable `code`, a message for the reader.

    `column` and `end` count from 1 in the query; `fixes` are offered as links.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        column: int | None = None,
        end: int | None = None,
        fixes: tuple[Fix, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.column = column
        self.end = end
        self.fixes = fixes
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """`{"error": {"code", "message", "column"?}}`."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.column is not None:
            error["column"] = self.column
        return {"error": error}
