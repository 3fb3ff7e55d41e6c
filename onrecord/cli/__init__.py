"""The command line: `main` reads the call, imports the one command it names, and turns what it raises into an exit."""

import importlib
import io
import os
import sys
from collections.abc import Sequence

from onrecord.cli.parser import CallRefused, parse


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command; the exit status: 0 done, 1 failed, 2 the call or the configuration is wrong, 130 on Ctrl-C."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # one encoding everywhere, and no text that can't be written
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = parse(argv)
        module, name = args.run.split(":")
        status = int(getattr(importlib.import_module(module), name)(args))
        sys.stdout.flush()
        return status
    except CallRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough; nothing more may be flushed into the pipe
        _drop_output()
        return 0
    except Exception as error:
        from onrecord.cli.failures import explain

        if (told := explain(error)) is None:
            raise
        sys.stderr.write(f"{told.message}\n")
        if told.output_is_lost:
            _drop_output()
        return told.status


def _drop_output() -> None:
    """Nothing more can be written: what Python still holds goes nowhere, so that its end raises nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
