"""The pictures of README: the example desk, run for a while, seen by a real browser.

make pictures
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PORT = 8790
SEARCH = f"/search?q={urllib.parse.quote('said(about:treaty)')}&in=statements"


@contextlib.contextmanager
def desk(seconds: float) -> Iterator[str]:
    """The example desk after so many seconds at a quick pace; its address."""
    environment = {**os.environ, "ONRECORD_DEMO_PORT": str(PORT), "ONRECORD_DEMO_PACE": "0.8", "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "onrecord", "demo", "--home", home]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            time.sleep(seconds)
            yield f"http://127.0.0.1:{PORT}"
        finally:
            process.terminate()
            process.wait(20)


def first_document(address: str) -> str:
    """The page of an article with many statements."""
    query = urllib.parse.urlencode({"q": 'title:"draft of harbour treaty"'})
    with urllib.request.urlopen(f"{address}/search.json?{query}", timeout=30) as answer:
        return f"/documents/{json.load(answer)['hits'][0]['id']}"


def main() -> None:
    with desk(75) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        shots = {"search": SEARCH, "document": first_document(address)}
        for scheme in ("light", "dark"):
            for name, path in shots.items():
                page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
                page.goto(address + path)
                page.screenshot(path=HERE / f"{name}-{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
