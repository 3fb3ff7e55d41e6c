"""Alerts are told once, whatever the receivers do and whenever the notifier dies."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.log.base import ALERTS, Record
from connectors.notify.base import Outcome
from connectors.notify.notifier import GROUP, Notifier, _Member, _Over
from connectors.notify.retry import Backoff
from schemas import alert_id
from tests.support.alerts import alert, publish
from tests.support.notifying import (
    Desk,
    Kept,
    Mortal,
    MortalChannel,
    MortalLog,
    Shaky,
    desk,
    receiver,
    replies,
)
from tests.support.wires import answer

NO_CONTENT = answer("204 No Content")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


async def test_each_alert_is_told_once_and_kept(here: Desk) -> None:
    alerts = [alert(number, "desk") for number in range(5)]
    publish(here.log, alerts)
    channel = Kept()
    assert await here.notifier({"desk": channel}).drain(20)
    assert channel.told == [one.id for one in alerts]
    assert here.records() == sorted(channel.told)
    assert here.states("desk") == ["sent"] * 5
    assert here.pending() == []
    assert here.delivery(alerts[0], "desk").attempts == 1
    assert here.log.consumer(ALERTS, GROUP).lag() == 0


async def test_a_replay_an_edited_rule_a_revision_send_nothing_again(here: Desk) -> None:
    channel, other = Kept(), Kept()
    for again in (alert(1, "desk"), alert(1, "desk"), alert(1, "desk", "other")):
        publish(here.log, [again, again])
        assert await here.notifier({"desk": channel, "other": other}).drain(20)
    assert channel.told == [alert_id("treaty", "d1")]
    assert other.told == []


async def test_an_alert_without_channels_is_kept_for_the_console(here: Desk) -> None:
    publish(here.log, [alert(1)])
    assert await here.notifier({}).drain(20)
    assert here.records() == [alert(1).id]


async def test_a_channel_that_is_not_configured_is_told_in_the_record(here: Desk) -> None:
    publish(here.log, [alert(1, "nowhere", "desk")])
    channel = Kept()
    assert await here.notifier({"desk": channel}).drain(20)
    assert channel.told == [alert(1).id]
    failed = here.delivery(alert(1), "nowhere")
    assert (failed.state, failed.error) == ("failed", 'there is no channel "nowhere" in the configuration')


async def test_erased_and_foreign_records_are_passed_over(here: Desk, caplog: pytest.LogCaptureFixture) -> None:
    here.log.append(ALERTS, [Record("treaty", b""), Record("treaty", b"{}"), Record("treaty", b"\xff")])
    publish(here.log, [alert(1, "desk")])
    channel = Kept()
    assert await here.notifier({"desk": channel}).drain(20)
    assert channel.told == [alert(1).id]
    assert here.log.consumer(ALERTS, GROUP).lag() == 0
    assert caplog.text.count("no alert at alerts/") == 2  # what was erased is no fault


async def test_a_receiver_that_fails_half_the_time_gets_everything(here: Desk) -> None:
    alerts = [alert(number, "desk") for number in range(12)]
    publish(here.log, alerts)
    failures = [answer("500 Oops"), None, answer("503 Busy"), answer("408 Slow")]
    choose = replies(lambda number: NO_CONTENT if number % 2 else failures[number // 2 % 4])
    async with receiver(choose) as (there, client):
        assert await here.notifier({"desk": there.channel(client)}).drain(40)
        assert set(there.ids) == {one.id for one in alerts}
        assert len(there.ids) == 24
    assert here.states("desk") == ["sent"] * 12
    assert all(here.delivery(one, "desk").error is None for one in alerts)


async def test_a_receiver_that_dies_in_the_middle_gets_the_same_id_again(here: Desk) -> None:
    publish(here.log, [alert(1, "desk")])
    async with receiver(replies(lambda number: None if number < 2 else NO_CONTENT)) as (there, client):
        assert await here.notifier({"desk": there.channel(client)}).drain(20)
        assert there.ids == [alert(1).id] * 3
        assert len({str(body) for body in there.told}) == 1
    assert here.delivery(alert(1), "desk").attempts == 3


async def test_a_stalled_receiver_delays_nobody(here: Desk) -> None:
    publish(here.log, [alert(number, "stalled", "desk") for number in range(20)])
    forever = asyncio.Event()

    async def stall(_: bytes, writer: asyncio.StreamWriter) -> None:
        await forever.wait()
        writer.transport.abort()

    async with receiver(stall) as (there, client), receiver() as (well, other):
        stop = threading.Event()
        notifier = here.notifier({"stalled": there.channel(client), "desk": well.channel(other)})
        task = asyncio.create_task(notifier.run(stop))
        await until(lambda: len(well.ids) == 20)
        await until(lambda: here.log.consumer(ALERTS, GROUP).lag() == 0)
        assert there.ids == [alert(0).id]
        stop.set()
        forever.set()  # the connection ends without an answer: the try is noted as a failure
        await task
    assert here.states("stalled") == ["pending"] * 20
    assert here.states("desk") == ["sent"] * 20


async def until(happened: object, seconds: float = 20.0) -> None:
    """Wait for something that will happen, and fail when it does not."""
    end = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


async def test_a_deadline_ends_a_stall(here: Desk) -> None:
    publish(here.log, [alert(1, "desk")])

    async def stall_once(_: bytes, writer: asyncio.StreamWriter) -> None:
        if len(there.ids) == 1:
            await asyncio.sleep(3600)
        writer.write(NO_CONTENT)

    async with receiver(stall_once) as (there, client):
        assert await here.notifier({"desk": there.channel(client, deadline=0.3)}).drain(20)
        assert there.ids == [alert(1).id] * 2


async def test_410_switches_the_channel_off_until_its_settings_change(here: Desk) -> None:
    publish(here.log, [alert(number, "desk") for number in range(3)])
    async with receiver(replies(lambda _: answer("410 Gone"))) as (there, client):
        assert await here.notifier({"desk": there.channel(client)}).drain(20)
        publish(here.log, [alert(9, "desk")])
        assert await here.notifier({"desk": there.channel(client)}).drain(20)
        assert there.ids == [alert(0).id]
    assert here.states("desk") == ["disabled"] * 4
    assert "410" in (here.delivery(alert(9), "desk").error or "")
    publish(here.log, [alert(10, "desk")])
    async with receiver() as (there, client):
        assert await here.notifier({"desk": there.channel(client, path="/new")}).drain(20)
        assert there.ids == [alert(10).id]


async def test_429_is_waited_out_for_the_whole_channel(here: Desk) -> None:
    publish(here.log, [alert(number, "desk") for number in range(3)])
    times: list[float] = []

    async def busy(_: bytes, writer: asyncio.StreamWriter) -> None:
        times.append(time.monotonic())
        writer.write(answer("429 Slow down", headers={"Retry-After": "1"}) if len(times) == 1 else NO_CONTENT)

    async with receiver(busy) as (there, client):
        assert await here.notifier({"desk": there.channel(client)}).drain(30)
        assert len(there.ids) == 4
    assert times[1] - times[0] >= 0.99


@pytest.mark.parametrize("status", ["400 Bad", "401 Who", "404 Where", "422 What", "302 Elsewhere"])
async def test_a_clear_refusal_is_final(here: Desk, status: str) -> None:
    publish(here.log, [alert(1, "desk"), alert(2, "desk")])
    handler = replies(lambda number: NO_CONTENT if number else answer(status, headers={"Location": "/x"}))
    async with receiver(handler) as (there, client):
        assert await here.notifier({"desk": there.channel(client)}).drain(20)
        assert there.ids == [alert(1).id, alert(2).id]
    failed = here.delivery(alert(1), "desk")
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert status[:3] in (failed.error or "")
    assert here.delivery(alert(2), "desk").state == "sent"


async def test_an_unreachable_receiver_is_waited_for_and_gets_it_in_a_later_life(here: Desk) -> None:
    publish(here.log, [alert(1, "desk")])
    slow = Backoff(first=3600)
    started = time.monotonic()
    assert not await here.notifier({"desk": Kept(lambda _: Outcome("retry", "down"))}, backoff=slow).drain(30)
    assert time.monotonic() - started < 15  # the next try lies beyond the time that is left: no use waiting
    waiting = here.delivery(alert(1), "desk")
    assert (waiting.state, waiting.attempts, waiting.error) == ("pending", 1, "down")
    assert (waiting.next_attempt or 0) > time.time() * 1000 + 2_000_000
    channel = Kept()
    assert not await here.notifier({"desk": channel}).drain(20)
    assert channel.told == []  # not before its time, whatever dies meanwhile
    hours_on = round(time.time() * 1000) + 5_000_000
    later = Notifier(here.log, here.index, {"desk": channel}, now=lambda: hours_on)
    assert await later.drain(20)
    assert channel.told == [alert(1).id]


async def test_a_fault_in_one_channel_ends_no_other(here: Desk) -> None:
    def fault(_: object) -> Outcome:
        raise RuntimeError("a bug")

    publish(here.log, [alert(number, "broken", "desk") for number in range(3)])
    channel = Kept()
    assert not await here.notifier({"broken": Kept(fault), "desk": channel}, backoff=Backoff(first=3600)).drain(20)
    assert len(channel.told) == 3
    assert here.states("broken") == ["pending"] * 3


async def test_an_index_that_comes_and_goes_only_delays(here: Desk) -> None:
    publish(here.log, [alert(1, "desk"), alert(2, "desk")])
    channel = Kept()
    assert await here.notifier({"desk": channel}, index=Shaky(here.index)).drain(60)  # type: ignore[arg-type]
    assert channel.told == [alert(1).id, alert(2).id]
    assert here.pending() == []


async def test_stopping_finishes_what_is_under_way(here: Desk) -> None:
    publish(here.log, [alert(1, "desk"), alert(2, "desk")])
    answered = asyncio.Event()

    async def late(_: bytes, writer: asyncio.StreamWriter) -> None:
        await answered.wait()
        writer.write(NO_CONTENT)

    async with receiver(late) as (there, client):
        stop = threading.Event()
        task = asyncio.create_task(here.notifier({"desk": there.channel(client)}).run(stop))
        await until(lambda: len(there.ids) == 1)
        stop.set()
        await asyncio.sleep(0.1)
        answered.set()
        await task
        assert here.states("desk").count("sent") == len(there.ids)
        assert await here.notifier({"desk": there.channel(client)}).drain(20)
        assert sorted(there.ids) == sorted([alert(1).id, alert(2).id])


async def test_only_the_holder_of_the_group_sends(here: Desk) -> None:
    """A second notifier neither reads nor takes up what waits in the outbox."""
    publish(here.log, [alert(1, "desk")])
    assert not await here.notifier({"desk": Kept(lambda _: Outcome("retry", "down"))}).drain(0.5)
    holder = here.log.consumer(ALERTS, GROUP)
    holder.poll(1, 0)
    channel = Kept()
    assert not await here.notifier({"desk": channel}).drain(0.6)
    assert channel.told == []
    holder.close()
    assert await here.notifier({"desk": channel}).drain(20)
    assert channel.told == [alert(1).id]


async def test_a_thread_left_behind_does_not_join_the_group_again(here: Desk) -> None:
    """A poll that begins after the end (its caller was cancelled before its thread ran) must not take the group."""
    member = _Member(here.log.consumer(ALERTS, GROUP))
    member.do(lambda consumer: consumer.poll(1, 0))
    member.leave()
    with pytest.raises(_Over):
        member.do(lambda consumer: consumer.poll(1, 0))
    successor = here.log.consumer(ALERTS, GROUP)
    successor.poll(1, 0)
    assert successor.holds()
    successor.close()


async def test_death_at_any_step_loses_nothing_and_repeats_at_most_the_one_in_flight(here: Desk) -> None:
    """The notifier dies before its n-th step, for every n, with two alerts and two channels; then a new one runs."""
    repeated, died, step = 0, True, 0
    while died:
        first, second = alert(2 * step, "a", "b"), alert(2 * step + 1, "a")
        publish(here.log, [first, second])
        a, b = Kept(), Kept()
        died = await _die_at(here, step, a, b)
        before = len(a.told) + len(b.told)
        assert await here.notifier({"a": a, "b": b}).drain(30), step
        assert (set(a.told), set(b.told)) == ({first.id, second.id}, {first.id}), step
        again = len(a.told) + len(b.told) - 3
        assert again <= (2 if died else 0), step  # one in flight on each channel
        assert before or not again, step
        repeated += again
        step += 1
        assert set(here.states("a") + here.states("b")) == {"sent"}, step
        assert here.pending() == [], step
    assert step > 20, "the walk did not meet every step"
    assert repeated, "no step between sending and noting was met"


async def _die_at(here: Desk, step: int, a: Kept, b: Kept) -> bool:
    mortal = Mortal(here.index, step)
    log = MortalLog(here.log, mortal)
    channels = {"a": MortalChannel(a, mortal), "b": MortalChannel(b, mortal)}
    work = asyncio.create_task(Notifier(log, mortal, channels).drain(30))  # type: ignore[arg-type]
    death = asyncio.create_task(mortal.dead.wait())
    await asyncio.wait({work, death}, return_when=asyncio.FIRST_COMPLETED)
    died = mortal.dead.is_set()
    for task in (work, death):
        task.cancel()
    results = await asyncio.gather(work, death, return_exceptions=True)
    assert died or results[0] is True
    return died
