"""The writer of the full-text index: derived from the documents, and able to become whole again by itself.

`indexed`, kept beside the documents, is the number of the last write that a commit holds. It is noted after the commit,
together with the stamp that the engine gave this commit and will not give again. What lies above `indexed` is deleted
by id and added again before the next commit, whenever it is not certain that the engine holds it: at the start, after
an error, after too many writes at once. A full-text index that is absent, damaged, of another layout, or older than the
stamp noted is built anew beside the old one, which serves until that is done.
"""

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tantivy

from connectors.index import fields
from connectors.index.base import IndexUnavailable
from connectors.index.documents import Documents
from connectors.index.fields import Filed
from connectors.index.names import make_folder
from connectors.index.snapshot import NEVER, damage_note, full_text_folder, look_through, told
from queries.terms import DocumentTerms

HEAP_BYTES = 20_000_000
"""What the engine gathers before it writes a segment."""
MOST_PENDING = 2_000
"""More writes than this between two refreshes are read again from the documents instead of being held here."""


class FullText:
    """The one writer of one index's full text. Use under one lock. Raises IndexUnavailable."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        """Bring the full text up to the documents; builds it anew where it must."""
        self._folder = folder
        self._documents = documents
        self._writer: Any = None
        self._place = full_text_folder(folder, documents.fact("folder") or 0)
        self._pending: dict[int, Filed] = {}
        self._behind = True
        if not self._usable():
            self._rebuild()
        self.refresh()
        self._remove_others()

    def add(self, written: Iterable[Filed]) -> None:
        """These were written to the documents; the next refresh shows them."""
        for filed in written:
            self._pending[filed.row] = filed
        if len(self._pending) > MOST_PENDING:
            self._behind = True
            self._pending.clear()

    def lose_track(self) -> None:
        """It is not certain what was written: the next refresh asks the documents."""
        self._behind = True
        self._pending.clear()

    def refresh(self) -> None:
        """Commit what was written, note that it is, and let every process look again."""
        pending = self._written_after(self._indexed(), fresh=False) if self._behind else self._pending.values()
        try:
            last = NEVER
            for filed in pending:
                self._replace(filed)
                last = max(last, filed.number)
            if last > NEVER:
                self._note(self._commit(), indexed=last)
        except BaseException:
            self.close()
            self.lose_track()
            raise
        self._behind = False
        self._pending.clear()

    def close(self) -> None:
        """Let go of the engine's writer; what was not committed is added again by the next one."""
        if self._writer is not None:
            with contextlib.suppress(Exception):
                self._writer.rollback()
            with contextlib.suppress(Exception):
                self._writer.wait_merging_threads()  # what frees the engine's lock, whoever still holds the object
            self._writer = None

    def _indexed(self) -> int:
        indexed = self._documents.fact("indexed")
        return NEVER if indexed is None else indexed

    def _note(self, stamp: int, **facts: int) -> None:
        generation = (self._documents.fact("generation") or 0) + 1
        self._documents.note(stamp=stamp, generation=generation, **facts)

    def _opened(self) -> Any:
        if self._writer is None:
            with told(self._place):
                self._writer = _writer_of(tantivy.Index.open(str(self._place)))
        return self._writer

    def _written_after(self, number: int, *, fresh: bool) -> Iterator[Filed]:
        for kept in self._documents.above(number):
            yield Filed(kept.row, kept.number, kept.document(), DocumentTerms.decode(kept.terms), fresh=fresh)

    def _replace(self, filed: Filed) -> None:
        writer = self._opened()
        entries = fields.entries(filed)
        with told(self._place):
            if not filed.fresh:
                writer.delete_documents_by_term("id", filed.document.id)
            for entry in entries:
                writer.add_document(entry)

    def _commit(self) -> int:
        writer = self._opened()
        with told(self._place):
            return int(writer.commit())

    def _usable(self) -> bool:
        """True where the full text can be brought up to date by adding what is missing."""
        stamp = self._documents.fact("stamp")
        if stamp is None or self._documents.fact("layout") != fields.LAYOUT or damage_note(self._place).exists():
            return False
        try:
            with told(self._place):
                look_through(tantivy.Index.open(str(self._place)), self._place)
                return int(self._opened().commit_opstamp) >= stamp
        except IndexUnavailable as error:
            if error.code == "damaged":
                return False
            raise

    def _rebuild(self) -> None:
        """Build the full text beside what is there, then let it serve."""
        self.close()
        number = (self._documents.fact("folder") or 0) + 1
        self._place = full_text_folder(self._folder, number)
        shutil.rmtree(self._place, ignore_errors=True)
        make_folder(self._place)
        with told(self._place):
            self._writer = _writer_of(tantivy.Index(fields.schema(), path=str(self._place)))
        last = 0
        for filed in self._written_after(0, fresh=True):
            self._replace(filed)
            last = filed.number
        self._note(self._commit(), indexed=last, folder=number, layout=fields.LAYOUT)

    def _remove_others(self) -> None:
        """Full-text indexes that no longer serve, and what an interrupted rebuild left."""
        for other in self._place.parent.iterdir():
            if other != self._place:
                shutil.rmtree(other, ignore_errors=True)


def _writer_of(index: Any) -> Any:
    index.config_reader("manual")  # else this process opens every segment again after each commit, for nobody
    return index.writer(HEAP_BYTES, 1)
