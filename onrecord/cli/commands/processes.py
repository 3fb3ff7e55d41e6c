"""`onrecord run` and the processes of its tree: what each needs is made here and handed over."""

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator

from connectors.telemetry import start_logging
from onrecord.cli.place import config_file, home_of, load_config
from onrecord.config.model import Config
from onrecord.runtime import compiled_rules, entity_base, guard, open_index, open_log
from onrecord.space import no_space


def run(args: Namespace) -> int:
    """The process tree: 0 after SIGTERM, 130 after Ctrl-C, 2 where it can't start."""
    from onrecord.supervisor import Refused, Supervisor, only_one, port_is_free

    config, home = load_config(args), home_of(args)
    start_logging("run")
    where = ["--home", str(home.resolve()), "--config", str(config_file(args))]
    try:
        with only_one(home):
            if args.until_idle and (full := no_space(home)):
                sys.stderr.write(f"onrecord run: {full.message}. {full.remedy}\n")
                return 1
            if args.until_idle:
                return Supervisor(home, where).until_idle()
            _free_port(config, port_is_free)
            return Supervisor(home, where).run()
    except (Refused, PortTaken) as refused:
        sys.stderr.write(f"onrecord run: {refused}\n")
        return 2


class PortTaken(Exception):
    """Another program listens where the console should."""


def _free_port(config: Config, free: Callable[[str, int], bool]) -> None:
    host, port = config.console.host, config.console.port
    if port and not free(host, port):
        raise PortTaken(f"{host}:{port} is taken by another program: set console.port in {config.file} to a free one")


def demo(args: Namespace) -> int:
    """The example desk."""
    from onrecord.demo import run_demo

    return run_demo(home_of(args) if args.home else None)


def _child(name: str, do: Callable[[], int]) -> int:
    """What every process of the tree does around its work: die with its parent, log as JSON lines, tell its end."""
    from onrecord.supervisor import attach, report

    attach(name)
    start_logging(name)
    return report(do())


def connect(args: Namespace) -> int:
    """The sources: 0, or with `--until-idle` 1 where one failed."""
    config = load_config(args)
    return _child("connect", lambda: asyncio.run(_connect(args, config)))


async def _connect(args: Namespace, config: Config) -> int:
    from connectors.connect import run_connect

    if args.until_idle and not config.sources:
        return 0
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    log, index = open_log(config, home_of(args)), open_index(config, home_of(args), writer=False)
    try:
        well = await run_connect(
            config.sources,
            log=log,
            health=index.collection("sources"),
            guard=guard(config),
            stop=stop,
            once=args.until_idle,
        )
    finally:
        log.close()
        index.close()
    return 0 if well or not args.until_idle else 1


def _stop_event() -> threading.Event:
    """Set by SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def worker(args: Namespace) -> int:
    """The pipeline, the one process that imports Beam."""
    config = load_config(args)
    return _child("worker", lambda: _work(args, config))


def _work(args: Namespace, config: Config) -> int:
    from pipelines.footing import collect_seldom, without_unused

    with _quiet(), without_unused():
        from pipelines.enrich import Enricher
        from pipelines.judge import RuleJudge
        from pipelines.worker import Worker

    collect_seldom()
    stop, home, base = _stop_event(), home_of(args), entity_base(config)
    log, index = open_log(config, home), open_index(config, home, writer=True)
    try:
        judge = RuleJudge(compiled_rules(config, base))
        worker = Worker(log=log, index=index, enrich=Enricher(base), judge=judge, home=home, retention=config.retention)
        worker.run(stop, drain=args.until_idle)
    finally:
        index.close()
        log.close()
    return 0


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Beam tells at its import which clouds' libraries are not installed: nobody here misses them."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        logging.getLogger("apache_beam").setLevel(logging.WARNING)


def notify(args: Namespace) -> int:
    """The notifier."""
    config = load_config(args)
    return _child("notify", lambda: _notify(args, config))


def _notify(args: Namespace, config: Config) -> int:
    from connectors.notify.notifier import run_notifier

    log, index = open_log(config, home_of(args)), open_index(config, home_of(args), writer=False)
    try:
        return run_notifier(config, log, index, _stop_event(), drain=args.until_idle)
    finally:
        index.close()
        log.close()


def console(args: Namespace) -> int:
    """The web pages."""
    config = load_config(args)

    def serve() -> int:
        from onrecord.console.serve import run_console

        return run_console(config, home_of(args))

    return _child("console", serve)
