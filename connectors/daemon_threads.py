"""Blocking calls beside an event loop, in threads that never hold up the end of the process.

The threads of `asyncio.to_thread` are joined when the loop and the interpreter end: one name server that does not
answer, or one terminal that is not read, would then delay a stop for minutes. A daemon thread is left behind instead.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T], name: str) -> T:
    """The result of `work()`, or what it raised. A cancelled caller leaves the thread to finish unheard."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # None only where T is None

    def run() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except BaseException as caught:  # noqa: BLE001 - handed to the caller, whatever it is
            error = caught
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is left to hear
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future
