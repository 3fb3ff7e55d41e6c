"""The console's own process, its stream of events, its one thread for the index."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from connectors.index.base import IndexUnavailable
from onrecord.console.reader import KEPT, Desk, Reader
from onrecord.console.serve import CannotListen, listen
from tests.console.conftest import state_over
from tests.support import newsroom
from tests.support.browser import served

ROOT = Path(__file__).parents[2]


def request(base: str, path: str, wait: float = 20) -> socket.socket:
    """A socket on which a GET was sent."""
    host, port = base.removeprefix("http://").split(":")
    sock = socket.create_connection((host, int(port)), wait)
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    return sock


def until(sock: socket.socket, wanted: bytes, seen: bytes = b"") -> bytes:
    while wanted not in seen:
        piece = sock.recv(65536)
        assert piece, f"closed before {wanted!r}: {seen!r}"
        seen += piece
    return seen


def test_a_reader_hears_at_once_and_when_the_index_moves(tmp_path: Path) -> None:
    index = newsroom.open_desk(tmp_path)
    with served(state_over(tmp_path)) as base:
        sock = request(base, "/events")
        head = until(sock, b"}\n\n")
        assert b"text/event-stream" in head
        assert b"retry: 3000" in head
        before = index.generation()
        assert b'data: {"position": %d}' % before in head
        newsroom.write(index, newsroom.many(1))
        assert index.generation() > before
        until(sock, b'data: {"position": %d}' % index.generation())
        sock.close()
    index.close()


def test_open_streams_end_when_the_console_stops(tmp_path: Path) -> None:
    newsroom.open_desk(tmp_path).close()
    with served(state_over(tmp_path)) as base:
        sock = request(base, "/events")
        until(sock, b"}\n\n")
    rest = b""
    while piece := sock.recv(65536):
        rest += piece
    assert rest.endswith(b"0\r\n\r\n")
    sock.close()


def test_a_taken_port_is_told() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}.*set console.port"):
            listen("127.0.0.1", port)


CODE = """
import sys
from pathlib import Path
from connectors.telemetry import start_logging
from onrecord.config.load import load
from onrecord.console.serve import run_console
start_logging("console")
desk = Path(sys.argv[1])
sys.exit(run_console(load(desk / "onrecord.yaml"), desk / "home"))
"""


def started(desk: Path, port: int) -> subprocess.Popen[str]:
    (desk / "onrecord.yaml").write_text(f"console: {{port: {port}}}\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", CODE, str(desk)], cwd=ROOT, stderr=subprocess.PIPE, env=environment, text=True
    )


def address(process: subprocess.Popen[str]) -> str:
    """Where it says that it listens."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"console at (http://127\.0\.0\.1:\d+)", line):
            return found[1]
    raise AssertionError("it ended without a word")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_process_serves_and_ends_as_told(tmp_path: Path, number: signal.Signals, status: int) -> None:
    process = started(tmp_path, 0)
    try:
        base = address(process)
        with request(base, "/livez") as sock:
            assert b"200 OK" in until(sock, b"ok\n")
        process.send_signal(number)
        process.communicate(timeout=60)
        assert process.returncode == status
    finally:
        process.kill()
        process.communicate()


def test_a_process_that_can_not_listen_says_so_and_ends_with_2(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        process = started(tmp_path, port)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    assert f"can't listen on 127.0.0.1:{port}" in told


class Counter:
    """An index of nothing but a generation, which notes the threads that ask it."""

    def __init__(self) -> None:
        self.number = 1
        self.threads: set[int] = set()
        self.closed = 0

    def generation(self) -> int:
        self.threads.add(threading.get_ident())
        return self.number

    def close(self) -> None:
        self.closed += 1


def test_answers_are_kept_until_the_generation_moves() -> None:
    index = Counter()
    desk = Desk(index)  # type: ignore[arg-type]
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [desk.kept("a", make), desk.kept("a", make), desk.kept("b", make)] == [1, 1, 2]
    index.number = 2
    assert desk.kept("a", make) == 3
    for key in range(KEPT):
        desk.kept(key, make)
    assert desk.kept("a", make) == 4 + KEPT


def test_one_thread_asks_the_index_however_many_want_to_know() -> None:
    index = Counter()
    reader = Reader(lambda: index)  # type: ignore[arg-type, return-value]

    async def many() -> None:
        await asyncio.gather(*(reader.ask(lambda desk: desk.index.generation()) for _ in range(20)))
        await reader.close()

    asyncio.run(many())
    assert len(index.threads) == 1
    assert threading.get_ident() not in index.threads
    assert index.closed == 1


def test_a_damaged_index_is_opened_again() -> None:
    opened: list[Counter] = []

    def fresh() -> Counter:
        opened.append(Counter())
        return opened[-1]

    reader = Reader(fresh)  # type: ignore[arg-type]

    def break_it(_desk: Desk) -> None:
        raise IndexUnavailable("damaged", "It is broken.")

    async def go() -> None:
        with pytest.raises(IndexUnavailable):
            await reader.ask(break_it)
        await reader.ask(lambda desk: desk.index.generation())
        await reader.close()

    asyncio.run(go())
    assert [one.closed for one in opened] == [1, 1]
