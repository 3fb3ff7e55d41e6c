"""The guarded client: every request, socket and webhook goes out through here.

The client is imported where it is first asked for: most processes only know its words, and aiohttp takes 15 MB.
"""

import importlib
from typing import TYPE_CHECKING, Any

from connectors.http.errors import (
    AnswerRefused,
    FetchRefused,
    RedirectRefused,
    TargetRefused,
    TooSlow,
    Unreachable,
    UpgradeRefused,
)
from connectors.http.headers import http_date, retry_after
from connectors.http.messages import Guard, Headers, Request, Response
from connectors.http.pace import Pace
from connectors.http.targets import allow_list, redacted

if TYPE_CHECKING:
    from connectors.http.client import Client
    from connectors.http.websocket import Frame, Socket

__all__ = [
    "AnswerRefused",
    "Client",
    "FetchRefused",
    "Frame",
    "Guard",
    "Headers",
    "Pace",
    "RedirectRefused",
    "Request",
    "Response",
    "Socket",
    "TargetRefused",
    "TooSlow",
    "Unreachable",
    "UpgradeRefused",
    "allow_list",
    "http_date",
    "redacted",
    "retry_after",
]

_LATER = {"Client": "client", "Frame": "websocket", "Socket": "websocket"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
