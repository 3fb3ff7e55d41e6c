"""The kinds of channel: every module beside this one that has an `open_channel`."""

import importlib
import pkgutil

import connectors.notify as room
from connectors.notify.base import Channel, Context, OpenChannel, Settings


def kinds() -> dict[str, OpenChannel]:
    """Kind -> how to open it, in order of name."""
    found: dict[str, OpenChannel] = {}
    for module in sorted(pkgutil.iter_modules(room.__path__), key=lambda module: module.name):
        opener = getattr(importlib.import_module(f"{room.__name__}.{module.name}"), "open_channel", None)
        if opener is not None and opener.__module__ == f"{room.__name__}.{module.name}":
            found[module.name] = opener
    return found


def open_any(settings: Settings, context: Context) -> Channel:
    """The channel that the settings describe. Raises ValueError for a kind that does not exist."""
    known = kinds()
    if settings.kind not in known:
        raise ValueError(f'there is no kind of channel "{settings.kind}"; there are: {", ".join(known)}')
    return known[settings.kind](settings, context)
