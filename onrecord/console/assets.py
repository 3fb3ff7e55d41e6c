"""Stylesheet, scripts and icon: read once, named by their hash, scripts joined into one answer."""

import base64
import hashlib
from importlib.resources import files

import msgspec

SCRIPTS = ("time.js", "keys.js", "live.js")


class Asset(msgspec.Struct, frozen=True):
    """A file as it is served: its address, its type, its bytes, and its hash for `integrity`."""

    path: str
    media_type: str
    body: bytes
    integrity: str


def _asset(name: str, media_type: str, body: bytes) -> Asset:
    stem, dot, suffix = name.partition(".")
    path = f"/static/{stem}-{hashlib.sha256(body).hexdigest()[:12]}{dot}{suffix}"
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()
    return Asset(path, media_type, body, integrity)


def load() -> dict[str, Asset]:
    """`style`, `script`, `icon`."""
    folder = files("onrecord.console") / "static"
    script = b"\n".join((folder / name).read_bytes() for name in SCRIPTS)
    return {
        "style": _asset("console.css", "text/css", (folder / "console.css").read_bytes()),
        "script": _asset("console.js", "text/javascript", script),
        "icon": _asset("icon.svg", "image/svg+xml", (folder / "icon.svg").read_bytes()),
    }
