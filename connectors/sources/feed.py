"""Feeds: RSS, RDF, Atom, JSON Feed, polled with good manners."""

import zlib
from typing import ClassVar

import msgspec
from pydantic import Field

from connectors.sources import _memory, _schedule
from connectors.sources._asking import Answer, Failure, ask, notes, read
from connectors.sources._entries import Parsed
from connectors.sources._feedparse import Question
from connectors.sources._items import Fetched, Plan, plan
from connectors.sources._memory import Memory
from connectors.sources._problems import problem
from connectors.sources._schedule import Hints
from connectors.sources.base import Context, Duration, Problem, Source, SourceSettings

SAVE_EVERY_MS = 10 * 60 * 1000


class FeedSettings(SourceSettings):
    """A feed that is asked again and again."""

    url: str = Field(
        pattern=r"^https?://",
        description="The feed's address (http or https).",
        examples=["https://news.example.org/feed.xml"],
    )
    every: Duration | None = Field(
        None,
        ge=0.1,
        le=7 * 86400,
        description="How often to ask; when absent the pace follows the feed, between 5 minutes and a day.",
        examples=["5m"],
    )


class Polled(msgspec.Struct, frozen=True):
    """How one poll went: what to remember, and in how many seconds to ask again."""

    memory: Memory
    wait: float


class Feed(Source[FeedSettings]):
    """One feed: asks, hands over what is new or changed, decides when to ask again."""

    kind: ClassVar[str] = "feed"
    model: ClassVar[type[SourceSettings]] = FeedSettings
    summary: ClassVar[str] = "RSS, RDF, Atom or JSON Feed, asked again and again."

    async def run(self, context: Context) -> None:
        self._stream = f"feed {_memory.short_hash(self.settings.url)}"  # the address may hold a password
        memory = _memory.decode(await context.cursor(self._stream)) or Memory()
        self._failures, self._saved = 0, memory.polled
        if not context.once and await self._sleep(context, self._first_wait(context, memory)):
            return
        while not context.stopping:
            started = context.now()
            polled = await self._poll(context, memory)
            if context.once:
                return
            memory = polled.memory
            if await self._sleep(context, max(polled.wait - max(context.now() - started, 0) / 1000, 0.0)):
                return

    async def _sleep(self, context: Context, seconds: float) -> bool:
        context.health.next_poll(context.now() + int(seconds * 1000))
        return await context.sleep(seconds)

    def _first_wait(self, context: Context, memory: Memory) -> float:
        """Sources start spread out, each at its own place, unless the desk names their pace itself; one whose server
        wants to be left alone goes on sleeping."""
        spread = context.spread * self._roll(0) if self.settings.every is None else 0.0
        return max(spread, (memory.asleep - context.now()) / 1000)

    def _roll(self, now: int) -> float:
        """A number in 0…1 that is the source's own and changes with each poll."""
        return (zlib.crc32(f"{self.settings.id} {now}".encode()) % 1000) / 1000

    async def _poll(self, context: Context, memory: Memory) -> Polled:
        answer = await ask(context, self.settings.url, memory)
        if isinstance(answer, Failure):
            return await self._failed(context, memory, answer.problem, answer.hints, answer.at)
        if answer.question is None:
            return await self._unchanged(context, answer)
        return await self._hand_over(context, memory, answer, answer.question)

    async def _failed(self, context: Context, memory: Memory, failure: Problem, hints: Hints, now: int) -> Polled:
        self._failures += 1
        context.health.failed(failure)
        roll = self._roll(now)
        wait = _schedule.after_failure(failure.code, self._failures, self.settings.every, hints, roll)
        if failure.code == "gone" or hints.retry_after is not None:
            memory = msgspec.structs.replace(memory, asleep=now + int(wait * 1000))
            await context.emit((), {self._stream: _memory.encode(memory)})
        return Polled(memory, wait)

    def _went_well(self, context: Context, memory: Memory, hints: Hints, now: int, outcome: str) -> Polled:
        self._failures = 0
        context.health.ok(outcome=outcome)
        window, roll = len(memory.seen), self._roll(now)
        return Polled(memory, _schedule.after_success(memory, window, self.settings.every, hints, roll))

    async def _unchanged(self, context: Context, answer: Answer) -> Polled:
        memory = _schedule.counted(answer.learnt, 0, answer.at)
        if answer.at - self._saved > SAVE_EVERY_MS:
            await context.emit((), {self._stream: _memory.encode(memory)})
            self._saved = answer.at
        return self._went_well(context, memory, answer.hints, answer.at, "unchanged")

    async def _hand_over(self, context: Context, memory: Memory, answer: Answer, question: Question) -> Polled:
        """Portion by portion, each durable with the memory of it; the validators are kept with the last."""
        fetched, added = Fetched(answer.at, {"url": answer.url, "status": str(answer.status)}), 0
        known = {seen.block for seen in memory.seen if seen.block}
        while True:
            parsed = await read(context, question, known)
            if isinstance(parsed, Problem):
                return await self._failed(context, memory, parsed, answer.hints, answer.at)
            planned = plan(parsed, memory, self.settings, fetched)
            memory, added = planned.memory, added + planned.added
            if not parsed.more:
                break
            known.update(parsed.blocks)
            await self._emit(context, planned, planned.memory)
        if not parsed.truncated:  # the whole of it has yet to come
            memory = _schedule.with_validators(memory, answer.learnt)
        missed = added if planned.gap else 0  # at least as many again came and went unseen
        memory = _schedule.counted(memory, added + missed, answer.at)
        await self._emit(context, planned, memory)
        return await self._told(context, memory, answer, parsed, planned)

    async def _emit(self, context: Context, planned: Plan, last: Memory) -> None:
        for items, step in planned.steps:
            told = last if step is planned.memory else step
            await context.emit(items, {self._stream: _memory.encode(told)})

    async def _told(self, context: Context, memory: Memory, answer: Answer, parsed: Parsed, planned: Plan) -> Polled:
        self._saved = answer.at
        context.health.notes(notes(parsed, answer, memory))
        if planned.gap is not None:
            context.health.gap(planned.gap)
        if parsed.truncated or parsed.expired:
            code, words = ("truncated", parsed.notes[0]) if parsed.truncated else ("gone", "says that it has ended")
            return await self._failed(context, memory, problem(code, f"{answer.url} {words}"), answer.hints, answer.at)
        hints = msgspec.structs.replace(answer.hints, feed=parsed.every)
        return self._went_well(context, memory, hints, answer.at, "new" if planned.items else "unchanged")
