"""Bytes in, bytes out: JSON, one way for every record."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def encode(record: msgspec.Struct) -> bytes:
    """UTF-8 JSON of one record, fields that hold their default left out."""
    return _encoder.encode(record)


def decode(raw: bytes, kind: type[T]) -> T:
    """One record of `kind` out of JSON; raises `msgspec.ValidationError` (what, where) or `msgspec.DecodeError`."""
    return msgspec.json.decode(raw, type=kind)


def to_builtins(record: Any) -> Any:
    """Dicts, lists and strings, as JSON would show them."""
    return msgspec.to_builtins(record)
