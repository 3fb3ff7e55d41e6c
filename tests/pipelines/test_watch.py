"""Whose time it is: what is noted, what ends a step that never does."""

import subprocess
import sys
from pathlib import Path

import pytest

from connectors.log.base import LogError
from pipelines.watch import Watch

ROOT = Path(__file__).resolve().parents[2]


def test_only_changes_are_noted() -> None:
    noted: list[bool] = []
    watch = Watch(noted.append)
    for _ in range(5):
        watch.step()
    with watch.waiting():
        assert noted == [True, False]
    assert noted == [True, False, True], "after the wait our step goes on"
    watch.rest()
    watch.rest()
    with watch.waiting():
        pass
    assert noted == [True, False, True, False]


def test_what_the_log_could_not_do_is_kept_for_whoever_asks_once() -> None:
    watch = Watch()
    with pytest.raises(LogError), watch.waiting():
        raise LogError("full", "no space")
    trouble = watch.take_trouble()
    assert trouble is not None
    assert trouble.code == "full"
    assert watch.take_trouble() is None


STUCK = """
import time
from pipelines.watch import Watch
watch = Watch(seconds=0.5)
watch.step()
if {waits}:
    with watch.waiting():
        time.sleep(1.5)
    watch.rest()
    print("came through", flush=True)
else:
    while True:
        pass
"""


@pytest.mark.parametrize(("waits", "status"), [(False, 1), (True, 0)])
def test_a_step_that_never_ends_is_ended_and_a_wait_is_not(waits: bool, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK.format(waits=waits)], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    assert (b"Timeout" in done.stderr) is not waits, "the place where it stood is printed"
