"""What the notifier remembers, in three collections, so that it can die between any two steps.

- `alerts`: alert id -> `AlertRecord`, created once and before anything is sent. It is the commit point: where it
  exists, everything below was written before it.
- `outbox`: `alert id/channel` -> `Delivery`: what became of telling that channel. Kept.
- `pending`: `channel/alert id` -> nothing: the deliveries that are not settled, so that a start reads only these.

A delivery is settled in the outbox first and taken out of `pending` after that.
"""

from collections.abc import Callable, Collection, Iterator

import msgspec

from connectors.index.base import Index
from schemas import Alert, Delivery, decode, encode

RECORDS, OUTBOX, PENDING, CHANNELS = "alerts", "outbox", "pending", "channels"
_PAGE = 1000


class AlertRecord(msgspec.Struct, frozen=True):
    """An alert as it was first told, and when the notifier noted it (milliseconds UTC)."""

    alert: Alert
    noted: int


class SwitchedOff(msgspec.Struct, frozen=True):
    """A channel whose receiver wants no more: since when, why, and of which settings that was said."""

    at: int
    reason: str
    fingerprint: str


class Outbox:
    """The three collections. `channels` are the names that the configuration knows; `now` gives milliseconds UTC.
    Every method raises IndexUnavailable, and may be called again after it."""

    def __init__(self, index: Index, channels: Collection[str], now: Callable[[], int]) -> None:
        self._records = index.collection(RECORDS)
        self._outbox = index.collection(OUTBOX)
        self._pending = index.collection(PENDING)
        self._off = index.collection(CHANNELS)
        self._channels = channels
        self._now = now

    def note(self, alert: Alert) -> list[str]:
        """Make the alert's record, unless there is one: a revision, a replay, an edited rule change nothing then.
        Returns the channels that wait to be told of it (a call that failed half-way is finished by the next)."""
        if self._records.get(alert.id) is None:
            due = [channel for channel in dict.fromkeys(alert.channels) if self._owe(alert.id, channel)]
            if self._records.create(alert.id, encode(AlertRecord(alert, self._now()))):
                return due
        return [channel for channel in self._channels if self._pending.get(f"{channel}/{alert.id}") is not None]

    def _owe(self, alert: str, channel: str) -> bool:
        if channel not in self._channels:
            error = f'there is no channel "{channel}" in the configuration'
            self._outbox.create(f"{alert}/{channel}", encode(Delivery(channel, "failed", error=error)))
            return False
        self._pending.create(f"{channel}/{alert}", b"")
        self._outbox.create(f"{alert}/{channel}", encode(Delivery(channel, "pending", next_attempt=self._now())))
        return True

    def unsettled(self, channel: str) -> Iterator[tuple[str, int]]:
        """Alert id and due time of each delivery that waits, those before the crash included."""
        after = ""
        while page := self._pending.entries(f"{channel}/", after, _PAGE):
            for entry in page:
                alert = entry.key.partition("/")[2]
                delivery = self._delivery(alert, channel)
                if delivery is not None:
                    yield alert, delivery.next_attempt or 0
            after = page[-1].key

    def load(self, alert: str, channel: str) -> tuple[Alert, Delivery] | None:
        """What is to be sent; None where it is settled, or its record was never made (its alert comes again)."""
        record, delivery = self._records.get(alert), self._delivery(alert, channel)
        if record is None or delivery is None:
            return None
        if delivery.state != "pending":
            self._pending.delete(f"{channel}/{alert}")
            return None
        return decode(record.value, AlertRecord).alert, delivery

    def save(self, alert: str, delivery: Delivery) -> None:
        """Keep what became of a try."""
        self._outbox.put(f"{alert}/{delivery.channel}", encode(delivery))
        if delivery.state != "pending":
            self._pending.delete(f"{delivery.channel}/{alert}")

    def switch_off(self, channel: str, reason: str, fingerprint: str) -> None:
        """Remember that the receiver wants no more."""
        self._off.put(channel, encode(SwitchedOff(self._now(), reason, fingerprint)))

    def switched_off(self, channel: str, fingerprint: str) -> str | None:
        """Why the channel is off; None where it is not, or where its settings have changed since."""
        entry = self._off.get(channel)
        if entry is None:
            return None
        off = decode(entry.value, SwitchedOff)
        if off.fingerprint == fingerprint:
            return off.reason
        self._off.delete(channel)
        return None

    def _delivery(self, alert: str, channel: str) -> Delivery | None:
        entry = self._outbox.get(f"{alert}/{channel}")
        return None if entry is None else decode(entry.value, Delivery)
