"""When to ask again, and with which validators: decisions from an answer, pure. Times are milliseconds UTC, waits
seconds. Sources: RFC 9110, RFC 9111, and what feed readers learnt (Miniflux, Media Cloud, Feedbin)."""

import re
from collections.abc import Mapping

import msgspec

from connectors.http.headers import http_date, retry_after
from connectors.sources._memory import Memory

DAY = 86_400.0
COLD_START = 900.0
SHORTEST, LONGEST = 300.0, DAY
MONTH = 30 * DAY
WHOLE_AFTER_UNCHANGED = 20
USELESS_LIMIT = 10
HALF_LIFE_HOURS = 72.0
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


class Hints(msgspec.Struct, frozen=True):
    """What an answer says about the next request, in seconds; None where it says nothing."""

    retry_after: float | None = None
    max_age: float | None = None
    feed: float | None = None


def hints(headers: Mapping[str, str], now: int, feed: float | None = None) -> Hints:
    """`Retry-After`, `Cache-Control: max-age` or `Expires`, and what the feed itself asks for; each at most a day."""
    from datetime import UTC, datetime

    clock = datetime.fromtimestamp(now / 1000, UTC)
    found = _MAX_AGE.search(headers.get("Cache-Control", "").lower())
    fresh = float(found[1]) if found else None
    if fresh is None and (expires := http_date(headers.get("Expires"))) is not None:
        date = http_date(headers.get("Date")) or clock
        fresh = max((expires - date).total_seconds(), 0.0)
    return Hints(retry_after(headers.get("Retry-After"), clock), _capped(fresh), _capped(feed))


def _capped(seconds: float | None) -> float | None:
    return None if seconds is None else min(seconds, DAY)


def after_success(memory: Memory, window: int, every: float | None, asked: Hints, roll: float) -> float:
    """Seconds to the next poll after a good answer. `every` is the desk's own word and holds as it is; otherwise the
    pace follows the feed (half of the `window` entries it shows should remain), is never below what the server asks
    for nor below five minutes, and is spread by ±10 % (`roll` in 0…1)."""
    if asked.retry_after is not None:
        return max(asked.retry_after, every or 0.0)
    if every is not None:
        return every
    need = adaptive(memory.per_hour, window, memory.unchanged)
    server = max(asked.max_age or 0.0, asked.feed or 0.0)
    if server > 3600.0 and need < server:
        server = max(need, 3600.0)
    return min(max(need, server, SHORTEST), LONGEST) * (0.9 + 0.2 * roll)


def adaptive(per_hour: float, window: int, unchanged: int = 0) -> float:
    """Seconds in which half of the entries that a feed shows are replaced; while that is unknown a quarter of an hour,
    and longer the more often the answer was "unchanged"."""
    if per_hour <= 0.0 or window <= 0:
        return COLD_START * (1 + unchanged / 4)
    return min(max(3600.0 * window / (2 * per_hour), SHORTEST), LONGEST)


def after_failure(code: str, failures: int, every: float | None, asked: Hints, roll: float) -> float:
    """Seconds to the next try after the `failures`-th failure in a row: linear, at most a day; a server's
    `Retry-After` in full (and, after 429, a spread on top that breaks up clumps); a month after 410."""
    if code == "gone":
        return MONTH
    base = every or COLD_START
    wait = min(base * failures, DAY)
    if code in {"forbidden", "bot_wall"} and every is None:
        wait = max(wait, DAY / 4)
    if asked.retry_after is not None:
        wait = max(wait, asked.retry_after)
    elif code == "rate_limited":
        wait = max(wait, min(60.0 * failures, DAY))
    return wait + (min(wait, 3600.0) * roll if code == "rate_limited" else 0.1 * wait * roll)


def counted(memory: Memory, added: int, now: int) -> Memory:
    """The memory after a poll at `now` that brought `added` new entries. A first poll shows what had gathered, so it
    says nothing of the pace; a clock that went back neither."""
    hours = (now - memory.polled) / 3_600_000
    if not memory.polled or hours <= 0:
        return msgspec.structs.replace(memory, polled=now)
    keep = 0.5 ** (hours / HALF_LIFE_HOURS)
    return msgspec.structs.replace(
        memory, polled=now, counted=memory.counted * keep + added, watched=memory.watched * keep + hours
    )


def validators(memory: Memory, now: int) -> dict[str, str]:
    """The headers of a conditional request, byte for byte as the server gave them; none where they should not be
    trusted, nor once a day or after 20 times "unchanged" in a row: some servers answer 304 for ever."""
    stale = now - memory.asked_whole > DAY * 1000 or memory.unchanged >= WHOLE_AFTER_UNCHANGED
    if stale or now < memory.distrusted:
        return {}
    sent = {"If-None-Match": memory.etag, "If-Modified-Since": memory.modified}
    return {name: value for name, value in sent.items() if value}


def with_validators(memory: Memory, learnt: Memory) -> Memory:
    """`memory` with what `learn_validators` put into another: true once all of that answer is handed over."""
    names = ("etag", "modified", "body", "unchanged", "useless", "distrusted", "asked_whole")
    return msgspec.structs.replace(memory, **{name: getattr(learnt, name) for name in names})


def learn_validators(memory: Memory, headers: Mapping[str, str], status: int, body: str, now: int) -> Memory:
    """The memory after an answer 200 (with the hash of its body) or 304.

    A 304 that names no validator keeps the old date and drops the ETag (RFC 9110 §15.4.5). `Expires: 0` wants no
    cache; a date in the future would answer 304 for ever; validators that change ten times under an equal body save
    nothing; ones that stay while the body changes lie, and are left out for a month.
    """
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    if status == 304:
        return msgspec.structs.replace(
            memory, etag=etag, modified=modified or memory.modified, unchanged=memory.unchanged + 1
        )
    same_body, had = body == memory.body, bool(memory.etag or memory.modified)
    same_marks = (etag, modified) == (memory.etag, memory.modified)
    useless = memory.useless + 1 if had and same_body and not same_marks else 0 if not same_body else memory.useless
    lied = had and same_marks and not same_body and bool(etag)
    distrusted = now + int(MONTH * 1000) if lied or useless >= USELESS_LIMIT else memory.distrusted
    date = http_date(modified)
    if headers.get("Expires", "").strip() == "0" and not headers.get("Cache-Control"):
        etag = modified = None
    elif modified and (date is None or date.timestamp() * 1000 > now + 3_600_000):
        modified = None
    return msgspec.structs.replace(
        memory,
        etag=etag,
        modified=modified,
        body=body,
        unchanged=0,
        useless=0 if useless >= USELESS_LIMIT else useless,
        distrusted=distrusted,
        asked_whole=now,
    )
