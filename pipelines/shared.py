"""Clients and models that a process has once, whatever Beam copies, pickles or sets up again every batch."""

import itertools
import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_held: dict[str, Any] = {}
_names = itertools.count()


class Shared(Generic[T]):
    """A handle that travels with the graph while the thing itself stays: `get` finds it in this process, or makes it
    once. Made of a factory it works in any process that can import the factory; held from a live object (`Shared.of`)
    only in this one."""

    def __init__(self, name: str, make: Callable[[], T] | None = None) -> None:
        self.name = name
        self.make = make

    @classmethod
    def of(cls, thing: T) -> "Shared[T]":
        """A handle on a live object of this process."""
        handle = cls(f"{os.getpid()}/{next(_names)}")
        _held[handle.name] = thing
        return handle

    def get(self) -> T:
        """The thing; raises KeyError in a process that neither holds it nor can make it."""
        if self.name not in _held:
            if self.make is None:
                raise KeyError(f"{self.name} lives in another process and has no factory")
            _held[self.name] = self.make()
        thing: T = _held[self.name]
        return thing

    def drop(self) -> None:
        """Forget the thing in this process."""
        _held.pop(self.name, None)
