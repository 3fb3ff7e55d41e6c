"""The notifier as a process: opened from a configuration, killed in the middle, started again."""

import asyncio
import base64
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from connectors.http import Client, Guard
from connectors.notify.base import Context
from connectors.notify.kinds import kinds, open_any
from connectors.notify.notifier import run_notifier
from tests.support.alerts import alert, publish
from tests.support.notifying import KEY, Receiver, desk
from tests.support.wires import Wire, answer, wire

ROOT = Path(__file__).resolve().parents[2]


class Network:
    def __init__(self, allow: tuple[str, ...]) -> None:
        self.allow = allow
        self.contact = "desk@example.org"


class Channel:
    """A channel's part of the configuration."""

    def __init__(self, kind: str, url: str = "", secret: str | None = None) -> None:
        self.kind = kind
        self.url = url
        self._secret = secret

    def key(self, folder: Path) -> str | None:
        return None if self._secret is None else (folder / self._secret).read_text()


class Settings:
    """What the notifier reads of a configuration."""

    def __init__(self, folder: Path, channels: Mapping[str, Channel], *allow: str) -> None:
        self.folder = folder
        self.channels = channels
        self.network = Network(allow)


def test_the_kinds_are_found_by_their_modules() -> None:
    assert set(kinds()) == {"terminal", "webhook"}
    context = Context(Client(Guard()), Path(), io.StringIO())
    with pytest.raises(ValueError, match="terminal, webhook"):
        open_any(Channel("pigeon"), context)


async def test_a_desk_is_told_in_every_channel_and_drained(tmp_path: Path) -> None:
    (tmp_path / "desk.key").write_text(f"whsec_{base64.b64encode(KEY).decode()}\n")
    out = io.StringIO()
    with desk(tmp_path / "home") as here:
        publish(here.log, [alert(1, "hook", "screen")])
        async with wire(always_taken) as served:
            settings = Settings(
                tmp_path,
                {"hook": Channel("webhook", served.url(), "desk.key"), "screen": Channel("terminal")},
                served.pair(),
            )
            status = await asyncio.to_thread(
                run_notifier, settings, here.log, here.index, threading.Event(), drain=True, out=out
            )
            assert status == 0
            assert Receiver(served).ids == [alert(1).id]
            assert b"webhook-signature: v1," in served.heads[0]
            assert b"desk@example.org" in served.heads[0]
    assert out.getvalue().count("Harbour treaty, part 1") == 1


async def always_taken(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(answer("204 No Content"))


def test_a_secret_that_is_no_key_ends_with_2(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "desk.key").write_text("hunter2")
    with desk(tmp_path / "home") as here:
        settings = Settings(tmp_path, {"hook": Channel("webhook", "http://hook.example.org/", "desk.key")})
        assert run_notifier(settings, here.log, here.index, threading.Event(), drain=True) == 2
    assert "whsec_" in caplog.text
    assert "hunter2" not in caplog.text


PROGRAM = """
import sys, threading
from pathlib import Path
from connectors.index.embedded import open_index
from connectors.log.sqlite import SqliteLog
from connectors.notify.notifier import run_notifier
sys.path.insert(0, {tests!r})
from test_process import Channel, Settings
home, port = Path(sys.argv[1]), sys.argv[2]
log, index = SqliteLog(home / "log.db"), open_index(home, writer=False)
channels = {{"hook": Channel("webhook", f"http://127.0.0.1:{{port}}/hook")}}
run_notifier(Settings(home, channels, f"127.0.0.1:{{port}}"), log, index, threading.Event(), drain=True)
"""


async def test_kill_9_while_messages_are_sent(tmp_path: Path) -> None:
    """A real process, killed by the receiver at the 3rd, 7th and 12th message: before or after the answer is out."""
    alerts = [alert(number, "hook") for number in range(15)]
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(tests=str(Path(__file__).parent)))
    running: list[subprocess.Popen[bytes]] = []

    async def kill_sometimes(_: bytes, writer: asyncio.StreamWriter) -> None:
        number = len(served.heads)
        if number in {3, 12}:  # in flight: not answered
            running[-1].kill()
            return
        writer.write(answer("204 No Content"))
        if number == 7:  # answered, perhaps not noted
            await writer.drain()
            running[-1].kill()

    with desk(tmp_path / "home") as here:
        publish(here.log, alerts)
        async with wire(kill_sometimes) as served:
            ends = []
            for _ in range(10):
                running.append(start(program, here.home, served))
                ends.append(await asyncio.to_thread(running[-1].wait, 60))
                if ends[-1] == 0:
                    break
            received = Receiver(served).ids
        assert ends == [-signal.SIGKILL] * 3 + [0]
        assert set(received) == {one.id for one in alerts}
        assert len(received) <= len(alerts) + 3  # at most the one in flight, at each kill
        assert len(received) >= len(alerts) + 2  # the two that were not answered came again
        assert here.states("hook") == ["sent"] * 15
        assert here.pending() == []


def start(program: Path, home: Path, served: Wire) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, str(program), str(home), str(served.port)], env=environment)
