"""The query language: grammar, tree, canonical text, refusals, and the executors that do not need an index."""

import msgspec

from queries.tree import Node


class Notice(msgspec.Struct, frozen=True):
    """What was read leniently; never changes the result. Columns count from 1."""

    code: str
    message: str
    column: int
    end: int


class Query(msgspec.Struct, frozen=True):
    """A parsed query: the text as typed, its canonical text, its tree, and notices."""

    text: str
    canonical: str
    tree: Node
    notices: tuple[Notice, ...] = ()
