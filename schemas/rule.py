"""`Rule`: a query that stands, and whom it tells."""

from typing import Literal

import msgspec


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """`per` is the alert's unit: once a document (the default), or once a statement that matched.
    `version` is derived from the query's text; the alert's id does not know it."""

    id: str
    query: str
    name: str = ""
    severity: Literal["low", "normal", "high"] = "normal"
    channels: tuple[str, ...] = ()
    per: Literal["document", "statement"] = "document"
    version: str = ""
