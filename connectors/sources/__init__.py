"""Sources by kind. A module of this folder whose name has no leading underscore holds one kind, found by itself."""

import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any

from connectors.sources.base import Source, SourceSettings

__all__ = ["Source", "SourceSettings", "kinds", "make"]


@cache
def kinds() -> dict[str, type[Source[Any]]]:
    """Kind -> its class, in order of name. Raises ValueError where two modules claim one name."""
    found: dict[str, type[Source[Any]]] = {}
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if module_info.name.startswith("_") or module_info.name == "base":
            continue
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for value in vars(module).values():
            if inspect.isclass(value) and issubclass(value, Source) and value.__module__ == module.__name__:
                if value.kind in found:
                    raise ValueError(f"two sources are of kind {value.kind!r}: {found[value.kind]} and {value}")
                found[value.kind] = value
    return found


def make(settings: SourceSettings) -> Source[Any]:
    """The source that these settings describe. Raises KeyError for a kind that no module here has."""
    return kinds()[settings.kind](settings)
