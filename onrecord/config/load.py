"""From a file to a configuration that can be run: shape, then what its parts say of each other, all errors at once."""

from collections.abc import Iterator
from pathlib import Path

from language.entities import EntityBase
from onrecord.config.channels import Webhook
from onrecord.config.errors import ConfigError, ConfigErrors, Place
from onrecord.config.model import Config
from onrecord.config.parts import is_zone
from onrecord.config.validate import validate
from onrecord.config.watchlist import read_watchlist
from onrecord.config.yaml_tree import Tree, read_tree
from onrecord.nearest import meant
from onrecord.runtime import UNITS, candidates
from queries.errors import QueryRefused, render
from queries.parser import parse
from schemas import WatchedEntity

FILE_NAME = "onrecord.yaml"


def find(given: Path | None, home: Path) -> Path | None:
    """The configuration file: the one given, else ./onrecord.yaml, else the home folder's; None where there is none."""
    if given is not None:
        return given
    return next((path for path in (Path(FILE_NAME), home / FILE_NAME) if path.is_file()), None)


def load(path: Path) -> Config:
    """The configuration of this file, its watch-list read, its rules tried. Raises ConfigErrors with all errors."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = f"can't be read: {(error.strerror or str(error)).lower()}; `onrecord init` writes one to start from"
        raise ConfigErrors([ConfigError(name, 1, 1, why)]) from None
    tree = read_tree(raw, name)
    if tree.kind != "mapping":
        raise ConfigErrors([ConfigError(name, *tree.place, f"got a {tree.kind}, expected keys such as sources:")])
    config, errors = validate(tree, Config, name)
    watched, more = _watched(tree, path)
    errors += [*more, *_relations(tree, name, EntityBase(watched))]
    if config is not None:
        errors += _secrets(config, tree, path)
    if config is None or errors:
        raise ConfigErrors(errors)
    return config.loaded(path, watched)


def _watched(tree: Tree, path: Path) -> tuple[tuple[WatchedEntity, ...], list[ConfigError]]:
    """The watch-list's rows, and what is wrong with it."""
    node = tree.children.get("entities")
    if node is None or not isinstance(node.value, str) or not node.value:
        return (), []
    target = path.parent / node.value
    if not target.is_file():
        return (), [ConfigError(str(path), *node.place, f"entities: there is no file {target}")]
    try:
        return read_watchlist(target), []
    except ConfigErrors as refused:
        return (), refused.errors


def _relations(tree: Tree, file: str, base: EntityBase) -> list[ConfigError]:
    """What a model of single values can't see. Reads the tree, so that it speaks even where the shape is wrong."""
    found = [
        *_doubles(tree, "sources"),
        *_doubles(tree, "rules"),
        *_unknown_channels(tree),
        *_queries(tree, base),
        *_too_many_workers(tree),
    ]
    return [ConfigError(file, *place, message) for place, message in found]


def _rows(tree: Tree, key: str) -> Iterator[tuple[int, Tree]]:
    """The mappings of a list, with their number."""
    listed = tree.children.get(key)
    for number, row in enumerate(listed.children.values() if listed and listed.kind == "sequence" else ()):
        if row.kind == "mapping":
            yield number, row


def _text(row: Tree, key: str) -> str | None:
    node = row.children.get(key)
    return node.value if node is not None and isinstance(node.value, str) else None


def _doubles(tree: Tree, key: str) -> Iterator[tuple[Place, str]]:
    seen: dict[str, int] = {}
    for number, row in _rows(tree, key):
        ident = _text(row, "id")
        if ident is None:
            continue
        place = row.children["id"].place
        if ident in seen:
            yield (
                place,
                f'{key}[{number}].id: got "{ident}" a second time (first in line {seen[ident]}), expected each once',
            )
        seen.setdefault(ident, place.line)


def _unknown_channels(tree: Tree) -> Iterator[tuple[Place, str]]:
    declared = tree.children.get("channels")
    names = [str(name) for name in declared.children] if declared is not None else []
    for number, row in _rows(tree, "rules"):
        listed = row.children.get("channels")
        for at, node in (listed.children if listed else {}).items():
            if isinstance(node.value, str) and node.value not in names:
                expected = ", ".join(names) or "a name under channels:, where there is none yet"
                near = meant(node.value, names)
                yield node.place, f'rules[{number}].channels[{at}]: got "{node.value}", expected {expected}{near}'


def _queries(tree: Tree, base: EntityBase) -> Iterator[tuple[Place, str]]:
    zone = _text(tree, "zone") or "UTC"
    zone = zone if is_zone(zone) else "UTC"
    for number, row in _rows(tree, "rules"):
        query = _text(row, "query")
        if not query:
            continue
        try:
            parse(
                query,
                rule=True,
                unit=UNITS.get(_text(row, "per") or "", "documents"),
                zone=zone,
                entities=candidates(base),
            )
        except QueryRefused as refused:
            for error in refused.errors:
                told = render(query, error).rstrip().replace("\n", "\n    ")
                yield row.children["query"].place, f"rules[{number}].query: {told}"


def _too_many_workers(tree: Tree) -> Iterator[tuple[Place, str]]:
    node = tree.children.get("workers")
    if node is not None and isinstance(node.value, int) and node.value > 1:
        yield node.place, f"workers: got {node.value}, expected 1: the index on one machine has a single writer"


def _secrets(config: Config, tree: Tree, path: Path) -> list[ConfigError]:
    """Secrets that are not where the configuration says."""
    errors = []
    for name, channel in config.channels.items():
        if not isinstance(channel, Webhook) or channel.secret is None:
            continue
        try:
            channel.key(path.parent)
        except ValueError as error:
            place = tree.children["channels"].children[name].children["secret"].place
            errors.append(ConfigError(str(path), *place, f"channels.{name}.secret: {error}"))
    return errors
