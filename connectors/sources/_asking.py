"""One request of a feed and what came of it: an answer that is new, one that is unchanged, or a problem."""

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
    """An answer that may be used. `parsed` is None where nothing has changed; `memory` has learnt its validators;
    `url` is where it came from and `moved` where permanent redirects alone lead, without secrets."""

    at: int
    hints: Hints
    memory: Memory
    url: str
    status: int
    parsed: Parsed | None = None
    moved: str = ""


class Failure(msgspec.Struct, frozen=True):
    """An answer that may not, or none."""

    at: int
    problem: Problem
    hints: Hints = Hints()


async def ask(context: Context, url: str, memory: Memory) -> Answer | Failure:
    """Fetch conditionally, in the host's turn, and parse what is new in a killable child."""
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
    parsed = await _parse(context, memory, response)
    if isinstance(parsed, Problem):
        return Failure(now, parsed, hints)
    if parsed.truncated:  # its validators are not kept: the whole of it has yet to come
        answer = msgspec.structs.replace(answer, memory=memory)
    return msgspec.structs.replace(answer, parsed=parsed)


async def _parse(context: Context, memory: Memory, response: Response) -> Parsed | Problem:
    known = frozenset(seen.block for seen in memory.seen if seen.block)
    question = Question(response.body, response.headers.get("Content-Type"), response.url, known)
    limit = PARSE_SECONDS * min(max(len(response.body) / 2_000_000, 1.0), 4.0)
    try:
        answer = await context.parse(CHILD, msgspec.msgpack.encode(question), limit)
    except ParserKilled as killed:
        return problem("too_heavy", f"reading its {len(response.body):,} bytes was stopped: {killed}")
    except ParserFailed as failed:
        return problem("malformed", f"it can't be read: {failed}")
    outcome = msgspec.msgpack.decode(answer, type=Outcome)
    return outcome.parsed or problem(outcome.code, f"{redacted(response.url)} {outcome.message}")


def _moved(response: Response) -> str:
    permanent = response.hops and all(status in {301, 308} for status, _ in response.hops)
    return redacted(response.url) if permanent else ""
