"""Search: statements and documents; the address is the query; facets, timeline, and the twins .json, .csv, .atom."""

from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from connectors.index.base import Hit, Page, Unit, Window
from onrecord import shapes
from onrecord.console import bars, narrow, rows, twins, words
from onrecord.console.asking import read_query
from onrecord.console.dates import since_words
from onrecord.console.errors import Refusal
from onrecord.console.gaps import Hatch, hatches
from onrecord.console.heading import heading
from onrecord.console.pages.sources import all_health
from onrecord.console.params import View, read_view
from onrecord.console.reader import Desk
from onrecord.console.site import Header, Site, header, site_of
from queries import Query
from queries.tree import Not

FACETS = {
    "statements": (
        ("speaker", "Who"),
        ("verb", "How"),
        ("kind", "Words"),
        ("source", "Source"),
        ("language", "Language"),
    ),
    "documents": (("speaker", "Who speaks"), ("source", "Source"), ("type", "Kind"), ("language", "Language")),
}
VALUES = 8
LINKED = 500
"""Characters of a query, at most, that a Link header repeats."""

STREAMED = 500
"""Hits that one read of a whole-result CSV takes."""


class Value(msgspec.Struct, frozen=True):
    """One value of a facet: its words, its count, the queries with it and without it (None while it is in force)."""

    label: str
    count: int
    href: str
    on: bool
    without: str | None


class Facet(msgspec.Struct, frozen=True):
    title: str
    field: str
    values: list[Value]


class Found(msgspec.Struct, frozen=True):
    """Everything a page of results shows, read at one moment of the index."""

    page: Page
    others: int
    facets: list[Facet]
    bars: bars.Bars
    hatches: list[Hatch]
    header: Header


def find(desk: Desk, query: Query, view: View, window: Window) -> Page:
    """One page of hits. Raises Refusal for a cursor that the index doesn't know."""
    try:
        return desk.index.search(
            query, unit=view.unit, window=window, sort=view.sort, limit=view.size, after=view.after
        )
    except ValueError as error:
        raise Refusal(400, "bad_value", f"“after” is no cursor of this search: {error}") from None


def _facet(desk: Desk, query: Query, view: View, window: Window, field: str, title: str) -> Facet:
    key = ("facet", query.canonical, view.unit, window, field)
    buckets = desk.kept(key, lambda: desk.index.facet(query, field, unit=view.unit, window=window, limit=VALUES))
    on = narrow.in_force(query.tree)
    values = []
    for bucket in buckets:
        clause = narrow.clause(field, bucket.value)
        if clause is None:
            continue
        held = (field, bucket.value.casefold()) in on
        with_it = query.canonical if held else narrow.with_clause(query.tree, field, clause)
        without = None if held else narrow.with_clause(query.tree, field, Not(clause))
        values.append(
            Value(
                narrow.label(field, bucket.value),
                bucket.count,
                view.address("/search", {"q": with_it}),
                held,
                view.address("/search", {"q": without}) if without else None,
            )
        )
    return Facet(title, field, values)


def timeline(desk: Desk, query: Query, unit: Unit, window: Window, zone: str) -> bars.Bars:
    """Bars by day or longer; by hour where it is one day."""

    def read_days() -> bars.Bars:
        return bars.by_day(desk.index.timeline(query, "day", unit=unit, window=window, zone=zone))

    def read_hours() -> bars.Bars:
        return bars.by_hour(desk.index.timeline(query, "hour", unit=unit, window=window, zone=zone))

    days = desk.kept(("days", query.canonical, unit, window, zone), read_days)
    if sum(bar.count > 0 for bar in days.bars) == 1 and days.step == "day":
        return desk.kept(("hours", query.canonical, unit, window, zone), read_hours)
    return days


def read(desk: Desk, query: Query, other: Query | None, view: View, window: Window, zone: str) -> Found:
    """All that the page needs, in one visit to the index's thread."""
    page = find(desk, query, view, window)
    other_unit: Unit = "statements" if view.unit == "documents" else "documents"

    def count_others() -> int:
        return desk.index.count(other, unit=other_unit, window=window) if other else 0

    others = desk.kept(("count", other.canonical if other else "", other_unit, window), count_others)
    facets = [_facet(desk, query, view, window, field, title) for field, title in FACETS[view.unit]]
    chart = timeline(desk, query, view.unit, window, zone)
    broken = hatches(all_health(desk), chart, zone)
    return Found(page, others, [facet for facet in facets if facet.values], chart, broken, header(desk))


