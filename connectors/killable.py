"""Parsing of hostile input in child processes that can be killed: no library is immune to every input.

`KillablePool` keeps a few warm children (exec, never fork). A call hands bytes to a function of a named module and
gets bytes back; one that runs over its limit is killed with its child, and the next call finds a fresh one. Children
die with this process, even on SIGKILL.
"""

import asyncio
import contextlib
import logging
import math
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from connectors.killable_child import FAILED, MEMORY, REPLY, REQUEST

MIB = 1024 * 1024
Reason = Literal["time", "cpu", "memory", "output", "died"]
_START_SECONDS = 30.0
_KEPT = ("PATH", "HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PYTHON", "TMPDIR", "TZ", "VIRTUAL_ENV")
_ROOT = Path(__file__).resolve().parents[1]
_log = logging.getLogger(__name__)
_WORDS: dict[Reason, str] = {
    "time": "took longer than {limit:g} s",
    "cpu": "used more than {limit:g} s of CPU",
    "memory": "needed more memory than it may use",
    "output": "answered with more than it may",
    "died": "died",
}


class ParserKilled(Exception):
    """The call went over a limit (`time`, `cpu`, `memory`, `output`) or took its process down (`died`)."""

    def __init__(self, reason: Reason, target: str, limit: float, detail: str = "") -> None:
        super().__init__(f"{target} {_WORDS[reason].format(limit=limit)}{detail} and was stopped")
        self.reason = reason


class ParserFailed(Exception):
    """The function raised: its error's type and words are the message."""


class KillablePool:
    """`async with KillablePool(2, preload=["package.module"]) as pool`.

    `memory` is the address space of a child, `output` the longest answer, both in bytes. Calls beyond `size` wait for
    a free child; the limit of a call counts from when it has one.
    """

    def __init__(
        self, size: int = 2, *, preload: Sequence[str] = (), memory: int = 1024 * MIB, output: int = 64 * MIB
    ) -> None:
        self._size = size
        self._command = [
            sys.executable,
            "-P",
            "-m",
            "connectors.killable_child",
            str(memory),
            str(os.getpid()),
            *preload,
        ]
        self._output = output
        self._output = output
        self._slots: asyncio.Queue[asyncio.Future[_Child]] = asyncio.Queue()
        self._children: set[_Child] = set()
        self._starting: set[asyncio.Task[_Child]] = set()

    async def __aenter__(self) -> Self:
        try:
            for child in await asyncio.gather(*(self._start() for _ in range(self._size))):
                self._give(child)
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Kill every child and wait for its end."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(self._discard(child) for child in list(self._children)))

    async def call(self, target: str, payload: bytes, limit: float = 5.0) -> bytes:
        """What `module:function` makes of the payload. `limit` is in seconds, of wall time and of CPU alike.
        Raises ParserKilled, ParserFailed."""
        child = await self._take()
        try:
            status, result = await self._ask(child, target, payload, limit)
        except BaseException:  # over a limit, or cancelled half-way: what the child does now is unknown
            self._refill()
            await self._discard(child)
            raise
        self._give(child)
        if status == FAILED:
            raise ParserFailed(result.decode("utf-8", "replace"))
        return result

    async def _take(self) -> "_Child":
        """A living child, once there is a free one."""
        slot = await self._slots.get()
        try:
            child = await asyncio.shield(slot)
        except BaseException:
            if slot.done():  # it did not start; the next call tries again
                self._refill()
            else:  # our caller was cancelled meanwhile
                self._slots.put_nowait(slot)
            raise
        if child.process.returncode is None:
            return child
        await self._discard(child)  # it died while idle
        self._refill()
        return await self._take()

    def _give(self, child: "_Child") -> None:
        slot: asyncio.Future[_Child] = asyncio.get_running_loop().create_future()
        slot.set_result(child)
        self._slots.put_nowait(slot)

    def _refill(self) -> None:
        """Begin to start another child at once, so that the next call finds it warm."""
        task = asyncio.create_task(self._start())
        self._starting.add(task)
        task.add_done_callback(self._started)
        self._slots.put_nowait(task)

    def _started(self, task: "asyncio.Task[_Child]") -> None:
        self._starting.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s", error)

    async def _ask(self, child: "_Child", target: str, payload: bytes, limit: float) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(limit):
                status, result = await child.exchange(target, payload, math.ceil(limit), self._output)
        except TimeoutError:
            raise ParserKilled("time", target, limit) from None
        except _TooLong:
            raise ParserKilled("output", target, limit) from None
        except (asyncio.IncompleteReadError, OSError):
            code = await child.process.wait()
            if code == -signal.SIGXCPU:
                raise ParserKilled("cpu", target, limit) from None
            raise ParserKilled("died", target, limit, f" ({_ending(code)})") from None
        if status == MEMORY:
            raise ParserKilled("memory", target, limit)
        return status, result

    async def _start(self) -> "_Child":
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MIB,
            env=_environment(),
        )
        child = _Child(process)
        self._children.add(child)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await child.reply(0)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            await self._discard(child)
            raise ParserKilled("died", " ".join(self._command[1:]), _START_SECONDS, " before it was ready") from None
        except BaseException:
            await self._discard(child)
            raise
        return child

    async def _discard(self, child: "_Child") -> None:
        self._children.discard(child)
        await child.kill()


class _TooLong(Exception):
    pass


class _Child:
    """One process and the frames to and from it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        if process.stdin is None or process.stdout is None:
            raise ValueError("a child speaks over its stdin and stdout: open both as pipes")
        self._stdin = process.stdin
        self._stdout = process.stdout

    async def exchange(self, target: str, payload: bytes, cpu: int, cap: int) -> tuple[bytes, bytes]:
        name = target.encode()
        self._stdin.write(REQUEST.pack(len(name), len(payload), cpu) + name)
        self._stdin.write(payload)
        await self._stdin.drain()
        return await self.reply(cap)

    async def reply(self, cap: int) -> tuple[bytes, bytes]:
        status, length = REPLY.unpack(await self._stdout.readexactly(REPLY.size))
        if length > cap:
            raise _TooLong
        return status, await self._stdout.readexactly(length)

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self._stdin.close()
        with contextlib.suppress(OSError):
            await self._stdout.read()  # a pipe with unread bytes would keep `wait` waiting
        await self.process.wait()


def _environment() -> dict[str, str]:
    """What an interpreter needs, and nothing else: a parser has no use for the secrets that an environment may hold.
    This package's own folder comes first: `-P` keeps the current folder's modules out of the child."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
    kept["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return kept


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
