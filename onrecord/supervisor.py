"""`onrecord run`: separate programs, started by exec, watched, started again when they die, ended together.

    run ── connect   (sources; parsers as children of its own)
        ├─ worker    (the only one that imports Beam)
        ├─ notify
        └─ console

One `run` a home: a file lock, which dies with its process, names the owner. The children die with the supervisor,
whatever kills it (`connectors.lifeline`). What to do next is decided by pure functions over small records; `Supervisor`
carries it out.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from connectors.lifeline import die_with_parent
from connectors.telemetry import RESTARTS
from schemas import digest

PROCESSES = ("console", "worker", "connect", "notify")
"""In the order of their starting: the slowest to start first."""

IDLE_PHASES = ("connect", "worker", "notify")
"""What `--until-idle` runs, each to its end: poll once, drain the log, drain the outbox."""

SUPERVISOR = "ONRECORD_SUPERVISOR"
REPORT = "ONRECORD_REPORT"
"""The file a child writes its exit status to when it ends by its own will. A status alone proves nothing: an item that
makes a library call `exit(0)` would look like a worker that has finished."""

DEATHS = "ONRECORD_DEATHS"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone, or is not used
GRACE_SECONDS = 9.0
FIRST_PAUSE, LONGEST_PAUSE, CALM_SECONDS = 0.2, 2.0, 10.0
TICK_SECONDS = 0.1
PHASE_DEATHS = 50
"""So many deaths of one phase of `--until-idle` and it gives up: more than a worker-killer needs to be found out."""

logger = logging.getLogger("onrecord.run")


class Refused(Exception):
    """`run` can't start: exit 2, with the reason."""


@dataclass
class Child:
    """One process: how it is called, and how its lives went."""

    name: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0
    deaths: int = 0


def next_pause(lived: float, pause: float) -> float:
    """How long to wait before a dead child starts again: doubling, and from the start again after a calm life."""
    return FIRST_PAUSE if lived >= CALM_SECONDS else min(LONGEST_PAUSE, pause * 2)


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home for this process. Raises Refused with the owner's pid, or with what is wrong with the folder."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Refused(f"{home}: can't be used as the home folder: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise Refused(
            f"{home}: another `onrecord run` uses this home (pid {owner}): stop that one, or give this one --home DIR"
        ) from None
    try:
        with contextlib.suppress(OSError):  # on a full disk the lock holds without the name of its owner
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def port_is_free(host: str, port: int) -> bool:
    """True where the console could listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def metrics_folder(home: Path) -> Path:
    """Memory where the system offers it: metrics are mapped files, and on a disk that fills up a process that touches
    a new page of one dies (SIGBUS)."""
    if not os.access(SHARED_MEMORY, os.W_OK):
        return home / "metrics"
    return SHARED_MEMORY / f"onrecord-{os.getuid()}-{digest('home', str(home.resolve()))[:16]}"


def fresh_folder(path: Path) -> Path | None:
    """The folder, empty and ours alone; None where it can't be had."""
    shutil.rmtree(path, ignore_errors=True)
    try:
        path.mkdir(mode=0o700)
    except OSError:
        return None
    return path


