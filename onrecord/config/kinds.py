"""The kinds of source and of channel as one tagged union each: what `kind:` names decides which keys there are."""

from collections.abc import Mapping
from typing import Annotated, Any, Union

from pydantic import BaseModel, Discriminator, Tag

from connectors.sources import kinds


def _kind(value: Any) -> str | None:
    """The tag of what is to be validated, or of what was."""
    kind = value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)
    return None if kind is None else str(kind)


def tagged(models: Mapping[str, type[BaseModel]]) -> Any:
    """The annotation `one of these, by its kind`."""
    choices = tuple(Annotated[model, Tag(kind)] for kind, model in sorted(models.items()))
    return Annotated[Union[choices], Discriminator(_kind)]  # noqa: UP007 - the members are known at run time only


def source_models() -> dict[str, type[BaseModel]]:
    """Kind -> settings model of every source that is found."""
    return {kind: source.model for kind, source in kinds().items()}
