"""What every page needs at hand, found from its request."""

import msgspec
from starlette.requests import Request

from connectors.index.base import Window
from onrecord.console.reader import Desk
from onrecord.console.render import Renderer
from onrecord.console.state import ConsoleState
from queries import Query
from queries.tree import Everything

EVERYTHING = Query("*", "*", Everything())


class Site:
    """The running console: its state and its templates."""

    def __init__(self, state: ConsoleState, renderer: Renderer) -> None:
        self.state = state
        self.renderer = renderer


def site_of(request: Request) -> Site:
    """The site that a request was made to."""
    site: Site = request.app.state.site
    return site


class Header(msgspec.Struct, frozen=True):
    """What the bar tells: when the newest item arrived (milliseconds UTC), how many sources fail or are late."""

    newest: int | None
    failing: int
    late: int


class _Health(msgspec.Struct):
    state: str = "ok"


def header(desk: Desk) -> Header:
    """The bar's news, out of the index and the sources' health."""

    def newest() -> int | None:
        hits = desk.index.search(EVERYTHING, window=Window(), sort="arrived", limit=1).hits
        return hits[0].document.arrived if hits else None

    states, trouble = [], desk.trouble()
    for entry in desk.index.collection("sources").entries():
        try:
            state = msgspec.json.decode(entry.value, type=_Health).state
            states.append("failing" if trouble else state)
        except msgspec.DecodeError:
            states.append("failing")
    return Header(desk.kept("newest", newest), states.count("failing"), states.count("late"))
