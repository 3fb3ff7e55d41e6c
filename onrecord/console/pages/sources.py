"""Sources: what each does, when it last did, and what to do where it fails."""

from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.index.base import Entry
from onrecord.console.params import NONE, check_names
from onrecord.console.reader import Desk
from onrecord.console.site import Header, header, site_of
from onrecord.console.words import count
from onrecord.shapes import instant

ORDER = {"failing": 0, "late": 1, "ok": 2}
WORDS = {"failing": "failing", "late": "late", "ok": "well"}


class Trouble(msgspec.Struct):
    """What went wrong last, and what to do about it."""

    code: str = ""
    message: str = ""
    remedy: str | None = None


class Gap(msgspec.Struct, rename={"start": "from", "end": "to"}):
    """A stretch that was published and could not be read."""

    start: str = ""
    end: str = ""
    why: str = ""


class Health(msgspec.Struct):
    """A source's health as its connector keeps it. Times are ISO 8601, or milliseconds UTC."""

    id: str
    kind: str = ""
    url: str | None = None
    state: str = "ok"
    last_success: str | int | None = None
    last_item: str | int | None = None
    next_poll: str | int | None = None
    error: Trouble | None = None
    gaps: list[Gap] = []
    notes: list[str] = []
    items: int = 0


class Line(msgspec.Struct, frozen=True):
    """A source on the page; times in milliseconds UTC."""

    health: Health
    state: str
    last_success: int | None
    last_item: int | None
    next_poll: int | None
    gap: str | None


def milliseconds(value: str | int | None) -> int | None:
    """The instant of an ISO 8601 time or of milliseconds; None where it is neither."""
    if value is None or isinstance(value, int):
        return value
    try:
        return round(datetime.fromisoformat(value).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def health_of(entry: Entry) -> Health:
    """The record of one source; one that can't be read is told as failing."""
    try:
        return msgspec.json.decode(entry.value, type=Health)
    except msgspec.DecodeError as error:
        return Health(
            entry.key, state="failing", error=Trouble("damaged", f"Its health record can't be read: {error}.")
        )


def _line(health: Health) -> Line:
    return Line(
        health,
        WORDS.get(health.state, health.state),
        milliseconds(health.last_success),
        milliseconds(health.last_item),
        milliseconds(health.next_poll),
        health.gaps[-1].why if health.gaps else None,
    )


def all_health(desk: Desk) -> list[Health]:
    """The record of every source that ever reported; what troubles the whole desk is told of each."""
    found = [health_of(entry) for entry in desk.index.collection("sources").entries()]
    if (problem := desk.trouble()) is None:
        return found
    told = Trouble(problem.code, problem.message, problem.remedy)
    return [msgspec.structs.replace(one, state="failing", error=told) for one in found]


def _read(desk: Desk) -> tuple[list[Health], Header]:
    found = all_health(desk)
    return sorted(found, key=lambda one: (ORDER.get(one.state, 0), one.id)), header(desk)


def summary(found: list[Health]) -> str:
    """“24 sources: 21 well · 2 late · 1 failing”."""
    states = [one.state for one in found]
    told = [
        f"{states.count(state)} {word}" for state, word in (("ok", "well"), ("late", "late"), ("failing", "failing"))
    ]
    kept = [one for one, state in zip(told, ("ok", "late", "failing"), strict=True) if states.count(state)]
    return f"{count(len(found), 'source')}: {' · '.join(kept)}" if found else ""


async def page(request: Request) -> Response:
    site = site_of(request)
    check_names(request.query_params.multi_items(), NONE)
    found, news = await site.state.reader.ask(_read)
    return site.renderer.page(
        request,
        "sources.html",
        links='</sources.json>; rel="alternate"; type="application/json"',
        header=news,
        lines=[_line(health) for health in found],
        summary=summary(found),
        now=site.state.clock(),
    )


def as_json(health: Health) -> dict[str, Any]:
    """The shape that scripts rely on; times in ISO 8601."""
    shown: dict[str, Any] = msgspec.to_builtins(health)
    for name in ("last_success", "last_item", "next_poll"):
        at = milliseconds(shown[name])
        shown[name] = None if at is None else instant(at)
    return shown


async def json(request: Request) -> Response:
    site = site_of(request)
    check_names(request.query_params.multi_items(), NONE)
    found, _ = await site.state.reader.ask(_read)
    return JSONResponse({"sources": [as_json(health) for health in found]})
