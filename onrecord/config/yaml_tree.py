"""YAML into plain values that know their places.

Built from PyYAML's events, without recursion, so that depth, aliases and size are bounded by us: an alias costs what it
expands to (a "billion laughs" ends at `MAX_NODES`). Scalars follow YAML 1.2's core schema: `no` is a word and 1:30 is
not a number. No tag makes anything but plain values.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from onrecord.config.errors import ConfigError, ConfigErrors, Place

MAX_BYTES = 4_000_000
MAX_NODES = 400_000
MAX_DEPTH = 32

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_CONSTANTS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}


@dataclass(slots=True)
class Tree:
    """A value with its place. `value` is None, bool, int, float or str where `children` and `keys` are empty;
    a mapping has `keys` (name -> place of the key) and `children` by name, a sequence has children by position."""

    place: Place
    kind: str
    value: Any = None
    children: dict[str | int, "Tree"] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Any:
        """As dicts, lists and scalars."""
        if self.kind == "mapping":
            return {key: child.plain() for key, child in self.children.items()}
        if self.kind == "sequence":
            return [child.plain() for child in self.children.values()]
        return self.value


class _Refused(Exception):
    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


def scalar(text: str, plain: bool) -> Any:
    """The value of a scalar by the core schema; a quoted one is text."""
    if not plain:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def read_tree(raw: bytes, file: str) -> Tree:
    """The tree of one YAML document; an empty one is an empty mapping. Raises ConfigErrors."""
    try:
        text = _text(raw)
        builder = _Builder()
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _Refused as refused:
        raise ConfigErrors([ConfigError(file, *refused.place, str(refused))]) from None
    except yaml.YAMLError as error:
        raise ConfigErrors([ConfigError(file, *_syntax(error, text))]) from None
    if builder.doubles:
        raise ConfigErrors([ConfigError(file, *place, message) for place, message in builder.doubles])
    if builder.root is None or (builder.root.kind == "scalar" and builder.root.value is None):
        return Tree(Place(1, 1), "mapping")
    return builder.root


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise _Refused(Place(1, 1), f"got a file of {len(raw):,} bytes, expected at most {MAX_BYTES:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        raise _Refused(_at(before), f"got the byte 0x{raw[error.start]:02x}, expected UTF-8 text") from None
    if found := _CONTROL.search(text):
        raise _Refused(_at(text[: found.start()]), f"got the control character U+{ord(found[0]):04X}, expected text")
    return text


def _at(before: str) -> Place:
    """The place after this text."""
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Place and words of what YAML itself refuses."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    lines = text.splitlines()
    hint = ""
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        hint = "; YAML is indented with spaces, and this line has a tab"
    elif "mapping values are not allowed" in problem:
        hint = '; put text that holds ": " in quotes'
    context = getattr(error, "context", None)
    context = f" ({context})" if context else ""
    expected = "" if "expected" in problem else ", expected valid YAML"
    return line + 1, column + 1, f"{problem}{context}{expected}{hint}"


class _Builder:
    """Takes events, keeps the open collections on a stack of its own."""

    def __init__(self) -> None:
        self.root: Tree | None = None
        self.doubles: list[tuple[Place, str]] = []
        self._open: list[Tree] = []
        self._key: list[str | None] = []
        self._anchors: dict[str, Tree] = {}
        self._documents = 0
        self._nodes = 0

    def take(self, event: Event) -> None:
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Refused(place, "got a second YAML document, expected one a file; take the line --- out")
        elif isinstance(event, AliasEvent):
            self._add(self._alias(event.anchor, place), place)
        elif isinstance(event, ScalarEvent):
            self._add(self._named(event, Tree(place, "scalar", self._scalar(event, place))), place)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event, place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            done = self._open.pop()
            self._key.pop()
            done.size = 1 + sum(child.size for child in done.children.values())

    def _start(self, event: MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        self._tag(event.tag, place)
        kind = "mapping" if isinstance(event, MappingStartEvent) else "sequence"
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(place, f"got {MAX_DEPTH + 1} levels of nesting, expected at most {MAX_DEPTH}")
        tree = Tree(place, kind)
        self._add(tree, place)
        self._named(event, tree)
        self._open.append(tree)
        self._key.append(None)

    def _tag(self, tag: str | None, place: Place) -> None:
        if tag not in _TAGS:
            raise _Refused(place, f"got the tag {tag}, expected a plain value; take the tag out")

    def _scalar(self, event: ScalarEvent, place: Place) -> Any:
        self._tag(event.tag, place)
        return scalar(event.value, plain=event.implicit[0])

    def _named(self, event: NodeEvent, tree: Tree) -> Tree:
        if event.anchor:
            self._anchors[event.anchor] = tree
        return tree

    def _alias(self, name: str | None, place: Place) -> Tree:
        target = self._anchors.get(name or "")
        if target is None:
            raise _Refused(place, f"got *{name}, expected the name of an &anchor that stands before it")
        if any(target is tree for tree in self._open):
            raise _Refused(place, f"got *{name} inside of what &{name} names, expected no circle")
        return target

    def _add(self, tree: Tree, place: Place) -> None:
        self._nodes += tree.size
        if self._nodes > MAX_NODES:
            raise _Refused(place, f"got more than {MAX_NODES:,} values once aliases are expanded, expected fewer")
        if not self._open:
            self.root = tree
            return
        parent = self._open[-1]
        if parent.kind == "sequence":
            parent.children[len(parent.children)] = tree
        elif (key := self._key[-1]) is None:
            self._key[-1] = self._as_key(parent, tree, place)
        else:
            parent.children[key] = tree
            self._key[-1] = None

    def _as_key(self, parent: Tree, tree: Tree, place: Place) -> str:
        if tree.kind != "scalar":
            raise _Refused(place, f"got a {tree.kind} as a key, expected a name")
        key = tree.value if isinstance(tree.value, str) else {None: "null"}.get(tree.value, str(tree.value).lower())
        if key in parent.keys:
            first = parent.keys[key].line
            self.doubles.append((place, f"got {key} a second time (first in line {first}), expected each key once"))
        parent.keys[key] = place
        return key
