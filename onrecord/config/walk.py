"""Where a location of pydantic's lies in the declarations: the model, the field, the kinds that may stand there."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

Loc = tuple[int | str, ...]


def keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that the model has at this location."""
    found = model_at(model, loc)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def description_at(model: type[BaseModel], loc: Loc) -> str:
    """What the missing field is for."""
    field = field_at(model, loc)
    if field is None:
        return "a value"
    example = f", such as {field.examples[0]}" if field.examples else ""
    words = (field.description or "a value").split(". ")[0].rstrip(".")
    return f"{words[0].lower()}{words[1:]}{example}"


def field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The field that is declared for this location."""
    found = model_at(model, loc[:-1])
    return found.model_fields.get(str(loc[-1])) if found else None


def annotations_at(model: type[BaseModel], loc: Loc) -> list[Any]:
    """The annotations that validate what stands at this location."""
    here: list[Any] = [model]
    for part in loc:
        here = [inner for outer in here for inner in _inner(outer, part)]
    return here


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model class that validates what stands at this location."""
    models = [found for annotation in annotations_at(model, loc) for found in _models(annotation)]
    return models[0] if models else None


def kinds_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The kinds that may stand at this location."""
    return sorted(tag for annotation in annotations_at(model, loc) for tag in tags_of(annotation))


def tags_of(annotation: Any) -> Iterator[str]:
    """The tags of a tagged union."""
    if isinstance(annotation, Tag):
        yield annotation.tag
    for inner in get_args(annotation) if get_origin(annotation) in (Annotated, Union, types.UnionType) else ():
        yield from tags_of(inner)


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
