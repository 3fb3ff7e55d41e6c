"""Whatever is done to a configuration, it is read or refused: never a traceback, never slow."""

import random
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onrecord.config.errors import ConfigError, ConfigErrors
from onrecord.config.load import load
from tests.support.configs import FULL, write_desk

NASTY = [
    "\t",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "&a ",
    "*a",
    "!!x ",
    "'",
    '"',
    "\x00",
    "\ufeff",
    "#",
    "|\n",
    "%",
    "é",
    "\ud7ff",
    "~",
    "🙂",
]
WORDS = [
    "null",
    "true",
    "-1",
    "1e999",
    "99999999999999999999",
    ".inf",
    "[]",
    "{}",
    "''",
    "a: b",
    "http://[",
    "whsec_x",
    "0x1f",
]


def mutate(text: str, seed: int) -> bytes:
    """The text with one to four changes: cut, doubled, shuffled, replaced, poisoned."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        lines = text.split("\n")
        at = dice.randrange(len(text) + 1)
        choice = dice.randrange(7)
        if choice == 0:
            text = text[:at] + dice.choice(NASTY) + text[at:]
        elif choice == 1:
            text = text[:at] + text[at + dice.randint(1, 12) :]
        elif choice == 2:
            text = text[:at]
        elif choice == 3:
            dice.shuffle(lines)
            text = "\n".join(lines)
        elif choice == 4:
            lines.insert(dice.randrange(len(lines)), dice.choice(lines))
            text = "\n".join(lines)
        elif choice == 5:
            words = text.split(" ")
            words[dice.randrange(len(words))] = dice.choice(WORDS)
            text = " ".join(words)
        else:
            text = text.replace(
                dice.choice(["id", "kind", "url", "query", "port", "file", "sources"]), dice.choice(WORDS), 1
            )
    raw = text.encode("utf-8", "surrogatepass")
    return (
        raw
        if dice.random() > 0.1
        else raw[: len(raw) // 2] + bytes(dice.randrange(256) for _ in range(8)) + raw[len(raw) // 2 :]
    )


def outcome(folder: Path, raw: bytes) -> str:
    """`read`, or `refused` with at least one error that has a place in the file."""
    file = write_desk(folder)
    file.write_bytes(raw)
    errors = errors_of(file)
    assert all(error.line >= 1 and error.column >= 1 and error.message for error in errors)
    return "refused" if errors else "read"


def errors_of(file: Path) -> list[ConfigError]:
    try:
        load(file)
    except ConfigErrors as refused:
        return refused.errors or [ConfigError(str(file), 0, 0, "refused without an error")]
    return []


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_a_mutated_configuration_is_read_or_refused(tmp_path, seed):
    assert outcome(tmp_path, mutate(FULL, seed)) in {"read", "refused"}


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=200))
@example(raw=b"a: &x [*x, *x]")
def test_any_bytes_are_read_or_refused(tmp_path, raw):
    assert outcome(tmp_path, raw) in {"read", "refused"}


def test_the_mutations_hit_both_sides(tmp_path):
    found = [outcome(tmp_path, mutate(FULL, seed)) for seed in range(60)]
    assert found.count("refused") >= 30
    assert found.count("read") >= 2
