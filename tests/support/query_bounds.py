"""Documents in a full-text index in memory, and what a compiler makes of queries over it: its two bounds, and the hits
that follow when the live matcher judges what lies between."""

from collections.abc import Sequence
from pathlib import Path

import tantivy

from connectors.index import fields
from connectors.index.compile import Compiler
from connectors.index.fields import Filed
from connectors.index.snapshot import Snapshot
from queries import Query
from queries.matcher import matches
from queries.terms import DocumentTerms, document_terms
from schemas import Document


class Indexed:
    """A document's row is its place in `documents`."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.terms: list[DocumentTerms] = [document_terms(document) for document in documents]
        index = tantivy.Index(fields.schema())
        writer = index.writer(20_000_000, num_threads=1)
        for row, (document, terms) in enumerate(zip(documents, self.terms, strict=True)):
            for entry in fields.entries(Filed(row, row, document, terms)):
                writer.add_document(entry)
            if row % 97 == 96:
                writer.commit()
        writer.commit()
        index.reload()
        self.snapshot = Snapshot(index, Path("in memory"))

    def bounds(self, query: Query, compiler: Compiler) -> tuple[set[int], set[int]]:
        """The rows within the inner bound and within the outer one."""
        found = compiler.bounds(query.tree)
        must = set(self.snapshot.all_values(found.must, "row"))
        return must, must if found.exact else set(self.snapshot.all_values(found.may, "row"))

    def found(self, query: Query, compiler: Compiler) -> set[int]:
        """The rows that a search would find."""
        must, may = self.bounds(query, compiler)
        return must | {row for row in may - must if matches(query, self.terms[row])}
