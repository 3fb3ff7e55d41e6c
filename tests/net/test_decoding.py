"""One layer of gzip, bounded."""

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.http.decoding import Body
from connectors.http.errors import AnswerRefused

MIB = 1024 * 1024


def bomb(size: int) -> bytes:
    """Gzip of `size` zero bytes, made in steps."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MIB)
    return b"".join([*(squeeze.compress(block) for _ in range(size // MIB)), squeeze.flush()])


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    return iter(lambda: stream.read(size), b"")


def decode(data: bytes, encoding: str = "gzip", cap: int = 15 * MIB, size: int = 65536) -> bytes:
    body = Body("here", [encoding], cap)
    for chunk in chunks(data, size):
        body.add(chunk)
    return body.finish()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=4), st.integers(1, 500))
def test_any_cut_gives_the_same_bytes(members: list[bytes], size: int) -> None:
    assert decode(b"".join(gzip.compress(member) for member in members), size=size) == b"".join(members)


def test_a_bomb_stops_at_the_cap_in_little_memory() -> None:
    small = bomb(256 * MIB)
    assert len(small) < MIB
    tracemalloc.start()
    try:
        with pytest.raises(AnswerRefused) as caught:
            decode(small)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.code == "too_large"
    assert peak < 32 * MIB


def test_the_cap_is_exact() -> None:
    assert len(decode(gzip.compress(b"x" * 1000), cap=1000)) == 1000
    with pytest.raises(AnswerRefused):
        decode(gzip.compress(b"x" * 1001), cap=1000)
    assert len(decode(b"x" * 1000, "identity", cap=1000)) == 1000
    with pytest.raises(AnswerRefused):
        decode(b"x" * 1001, "", cap=1000)


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,gzip,gzip,gzip,gzip", "br", "deflate", "zstd", "gzip, br", "compress"]
)
def test_other_and_chained_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(AnswerRefused, match="one layer of gzip") as caught:
        Body("here", [encoding], MIB)
    assert caught.value.code == "encoding"


def test_two_headers_are_two_layers() -> None:
    with pytest.raises(AnswerRefused):
        Body("here", ["gzip", "gzip"], MIB)


def test_a_second_layer_stays_what_it_is() -> None:
    inner = gzip.compress(b"feed")
    assert decode(gzip.compress(inner)) == inner


@pytest.mark.parametrize(
    "data",
    [
        b"<rss/>",
        gzip.compress(b"feed" * 100)[:-9],
        gzip.compress(b"feed")[:5],
        gzip.compress(b"x" * 99)[:-4] + b"wrong",
    ],
)
def test_broken_gzip_is_refused(data: bytes) -> None:
    with pytest.raises(AnswerRefused) as caught:
        decode(data)
    assert caught.value.code == "encoding"


def test_padding_after_the_end_is_ignored() -> None:
    assert decode(gzip.compress(b"feed") + bytes(600), size=7) == b"feed"


def test_an_empty_body_is_empty_whatever_it_says() -> None:
    assert decode(b"") == b""


def test_a_flood_of_empty_members_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="members"):
        decode(gzip.compress(b"") * 2000)
