"""Nothing is lost and nothing comes twice, whatever process dies at whatever moment."""

from pathlib import Path

import pytest

from tests.faults.ledger import KINDS, Account, torment


def judge(account: Account, *, items: int, kills: int) -> None:
    print(account.told())
    assert account.items >= items, "too few items to mean anything"
    assert account.kills.total() >= kills, f"only {account.kills.total()} kills: too few to mean anything"
    assert set(account.kills) >= set(KINDS[:4]), f"not every kind of process was killed: {dict(account.kills)}"
    assert account.missing == []
    assert account.unknown == []
    assert account.corrupted == []
    assert account.twice == []
    assert account.alerts_missing == []
    assert account.alerts_unknown == []
    in_flight = account.kills["notify"] + account.kills["run"]
    assert account.alerts_again <= in_flight, "more than the one in flight at each kill was sent twice"
    assert account.exit_status == 0


def test_two_thousand_items_under_kills(tmp_path: Path) -> None:
    account = torment(tmp_path, items=2_000, rate=100, seed=11, every=(1.0, 2.2), heal=90)
    judge(account, items=2_000, kills=5)


@pytest.mark.long
def test_twenty_thousand_items_under_kills(tmp_path: Path) -> None:
    account = torment(tmp_path, items=20_000, rate=120, seed=23, every=(1.0, 5.0), heal=300)
    judge(account, items=20_000, kills=20)
