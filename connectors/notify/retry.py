"""After a try: what the delivery becomes. Pure, apart from the chance that is handed in."""

import msgspec

from connectors.notify.base import Outcome
from schemas import Delivery


class Backoff(msgspec.Struct, frozen=True):
    """Waits between tries, in seconds: `first`, doubled each time up to `longest`, each ± a fifth so that what failed
    together does not come back together."""

    first: float = 5.0
    longest: float = 3600.0
    jitter: float = 0.2

    def wait(self, attempts: int, chance: float) -> float:
        """Seconds after the `attempts`-th try; `chance` lies in [0, 1)."""
        plain: float = min(self.first * 2.0 ** min(attempts - 1, 40), self.longest)
        return plain * (1 + self.jitter * (2 * chance - 1))


def after_try(delivery: Delivery, outcome: Outcome, now: int, backoff: Backoff, chance: float) -> Delivery:
    """`now` in milliseconds UTC. A pending delivery is tried for as long as its channel stands in the configuration:
    a receiver that is mended after days gets what it missed."""
    attempts = delivery.attempts + 1
    told = msgspec.structs.replace(delivery, attempts=attempts, next_attempt=None, error=outcome.error)
    if outcome.result == "sent":
        return msgspec.structs.replace(told, state="sent", sent_at=now, error=None)
    if outcome.result == "failed":
        return msgspec.structs.replace(told, state="failed")
    if outcome.result == "gone":
        return msgspec.structs.replace(told, state="disabled")
    wait = max(backoff.wait(attempts, chance), outcome.wait or 0.0)
    return msgspec.structs.replace(told, next_attempt=now + round(wait * 1000))
