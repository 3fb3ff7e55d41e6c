"""The process that `tests.support.sources.Connect` starts: sources over a home folder until SIGTERM."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from connectors.connect import run_connect
from tests.support.sources import Desk, guard_of, settings_of


async def main(told: dict[str, Any]) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    desk = Desk(Path(told["home"]))
    sources = [settings_of(raw) for raw in told["sources"]]
    await run_connect(
        sources, log=desk.log, health=desk.health_records, guard=guard_of(told["ports"]), stop=stop, parsers=1
    )
    desk.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