def _ask(request: Request) -> tuple[Site, View, Query]:
    site = site_of(request)
    view = read_view(request.query_params.multi_items(), site.state.zone)
    return site, view, read_query(view.q, view.unit, site.state)


def _window(site: Site, view: View) -> Window:
    return view.window(site.state.clock(), site.state.zone)


def _when(view: View) -> str:
    if view.since:
        return since_words(view.since)
    if view.start and view.end:
        return view.start if view.start == view.end else f"{view.start} to {view.end}"
    if view.start or view.end:
        return f"from {view.start}" if view.start else f"up to {view.end}"
    return "any time"


def link_header(view: View) -> str:
    """The twins of a view, for the Link header; empty where a long query would make a header that clients refuse."""
    kinds = (("json", "application/json"), ("csv", "text/csv"), ("atom", "application/atom+xml"))
    if len(view.q) > LINKED:
        return ""
    return ", ".join(f'<{view.address(f"/search.{end}")}>; rel="alternate"; type="{kind}"' for end, kind in kinds)


async def page(request: Request) -> Response:
    site, view, query = _ask(request)
    try:
        other = read_query(view.q, "statements" if view.unit == "documents" else "documents", site.state)
    except Refusal:
        other = None
    window = _window(site, view)
    found = await site.state.reader.ask(lambda desk: read(desk, query, other, view, window, site.state.zone))
    groups = (
        rows.statement_groups(found.page.hits, view.q or None)
        if view.unit == "statements"
        else [rows.document_group(hit, view.q or None, 0) for hit in found.page.hits]
    )
    unit = view.unit[:-1]
    most = found.bars.most
    return site.renderer.page(
        request,
        "search.html",
        links=link_header(view),
        query_text=view.q,
        header=found.header,
        view=view,
        query=query,
        heading=heading(query.tree, view.unit, site.state.known),
        found=found,
        groups=groups,
        total=words.count(found.page.total, unit),
        when=_when(view),
        filters=narrow.filters(query.tree),
        most=most,
        dated=view.sort in ("published", "-published"),
    )


async def json(request: Request) -> Response:
    site, view, query = _ask(request)
    window = _window(site, view)
    found = await site.state.reader.ask(lambda desk: find(desk, query, view, window))
    return JSONResponse(shapes.page(found))


async def csv(request: Request) -> Response:
    """All hits as CSV, streamed; one page of them where `limit` is given."""
    site, view, query = _ask(request)
    window = _window(site, view)
    first = msgspec.structs.replace(view, limit=view.limit or STREAMED)
    found = await site.state.reader.ask(lambda desk: find(desk, query, first, window))

    async def lines() -> AsyncIterator[str]:
        yield twins.csv_head(view.unit)
        page, at = found, first
        while True:
            yield "".join(twins.csv_line(hit) for hit in page.hits)
            if view.limit is not None or page.next is None:
                return
            at = msgspec.structs.replace(at, after=page.next)
            page = await _next_page(site, query, at, window)

    headers = {"content-disposition": f'attachment; filename="onrecord-{view.unit}.csv"'}
    return StreamingResponse(lines(), media_type="text/csv", headers=headers)


async def _next_page(site: Site, query: Query, view: View, window: Window) -> Page:
    return await site.state.reader.ask(
        lambda desk: desk.index.search(
            query, unit=view.unit, window=window, sort=view.sort, limit=view.size, after=view.after
        )
    )


async def atom(request: Request) -> Response:
    """The newest fifty, or `limit` of them, as an Atom feed."""
    site, view, query = _ask(request)
    window = _window(site, view)
    sized = msgspec.structs.replace(view, limit=view.limit or 50)
    found = await site.state.reader.ask(lambda desk: find(desk, query, sized, window))
    base = f"{request.url.scheme}://{request.headers['host']}"
    hits: tuple[Hit, ...] = found.hits
    after = view.address("/search.atom", {"after": found.next}) if found.next else None
    feed = twins.atom(
        hits, title=heading(query.tree, view.unit, site.state.known), base=base, here=view.address("/search.atom"),
        page=view.address("/search"), after=after, now=site.state.clock(),
    )  # fmt: skip
    return Response(feed, media_type="application/atom+xml")
