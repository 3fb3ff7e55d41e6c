"""Golden articles in German: what a perfect system finds in them, and the precision and recall that must be held."""

from pathlib import Path

import pytest

from tests.support.golden import hold_entities, hold_statements

ARTICLES = sorted(Path(__file__).parent.joinpath("golden").glob("*.txt"))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_statements(article: Path) -> None:
    hold_statements(article, "de")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_entities(article: Path) -> None:
    hold_entities(article, "de")


def test_at_least_two_articles_hold_the_level() -> None:
    assert len(ARTICLES) >= 2
