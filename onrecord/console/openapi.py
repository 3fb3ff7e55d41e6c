"""What scripts may ask of the console, as OpenAPI 3.1: made from the records' own types."""

from importlib.metadata import version
from typing import Any

import msgspec

from onrecord.console.params import MOST, SORTS, UNITS
from schemas import Document, MatchedSpan, Statement


def _parameter(name: str, about: str, schema: dict[str, Any], where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "description": about, "required": where == "path", "schema": schema}


_TEXT = {"type": "string"}
PARAMETERS = {
    "q": _parameter("q", "The query; everything when absent.", _TEXT),
    "in": _parameter("in", "What to find.", {"type": "string", "enum": list(UNITS), "default": "documents"}),
    "since": _parameter("since", "Published within the last 12h, 7d, 4w.", {**_TEXT, "pattern": "^[1-9][0-9]*[mhdw]$"}),
    "from": _parameter("from", "Published from the start of this date on.", _TEXT),
    "to": _parameter("to", "Published up to the end of this date.", _TEXT),
    "sort": _parameter("sort", "Order of the hits.", {"type": "string", "enum": list(SORTS), "default": "published"}),
    "limit": _parameter("limit", "Hits a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 25}),
    "after": _parameter("after", "The cursor `next` of the page before.", _TEXT),
    "rule": _parameter("rule", "Only alerts of this rule.", _TEXT),
    "id": _parameter("id", "The document's id.", _TEXT, "path"),
}
SEARCH = ("q", "in", "since", "from", "to", "sort", "limit", "after")


def _answer(about: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": about, "content": {kind: {"schema": schema}}}


def _get(about: str, names: tuple[str, ...], kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    error = _answer("Refused: what was wrong and where.", "application/json", {"$ref": "#/components/schemas/Error"})
    return {
        "get": {
            "summary": about,
            "parameters": [PARAMETERS[name] for name in names],
            "responses": {"200": _answer(about, kind, schema), "4XX": error, "503": error},
        }
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(reference: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{reference}"}}


_NULLABLE = {"type": ["string", "null"]}
_TIME = {"type": "string", "format": "date-time"}
_NULLABLE_TIME = {"type": ["string", "null"], "format": "date-time"}


def _schemas() -> dict[str, Any]:
    _, parts = msgspec.json.schema_components(
        (Statement, MatchedSpan, Document), ref_template="#/components/schemas/{name}"
    )
    hit = {"url": _NULLABLE, "title": _TEXT, "source": _TEXT, "published": _TIME, "arrived": _TIME, "language": _TEXT}
    count = {"type": "integer"}
    error = _object(code=_TEXT, message=_TEXT)
    error["properties"]["column"] = {"type": "integer", "description": "Place in the query, counted from 1."}
    own = {
        "Error": _object(error=error),
        "DocumentHit": _object(id=_TEXT, **hit, snippet=_TEXT, statements=count, matched=_list("MatchedSpan")),
        "StatementHit": {
            "allOf": [
                {"$ref": "#/components/schemas/Statement"},
                _object(document=_TEXT, **hit, matched=_list("MatchedSpan")),
            ]
        },
        "Source": _object(
            id=_TEXT, kind=_TEXT, url=_NULLABLE, state={"type": "string", "enum": ["ok", "late", "failing"]},
            last_success=_NULLABLE_TIME, last_item=_NULLABLE_TIME, next_poll=_NULLABLE_TIME,
            error={"type": ["object", "null"], "properties": {"code": _TEXT, "message": _TEXT}},
        ),
        "Alert": _object(id=_TEXT, rule=_TEXT, at=_TIME, sentence=_TEXT, late={"type": "boolean"}),
    }  # fmt: skip
    return {**parts, **own}


def _search() -> dict[str, Any]:
    hits = {
        "type": "array",
        "items": {"oneOf": [{"$ref": f"#/components/schemas/{n}"} for n in ("DocumentHit", "StatementHit")]},
    }
    return _object(total={"type": "integer"}, hits=hits, next=_NULLABLE)


def _alerts() -> dict[str, Any]:
    return _object(alerts=_list("Alert"), next=_NULLABLE)


def description() -> dict[str, Any]:
    """The whole description, ready for JSON."""
    json, plain = "application/json", "text/plain"
    return {
        "openapi": "3.1.0",
        "info": {"title": "onrecord console", "version": version("onrecord")},
        "paths": {
            "/search.json": _get("Hits of a query.", SEARCH, json, _search()),
            "/search.csv": _get("All hits as CSV, or `limit` of them.", SEARCH, "text/csv", _TEXT),
            "/search.atom": _get("The newest hits as an Atom feed.", SEARCH, "application/atom+xml", _TEXT),
            "/documents/{id}.json": _get("A document with its statements.", ("id",), json, {"type": "object"}),
            "/alerts.json": _get("Alerts, newest first.", ("rule", "limit", "after"), json, _alerts()),
            "/sources.json": _get("The sources' health.", (), json, _object(sources=_list("Source"))),
            "/livez": _get("The process answers.", (), plain, _TEXT),
            "/readyz": _get("The index answers and what is new can be taken.", (), json, {"type": "object"}),
            "/metrics": _get("Prometheus metrics of the process tree.", (), plain, _TEXT),
            "/events": _get("Server-sent events: the index moved.", (), "text/event-stream", _TEXT),
        },
        "components": {"schemas": _schemas()},
    }  # fmt: skip
