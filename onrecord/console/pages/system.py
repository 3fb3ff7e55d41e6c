"""For machines: is it alive, can it answer, how much has it done, what does it offer."""

import os
from collections.abc import Iterator
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from connectors import telemetry
from connectors.index.base import IndexUnavailable
from onrecord.console.openapi import description
from onrecord.console.params import NONE, check_names
from onrecord.console.site import header, site_of

SHARED = (telemetry.ITEMS_ACCEPTED, telemetry.DOCUMENTS_WRITTEN)
"""Metrics that the page shows at zero too: importing them registers them all."""


async def home(_request: Request) -> Response:
    return RedirectResponse("/live", 307)


async def livez(_request: Request) -> Response:
    """200 while the process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """200 when the index answers and the desk can take what is new, else 503 with the reason."""
    state = site_of(request).state
    try:
        await state.reader.ask(lambda desk: desk.index.generation())
    except IndexUnavailable as error:
        return JSONResponse({"ready": False, "index": {"code": error.code, "message": str(error)}}, 503)
    if trouble := state.trouble():
        told = {"code": trouble.code, "message": trouble.message, "remedy": trouble.remedy}
        return JSONResponse({"ready": False, "index": "ok", "trouble": told}, 503)
    return JSONResponse({"ready": True, "index": "ok"})


class IndexStatus:
    """The index's counts as gauges, for one scrape."""

    def __init__(self, status: dict[str, Any]) -> None:
        self.status = status

    def collect(self) -> Iterator[Metric]:
        for key, (name, help_text) in telemetry.INDEX_GAUGES.items():
            if isinstance(self.status.get(key), int | float):
                yield GaugeMetricFamily(name, help_text, value=self.status[key])


def metrics_text(status: dict[str, Any]) -> bytes:
    """Prometheus text: the sum over the process tree where it shares its metrics, this process's own otherwise."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        own: bytes = b""
    else:
        own = generate_latest(REGISTRY)
    registry.register(IndexStatus(status))
    summed: bytes = generate_latest(registry)
    return own + summed


async def metrics(request: Request) -> Response:
    state = site_of(request).state
    try:
        status = await state.reader.ask(lambda desk: desk.index.status())
    except IndexUnavailable:
        status = {}
    return Response(metrics_text(status), media_type=CONTENT_TYPE_LATEST)


async def openapi(request: Request) -> Response:
    check_names(request.query_params.multi_items(), NONE)
    return JSONResponse(description())


async def help_page(request: Request) -> Response:
    site = site_of(request)
    check_names(request.query_params.multi_items(), NONE)
    try:
        news = await site.state.reader.ask(header)
    except IndexUnavailable:
        news = None
    return site.renderer.page(request, "help.html", header=news)
