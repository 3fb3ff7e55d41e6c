"""The walk over all bytes at once finds what the package's own walk finds, byte after byte."""

import random
from collections import Counter

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from language.langid import narrowed
from tests.text.test_detect import TEXTS

LANGUAGES = ("de", "en", "fa", "fr", "ru", "sr", "uk")


@pytest.fixture(scope="module")
def own() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def test_features_and_ranks_are_the_packages(own: LanguageIdentifier) -> None:
    ours = narrowed(LANGUAGES)
    chance = random.Random(7)
    noise = [bytes(chance.randrange(256) for _ in range(length)) for length in (1, 2, 3, 5, 6, 7, 3000)]
    for text in (b"", *noise, *(text.encode() for text in TEXTS.values())):
        counted = visit_counts(own.tk_nextmove, own._rowbase, own.tk_output, text) or Counter()
        assert Counter(ours.features(text).tolist()) == counted
    for text in ("", *TEXTS.values()):
        for (tag, probability), (wanted, share) in zip(ours.rank(text), own.rank(text), strict=True):
            assert tag == wanted
            assert probability == pytest.approx(share, abs=1e-5)
