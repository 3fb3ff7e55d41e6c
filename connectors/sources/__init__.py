"""Sources by kind. A module of this folder whose name has no leading underscore holds one kind, found by itself.

What a source is, pydantic with it, is imported where kinds are asked for: a parser's process, which is in this folder
too, needs 20 MB less without.
"""

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.sources.base import Source, SourceSettings

__all__ = ["kinds", "make"]


@cache
def kinds() -> "dict[str, type[Source[Any]]]":
    """Kind -> its class, in order of name. Raises ValueError where two modules claim one name."""
    from connectors.sources.base import Source

    found: dict[str, type[Source[Any]]] = {}
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if module_info.name.startswith("_") or module_info.name == "base":
            continue
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Source) and value.__module__ == module.__name__:
                if value.kind in found:
                    raise ValueError(f"two sources are of kind {value.kind!r}: {found[value.kind]} and {value}")
                found[value.kind] = value
    return found


def make(settings: "SourceSettings") -> "Source[Any]":
    """The source that these settings describe. Raises KeyError for a kind that no module here has."""
    return kinds()[settings.kind](settings)
