"""`onrecord init`: a configuration to start from, its comments out of the model."""

import sys
from argparse import Namespace
from pathlib import Path
from textwrap import wrap

from onrecord.config.load import FILE_NAME
from onrecord.config.model import Config

WATCHLIST_NAME = "watchlist.yaml"

_HEAD = """\
# A desk for onrecord. Every key may be left out; docs/configuration.md tells them all.
# Try it:  onrecord check  &&  onrecord run"""

_EXAMPLES = {
    "network": """\
network:
  # contact: desk@example.org     # write yours
  allow: []""",
    "sources": """\
sources:
  - id: un-news
    kind: feed
    url: https://news.un.org/feed/subscribe/en/news/all/rss.xml
    language: en
  - id: un-news-fr
    kind: feed
    url: https://news.un.org/feed/subscribe/fr/news/all/rss.xml
    language: fr
  # - id: sky                      # every public post of a network that speaks Jetstream
  #   kind: bluesky
  #   url: wss://jetstream2.us-east.bsky.network/subscribe""",
    "channels": """\
channels:
  here: {kind: terminal}
  # desk:
  #   kind: webhook
  #   url: https://hooks.example.org/desk
  #   secret: {file: desk.key}     # whsec_ and base64""",
    "rules": """\
rules:
  - id: ceasefire
    name: Somebody speaks of a ceasefire
    query: said(ceasefire OR truce)
    channels: [here]
  - id: guterres-warns
    name: António Guterres warns
    query: said(speaker:guterres AND verb:warn)
    severity: high
    per: statement
    channels: [here]""",
    "entities": f"entities: {WATCHLIST_NAME}",
    "console": """\
console:
  host: 127.0.0.1
  port: 8765""",
}

_WATCHLIST = """\
# The watch-list: whom and what the desk follows, with their names in any script.
- id: guterres
  type: person
  name: António Guterres
  aliases: [Antonio Guterres, Guterres, Антониу Гутерриш, أنطونيو غوتيريش, آنتونیو گوترش]
  gender: male
- id: un
  type: organisation
  name: United Nations
  aliases: [UN, U.N., Nations Unies, ONU, Vereinte Nationen, ООН, الأمم المتحدة, سازمان ملل]
"""


def template() -> str:
    """The text of a commented onrecord.yaml."""
    blocks = [_HEAD]
    for name, field in Config.model_fields.items():
        comment = "\n".join(f"# {line}" for line in wrap(field.description or "", 100))
        blocks.append(f"{comment}\n{_EXAMPLES.get(name) or f'# {name}: {field.default}'}")
    return "\n\n".join(blocks) + "\n"


def _write(path: Path, text: str, force: bool) -> bool:
    """True where it was written; a file that is there stays unless forced."""
    if path.exists() and not force:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def run(args: Namespace) -> int:
    """0, or 1 where a configuration is there already."""
    folder: Path = args.folder or Path()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE_NAME
    if not _write(target, template(), args.force):
        sys.stderr.write(f"onrecord init: {target} is there already; --force replaces it\n")
        return 1
    _write(folder / WATCHLIST_NAME, _WATCHLIST, force=False)
    sys.stderr.write(f"wrote {target}; next: onrecord check {target} && onrecord run --config {target}\n")
    return 0
