"""From the declarations to argparse: help that begins with an example, errors that name the near miss."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from onrecord.cli.declare import Command, Option
from onrecord.cli.table import COMMANDS, GROUPS
from onrecord.nearest import meant

_EXITS = "exit status: 0 done, 1 the work failed, 2 the call or the configuration is wrong, 130 on Ctrl-C"


class CallRefused(Exception):
    """The call itself is wrong: exit status 2, with the message on stderr."""


class _Parser(argparse.ArgumentParser):
    """One command's parser; `command` is what it was declared as."""

    command: Command | None = None

    def format_help(self) -> str:
        if self.command is None:
            return overview()
        lines = [*(f"  {example}" for example in self.command.examples), "", self.command.summary]
        if self.command.children:
            lines += ["", *_rows(self.command.children)]
        return "\n".join(lines) + "\n\n" + super().format_help() + f"\n{_EXITS}\n"

    def error(self, message: str) -> NoReturn:
        raise CallRefused(f"{self.prog}: {message} (onrecord {self._path()}--help shows how)")

    def _path(self) -> str:
        name = self.prog.removeprefix("onrecord").strip()
        return f"{name} " if name else ""

    def options(self) -> list[str]:
        return [name for action in self._actions for name in action.option_strings]


def _rows(commands: Iterable[Command]) -> list[str]:
    return [f"  {command.name:<12} {command.summary}" for command in commands]


def overview() -> str:
    """What `onrecord --help` says."""
    lines = [
        "  onrecord demo                    the example desk, to look around",
        "  onrecord init && onrecord run    a desk of your own",
        "",
        "onrecord: what was said, by whom, where and when.",
    ]
    for title, commands in GROUPS:
        lines += ["", f"{title}:", *_rows(commands)]
    return "\n".join([*lines, "", "onrecord COMMAND --help tells more; --version tells which this is.", _EXITS]) + "\n"


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    settings: dict[str, Any] = {"help": option.help}
    if option.flag:
        settings["action"] = "store_true"
    else:
        settings |= {"default": option.default, "type": option.type, "choices": option.choices}
        settings |= {"metavar": option.metavar} if option.metavar else {}
        settings |= {"nargs": option.nargs} if option.nargs else {}
    if option.required:
        settings["required"] = True
    parser.add_argument(*option.names, **settings)


def _build(prog: str, command: Command) -> _Parser:
    parser = _Parser(prog=prog, allow_abbrev=False, formatter_class=argparse.HelpFormatter)
    parser.command = command
    for option in command.options:
        _add(parser, option)
    return parser


def _choose(commands: Iterable[Command], word: str, path: str) -> Command:
    names = [command.name for command in commands]
    for command in commands:
        if command.name == word:
            return command
    raise CallRefused(
        f"{path}: there is no command {word!r}{meant(word, names)} ({path} --help lists them: {', '.join(names)})"
    )


def _find(argv: list[str]) -> tuple[Command | None, str, list[str]]:
    """The command that the words name (None: help for all), its path, and what is left of the words."""
    path, commands, found = "onrecord", COMMANDS, None
    while commands and argv and not argv[0].startswith("-"):
        word, *argv = argv
        found = _choose(commands, word, path)
        path, commands = f"{path} {word}", found.children
    return found, path, argv


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command's options, `run` and `command`. Raises CallRefused; SystemExit(0) after help was written."""
    command, path, rest = _find(list(sys.argv[1:] if argv is None else argv))
    if command is None:
        _top(rest)
    parser = _build(path, command)
    if command.children and not {"-h", "--help"} & set(rest):
        names = ", ".join(child.name for child in command.children)
        raise CallRefused(f"{path}: say what to do: {names} ({path} --help tells more)")
    args, extra = parser.parse_known_intermixed_args(rest) if command.options else parser.parse_known_args(rest)
    if extra:
        word = extra[0].split("=")[0]
        near = meant(word, parser.options()) if word.startswith("-") else ""
        parser.error(f"{extra[0]!r} is not known here{near}")
    args.run, args.command = command.run, path
    return args


def _top(rest: list[str]) -> NoReturn:
    """Without a command: help, the version, or what is wrong."""
    if not rest or rest[0] in ("-h", "--help"):
        sys.stdout.write(overview())
        raise SystemExit(0 if rest else 2)
    if rest[0] in ("-V", "--version"):
        from importlib.metadata import version

        sys.stdout.write(f"onrecord {version('onrecord')}\n")
        raise SystemExit(0)
    raise CallRefused(f"onrecord: {rest[0]!r} comes before any command (onrecord --help lists them)")
