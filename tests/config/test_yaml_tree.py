"""YAML is read with its places, bounded, and without surprises."""

import pytest

from onrecord.config.errors import ConfigErrors
from onrecord.config.yaml_tree import MAX_BYTES, MAX_DEPTH, read_tree


def refusal(raw: bytes) -> str:
    with pytest.raises(ConfigErrors) as caught:
        read_tree(raw, "f.yaml")
    return str(caught.value)


def laughs(depth: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, depth)]
    return "\n".join(lines).encode()


def test_values_follow_the_core_schema():
    text = (
        "a: no\nb: on\nc: 1:30\nd: 12\ne: 1.5\nf: true\ng: ~\nh: '12'\ni: 2026-03-02\nj: 0o17\nk: NO\nl: -3\nm: 1e3\n"
    )
    assert read_tree(text.encode(), "f").plain() == {
        "a": "no",
        "b": "on",
        "c": "1:30",
        "d": 12,
        "e": 1.5,
        "f": True,
        "g": None,
        "h": "12",
        "i": "2026-03-02",
        "j": "0o17",
        "k": "NO",
        "l": -3,
        "m": 1000.0,
    }


def test_places_are_those_of_the_file():
    tree = read_tree(b"# one\nsources:\n  - {id: wire, kind: feed}\n  - id: blog\n", "f")
    assert tree.keys["sources"] == (2, 1)
    first, second = tree.children["sources"].children.values()
    assert first.children["kind"].place == (3, 22)
    assert second.children["id"].place == (4, 9)


def test_a_place_counts_characters_not_bytes():
    tree = read_tree("rules: [{name: 'Gespräch über Brücken', id: x}]".encode(), "f")
    assert tree.children["rules"].children[0].children["id"].place == (1, 45)


def test_an_alias_is_the_value_it_names():
    assert read_tree(b"a: &x {k: [1]}\nb: *x\n", "f").plain() == {"a": {"k": [1]}, "b": {"k": [1]}}


@pytest.mark.parametrize("raw", [b"", b"# only a comment\n", b"---\n", b"\xef\xbb\xbf"])
def test_nothing_is_an_empty_mapping(raw):
    assert read_tree(raw, "f").plain() == {}


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"log: [\n", "2:1", "expected"),
        (b"a:\n\t- x\n", "2:1", "tab"),
        (b"a: b: c\n", "1:5", "in quotes"),
        (b"a: 1\nb: 2\na: 3\n", "3:1", "got a a second time (first in line 1)"),
        (b"ok: 1\nbad: \xff\n", "2:6", "byte 0xff, expected UTF-8"),
        (b"a: \x00\n", "1:4", "U+0000"),
        (b"a: 1\n---\nb: 1\n", "2:1", "second YAML document"),
        (b"? [a]\n: b\n", "1:3", "got a sequence as a key"),
        (b"a: !!python/object/apply:os.system [x]\n", "1:4", "tag"),
        (b"a: !!set {x}\n", "1:4", "tag"),
        (b"a: *x\n", "1:4", "*x"),
        (b"a: &a [*a]\n", "1:8", "circle"),
        (b"a: 'x\n", "2:1", "expected"),
        (b"[" * 5000, "1:", "nest"),
        (("{a: " * (MAX_DEPTH + 1)).encode(), "1:", "levels of nesting"),
        (b"x" * (MAX_BYTES + 1), "1:1", "bytes, expected at most"),
    ],
)
def test_what_is_refused_is_refused_with_its_place(raw, place, words):
    told = refusal(raw)
    assert told.startswith(f"f.yaml:{place}")
    assert words in told


def test_both_doubles_are_told():
    assert len(refusal(b"a: 1\na: 2\nb: 1\nb: 2\n").splitlines()) == 2


def test_a_bomb_of_aliases_ends_at_the_bound():
    assert "once aliases are expanded" in refusal(laughs(9))
    assert len(read_tree(laughs(3), "f").plain()["a2"]) == 10


def test_a_binary_file_is_no_configuration():
    assert "expected" in refusal(bytes(range(256)) * 10)
