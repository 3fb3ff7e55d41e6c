"""One layer of gzip, decoded while it arrives, never past the cap (RFC 9110 §8.4, RFC 1952)."""

import zlib

from connectors.http.errors import AnswerRefused

_MAGIC = b"\x1f\x8b"
_MAX_MEMBERS = 1000
_STEP = 256 * 1024
_GZIP = zlib.MAX_WBITS | 16


class Body:
    """Collects a body's bytes as they arrive. `cap` counts decoded bytes, and bytes on the wire as well: neither a
    bomb nor a flood of empty members gets past it."""

    def __init__(self, place: str, encodings: list[str], cap: int) -> None:
        """Raises AnswerRefused (`encoding`) where more than gzip, or more than one layer, was applied."""
        self._place = place
        self._cap = cap
        self._wire = 0
        self._decoded = bytearray()
        self._members = 0
        layers = [name.strip().lower() for value in encodings for name in value.split(",")]
        layers = [name for name in layers if name not in {"", "identity"}]
        if len(layers) > 1 or (layers and layers[0] not in {"gzip", "x-gzip"}):
            shown = ", ".join(layers)[:60]
            raise self._refused(f"is encoded as {shown}, where one layer of gzip at most was asked for")
        self._inflate = zlib.decompressobj(_GZIP) if layers else None

    def add(self, chunk: bytes) -> None:
        """Raises AnswerRefused (`too_large`, `encoding`)."""
        self._wire += len(chunk)
        if self._inflate is None:
            self._decoded += chunk
        else:
            self._add_gzip(chunk)
        if max(self._wire, len(self._decoded)) > self._cap:
            raise too_large(self._place, self._cap)

    def finish(self) -> bytes:
        """The whole body. Raises AnswerRefused (`encoding`) where the gzip stream ends early."""
        if self._inflate is not None and self._wire and not self._inflate.eof:
            raise self._refused("ends in the middle of its gzip stream")
        return bytes(self._decoded)

    def _add_gzip(self, chunk: bytes) -> None:
        while chunk and self._inflate is not None:
            if self._inflate.eof and not self._next_member(chunk):
                return
            room = min(self._cap - len(self._decoded) + 1, _STEP)
            try:
                self._decoded += self._inflate.decompress(chunk, room)
            except zlib.error as error:
                raise self._refused(f"is not the gzip that it says it is ({error})") from None
            if len(self._decoded) > self._cap:
                return
            chunk = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _next_member(self, chunk: bytes) -> bool:
        """Begin another gzip member; False where only padding follows the last."""
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise self._refused(f"has more than {_MAX_MEMBERS} gzip members")
        if not chunk.startswith(_MAGIC[: len(chunk)]):
            return False
        self._inflate = zlib.decompressobj(_GZIP)
        return True

    def _refused(self, words: str) -> AnswerRefused:
        return AnswerRefused("encoding", f"{self._place}: the answer {words}")


def too_large(place: str, cap: int) -> AnswerRefused:
    """The refusal of an answer longer than the cap."""
    return AnswerRefused("too_large", f"{place}: the answer is larger than {_size(cap)}; reading stopped there")


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MiB" if count >= 1024 * 1024 else f"{count} bytes"
