"""The child of `connectors.killable`: one call at a time over pipes, under limits of its own.

Run as `python -m connectors.killable_child MEMORY_BYTES PARENT_PID [MODULE…]`; imports as little as it can, since it
is started again after each kill. Frames: request = target length, payload length, CPU seconds (three unsigned 32-bit
integers, network order), target `module:function`, payload; reply = status byte, length, bytes.
"""

import contextlib
import importlib
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

REQUEST = struct.Struct("!III")
REPLY = struct.Struct("!cI")
READY, RESULT, FAILED, MEMORY = b"+", b"r", b"e", b"m"
_PR_SET_PDEATHSIG = 1

Function = Callable[[bytes], bytes]


def die_with(parent: int) -> None:
    """Be killed when the parent dies, whatever kills it. Where the kernel can't (not Linux), the end of stdin ends
    the child between two calls, and its CPU limit ends it within one."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the signal was set
        os._exit(0)


def limit_memory(count: int) -> None:
    """No more than `count` bytes of address space."""
    with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS; the wall limit holds there too
        resource.setrlimit(resource.RLIMIT_AS, (count, count))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: int) -> None:
    """SIGXCPU, which kills, once this call has used `seconds` beside what earlier calls used."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def resolve(target: str) -> Function:
    """The function that `module:function` names."""
    module, _, name = target.partition(":")
    function: Function = getattr(importlib.import_module(module), name)
    return function


def answer(target: str, payload: bytes) -> tuple[bytes, bytes]:
    """Status and bytes of one call. An error of the function is an answer, running out of memory is one too."""
    try:
        return RESULT, resolve(target)(payload)
    except MemoryError:
        return MEMORY, b""
    except RecursionError as error:
        return FAILED, f"RecursionError: {error}".encode()
    except Exception as error:  # noqa: BLE001 - told to the caller by name; the child goes on
        return FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")[:2000]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer calls until stdin ends."""
    while len(head := source.read(REQUEST.size)) == REQUEST.size:
        name_length, length, cpu = REQUEST.unpack(head)
        target = source.read(name_length).decode()
        payload = source.read(length)
        limit_cpu(cpu)
        status, result = answer(target, payload)
        del payload
        sink.write(REPLY.pack(status, len(result)))
        sink.write(result)
        sink.flush()


def main() -> None:
    """Set the limits, import what was named, say that we are ready, serve."""
    die_with(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not end up between our frames
    limit_memory(int(sys.argv[1]))
    for module in sys.argv[3:]:
        importlib.import_module(module)
    sink.write(REPLY.pack(READY, 0))
    sink.flush()
    serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
