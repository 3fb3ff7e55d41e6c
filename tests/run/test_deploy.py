"""What stands in deploy/ calls the command line as it is."""

import shlex
from pathlib import Path

from onrecord.cli.parser import parse
from onrecord.supervisor import GRACE_SECONDS

UNIT = Path(__file__).resolve().parents[2] / "deploy" / "onrecord.service"


def settings() -> dict[str, str]:
    lines = [line for line in UNIT.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_units_commands_are_ours() -> None:
    for name, command in (("ExecStartPre", "check"), ("ExecStart", "run")):
        program, *arguments = shlex.split(settings()[name])
        assert program.endswith("/onrecord")
        assert arguments[0] == command
        assert parse(arguments).run.startswith("onrecord.")


def test_the_unit_waits_as_long_as_a_stop_may_take_and_heeds_a_wrong_configuration() -> None:
    assert float(settings()["TimeoutStopSec"]) > GRACE_SECONDS
    assert settings()["RestartPreventExitStatus"] == "2"
