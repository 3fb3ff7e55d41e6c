"""Functions for the killable child's tests: good ones, and one for each way to go wrong."""

import os
import resource
import signal
import sys
import time


def upper(payload: bytes) -> bytes:
    return payload.upper()


def chatty(payload: bytes) -> bytes:
    print("this must not end up between the frames")
    sys.stdout.flush()
    os.write(1, b"nor this")
    return payload


def raises(payload: bytes) -> bytes:
    raise ValueError(f"cannot read {len(payload)} bytes")


def sleeps(payload: bytes) -> bytes:
    time.sleep(60)
    return payload


def spins(payload: bytes) -> bytes:
    while True:
        payload = payload[::-1]


def spins_in_c(payload: bytes) -> bytes:
    """One call that never comes back to the interpreter: no Python-level timer could end it."""
    return b"%d" % (pow(7, 1 << 60, (1 << 200_000) + 1))


def hungry(payload: bytes) -> bytes:
    kept = []
    while True:
        kept.append(bytearray(16 * 1024 * 1024))


def talkative(payload: bytes) -> bytes:
    return b"x" * int(payload)


def dies(payload: bytes) -> bytes:
    os._exit(int(payload))


def recurses(payload: bytes) -> bytes:
    return recurses(payload)


def pid(payload: bytes) -> bytes:
    return str(os.getpid()).encode()


def modules(payload: bytes) -> bytes:
    return ",".join(sorted(sys.modules)).encode()


def kills_itself(payload: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return payload


def limits(payload: bytes) -> bytes:
    """Seconds of CPU that are left before the kernel kills us, rounded."""
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return str(round(soft - usage.ru_utime - usage.ru_stime)).encode()


def environment(payload: bytes) -> bytes:
    return "\n".join(f"{name}={value}" for name, value in os.environ.items()).encode()
