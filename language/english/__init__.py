"""English: its data files, and the grammar that finds statements in its sentences."""

from language.english.extraction import extract

__all__ = ["extract"]
