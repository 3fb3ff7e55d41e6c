"""A tree against its model: pydantic says what is wrong, this module says it with its place and in plain words."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from connectors.telemetry import redact
from onrecord.config.errors import ConfigError, ConfigErrors, Place
from onrecord.config.walk import Loc, description_at, field_at, keys_at, kinds_at
from onrecord.config.yaml_tree import Tree
from onrecord.nearest import meant

M = TypeVar("M", bound=BaseModel)

_SHAPES = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "string_too_short": "text that is not empty",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "more than"),
}
_SECRET_KEYS = ("secret", "password", "token", "key")


def validate(tree: Tree, model: type[M], file: str) -> tuple[M | None, list[ConfigError]]:
    """The model, or all that keeps the tree from being one."""
    try:
        return model.model_validate(tree.plain()), []
    except ValidationError as invalid:
        return None, [_told(error, tree, model, file) for error in invalid.errors(include_url=False)]


def must_validate(tree: Tree, model: type[M], file: str) -> M:
    """The model. Raises ConfigErrors."""
    value, errors = validate(tree, model, file)
    if value is None:
        raise ConfigErrors(errors)
    return value


def _told(error: ErrorDetails, tree: Tree, model: type[BaseModel], file: str) -> ConfigError:
    """One of pydantic's errors as ours."""
    loc, place = _locate(tree, error["loc"])
    name = path_of(loc)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = keys_at(model, error["loc"][:-1])
        place = _descend(tree, loc[:-1]).keys.get(str(loc[-1]), place)
        return ConfigError(file, *place, f"{name}: no such key{meant(str(loc[-1]), known)}; expected {_listed(known)}")
    if kind == "missing":
        what = description_at(model, error["loc"])
        return ConfigError(file, *place, f"{name}: got nothing, expected {what}")
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _wrong_kind(error, tree, model, file)
    if kind == "value_error":
        told = redact(str(context["error"]))
        joint = ", " if told.startswith("expected") else ": "
        return ConfigError(file, *place, f"{name}: got {_shown(error['input'], loc)}{joint}{told}")
    if kind == "string_pattern_mismatch":
        field = field_at(model, error["loc"])
        expected = f"something like {field.examples[0]}" if field and field.examples else "other characters"
    else:
        expected = _expected(kind, error["input"], context, error["msg"])
    return ConfigError(file, *place, f"{name}: got {_shown(error['input'], loc)}, expected {expected}{_near(error)}")


def _wrong_kind(error: ErrorDetails, tree: Tree, model: type[BaseModel], file: str) -> ConfigError:
    """A tagged thing without its tag, or with one that there is not."""
    loc, place = _locate(tree, error["loc"])
    given = error["input"]
    if not isinstance(given, Mapping):
        return ConfigError(file, *place, f"{path_of(loc)}: got {_shown(given, loc)}, expected keys with values")
    node = _descend(tree, loc).children.get("kind")
    kind = given.get("kind")
    kinds = kinds_at(model, error["loc"])
    near = meant(str(kind), kinds) if kind is not None else ""
    at = node.place if node is not None else place
    return ConfigError(
        file, *at, f"{path_of((*loc, 'kind'))}: got {_shown(kind, loc)}, expected {_listed(kinds)}{near}"
    )


def _expected(kind: str, given: Any, context: Mapping[str, Any], message: str) -> str:
    if kind == "string_type" and isinstance(given, bool | int | float):
        return "text; put it in quotes"
    if kind in _SHAPES:
        return _SHAPES[kind]
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{words} {context[key]}"
    if kind in ("literal_error", "enum"):
        return str(context["expected"]).replace("'", "")
    return message.removeprefix("Value error, ").removeprefix("Input should be ")


def _near(error: ErrorDetails) -> str:
    """The near miss among the words of a closed list."""
    if error["type"] != "literal_error" or not isinstance(error["input"], str):
        return ""
    words = str(error["ctx"]["expected"]).replace(" or ", ", ").split(", ")
    return meant(error["input"], [word.strip(" '") for word in words])


def _shown(value: Any, loc: Loc) -> str:
    """The value as it was given, short; a secret is named, not shown."""
    if any(isinstance(part, str) and part.lower().endswith(_SECRET_KEYS) for part in loc):
        return "what is not shown here"
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    text = redact(str(value))
    text = text if len(text) <= 60 else text[:57] + "..."
    return f'"{text}"' if isinstance(value, str) else text


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def path_of(loc: Loc) -> str:
    """`sources[0].url`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "the file"


def _descend(tree: Tree, loc: Loc) -> Tree:
    for part in loc:
        tree = tree.children.get(part, tree)
    return tree


def _locate(tree: Tree, loc: Loc) -> tuple[Loc, Place]:
    """The location without the tags that pydantic puts between, and its place: the key for one that is too much, the
    value where there is one, else what should hold it."""
    path: list[int | str] = []
    place = tree.place
    for number, part in enumerate(loc):
        child = tree.children.get(part)
        last = number == len(loc) - 1
        if child is None and not last:
            continue
        path.append(part)
        if child is not None:
            tree = child
            place = child.place
    return tuple(path), place
