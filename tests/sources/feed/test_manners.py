"""How a feed is asked, over simulated hours: conditionally, no more often than fair, and as the server says."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.http import Request, Unreachable
from connectors.killable import ParserFailed, ParserKilled
from connectors.sources import _memory, _schedule
from connectors.sources._feedparse import parse
from connectors.sources.feed import Feed, FeedSettings
from schemas import Item
from tests.support.simulated import START, Answer, Server, SimulatedContext

URL = "https://wire.example.org/feed.xml"
STREAM = f"feed {_memory.short_hash(URL)}"
HOUR, DAY = 3_600_000, 86_400_000


def body(count: int, *, first: int = 0, extra: str = "") -> bytes:
    items = "".join(
        f"<item><guid>g{n}</guid><title>Story {n}</title><link>https://wire.example.org/news/{n}-story</link>"
        f"<description>Words {n}.</description></item>"
        for n in range(first, first + count)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{extra}{items}</channel></rss>'.encode()


async def run(server: Server, hours: float, *, every: str | None = None, cursor: str | None = None) -> SimulatedContext:
    context = SimulatedContext(server, until=START + int(hours * HOUR))
    if cursor is not None:
        context.cursors[STREAM] = cursor
    source = Feed(FeedSettings.model_validate({"id": "wire", "kind": "feed", "url": URL, "every": every}))
    await source.run(context)
    return context


def gaps(context: SimulatedContext) -> list[float]:
    """Seconds between requests."""
    times = [at for at, _ in context.client.asked]
    return [(after - before) / 1000 for before, after in pairwise(times)]


def conditional(request: Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def unchanging(request: Request, now: int) -> Answer:
    if request.headers.get("If-None-Match") == 'W/"one"':
        return 304, {"ETag": 'W/"one"'}, b""
    return 200, {"ETag": 'W/"one"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}, body(20)


async def test_a_feed_that_does_not_change_is_asked_conditionally_and_ever_more_rarely() -> None:
    context = await run(unchanging, 24 * 7)
    asked = [conditional(request) for _, request in context.client.asked]
    assert sum(asked) / len(asked) >= 0.9
    assert len(asked) < 7 * 96
    assert min(gaps(context)) >= 300
    assert len(context.items) == 20


async def test_an_equal_body_is_not_parsed_again() -> None:
    context = SimulatedContext(lambda _, now: (200, {}, body(3)), until=START + HOUR)
    parsed: list[int] = []

    def counting(payload: bytes) -> bytes:
        parsed.append(context.now())
        return parse(payload)

    context.parse_with = counting
    await Feed(FeedSettings.model_validate({"id": "wire", "kind": "feed", "url": URL, "every": "5m"})).run(context)
    assert (len(context.client.asked), len(parsed)) == (12, 1)


async def test_once_a_day_it_is_asked_without_conditions() -> None:
    context = await run(unchanging, 24 * 7, every="10m")
    whole = [at for at, request in context.client.asked if not conditional(request)]
    assert all(after - before <= DAY + HOUR for before, after in pairwise(whole))
    assert len(whole) <= len(context.client.asked) * 0.06


async def test_validators_go_back_byte_for_byte() -> None:
    context = await run(unchanging, 1, every="10m")
    again = context.client.asked[1][1]
    assert again.headers["If-None-Match"] == 'W/"one"'
    assert again.headers["If-Modified-Since"] == "Mon, 02 Mar 2026 09:00:00 GMT"


async def test_the_desks_own_pace_holds_as_it_is() -> None:
    context = await run(unchanging, 1, every="90s")
    assert {round(gap) for gap in gaps(context)} == {90}


async def test_the_pace_follows_what_the_feed_brings() -> None:
    def busy(request: Request, now: int) -> Answer:
        return 200, {}, body(20, first=(now - START) // 120_000)  # one every two minutes, 20 shown

    context = await run(busy, 24)
    assert 290 <= gaps(context)[-1] <= 1500  # half of what it shows lasts 20 minutes
    assert len(context.items) >= 24 * 30 - 30  # and nothing was missed
    assert context.health.record["gaps"] == []


@pytest.mark.parametrize(
    ("headers", "extra", "least"),
    [
        ({"Cache-Control": "public, max-age=1800"}, "", 1800),
        ({"Cache-Control": "s-maxage=9000, no-store"}, "", 300),
        ({"Expires": "Mon, 02 Mar 2026 10:50:00 GMT"}, "", 3000),
        ({}, "<ttl>55</ttl>", 3300),
        ({"Retry-After": "2400"}, "", 2400),
        ({"Cache-Control": "max-age=999999999"}, "", 3600),
    ],
)
async def test_the_server_may_ask_for_a_slower_pace(headers: dict[str, str], extra: str, least: float) -> None:
    context = await run(lambda _, now: (200, headers, body(3, extra=extra)), 0.1)
    assert least * 0.9 <= context.sleeps[1] <= max(least, 990) * 1.1


async def test_429_and_503_wait_as_long_as_they_say() -> None:
    when = datetime.fromtimestamp(START / 1000, UTC) + timedelta(hours=3)
    for told in ("10800", format_datetime(when, usegmt=True)):
        context = await run(lambda _, now, told=told: (429, {"Retry-After": told}, b""), 1, every="1m")
        assert 10_700 <= context.sleeps[1] <= 3 * 10_800
        assert context.codes[1:] == ["rate_limited"]


async def test_failures_wait_longer_each_time_and_at_most_a_day() -> None:
    context = await run(lambda _, now: (503, {}, b""), 24 * 60)
    waits = context.sleeps[1:]
    assert waits[0] < waits[1] < waits[2]
    assert waits[-1] > 80_000
    assert max(waits) <= 86_400 * 1.1


async def test_410_is_asked_once_a_month() -> None:
    context = await run(lambda _, now: (410, {}, b""), 24 * 100, every="1m")
    assert len(context.client.asked) in {4, 5}
    assert set(context.codes[1:]) == {"gone"}


class Dying(SimulatedContext):
    """Ends, as a process would, before its n-th write."""

    writes = 2

    async def emit(self, items: Sequence[Item], cursors: Mapping[str, str]) -> None:
        self.writes -= 1
        if self.writes == 0:
            raise InterruptedError
        await super().emit(items, cursors)


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("writes", [2, 4])
async def test_a_large_answer_that_was_half_handed_over_is_read_to_its_end(writes: int, settled: bool) -> None:
    def large(request: Request, now: int) -> Answer:
        if settled and now == START:
            return 200, {"ETag": '"0"'}, body(3)
        if request.headers.get("If-None-Match") == '"1"':
            return 304, {"ETag": '"1"'}, b""
        return 200, {"ETag": '"1"'}, body(2_300)

    first = Dying(large, until=START + HOUR)
    first.writes = writes
    source = Feed(FeedSettings.model_validate({"id": "wire", "kind": "feed", "url": URL, "every": "5m"}))
    with pytest.raises(InterruptedError):
        await source.run(first)
    second = SimulatedContext(large, until=START + HOUR)
    second.cursors, second.time = first.cursors, START + 60_000
    await source.run(second)
    told = [item.given_id for item in (*first.items, *second.items)]
    assert len(told) == len(set(told)) == 2_300
    assert conditional(second.client.asked[-1][1])


async def test_a_server_that_wants_to_be_left_alone_is_so_over_a_restart() -> None:
    for status, headers in ((410, {}), (429, {"Retry-After": "7200"})):
        first = await run(lambda _, now, s=status, h=headers: (s, h, b""), 0.1, every="1m")
        second = await run(unchanging, 1, every="1m", cursor=first.cursors[STREAM])
        assert second.client.asked == []
        assert second.health.record["next_poll"] > "2026-03-02T11:59"


async def test_a_json_feed_that_says_it_has_ended_is_left_alone() -> None:
    version = b'{"version": "https://jsonfeed.org/version/1.1", '
    ended = version + b'"expired": true, "items": [{"id": "1", "content_text": "Bye"}]}'
    context = await run(lambda _, now: (200, {}, ended), 24 * 10, every="1m")
    assert len(context.client.asked) == 1
    assert (len(context.items), context.codes[-1]) == (1, "gone")


async def test_old_entries_behind_a_cut_are_history_still() -> None:
    dated = [
        f"<item><guid>g{n}</guid><title>T {n}</title><pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate></item>"
        for n in range(4)
    ]
    whole = f"<rss version='2.0'><channel><title>W</title>{''.join(dated)}</channel></rss>".encode()
    context = await run(lambda _, now: (200, {}, whole if now > START else whole[:200]), 1, every="10m")
    assert context.codes[1:3] == ["truncated", "ok"]
    assert [item.via for item in context.items] == ["history"] * 4


async def test_it_recovers_by_itself() -> None:
    def server(request: Request, now: int) -> Answer | Unreachable:
        return Unreachable("reset", "the connection broke") if now < START + HOUR else (200, {}, body(3))

    context = await run(server, 3, every="5m")
    assert (context.codes[1], context.codes[-1]) == ("reset", "ok")
    assert len(context.items) == 3


async def test_parsing_over_its_limit_and_failing_is_told() -> None:
    for error, code in (
        (ParserKilled("time", "parse", 5.0), "too_heavy"),
        (ParserFailed("ValueError: odd"), "malformed"),
    ):
        context = SimulatedContext(lambda _, now: (200, {"ETag": '"1"'}, body(3)), until=START + HOUR)

        def refuse(payload: bytes, error: Exception = error) -> bytes:
            raise error

        context.parse_with = refuse
        await Feed(FeedSettings(id="wire", kind="feed", url=URL)).run(context)
        assert set(context.codes[1:]) == {code}
        assert not any(conditional(request) for _, request in context.client.asked)


async def test_validators_from_the_future_or_unwanted_are_not_kept() -> None:
    for headers in (
        {"Last-Modified": "Fri, 01 Feb 2041 00:00:00 GMT"},
        {"Expires": "0", "ETag": '"x"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT"},
    ):
        context = await run(lambda _, now, headers=headers: (200, headers, body(3)), 2, every="10m")
        assert not any(conditional(request) for _, request in context.client.asked)


async def test_validators_that_lie_are_dropped() -> None:
    def lying(request: Request, now: int) -> Answer:
        if conditional(request) and now < START + DAY:
            return 304, {"ETag": '"same"'}, b""
        return 200, {"ETag": '"same"'}, body(3, first=(now - START) // HOUR)

    context = await run(lying, 30, every="1h")
    after = [conditional(request) for at, request in context.client.asked if at > START + DAY + 2 * HOUR]
    assert after
    assert not any(after)


async def test_validators_that_change_without_need_are_dropped() -> None:
    context = await run(lambda _, now: (200, {"ETag": f'"{now}"'}, body(3)), 6, every="10m")
    asked = [conditional(request) for _, request in context.client.asked]
    assert asked[1:10] == [True] * 9
    assert asked[-5:] == [False] * 5
    assert len(context.items) == 3


async def test_a_304_keeps_the_date_and_drops_an_etag_it_does_not_name() -> None:
    def server(request: Request, now: int) -> Answer:
        if conditional(request):
            return 304, {}, b""
        return 200, {"ETag": '"1"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}, body(3)

    context = await run(server, 1, every="10m")
    assert "If-None-Match" in context.client.asked[1][1].headers
    assert dict(context.client.asked[2][1].headers).keys() & {"If-None-Match", "If-Modified-Since"} == {
        "If-Modified-Since"
    }


async def test_a_gap_is_told_where_nothing_is_left_of_the_last_poll() -> None:
    context = await run(lambda _, now: (200, {}, body(5, first=(now - START) // HOUR * 10)), 2.5, every="1h")
    gaps_told = context.health.record["gaps"]
    assert len(gaps_told) == 2
    assert gaps_told[0]["from"].startswith("2026-03-02T10:00")
    assert gaps_told[0]["to"].startswith("2026-03-02T11:00")


async def test_a_restart_goes_on_with_what_it_knew() -> None:
    first = await run(unchanging, 1, every="10m")
    second = await run(unchanging, 1, every="10m", cursor=first.cursors[STREAM])
    assert second.items == []
    assert conditional(second.client.asked[0][1])


async def test_a_cursor_that_can_not_be_read_costs_nothing_but_reading_again() -> None:
    context = await run(unchanging, 0.1, cursor="{broken")
    assert len(context.items) == 20


def test_a_clock_that_jumps_makes_no_busy_loop() -> None:
    memory = _schedule.counted(_memory.Memory(polled=START + DAY, counted=5.0, watched=1.0), 5, START)
    assert (memory.per_hour, memory.polled) == (5.0, START)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    per_hour=st.floats(0, 1e6),
    window=st.integers(0, 5000),
    asked=st.floats(0, 1e9),
    roll=st.floats(0, 1),
    unchanged=st.integers(0, 10**6),
)
def test_the_next_poll_is_never_sooner_than_fair_nor_later_than_a_day(
    per_hour: float, window: int, asked: float, roll: float, unchanged: int
) -> None:
    memory = _memory.Memory(counted=per_hour, watched=1.0, unchanged=unchanged)
    wait = _schedule.after_success(memory, window, None, _schedule.Hints(max_age=asked), roll)
    assert 270 <= wait <= 86_400 * 1.1
