"""Refusals, a silent index, unknown addresses and our own errors, as a page or as a twin's JSON."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.index.base import IndexUnavailable
from onrecord.console.errors import Refusal
from onrecord.console.params import address
from onrecord.console.site import Header, header, site_of

logger = logging.getLogger("onrecord.console")

_TWINS = (".json", ".csv", ".atom", "/live/count", "/events")
_PAGES = ("/live", "/search", "/alerts", "/sources", "/documents/")
STILL_TRUE = {503: "Nothing is lost: items wait in the log, and this page answers again by itself."}
HEADLINES = {
    400: "That can’t be answered as asked",
    404: "There is nothing here",
    405: "That can’t be done here",
    410: "It is gone",
    503: "Search is not answering",
}


async def answer(request: Request, refusal: Refusal) -> Response:
    """The refusal in the form that was asked for."""
    if request.url.path.endswith(_TWINS):
        response: Response = JSONResponse(refusal.as_json(), refusal.status)
    else:
        response = await _page(request, refusal)
    if refusal.retry_after is not None:
        response.headers["retry-after"] = str(refusal.retry_after)
    return response


async def _news(request: Request, refusal: Refusal) -> Header | None:
    """The bar's news, where the index can give them."""
    if refusal.status >= 500:
        return None
    try:
        return await site_of(request).state.reader.ask(header)
    except IndexUnavailable:
        return None


async def _page(request: Request, refusal: Refusal) -> Response:
    path = request.url.path if request.url.path.startswith(_PAGES) else "/search"
    given = dict(request.query_params)
    fixes = [(fix.label, address(path, {**given, **dict(fix.changes)})) for fix in refusal.fixes]
    kept = [
        (name, given[name]) for name in ("in", "since", "from", "to") if name in given and refusal.column is not None
    ]
    return site_of(request).renderer.page(
        request,
        "error.html",
        status=refusal.status,
        header=await _news(request, refusal),
        headline=HEADLINES.get(refusal.status, "That did not work"),
        error=refusal,
        fixes=fixes,
        kept=kept or [("in", "statements")],
        query_text=given.get("q", ""),
        again=address(request.url.path, dict(request.query_params)),
        still=STILL_TRUE.get(refusal.status, ""),
    )


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - the handler is registered for this type alone
    return await answer(request, error)


async def unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, IndexUnavailable)  # noqa: S101 - the handler is registered for this type alone
    return await answer(request, Refusal(503, f"index_{error.code}", str(error), retry_after=5))


async def http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for this type alone
    messages = {
        404: ("not_found", "There is no page under this address."),
        405: ("method_not_allowed", "Pages here are read with GET."),
    }
    code, message = messages.get(error.status_code, ("http", error.detail))
    response = await answer(request, Refusal(error.status_code, code, message))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def failed(request: Request, error: Exception) -> Response:
    """Our own error: logged with its trace, told without it."""
    logger.error("%s failed", request.url.path, exc_info=error)
    return await answer(request, Refusal(500, "internal", "The console failed to answer; its log says why."))
