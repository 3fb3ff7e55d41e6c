"""Templates: autoescape on, undefined names are errors, the helpers that every page has."""

from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.console import params, words
from onrecord.console.assets import Asset
from onrecord.console.state import ConsoleState


def outside(url: str | None) -> str | None:
    """The address where it may stand in a link: http or https, nothing that a browser would run or repair."""
    if not url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def said_by(name: str) -> str:
    """The search for what somebody said."""
    return params.address(
        "/search", {"q": f'said(speaker:"{" ".join(name.replace(chr(34), " ").split())}")', "in": "statements"}
    )


def document_path(document: str, **values: str | None) -> str:
    """The page of a document, at a statement (`s`), with the query's matches lit (`q`)."""
    path = params.address(f"/documents/{quote(document, safe='')}", values)
    return f"{path}#on" if values.get("s") else path


class Renderer:
    """Renders a template as an answer. Times are shown in the desk's zone."""

    def __init__(self, state: ConsoleState, assets: dict[str, Asset]) -> None:
        self.state = state
        self.environment = jinja2.Environment(
            loader=jinja2.PackageLoader("onrecord.console"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        zone = state.zone
        self.environment.filters.update(
            outside=outside,
            language=words.language,
            direction=words.direction,
            lang=words.lang_attribute,
            clock=partial(words.clock, zone=zone),
            clock_seconds=partial(words.clock, zone=zone, seconds=True),
            full=partial(words.full, zone=zone),
            iso=partial(words.iso, zone=zone),
            span=words.span,
        )
        self.environment.globals.update(
            assets=assets,
            zone=zone,
            said_by=said_by,
            document_path=document_path,
            count=words.count,
            short=lambda ms: words.short(ms, zone, state.clock()),
            day=lambda ms: words.day(ms, zone, state.clock()),
        )

    def text(self, template: str, **context: Any) -> str:
        return self.environment.get_template(template).render(context)

    def page(
        self, request: Request, template: str, *, status: int = 200, links: str | None = None, **context: Any
    ) -> Response:
        """The page; `links` is its Link header (its twins)."""
        context = {"query_text": "", "header": None, **context, "nonce": request.state.nonce}
        response = HTMLResponse(self.text(template, **context), status)
        if links:
            response.headers["link"] = links
        return response
