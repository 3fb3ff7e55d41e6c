"""Manners: one request in flight a host and port, some time between starts, none of it for the desk's own."""

import asyncio
import time

import pytest

from connectors.http import FetchRefused, Pace


async def starts(pace: Pace, urls: list[str], work: float = 0.0) -> tuple[list[float], int]:
    """When each turn began, counted from now, and how many ran at once at most."""
    began: list[float] = []
    running = most = 0
    start = time.monotonic()

    async def one(url: str) -> None:
        nonlocal running, most
        async with pace.turn(url):
            began.append(time.monotonic() - start)
            running += 1
            most = max(most, running)
            await asyncio.sleep(work)
            running -= 1

    await asyncio.gather(*(one(url) for url in urls))
    return began, most


async def test_one_host_one_at_a_time_with_time_between() -> None:
    urls = ["http://a.example/1", "http://A.example:80/2", "http://user@a.example./3"]
    began, most = await starts(Pace(frozenset(), interval=0.2), urls, work=0.01)
    assert most == 1
    assert began[1] - began[0] >= 0.19
    assert began[2] - began[1] >= 0.19


async def test_hosts_and_ports_do_not_wait_for_each_other() -> None:
    urls = ["http://a.example/", "https://a.example/", "http://b.example/"]
    _, most = await starts(Pace(frozenset(), interval=60), urls, work=0.1)
    assert most == 3


async def test_the_desks_own_places_wait_for_nothing() -> None:
    _, most = await starts(
        Pace(frozenset({("127.0.0.1", 9000)}), interval=60), ["http://127.0.0.1:9000/"] * 5, work=0.1
    )
    assert most == 5


async def test_a_turn_that_fails_or_is_given_up_frees_the_host() -> None:
    pace = Pace(frozenset(), interval=0.01)
    with pytest.raises(ValueError, match="broken"):
        async with pace.turn("http://a.example/"):
            raise ValueError("broken")
    async with pace.turn("http://a.example/"):
        waiting = asyncio.create_task(starts(pace, ["http://a.example/"]))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    _, most = await starts(pace, ["http://a.example/"])
    assert most == 1


async def test_an_unusable_url_has_no_turn() -> None:
    with pytest.raises(FetchRefused):
        async with Pace(frozenset()).turn("file:///etc/passwd"):
            pass
