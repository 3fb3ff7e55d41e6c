"""Adding sources to a configuration file as a person would: the rest of the text, comments too, stays as it is."""

import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from onrecord.config.errors import ConfigErrors
from onrecord.config.load import load
from onrecord.config.model import Config

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]*")
_WORDS = {"null", "true", "false"}


def as_yaml(value: Any) -> str:
    """A scalar that YAML reads back as the same text."""
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.replace(".", "").isdigit()
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(source: Mapping[str, Any]) -> str:
    """One source in one line: `{id: wire, kind: feed, url: ...}`."""
    return "{" + ", ".join(f"{key}: {as_yaml(value)}" for key, value in source.items()) + "}"


def with_sources(text: str, sources: Sequence[Mapping[str, Any]]) -> str:
    """The text of a valid configuration with these sources behind those it has."""
    listed = _value_of(yaml.compose(text, Loader=yaml.SafeLoader), "sources")
    lines = [f"- {flow(source)}" for source in sources]
    if listed is None:
        gap = "" if not text or text.endswith("\n") else "\n"
        return text + gap + "sources:\n" + "".join(f"  {line}\n" for line in lines)
    if not isinstance(listed, SequenceNode) or (listed.flow_style and not listed.value):
        block = "\n" + "\n".join(f"  {line}" for line in lines)
        at, end = listed.start_mark.index, listed.end_mark.index
        return text[:at].rstrip(" ") + block + text[end:]
    if listed.flow_style:
        at = listed.value[-1].end_mark.index
        return text[:at] + "".join(f", {flow(source)}" for source in sources) + text[at:]
    at = _line_end(text, _last(listed).end_mark.index)
    indent = " " * listed.start_mark.column
    head = "" if text[:at].endswith("\n") else "\n"
    return text[:at] + head + "".join(f"{indent}{line}\n" for line in lines) + text[at:]


def _value_of(root: Node | None, key: str) -> Node | None:
    for name, value in root.value if isinstance(root, MappingNode) else ():
        if name.value == key:
            found: Node = value
            return found
    return None


def _last(node: Node) -> Node:
    """The node that ends last: a block's own end lies behind the comments after it."""
    while isinstance(node, SequenceNode | MappingNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _line_end(text: str, at: int) -> int:
    """Behind the line that holds the character before `at`."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _checked(draft: Path, path: Path) -> Config:
    """The draft's configuration; what is wrong with it is told of the file that it would become."""
    try:
        return load(draft)
    except ConfigErrors as refused:
        raise ConfigErrors(
            [one._replace(file=str(path)) if one.file == str(draft) else one for one in refused.errors]
        ) from None


def add_sources(path: Path, sources: Sequence[Mapping[str, Any]]) -> Config:
    """Write the sources into the file, whole or not at all. Raises ConfigErrors where it would then not be valid."""
    text = path.read_text(encoding="utf-8")
    changed = with_sources(text, sources)
    descriptor, name = tempfile.mkstemp(prefix=".onrecord-", suffix=".yaml", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(changed)
            file.flush()
            os.fsync(file.fileno())
        config = _checked(draft, path)
        draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return config
