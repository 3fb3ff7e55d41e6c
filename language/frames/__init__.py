"""Statements in languages whose clauses linear frames describe: one engine, a folder of data a language."""

from importlib.resources import files

from language.entities import EntityBase, Found
from language.frames.extraction import extract
from language.frames.grammar import load
from language.frames.reading import read
from language.frames.writing import Writer
from language.mentions import Mentions
from schemas.entity import MentionedEntity
from schemas.statement import Statement

LANGUAGES = tuple(
    sorted(one.name for one in files(__name__).iterdir() if one.is_dir() and one.joinpath("grammar.toml").is_file())
)
"""Codes of the languages: the folders here."""


class Frames:
    """The extractor of one language; its data is read when the first text comes."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(
        self, text: str, document: str, title: str, found: list[Found], base: EntityBase
    ) -> tuple[tuple[Statement, ...], tuple[MentionedEntity, ...]]:
        """Statements and entities of a text; the title may tell full names."""
        grammar = load(self.code)
        headline = extract(read(title, grammar)) if title else None
        writer = Writer(document, extract(read(text, grammar)), Mentions(found, None, base), headline)
        return writer.statements(), writer.entities()
