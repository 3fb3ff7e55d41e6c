"""docs/configuration.md and docs/reference.md out of the declarations: `python -m onrecord.config.reference` writes
them, a test fails when they are stale."""

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from connectors.sources import kinds
from connectors.sources.base import SourceSettings
from onrecord.config.channels import CHANNELS
from onrecord.config.model import Config, Console, Network, Rule
from onrecord.config.parts import HostPort, Name, Port, Secret, WebAddress, Zone
from onrecord.config.watchlist import Row

_ALIASES: tuple[tuple[Any, str], ...] = (
    (HostPort, "host:port"),
    (Zone, "time zone"),
    (WebAddress, "http(s) address"),
    (Port, "port"),
    (Name, "name"),
)
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}

_INTRODUCTION = """# Configuration

One YAML file describes a desk. `onrecord init` writes one to start from, `onrecord check` says what is wrong with one,
each error as `file:line:column: message`, and `onrecord check --schema` writes its JSON Schema for editors.
`onrecord run --config FILE` names it; without that it is `./onrecord.yaml`, else the one in the home folder.

Values follow YAML 1.2: `no` and `on` are words, `1:30` is no number. A span of time is a number and a unit (`500ms`,
`30s`, `5m`, `2h`, `1d`). Relative paths start from the file's folder. A key that is not listed here is an error.

This page is made from the declarations in `onrecord/config/` (`make docs`).
"""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the configuration, for editors and scripts."""
    schema = Config.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "onrecord.yaml"}


def type_words(annotation: Any, field: FieldInfo | None = None) -> str:
    """A type as a person reads it."""
    for alias, words in _ALIASES:
        if annotation == alias or (field and [*get_args(alias)[1:]] == field.metadata and field.metadata):
            return words
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_words(arguments[0])
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(type_words(choice) for choice in arguments if choice is not type(None)))
    if origin in (tuple, list):
        return f"list of {type_words(arguments[0])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "keys"
    return _WORDS.get(annotation, "keys")


def _yaml(value: Any) -> str:
    """An example or a default in one line."""
    if isinstance(value, str):
        return (
            value if value and not set(value) & set("\"'{}[],&*#?|-<>=!%@:") else json.dumps(value, ensure_ascii=False)
        )
    return json.dumps(value, ensure_ascii=False, default=str)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    if field.default in (None, (), {}, "") or isinstance(field.default, BaseModel):
        return "–"
    return f"`{_yaml(field.default)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def table(model: type[BaseModel], leave_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """The keys of one model as rows."""
    yield "| key | value | default | what it does | example |"
    yield "|---|---|---|---|---|"
    for name, field in model.model_fields.items():
        if name not in leave_out:
            example = f"`{_cell(_yaml(field.examples[0]))}`" if field.examples else ""
            words = _cell(type_words(field.annotation, field))
            yield f"| `{name}` | {words} | {_default(field)} | {_cell(field.description or '')} | {example} |"


def _sources() -> Iterator[str]:
    common = frozenset(SourceSettings.model_fields)
    yield from ("## `sources`", "", "A list. Every source has:", "", *table(SourceSettings), "")
    for kind, source in kinds().items():
        yield from (f"### kind `{kind}`", "", source.summary, "", *table(source.model, common), "")


def _channels() -> Iterator[str]:
    yield from ("## `channels`", "", "Keys that are names, each with its channel. The console needs none.", "")
    for kind, channel in CHANNELS.items():
        yield from (f"### kind `{kind}`", "", (channel.__doc__ or "").strip(), "", *table(channel), "")
    yield from ("### a secret", "", (Secret.__doc__ or "").strip(), "", *table(Secret), "")


def configuration_page() -> str:
    """docs/configuration.md."""
    parts = [
        _INTRODUCTION,
        "## The file\n",
        *table(Config),
        "",
        *("## `network`", "", (Network.__doc__ or "").strip(), "", *table(Network), ""),
        *_sources(),
        *_channels(),
        *("## `rules`", "", f"A list. {(Rule.__doc__ or '').strip()}", "", *table(Rule), ""),
        *("## `console`", "", (Console.__doc__ or "").strip(), "", *table(Console), ""),
        "## The watch-list",
        "",
        "The file that `entities` names: YAML with a list of entities, or CSV whose first line names the columns",
        "`id,type,name,aliases` (aliases parted by `|`). Long lists (over 20,000 names) load faster from CSV.",
        "",
        *table(Row),
    ]
    return "\n".join(parts).rstrip() + "\n"


def pages() -> dict[str, str]:
    """Every generated page by its path under the root of the project."""
    from onrecord.cli.reference import reference_page

    return {"docs/configuration.md": configuration_page(), "docs/reference.md": reference_page()}


def main() -> None:
    """Write the pages into the tree that this module stands in."""
    root = Path(__file__).resolve().parents[2]
    for path, text in pages().items():
        (root / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
