"""Where the state is and which configuration holds, by the options of a call."""

import os
from argparse import Namespace
from pathlib import Path

from onrecord.cli.parser import CallRefused
from onrecord.config.load import FILE_NAME, find, load
from onrecord.config.model import Config


def home_of(args: Namespace) -> Path:
    """The folder of all state: `--home`, else ONRECORD_HOME, else ./.onrecord."""
    given: Path | None = args.home
    return given if given is not None else Path(os.environ.get("ONRECORD_HOME") or ".onrecord")


def config_file(args: Namespace) -> Path | None:
    """The configuration file of this call, or None."""
    return find(args.config, home_of(args))


def load_config(args: Namespace) -> Config:
    """The configuration, which must be there. Raises CallRefused, ConfigErrors."""
    path = config_file(args)
    if path is None:
        raise CallRefused(
            f"{args.command}: there is no {FILE_NAME} here and none in {home_of(args)}; "
            "name one with --config FILE, or write one with onrecord init"
        )
    return load(path)


def config_or_defaults(args: Namespace) -> Config:
    """The configuration, or the defaults where there is no file. Raises ConfigErrors."""
    path = config_file(args)
    return load(path) if path else Config()
