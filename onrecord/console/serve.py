"""The console's process: binds its port, serves until told to stop."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from onrecord.config.model import Config
from onrecord.console.app import create_app
from onrecord.console.state import ConsoleState
from onrecord.runtime import candidates, entity_base, open_index, rules_of
from onrecord.space import no_space

logger = logging.getLogger("onrecord.console")

LONGEST_REQUEST = 512 * 1024
"""Bytes of a request's head: a query of 32,768 characters in any script, escaped, fits into its address."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class CannotListen(Exception):
    """The port is taken or the address is not this machine's: exit 2, with the reason."""


def state_of(config: Config, home: Path) -> ConsoleState:
    """What the pages need, out of a configuration."""
    host = config.console.host
    own = f"[{host}]" if ":" in host else host
    return ConsoleState(
        open_index=lambda: open_index(config, home, writer=False),
        hosts=LOOPBACK | {own.casefold(), *(name.casefold() for name in config.console.hosts)},
        zone=config.zone,
        rules=rules_of(config),
        names=candidates(entity_base(config)),
        known={entity.id: entity.name for entity in config.watched},
        trouble=lambda: no_space(home),
    )


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CannotListen with what to do."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(place)
            bound.listen(128)
        except OSError:
            bound.close()
            raise
    except OSError as error:
        raise CannotListen(
            f"the console can't listen on {host}:{port}: {error.strerror}; "
            "set console.port to a free one, or stop what holds it"
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """`http://127.0.0.1:8765/`."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to us, so that a wanted end is an end with status 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(state: ConsoleState, bound: socket.socket, stop: asyncio.Event) -> None:
    """Serve on the socket until `stop` is set; open streams end then, requests in hand are answered."""
    app = create_app(state)
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=LONGEST_REQUEST,
        )
    )

    async def end() -> None:
        await stop.wait()
        await app.state.pulse.stop()
        server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[bound])
    finally:
        ending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ending


def run_console(config: Config, home: Path) -> int:
    """Serve the pages until SIGTERM (0) or Ctrl-C (130); 2 where it can't listen, with the reason on stderr."""
    try:
        bound = listen(config.console.host, config.console.port)
    except CannotListen as error:
        sys.stderr.write(f"onrecord console: {error}\n")
        return 2
    logger.info("console at %s", address_of(bound))
    status = 0

    async def main() -> None:
        stop = asyncio.Event()

        def told(code: int) -> None:
            nonlocal status
            status = code
            stop.set()

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, told, 0)
        loop.add_signal_handler(signal.SIGINT, told, 130)
        await serve(state_of(config, home), bound, stop)

    with bound:
        asyncio.run(main())
    return status
