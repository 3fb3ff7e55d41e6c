"""A desk's configuration that uses every part, with the files that it names."""

import base64
from pathlib import Path

KEY = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()

FULL = """\
# A desk of ours.
log: sqlite
index: tantivy
workers: 1
zone: Europe/Oslo
network: {allow: ["127.0.0.1:9000", "127.0.0.1:9001"], contact: "desk@example.org"}
sources:
  - {id: wire, kind: feed, url: "http://127.0.0.1:9000/wire.xml", every: 1s}   # the first
  - id: sky
    kind: bluesky
    url: "ws://127.0.0.1:9000/subscribe"
channels:
  desk: {kind: webhook, url: "http://127.0.0.1:9001/", secret: {file: desk.key}}
  here: {kind: terminal}
rules:
  - {id: deal, query: 'treaty AND said(speaker:lindqvist)', channels: [desk]}
entities: watchlist.yaml
console: {host: 127.0.0.1, port: 8765}
"""

WATCHLIST = """\
- {id: lindqvist, type: person, name: Ada Lindqvist, aliases: [Lindqvist, Ада Линдквист]}
- {id: nordhavn, type: place, name: Nordhavn}
"""


def write_desk(folder: Path, text: str = FULL) -> Path:
    """Write the configuration, its key and its watch-list; return the configuration's path."""
    (folder / "desk.key").write_text(KEY)
    (folder / "watchlist.yaml").write_text(WATCHLIST, encoding="utf-8")
    file = folder / "onrecord.yaml"
    file.write_text(text, encoding="utf-8")
    return file
