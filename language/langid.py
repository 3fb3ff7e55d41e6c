"""py3langid's model, held to some languages, with its walk over the text done by numpy for all bytes at once.

The model's automaton (Aho and Corasick) stands, behind each byte, for the longest sequence it knows that ends there: a
walk from the root over the last `DEPTH` bytes ends in that state, so that no byte need wait for the one before it.
Imported where a text first needs it: numpy and the model take about 60 MB.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

DEPTH = 6
"""The longest byte sequence of the model that py3langid 0.4 ships."""


class Identifier(LanguageIdentifier):  # type: ignore[misc]  # the package has no types
    """Scores as the package does, in less than half the time."""

    def __init__(self, model: LanguageIdentifier) -> None:
        """Of a model that was held to some languages."""
        super().__init__(model.nb_ptc, model.nb_pc, model.nb_classes, (), (), norm_probs=True, tk_row=())
        self._rows = np.asarray(model.tk_row, dtype=np.int64) << 8
        self._next = np.asarray(model.tk_nextmove)
        self._features = np.asarray(model.tk_output, dtype=np.int32)

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        features, counts = np.unique(self.features(text), return_counts=True)
        if not len(features):
            return np.zeros(len(self.nb_classes), dtype=np.float32)
        scores: NDArray[np.float32] = np.log1p(counts.astype(np.float32)) @ self.nb_ptc[features] + self.nb_pc
        return scores

    def features(self, text: bytes) -> NDArray[np.int32]:
        """The model's features that end at each byte, in order of the text."""
        padded = np.zeros(len(text) + DEPTH - 1, dtype=np.int64)
        padded[DEPTH - 1 :] = np.frombuffer(text, dtype=np.uint8)
        states = np.zeros(len(text), dtype=np.int64)
        for step in range(DEPTH):
            states = self._next[self._rows[states] + padded[step : step + len(text)]]
            states[: DEPTH - 1 - step] = 0  # what would begin before the text
        found: NDArray[np.int32] = self._features[states]
        return found[found >= 0]


def narrowed(languages: Sequence[str]) -> Identifier:
    """The shipped model with these languages alone; what it holds of the others is freed."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(languages)
    return Identifier(whole)
