"""Blocking work beside the loop never holds up an end."""

import asyncio
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from connectors.daemon_threads import in_daemon_thread

ROOT = Path(__file__).resolve().parents[2]


async def test_results_and_errors_come_back() -> None:
    assert await in_daemon_thread(lambda: 7, "seven") == 7
    assert await in_daemon_thread(lambda: None, "none") is None
    with pytest.raises(ZeroDivisionError):
        await in_daemon_thread(lambda: 1 // 0, "error")


async def test_it_runs_beside_the_loop() -> None:
    here = threading.get_ident()
    assert await in_daemon_thread(threading.get_ident, "elsewhere") != here


async def test_a_caller_may_go() -> None:
    release = threading.Event()
    waiting = asyncio.create_task(in_daemon_thread(release.wait, "waiting"))
    await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    await asyncio.sleep(0.02)  # the late result finds nobody, and nothing breaks


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    program = (
        "import asyncio, time\n"
        "from connectors.daemon_threads import in_daemon_thread\n"
        "async def main():\n"
        "    asyncio.create_task(in_daemon_thread(lambda: time.sleep(600), 'hangs'))\n"
        "    await asyncio.sleep(0.05)\n"
        "asyncio.run(main())\n"
        "print('ended')\n"
    )
    started = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert ended.stdout == b"ended\n"
    assert time.monotonic() - started < 60
