"""What a delivery becomes after a try."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.notify.base import Outcome
from connectors.notify.retry import Backoff, after_try
from schemas import Delivery

NOW = 1_764_000_000_000
WAITING = Delivery("desk", "pending", attempts=2, next_attempt=NOW - 5, error="down")


def test_sent() -> None:
    sent = after_try(WAITING, Outcome("sent"), NOW, Backoff(), 0.5)
    assert sent == Delivery("desk", "sent", attempts=3, sent_at=NOW)


@pytest.mark.parametrize(("result", "state"), [("failed", "failed"), ("gone", "disabled")])
def test_final(result: str, state: str) -> None:
    final = after_try(WAITING, Outcome(result, "why"), NOW, Backoff(), 0.5)  # type: ignore[arg-type]
    assert (final.state, final.attempts, final.next_attempt, final.error) == (state, 3, None, "why")


def test_waits_double_from_five_seconds_to_an_hour() -> None:
    waits = [Backoff().wait(attempts, 0.5) for attempts in range(1, 13)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert Backoff().wait(10_000, 0.5) == 3600


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(1, 5000), st.floats(0, 1, exclude_max=True), st.none() | st.floats(0, 86400))
def test_a_retry_lies_ahead_within_bounds(attempts: int, chance: float, asked: float | None) -> None:
    delivery = Delivery("desk", "pending", attempts=attempts - 1)
    after = after_try(delivery, Outcome("retry", "why", asked), NOW, Backoff(), chance)
    assert after.state == "pending"
    assert after.next_attempt is not None
    wait = (after.next_attempt - NOW) / 1000
    assert max(4.0, asked or 0) - 0.001 <= wait <= max(4320.0, asked or 0) + 0.001


def test_jitter_spreads_what_failed_together() -> None:
    assert len({Backoff().wait(3, chance / 10) for chance in range(10)}) == 10
