"""Live: the newest items by arrival; what came since is counted, and shown when one asks."""

import re

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.index.base import Page, Window
from onrecord.console import rows
from onrecord.console.asking import read_query
from onrecord.console.errors import Refusal
from onrecord.console.params import COUNT, LIVE, View, check_names, read_view
from onrecord.console.reader import Desk
from onrecord.console.site import Header, header, site_of
from queries import Query
from queries.describe import describe

OVERLAP = 600_000
"""Milliseconds of arrivals before the newest that a mark covers: items that arrived earlier and were searchable later
are counted too."""

STATEMENTS = 3
"""Statements of one item that Live shows."""

_MARK = re.compile(r"([0-9]{1,15})-([0-9]{1,12})")


class Newest(msgspec.Struct, frozen=True):
    page: Page
    mark: str
    header: Header


def mark(newest: int, count: int) -> str:
    """What was there: how many items arrived from an instant on."""
    return f"{newest - OVERLAP}-{count}"


def _read(desk: Desk, query: Query, limit: int, now: int) -> Newest:
    page = desk.index.search(query, sort="arrived", limit=limit)
    newest = max([hit.document.arrived for hit in page.hits[:1]], default=now)
    count = desk.index.count(query, window=Window(arrived_from=newest - OVERLAP))
    return Newest(page, mark(newest, count), header(desk))


async def page(request: Request) -> Response:
    site = site_of(request)
    view = read_view(request.query_params.multi_items(), site.state.zone, LIVE)
    query = read_query(view.q, "documents", site.state)
    limit = view.limit or 30
    now = site.state.clock()
    newest = await site.state.reader.ask(lambda desk: _read(desk, query, limit, now))
    return site.renderer.page(
        request,
        "live.html",
        query_text=view.q,
        header=newest.header,
        view=view,
        heading=describe(query.tree, site.state.known) if view.q else None,
        groups=[rows.document_group(hit, view.q or None, STATEMENTS) for hit in newest.page.hits],
        total=newest.page.total,
        mark=newest.mark,
        now=now,
    )


async def count(request: Request) -> Response:
    """`{"count": n}`: how many items came since a page's mark was made."""
    site = site_of(request)
    values = check_names(request.query_params.multi_items(), COUNT)
    found = _MARK.fullmatch(values.get("mark", ""))
    if found is None:
        raise Refusal(400, "bad_value", "“mark” is not one that a Live page gave; open /live again.")
    query = read_query(View(q=values.get("q", "")).q, "documents", site.state)
    window = Window(arrived_from=int(found[1]))
    number = await site.state.reader.ask(lambda desk: desk.index.count(query, window=window))
    return JSONResponse({"count": max(0, number - int(found[2]))})
