"""The console as an ASGI application: routes, errors, the guard around all of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.index.base import IndexUnavailable
from onrecord.console import assets, events, failures
from onrecord.console.errors import Refusal
from onrecord.console.events import Pulse
from onrecord.console.guard import Guard
from onrecord.console.pages import alerts, document, live, search, sources, system
from onrecord.console.render import Renderer
from onrecord.console.site import Site
from onrecord.console.state import ConsoleState

ROUTES = (
    ("/", system.home),
    ("/live", live.page),
    ("/live/count", live.count),
    ("/events", events.stream),
    ("/search", search.page),
    ("/search.json", search.json),
    ("/search.csv", search.csv),
    ("/search.atom", search.atom),
    ("/documents/{id}.json", document.json),
    ("/documents/{id}", document.page),
    ("/alerts", alerts.page),
    ("/alerts.json", alerts.json),
    ("/sources", sources.page),
    ("/sources.json", sources.json),
    ("/help", system.help_page),
    ("/livez", system.livez),
    ("/readyz", system.readyz),
    ("/metrics", system.metrics),
    ("/openapi.json", system.openapi),
)


Endpoint = Callable[[Request], Awaitable[Response]]


def _told(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose own errors are answered inside the guard, so that they carry its headers."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (Refusal, IndexUnavailable, HTTPException):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and told as our own error
            return await failures.failed(request, error)

    return answer


def _static(asset: assets.Asset) -> Route:
    async def serve(_request: Request) -> Response:
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    return Route(asset.path, serve)


def create_app(state: ConsoleState) -> Starlette:
    """The application over a state. Its lifespan runs the pulse and closes the index."""
    loaded = assets.load()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        beat = asyncio.create_task(app.state.pulse.run())
        try:
            yield
        finally:
            await app.state.pulse.stop()
            beat.cancel()
            with suppress(asyncio.CancelledError):
                await beat
            await state.reader.close()

    app = Starlette(
        routes=[Route(path, _told(endpoint)) for path, endpoint in ROUTES]
        + [_static(asset) for asset in loaded.values()],
        middleware=[Middleware(Guard, hosts=state.hosts)],
        exception_handlers={
            Refusal: failures.refused,
            IndexUnavailable: failures.unavailable,
            HTTPException: failures.http_error,
        },
        lifespan=lifespan,
    )
    app.state.site = Site(state, Renderer(state, loaded))
    app.state.pulse = Pulse(state)
    return app
