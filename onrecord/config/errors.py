"""What is wrong with a configuration: each error with its place, all of them at once."""

from typing import NamedTuple


class Place(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


class ConfigError(NamedTuple):
    """One error. `str` gives `file:line:column: message`, as compilers do."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ConfigErrors(Exception):
    """All that is wrong with one configuration, in order of place."""

    def __init__(self, errors: list[ConfigError]) -> None:
        self.errors = sorted(set(errors), key=lambda error: (error.file, error.line, error.column, error.message))
        super().__init__("\n".join(str(error) for error in self.errors))
