"""The tokens of the stylesheet: contrast as WCAG 2.2 computes it, in both themes; its weight."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "onrecord" / "console" / "static"
CSS = (STATIC / "console.css").read_text()
TOKENS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([a-z0-9-]+):\s+light-dark\((#\w{6}), (#\w{6})\)", CSS)
}
TEXT, STROKE = 4.5, 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-2", "ink-3") for ground in ("paper", "sheet", "wash")),
    *(("accent", ground, TEXT) for ground in ("paper", "sheet", "tint")),
    *((ink, "tint", TEXT) for ink in ("ink", "ink-2", "ink-3")),
    ("on-accent", "accent", TEXT),
    ("mark-ink", "mark", TEXT),
    *(("ink", ground, TEXT) for ground in ("own", "own-on")),
    *((state, ground, TEXT) for state in ("alarm", "warn", "ok") for ground in ("paper", "tint")),
    *((stroke, ground, STROKE) for stroke in ("edge", "focus", "rule") for ground in ("paper", "sheet")),
    *((stroke, "paper", STROKE) for stroke in ("bar", "mark-line", "rec", "accent")),
]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_knows_its_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_every_pair_is_readable(front: str, ground: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[front][theme], TOKENS[ground][theme]) >= least


def test_colours_are_told_by_tokens_alone() -> None:
    rules = CSS[CSS.index("html[data-theme") :].partition("@media print")[0]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", rules)) == set()
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", CSS))
    assert {token for token in TOKENS if token not in used} <= {"bar-2"}


def test_the_stylesheet_asks_nobody_and_is_light() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS
    assert len(CSS.encode()) <= 32_000
    assert sum(len(path.read_bytes()) for path in STATIC.glob("*.js")) <= 20_000


def test_the_scripts_write_no_markup() -> None:
    for path in STATIC.glob("*.js"):
        text = path.read_text()
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "createContextualFragment",
        ):
            assert word not in text, (path.name, word)
