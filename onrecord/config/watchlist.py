"""The watch-list: entities with their names in any script, out of YAML or CSV."""

import csv
import io
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from onrecord.config.errors import ConfigError, ConfigErrors, Place
from onrecord.config.parts import Section
from onrecord.config.validate import validate
from onrecord.config.yaml_tree import Tree, read_tree
from schemas import WatchedEntity

CSV_COLUMNS = ("id", "type", "name", "aliases", "gender")
_ALIAS_SEPARATOR = "|"


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Row(Section):
    """One entity of the watch-list."""

    id: str = Field(min_length=1, max_length=128, description="A stable id, of your choosing.", examples=["lindqvist"])
    name: str = Field(min_length=1, max_length=300, description="The name to show.", examples=["Ada Lindqvist"])
    type: Literal["person", "organisation", "place", "work", "other"] = Field(
        default="other", description="What it is.", examples=["person"]
    )
    aliases: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], BeforeValidator(_one_or_more)
    ] = Field(default=(), description="Other names, in any script.", examples=[["A. Lindqvist", "Ада Линдквист"]])
    gender: Literal["female", "male"] | None = Field(
        default=None, description="Which pronoun a person takes, where it helps.", examples=["female"]
    )


class Rows(Section):
    """The watch-list's file."""

    entities: tuple[Row, ...] = Field(default=(), description="The entities.")


def read_watchlist(path: Path) -> tuple[WatchedEntity, ...]:
    """The entities of a YAML file (a list, or a list under `entities`) or of a CSV file (a first line that names the
    columns id, type, name, aliases; aliases parted by |). Raises ConfigErrors with every error's place."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigErrors([ConfigError(str(path), 1, 1, f"can't be read: {(error.strerror or '').lower()}")]) from None
    tree = _csv_tree(raw, str(path)) if path.suffix.lower() == ".csv" else read_tree(raw, str(path))
    if tree.kind == "sequence":
        tree = Tree(tree.place, "mapping", children={"entities": tree})
    rows, errors = validate(tree, Rows, str(path))
    errors += _doubles(tree, str(path))
    if rows is None or errors:
        raise ConfigErrors(errors)
    return tuple(WatchedEntity(**row.model_dump()) for row in rows.entities)


def _doubles(tree: Tree, file: str) -> list[ConfigError]:
    """Ids that stand twice."""
    listed = tree.children.get("entities")
    seen: dict[Any, int] = {}
    errors = []
    for row in listed.children.values() if listed else ():
        ident = row.children.get("id")
        if ident is None or not isinstance(ident.value, str):
            continue
        if ident.value in seen:
            words = f'got the id "{ident.value}" a second time (first in line {seen[ident.value]}), expected each once'
            errors.append(ConfigError(file, *ident.place, words))
        seen.setdefault(ident.value, ident.place.line)
    return errors


def _csv_tree(raw: bytes, file: str) -> Tree:
    """The rows of a CSV file as the tree that YAML would give."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigErrors([ConfigError(file, line, 1, "got bytes that are not UTF-8, expected UTF-8 text")]) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    tree = Tree(Place(1, 1), "sequence")
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if not {"id", "name"} <= set(header):
            words = f"got the columns {', '.join(header)[:80] or 'nothing'}, expected {', '.join(CSV_COLUMNS)}"
            raise ConfigErrors([ConfigError(file, 1, 1, words)])
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                tree.children[len(tree.children)] = _csv_row(header, cells, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigErrors([ConfigError(file, reader.line_num, 1, f"{error}, expected CSV")]) from None
    return tree


def _csv_row(header: list[str], cells: list[str], line: int) -> Tree:
    """One row; an empty cell is a missing value."""
    row = Tree(Place(line, 1), "mapping")
    for number, cell in enumerate(cells):
        name = header[number] if number < len(header) else f"column {number + 1}"
        if value := cell.strip():
            row.children[name] = _aliases(value, line) if name == "aliases" else Tree(Place(line, 1), "scalar", value)
    return row


def _aliases(cell: str, line: int) -> Tree:
    names = [name.strip() for name in cell.split(_ALIAS_SEPARATOR) if name.strip()]
    children: dict[str | int, Tree] = {n: Tree(Place(line, 1), "scalar", name) for n, name in enumerate(names)}
    return Tree(Place(line, 1), "sequence", children=children)
