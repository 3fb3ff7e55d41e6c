"""The process tree over small programs of our own: who dies, who is started again, who ends."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.supervisor import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Refused,
    fresh_folder,
    metrics_folder,
    next_pause,
    only_one,
    port_is_free,
)

CHILD = """
import os, signal, sys, time
from pathlib import Path
from onrecord import supervisor
home, name = Path(sys.argv[-1]), sys.argv[1]
supervisor.attach(name)
with open(home / "lives", "a") as file:
    file.write(f"{name} {os.getpid()}\\n")
behaviour = (home / f"{name}.behaviour").read_text() if (home / f"{name}.behaviour").exists() else "live"
if behaviour == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if behaviour == "exit-zero-in-a-library":
    os._exit(0)
if behaviour.startswith("end"):
    sys.exit(supervisor.report(int(behaviour.split()[1])))
while True:
    time.sleep(0.05)
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a supervisor whose children run `CHILD`."""
    home = tmp_path / "home"
    home.mkdir()
    root = Path(__file__).resolve().parents[2]
    code = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from onrecord import supervisor
        home = Path({str(home)!r})
        one = supervisor.Supervisor(home, [str(home)], program=(sys.executable, "-c", {CHILD!r}), grace=1.5)
        try:
            with supervisor.only_one(home):
                sys.exit(one.until_idle() if "--until-idle" in sys.argv else one.run(("worker", "notify")))
        except supervisor.Refused as refused:
            sys.exit(f"refused: {{refused}}")
        """
    )

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=root, stderr=subprocess.PIPE)

    start.home = home  # type: ignore[attr-defined]
    yield start
    shutil.rmtree(metrics_folder(home), ignore_errors=True)  # a killed supervisor leaves it


def lives(home: Path) -> list[tuple[str, int]]:
    path = home / "lives"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(line.split()[0], int(line.split()[1])) for line in lines]


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_dead_child_is_started_again_and_sigterm_ends_all_with_zero(program) -> None:
    run = program()
    until(lambda: len(lives(program.home)) == 2)
    name, pid = lives(program.home)[0]
    os.kill(pid, signal.SIGKILL)
    until(lambda: len(lives(program.home)) == 3)
    assert lives(program.home)[-1][0] == name
    run.send_signal(signal.SIGTERM)
    assert run.wait(10) == 0
    assert not any(alive(pid) for _, pid in lives(program.home))
    run.stderr.close()


def test_ctrl_c_ends_with_130_and_a_stubborn_child_is_killed(program) -> None:
    (program.home / "worker.behaviour").write_text("stubborn")
    run = program()
    until(lambda: len(lives(program.home)) == 2)
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    assert run.wait(10) == 130
    assert not any(alive(pid) for _, pid in lives(program.home))
    run.stderr.close()


def test_the_children_die_with_a_killed_supervisor(program) -> None:
    run = program()
    until(lambda: len(lives(program.home)) == 2)
    time.sleep(0.3)
    run.kill()
    run.wait()
    until(lambda: not any(alive(pid) for _, pid in lives(program.home)), 5)
    run.stderr.close()


def test_a_wrong_configuration_ends_all_with_two(program) -> None:
    (program.home / "notify.behaviour").write_text("end 2")
    run = program()
    assert run.wait(10) == 2
    run.stderr.close()


def test_an_exit_by_a_library_is_a_death_not_an_end(program) -> None:
    """`os._exit(0)` out of an item must not look like a worker that has drained its log."""
    for name in ("connect", "notify"):
        (program.home / f"{name}.behaviour").write_text("end 0")
    (program.home / "worker.behaviour").write_text("exit-zero-in-a-library")
    run = program("--until-idle")
    until(lambda: [name for name, _ in lives(program.home)].count("worker") >= 3)
    (program.home / "worker.behaviour").write_text("end 0")
    assert run.wait(15) == 0
    run.stderr.close()


def test_until_idle_tells_that_a_source_failed(program) -> None:
    (program.home / "connect.behaviour").write_text("end 1")
    for name in ("worker", "notify"):
        (program.home / f"{name}.behaviour").write_text("end 0")
    run = program("--until-idle")
    assert run.wait(15) == 1
    assert [name for name, _ in lives(program.home)] == ["connect", "worker", "notify"]
    run.stderr.close()


def test_a_second_run_of_a_home_is_refused_with_the_owners_pid(program) -> None:
    run = program()
    until(lambda: len(lives(program.home)) == 2)
    second = program()
    _, said = second.communicate(timeout=10)
    assert second.returncode == 1
    assert f"pid {run.pid}".encode() in said
    run.terminate()
    run.wait(10)
    run.stderr.close()
    with only_one(program.home):
        pass


def test_a_home_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Refused, match="can't be used as the home folder"), only_one(tmp_path / "home"):
        pass


def test_metrics_stand_where_a_full_disk_kills_nobody(program) -> None:
    """A mapped file on a disk that is full ends whoever touches a new page of it."""
    folder = metrics_folder(program.home)
    run = program()
    until(lambda: len(lives(program.home)) == 2)
    assert folder.is_dir()
    assert program.home not in folder.parents
    run.terminate()
    run.wait(10)
    assert not folder.exists()
    run.stderr.close()


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert fresh_folder(tmp_path / "file" / "metrics") is None
    (tmp_path / "there").symlink_to(tmp_path)
    assert fresh_folder(tmp_path / "there") is None
    assert fresh_folder(tmp_path / "new") == tmp_path / "new"


def test_a_taken_port_is_seen() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not port_is_free("127.0.0.1", taken.getsockname()[1])
    assert port_is_free("127.0.0.1", 0)


def test_pauses_double_and_start_anew_after_a_calm_life() -> None:
    pauses = [FIRST_PAUSE]
    for _ in range(6):
        pauses.append(next_pause(0.1, pauses[-1]))
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert next_pause(60, LONGEST_PAUSE) == FIRST_PAUSE
