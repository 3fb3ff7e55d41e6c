"""A real Chromium over a console that listens on loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from onrecord.console.serve import address_of, listen, serve
from onrecord.console.state import ConsoleState

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def served(state: ConsoleState) -> Iterator[str]:
    """The console in a thread of its own; gives its address, `http://127.0.0.1:PORT`."""
    bound = listen("127.0.0.1", 0)
    ready = threading.Event()
    held: dict[str, Any] = {}

    async def main() -> None:
        held["loop"], held["stop"] = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await serve(state, bound, held["stop"])

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    ready.wait()
    try:
        yield address_of(bound).rstrip("/")
    finally:
        held["loop"].call_soon_threadsafe(held["stop"].set)
        thread.join()
        bound.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page did that it must not: messages of its console, errors, dialogs, requests to elsewhere."""

    base: str
    messages: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: (self.messages.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.messages.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.base + "/"):
            self.foreign.append(request.url)

    def assert_clean(self) -> None:
        assert self.messages == []
        assert self.foreign == []