@dataclass
class Supervisor:
    """Runs the process tree of one home. `state` are the arguments every child gets (`--config`, `--home`)."""

    home: Path
    state: Sequence[str]
    log_file: Path | None = None
    """Where the children's logs go; None: to this process's stderr."""
    on_tick: Callable[[], None] = lambda: None
    program: Sequence[str] = (sys.executable, "-m", "onrecord")
    grace: float = GRACE_SECONDS
    stopping: int = 0
    children: list[Child] = field(default_factory=list)
    metrics: Path | None = None
    """Where the processes share their metrics; None: nowhere, each tells its own."""

    def run(self, names: Sequence[str] = PROCESSES) -> int:
        """Until SIGTERM (0), Ctrl-C (130), or a child that says the configuration is wrong (2)."""
        with self._signals(), self._fresh_metrics(), self._logs() as logs:
            self.children = [Child(name, (name, *self.state)) for name in names]
            try:
                for child in self.children:
                    self._start(child, logs)
                while not self.stopping:
                    for child in self.children:
                        if self._tend(child, logs) == 2:
                            return 2
                    self.on_tick()
                    time.sleep(TICK_SECONDS)
            finally:
                self._end()
            return 130 if self.stopping == signal.SIGINT else 0

    def until_idle(self) -> int:
        """Poll each source once, drain the log, drain the outbox: 0, or 1 if a source failed, 2, 130."""
        worst = 0
        with self._signals(), self._fresh_metrics(), self._logs() as logs:
            for name in IDLE_PHASES:
                child = Child(name, (name, "--until-idle", *self.state))
                self.children = [child]
                try:
                    code = self._to_the_end(child, logs)
                finally:
                    self._end()
                if self.stopping:
                    return 130 if self.stopping == signal.SIGINT else 0
                if code not in {0, 1}:
                    return code
                worst = max(worst, code)
        return worst

    def _to_the_end(self, child: Child, logs: IO[bytes] | None) -> int:
        """One phase: start it again when something kills it, until it exits by itself."""
        self._start(child, logs)
        while not self.stopping:
            status = self._tend(child, logs)
            if status is not None or child.deaths >= PHASE_DEATHS:
                return 1 if status is None else status
            time.sleep(TICK_SECONDS / 5)
        return 0

    def _start(self, child: Child, logs: IO[bytes] | None) -> None:
        environment = {
            **os.environ,
            SUPERVISOR: str(os.getpid()),
            REPORT: str(self._report_of(child)),
            DEATHS: str(child.deaths),
        }
        if self.metrics is not None:
            environment["PROMETHEUS_MULTIPROC_DIR"] = str(self.metrics)
        self._report_of(child).unlink(missing_ok=True)
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            [*self.program, *child.arguments],
            stdin=subprocess.PIPE,
            stderr=logs,
            env=environment,
            process_group=0,  # Ctrl-C reaches the supervisor alone, which ends the others in order
        )

    def _tend(self, child: Child, logs: IO[bytes] | None) -> int | None:
        """Start a dead child again once its pause is over. Returns the status of a child that ended by its own will."""
        if child.process is None:
            if time.monotonic() >= child.due:
                self._start(child, logs)
            return None
        code = child.process.poll()
        if code is None:
            return None
        self._close(child)
        status = self._reported(child)
        lived = time.monotonic() - child.started
        if status is None:
            logger.warning("%s died (%d) after %.1f s", child.name, code, lived)
            child.deaths += 1
        child.pause = next_pause(lived, child.pause)
        child.due = time.monotonic() + child.pause
        return status

    def _report_of(self, child: Child) -> Path:
        return self.home / f"{child.name}.report"

    def _reported(self, child: Child) -> int | None:
        try:
            return int(self._report_of(child).read_text())
        except (OSError, ValueError):
            return None

    def _close(self, child: Child) -> None:
        if child.process is not None and child.process.stdin is not None:
            child.process.stdin.close()
        child.process = None

    def _end(self) -> None:
        """SIGTERM to all, a time for each to finish its work in hand, then SIGKILL."""
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + self.grace
        for process in alive:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("pid %d did not end within %.0f s: killed", process.pid, self.grace)
                process.kill()
                process.wait()
        for child in self.children:
            self._close(child)

    @contextlib.contextmanager
    def _fresh_metrics(self) -> Iterator[None]:
        # The files of processes that are gone would be counted for ever.
        self.metrics = fresh_folder(metrics_folder(self.home)) or fresh_folder(self.home / "metrics")
        try:
            yield
        finally:
            if self.metrics is not None:
                shutil.rmtree(self.metrics, ignore_errors=True)

    @contextlib.contextmanager
    def _logs(self) -> Iterator[IO[bytes] | None]:
        if self.log_file is None:
            yield None
            return
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as file:
            yield file

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def note(number: int, _frame: FrameType | None) -> None:
            self.stopping = self.stopping or number

        before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def attach(name: str) -> None:
    """In a child: die with the supervisor that started this process, if one did, and count a restart."""
    if parent := os.environ.get(SUPERVISOR):
        die_with_parent(int(parent))
        if int(os.environ.get(DEATHS, "0")):
            RESTARTS.labels(name).inc()


def report(status: int) -> int:
    """In a child: tell the supervisor that this is an end, not a death. Returns the status."""
    if path := os.environ.get(REPORT):
        with contextlib.suppress(OSError):  # on a full disk it looks like a death: it is started again
            Path(path).write_text(str(status))
    return status
