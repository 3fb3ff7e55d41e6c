"""The ledger harness: a desk under random SIGKILLs, and the account of what it owed.

The site (outside the fault domain) publishes items and receives webhooks. The harness kills one of our processes every
so often, the supervisor too, and starts the supervisor again when it was the victim. After the last item it heals:
no more kills, a bounded time to catch up. Then every obligation is checked, and the run itself: one that killed too
little, or not every kind of process, proves nothing.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from connectors.index.embedded import open_index
from queries import Query
from queries.tree import Everything
from schemas import alert_id, document_id
from schemas.identity import identity
from tests.faults.site import KEYWORD_EVERY, body_of, url_of
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("worker", "connect", "notify", "run", "parser", "console")
RULE = "treaty"


@dataclass
class Account:
    """What a run did and what it owes: all lists are empty after a good run."""

    items: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    corrupted: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    alerts_missing: list[str] = field(default_factory=list)
    alerts_unknown: list[str] = field(default_factory=list)
    alerts_again: int = 0
    rejected: list[str] = field(default_factory=list)
    exit_status: int | None = None

    def told(self) -> str:
        return (
            f"{self.items} items, {self.kills.total()} kills {dict(self.kills)}: {len(self.missing)} missing, "
            f"{len(self.twice)} twice, {len(self.corrupted)} corrupted, {len(self.alerts_missing)} alerts missing, "
            f"{self.alerts_again} sent again"
        )


class Desk:
    """One desk under test: its folder, its site, its supervisor."""

    def __init__(self, folder: Path, items: int, rate: float, feeds: int = 4) -> None:
        self.folder, self.items, self.feeds = folder, items, feeds
        self.kills: Counter[str] = Counter()
        self.site = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.faults.site",
                "--items",
                str(items),
                "--rate",
                str(rate),
                "--feeds",
                str(feeds),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert self.site.stdout is not None
        self.port = int(self.site.stdout.readline())
        self.configure()
        self.log = (folder / "run.log").open("ab")
        self.start()

    def configure(self) -> None:
        sources = "".join(
            f'  - {{id: wire{n}, kind: feed, url: "http://127.0.0.1:{self.port}/feed/{n}.xml", every: 1s}}\n'
            for n in range(self.feeds)
        )
        (self.folder / "onrecord.yaml").write_text(
            f'network: {{allow: ["127.0.0.1:{self.port}"], contact: "desk@example.org"}}\n'
            f"sources:\n{sources}"
            f'channels:\n  desk: {{kind: webhook, url: "http://127.0.0.1:{self.port}/hook"}}\n'
            f"rules:\n  - {{id: {RULE}, query: '\"harbour treaty\"', channels: [desk]}}\n"
            f"console: {{port: {free_port()}}}\n"
        )

    @property
    def home(self) -> Path:
        return self.folder / "state"

    def start(self) -> None:
        self.run = subprocess.Popen(
            [sys.executable, "-m", "onrecord", "run", "--config", "onrecord.yaml", "--home", str(self.home)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=self.log,
            stderr=self.log,
        )

    def ledger(self) -> dict[str, object]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ledger", timeout=30) as answer:
            return json.load(answer)

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The living processes of the desk by kind."""
        found: dict[str, list[psutil.Process]] = {"run": [psutil.Process(self.run.pid)]}
        for process in found["run"][0].children(recursive=True):
            try:
                words = process.cmdline()
            except psutil.Error:
                continue
            kind = next((word for word in words if word in KINDS), "parser")
            found.setdefault(kind, []).append(process)
        return found

    def kill(self, kind: str) -> bool:
        """SIGKILL one process of the kind; the supervisor is started again at once. False where none lives."""
        victims = self.processes().get(kind)
        if not victims:
            return False
        try:
            victims[0].send_signal(signal.SIGKILL)
        except psutil.Error:
            return False
        self.kills[kind] += 1
        if kind == "run":
            self.run.wait()
            self.start()
        return True

    def torment(self, chance: random.Random, shortest: float, longest: float) -> None:
        """Kills, each kind in turn first, then at random, until the last item is out."""
        turn = 0
        while self.ledger()["published"] != self.items:
            time.sleep(chance.uniform(shortest, longest))
            kind = KINDS[turn] if turn < len(KINDS) else chance.choice(KINDS[:5])
            turn += self.kill(kind)

    def heal(self, seconds: float) -> None:
        """No more kills: wait until nothing changes that is still owed, at most so long."""
        deadline = time.monotonic() + seconds
        owed = alerts_owed(self.items)
        while time.monotonic() < deadline:
            if set(self.ledger()["hooks"]) >= owed and self.count() >= self.items:  # type: ignore[call-overload]
                return
            time.sleep(1)

    def count(self) -> int:
        index = open_index(self.home, writer=False)
        try:
            return index.count(EVERYTHING)
        finally:
            index.close()

    def close(self) -> int:
        """SIGTERM: the exit status within the promised time."""
        self.run.terminate()
        try:
            return self.run.wait(15)
        finally:
            self.run.kill()
            self.run.wait()
            self.log.close()

    def account(self, exit_status: int) -> Account:
        account = Account(items=self.items, kills=self.kills, exit_status=exit_status)
        check_documents(self, account)
        check_alerts(self, account)
        self.site.kill()
        self.site.wait()
        assert self.site.stdout is not None
        self.site.stdout.close()
        return account


EVERYTHING = Query(text="*", canonical="*", tree=Everything())


def id_of(number: int) -> str:
    return document_id(identity(url=url_of(number), source="", given_id=None, text=None))


def alerts_owed(items: int) -> set[str]:
    return {alert_id(RULE, id_of(number)) for number in range(0, items, KEYWORD_EVERY)}


def check_documents(desk: Desk, account: Account) -> None:
    expected = {id_of(number): body_of(number) for number in range(desk.items)}
    seen: Counter[str] = Counter()
    index = open_index(desk.home, writer=False)
    after: str | None = None
    while True:
        page = index.search(EVERYTHING, limit=1000, after=after)
        for hit in page.hits:
            seen[hit.document.id] += 1
            if hit.document.id not in expected:
                account.unknown.append(hit.document.url or hit.document.id)
            elif hit.document.text.strip() != expected[hit.document.id]:
                account.corrupted.append(hit.document.url or hit.document.id)
        after = page.next
        if after is None:
            break
    index.close()
    account.missing = [url_of(number) for number in range(desk.items) if id_of(number) not in seen]
    account.twice = [ident for ident, times in seen.items() if times > 1]


def check_alerts(desk: Desk, account: Account) -> None:
    sent: Counter[str] = Counter(desk.ledger()["hooks"])  # type: ignore[call-overload]
    owed = alerts_owed(desk.items)
    account.alerts_missing = sorted(owed - set(sent))
    account.alerts_unknown = sorted(set(sent) - owed)
    account.alerts_again = sum(times - 1 for times in sent.values())


def torment(folder: Path, *, items: int, rate: float, seed: int, every: tuple[float, float], heal: float) -> Account:
    """One whole run: publish, kill, heal, stop, account."""
    desk = Desk(folder, items, rate)
    try:
        desk.torment(random.Random(seed), *every)
        desk.heal(heal)
        status = desk.close()
    except BaseException:
        desk.run.kill()
        desk.site.kill()
        raise
    return desk.account(status)
