"""constraints.txt pins everything that an installation brings, and names no place it comes from."""

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LINES = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, extras: frozenset[str], seen: dict[str, str]) -> dict[str, str]:
    """Everything that the distribution asks for on this machine, with the version installed here."""
    for text in distribution(name).requires or []:
        requirement = Requirement(text)
        wanted = any(requirement.marker.evaluate({"extra": extra}) for extra in extras) if requirement.marker else True
        key = normal(requirement.name)
        if wanted and key not in seen:
            seen[key] = distribution(key).version
            needed(key, frozenset({"", *requirement.extras}), seen)
    return seen


def test_every_line_is_one_exact_version():
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in LINES)
    names = [normal(line.partition("==")[0]) for line in LINES]
    assert len(names) == len(set(names))


def test_everything_needed_is_pinned_to_what_is_installed_here():
    pinned = {normal(line.partition("==")[0]): line.partition("==")[2] for line in LINES}
    wanted = needed("onrecord", frozenset({"", "dev"}), {})
    assert len(wanted) >= 40
    assert {name: pinned.get(name) for name in wanted} == wanted
