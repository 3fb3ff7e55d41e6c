"""Calls that go wrong in every way end by name, take their child with them, and leave the next call unharmed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from connectors.killable import KillablePool, ParserFailed, ParserKilled

HERE = "tests.support.parsers:"
ROOT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024


async def test_bytes_in_bytes_out() -> None:
    async with KillablePool(2) as pool:
        results = await asyncio.gather(*(pool.call(HERE + "upper", b"feed%d" % number) for number in range(20)))
        assert results == [b"FEED%d" % number for number in range(20)]
        big = os.urandom(9_000_000)
        assert await pool.call(HERE + "chatty", big, limit=20) == big
        assert await pool.call(HERE + "upper", b"") == b""


async def test_what_a_parser_prints_stays_out_of_the_answer() -> None:
    async with KillablePool(1) as pool:
        assert await pool.call(HERE + "chatty", b"answer") == b"answer"
        assert await pool.call(HERE + "upper", b"next") == b"NEXT"


@pytest.mark.parametrize(
    ("function", "payload", "reason"),
    [
        ("sleeps", b"", "time"),
        ("spins_in_c", b"", "time"),
        ("hungry", b"", "memory"),
        ("talkative", b"3000000", "output"),
        ("dies", b"3", "died"),
        ("kills_itself", b"", "died"),
    ],
)
async def test_each_limit_by_name(function: str, payload: bytes, reason: str) -> None:
    async with KillablePool(1, memory=300 * MIB, output=2 * MIB) as pool:
        before = await pool.call(HERE + "pid", b"")
        limit = 0.4 if reason == "time" else 20.0
        started = time.monotonic()
        with pytest.raises(ParserKilled, match=function) as caught:
            await pool.call(HERE + function, payload, limit=limit)
        assert caught.value.reason == reason
        if reason == "time":
            assert time.monotonic() - started >= limit
        assert await pool.call(HERE + "pid", b"", limit=20) != before
        assert not psutil.pid_exists(int(before))


async def test_processor_time_is_limited_where_the_clock_is_not() -> None:
    async with KillablePool(1) as pool:
        child = psutil.Process(int(await pool.call(HERE + "pid", b"")))
        assert await pool.call(HERE + "limits", b"", limit=7.0) in {b"7", b"8"}
        assert child.is_running()


async def test_an_error_is_an_answer_and_the_child_lives_on() -> None:
    async with KillablePool(1) as pool:
        before = await pool.call(HERE + "pid", b"")
        with pytest.raises(ParserFailed, match="ValueError: cannot read 4 bytes"):
            await pool.call(HERE + "raises", b"feed")
        with pytest.raises(ParserFailed, match="RecursionError"):
            await pool.call(HERE + "recurses", b"")
        with pytest.raises(ParserFailed, match="no attribute"):
            await pool.call(HERE + "nothing_of_the_sort", b"")
        assert await pool.call(HERE + "pid", b"") == before


async def test_one_that_hangs_delays_no_other() -> None:
    async with KillablePool(2) as pool:
        hanging = asyncio.create_task(pool.call(HERE + "sleeps", b"", limit=60))
        await asyncio.sleep(0.05)
        assert [await pool.call(HERE + "upper", b"x", limit=20) for _ in range(5)] == [b"X"] * 5
        assert not hanging.done()
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging
        assert await pool.call(HERE + "upper", b"y", limit=20) == b"Y"


async def test_a_child_that_died_while_idle_is_replaced() -> None:
    async with KillablePool(1) as pool:
        pid = int(await pool.call(HERE + "pid", b""))
        os.kill(pid, signal.SIGKILL)
        while psutil.pid_exists(pid):
            await asyncio.sleep(0.01)
        assert await pool.call(HERE + "upper", b"x", limit=20) == b"X"


async def test_the_end_of_the_pool_is_the_end_of_its_children() -> None:
    async with KillablePool(3) as pool:
        pids = {int(await pool.call(HERE + "pid", b"")) for _ in range(6)}
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_a_child_starts_lean_and_with_what_was_named() -> None:
    async with KillablePool(1, preload=["html.parser"]) as pool:
        loaded = (await pool.call(HERE + "modules", b"")).decode().split(",")
    assert "html.parser" in loaded
    assert not {"asyncio", "aiohttp", "msgspec", "logging", "feedparser"} & set(loaded)


async def test_a_child_knows_no_secret_of_ours() -> None:
    os.environ["DESK_KEY_OF_A_TEST"] = "hunter2"
    try:
        async with KillablePool(1) as pool:
            known = (await pool.call(HERE + "environment", b"")).decode()
    finally:
        del os.environ["DESK_KEY_OF_A_TEST"]
    assert "PATH=" in known
    assert "hunter2" not in known


async def test_a_module_that_does_not_exist_is_told_at_once() -> None:
    with pytest.raises(ParserKilled, match="no_such_module"):
        async with KillablePool(1, preload=["no_such_module"]):
            pass


@pytest.mark.parametrize("busy", ["sleeps", "spins_in_c", ""])
def test_children_die_with_their_parent_on_sigkill(tmp_path: Path, busy: str) -> None:
    program = tmp_path / "parent.py"
    program.write_text(
        "import asyncio\n"
        "from connectors.killable import KillablePool\n"
        "async def main():\n"
        "    async with KillablePool(1) as pool:\n"
        f"        print((await pool.call({HERE + 'pid'!r}, b'')).decode(), flush=True)\n"
        f"        await (pool.call({HERE!r} + {busy!r}, b'', limit=600) if {busy!r} else asyncio.sleep(600))\n"
        "asyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        time.sleep(0.1)
        parent.kill()
        parent.wait(20)
    until = time.monotonic() + 20
    while lives(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not lives(child)


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
