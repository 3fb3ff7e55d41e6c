"""The guarded client: every request, socket and webhook goes out through here."""

from connectors.http.client import Client, Guard, Headers, Request, Response
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
from connectors.http.pace import Pace
from connectors.http.targets import allow_list, redacted
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
