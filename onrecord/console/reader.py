"""The index, asked from one thread; what it said is kept until its generation moves."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from connectors.index.base import Index, IndexUnavailable
from connectors.sources.base import Problem

T = TypeVar("T")

KEPT = 256
"""Answers kept at most; the least recently used go first."""


def no_trouble() -> Problem | None:
    return None


class Desk:
    """What a question may use: the index, a memory of answers that hold for the index's generation, and `trouble`,
    which tells what keeps the whole desk from taking anything now."""

    def __init__(self, index: Index, trouble: Callable[[], Problem | None] = no_trouble) -> None:
        self.index = index
        self.trouble = trouble
        self._generation: int | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave for this key since the index last changed. Only for answers that the index's
        documents decide: collections have generations of their own."""
        generation = self.index.generation()
        if generation != self._generation:
            self._answers.clear()
            self._generation = generation
        if key in self._answers:
            self._answers.move_to_end(key)
        else:
            self._answers[key] = make()
            if len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        answer: T = self._answers[key]
        return answer


class Reader:
    """Puts questions to the index in a thread of its own, which opens it when first asked and again after it was
    found damaged. `ask` raises IndexUnavailable as the index does."""

    def __init__(self, open_index: Callable[[], Index], trouble: Callable[[], Problem | None] = no_trouble) -> None:
        self._open = open_index
        self._trouble = trouble
        self._desk: Desk | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")

    async def ask(self, question: Callable[[Desk], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question)

    def _ask(self, question: Callable[[Desk], T]) -> T:
        if self._desk is None:
            self._desk = Desk(self._open(), self._trouble)
        try:
            return question(self._desk)
        except IndexUnavailable as error:
            if error.code == "damaged":
                self._close()
            raise

    def _close(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.index.close()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)
