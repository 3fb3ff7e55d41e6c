"""A tree against its model: pydantic says what is wrong, this module says it with its place and in plain words."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from connectors.telemetry import redact
from onrecord.config.errors import ConfigError, ConfigErrors, Place
from onrecord.config.yaml_tree import Tree
from onrecord.nearest import meant

M = TypeVar("M", bound=BaseModel)
Loc = tuple[int | str, ...]

_SHAPES = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text; put it in quotes",
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
        known = _keys(model, error["loc"][:-1])
        return ConfigError(file, *place, f"{name}: no such key{meant(str(loc[-1]), known)}; expected {_listed(known)}")
    if kind == "missing":
        what = _description(model, error["loc"])
        return ConfigError(file, *place, f"{name}: got nothing, expected {what}")
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _wrong_kind(error, tree, loc, file)
    if kind == "value_error":
        return ConfigError(file, *place, f"{name}: got {_shown(error['input'], loc)}: {redact(str(context['error']))}")
    if kind == "string_pattern_mismatch":
        field = _field_at(model, error["loc"])
        expected = f"something like {field.examples[0]}" if field and field.examples else "other characters"
    else:
        expected = _expected(kind, context, error["msg"])
    return ConfigError(file, *place, f"{name}: got {_shown(error['input'], loc)}, expected {expected}{_near(error)}")


def _wrong_kind(error: ErrorDetails, tree: Tree, loc: Loc, file: str) -> ConfigError:
    """A tagged thing without its tag, or with one that there is not."""
    key = "kind"
    node = _descend(tree, loc)
    place = node.children[key].place if key in node.children else node.place
    if error["type"] == "union_tag_not_found":
        got, near, known = "nothing", "", ""
        if node.kind != "mapping":
            return ConfigError(
                file, *place, f"{path_of(loc)}: got {_shown(error['input'], loc)}, expected keys with values"
            )
        known = "the kind"
    else:
        kinds = [word.strip(" '") for word in str(error["ctx"]["expected_tags"]).split(",")]
        tag = str(error["ctx"]["tag"])
        got, near, known = _shown(tag, loc), meant(tag, kinds), _listed(kinds)
    return ConfigError(file, *place, f"{path_of((*loc, key))}: got {got}, expected {known}{near}")


def _expected(kind: str, context: Mapping[str, Any], message: str) -> str:
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


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the model has at this location."""
    found = _model_at(model, loc)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _description(model: type[BaseModel], loc: Loc) -> str:
    """What the missing field is for."""
    field = _field_at(model, loc)
    if field is None:
        return "a value"
    example = f", such as {field.examples[0]}" if field.examples else ""
    return f"{(field.description or 'a value').split('. ')[0].rstrip('.')}{example}"


def _field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The field that is declared for this location."""
    found = _model_at(model, loc[:-1])
    return found.model_fields.get(str(loc[-1])) if found else None


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model class that validates what stands at this location."""
    here: list[Any] = [model]
    for part in loc:
        here = [inner for outer in here for inner in _inner(outer, part)]
    models = [found for outer in here for found in _models(outer)]
    return models[0] if models else None


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The model classes that an annotation allows for."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _models(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for choice in get_args(annotation):
            yield from _models(choice)


def _inner(annotation: Any, part: int | str) -> Iterator[Any]:
    """What stands under one step of a location: a field, an item, or the choice of a tagged union."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated and any(isinstance(mark, Tag) and mark.tag == part for mark in arguments[1:]):
        yield arguments[0]
    elif origin is Annotated:
        yield from _inner(arguments[0], part)
    elif origin in (tuple, list) and isinstance(part, int):
        yield arguments[0]
    elif origin is dict:
        yield arguments[1]
    elif origin in (Union, types.UnionType):
        for choice in arguments:
            yield from _inner(choice, part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(part, str):
        field = annotation.model_fields.get(part)
        if field is not None:
            yield field.annotation
