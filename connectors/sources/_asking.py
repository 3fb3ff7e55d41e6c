"""One request of a feed and what came of it: an answer that is new, one that is unchanged, or a problem."""

from collections.abc import Set as AbstractSet
from hashlib import blake2b
from urllib.parse import urlsplit

import msgspec

from connectors.http import FetchRefused, Request, Response, redacted
from connectors.killable import ParserFailed, ParserKilled
from connectors.sources import _schedule
from connectors.sources._entries import Outcome, Parsed
from connectors.sources._feedparse import CHILD, Question
from connectors.sources._memory import Memory
from connectors.sources._problems import answered, problem, refused
from connectors.sources._schedule import Hints
from connectors.sources.base import Context, Problem

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.9, "
    "*/*;q=0.5"
)
PARSE_SECONDS = 5.0
"""For a body of up to 2 MB; longer ones get their share more, four times as much at most."""


class Answer(msgspec.Struct, frozen=True):
    """An answer that may be used. `learnt` is the memory with the answer's validators, to be kept once all of it is
    handed over; `question` holds what there is to parse (None: nothing has changed); `url` is where it came from and
    `moved` where permanent redirects alone lead, without secrets."""

    at: int
    hints: Hints
    learnt: Memory
    url: str
    status: int
    question: Question | None = None
    moved: str = ""


class Failure(msgspec.Struct, frozen=True):
    """An answer that may not, or none."""

    at: int
    problem: Problem
    hints: Hints = Hints()


async def ask(context: Context, url: str, memory: Memory) -> Answer | Failure:
    """Fetch conditionally, in the host's turn."""
    headers = {"Accept": ACCEPT, **_schedule.validators(memory, context.now())}
    try:
        async with context.pace(url):
            response = await context.client.fetch(Request(url, headers=headers))
    except FetchRefused as error:
        return Failure(context.now(), refused(error))
    now, host = context.now(), urlsplit(url).netloc.rpartition("@")[2]
    hints = _schedule.hints(response.headers, now)
    if (failure := answered(response.status, response.headers, host)) is not None:
        return Failure(now, failure, hints)
    digest = blake2b(response.body, digest_size=16).hexdigest() if response.status != 304 else memory.body
    learnt = _schedule.learn_validators(memory, response.headers, response.status, digest, now)
    answer = Answer(now, hints, learnt, redacted(response.url), response.status, moved=_moved(response))
    if response.status == 304 or (digest == memory.body and memory.settled):
        return answer
    question = Question(response.body, response.headers.get("Content-Type"), response.url)
    return msgspec.structs.replace(answer, question=question)


async def read(context: Context, question: Question, known: AbstractSet[str]) -> Parsed | Problem:
    """A portion of what is new in an answer, parsed in a killable child; `known` are the digests of entries that need
    no parsing."""
    asked = msgspec.structs.replace(question, known=frozenset(known))
    limit = PARSE_SECONDS * min(max(len(question.body) / 2_000_000, 1.0), 4.0)
    try:
        answer = await context.parse(CHILD, msgspec.msgpack.encode(asked), limit)
    except ParserKilled as killed:
        return problem("too_heavy", f"reading its {len(question.body):,} bytes was stopped: {killed}")
    except ParserFailed as failed:
        return problem("malformed", f"it can't be read: {failed}")
    outcome = msgspec.msgpack.decode(answer, type=Outcome)
    return outcome.parsed or problem(outcome.code, f"{redacted(question.url)} {outcome.message}")


def notes(parsed: Parsed, answer: Answer, memory: Memory) -> list[str]:
    """What a person should know of a feed that could be read."""
    found = list(parsed.notes)
    if answer.moved:
        found.append(f"it has moved for good to {answer.moved}: write that address")
    if memory.guid_unreliable:
        found.append("its ids name no entries (one id stands on several): entries are told apart by their links")
    return found


def _moved(response: Response) -> str:
    permanent = response.hops and all(status in {301, 308} for status, _ in response.hops)
    return redacted(response.url) if permanent else ""
