"""The address is the view: reading its parameters, refusing what it doesn't know, writing it in one canonical order."""

from collections.abc import Mapping, Sequence
from typing import get_args
from urllib.parse import quote_plus, urlencode

import msgspec

from connectors.index.base import Sort, Unit, Window
from onrecord.console import dates
from onrecord.console.errors import Fix, Refusal
from queries.distance import nearest

SORTS: tuple[str, ...] = get_args(Sort)
UNITS: tuple[str, ...] = get_args(Unit)
MOST = 1000
"""The largest page."""

SEARCH = ("q", "in", "since", "from", "to", "sort", "limit", "after")
LIVE = ("q", "limit")
COUNT = ("q", "mark")
DOCUMENT = ("q", "s", "view")
ALERTS = ("rule", "limit", "after")
NONE: tuple[str, ...] = ()


class View(msgspec.Struct, frozen=True):
    """What an address asks to see. `start` and `end` are its `from` and `to` as written."""

    q: str = ""
    unit: Unit = "documents"
    since: str | None = None
    start: str | None = None
    end: str | None = None
    sort: Sort = "published"
    limit: int | None = None
    after: str | None = None

    @property
    def size(self) -> int:
        return 25 if self.limit is None else self.limit

    def window(self, now: int, zone: str) -> Window:
        """The publication times it asks for, milliseconds UTC. A relative one begins on a whole minute, so that what
        was found for it holds for a while."""
        if self.since is not None:
            return Window(published_from=(now - (dates.since_ms(self.since) or 0)) // 60_000 * 60_000)
        start = dates.interval(self.start, zone) if self.start else None
        end = dates.interval(self.end, zone) if self.end else None
        return Window(published_from=start[0] if start else None, published_to=end[1] if end else None)

    def address(self, path: str, changes: Mapping[str, str | None] | None = None) -> str:
        """The path with this view's parameters, `changes` put over them (None drops one), defaults left out.

        With a change it starts at the first page again, unless the change is `after` itself.
        """
        values: dict[str, str | None] = {
            "q": self.q or None,
            "in": self.unit,
            "since": self.since,
            "from": self.start,
            "to": self.end,
            "sort": self.sort,
            "limit": None if self.limit is None else str(self.limit),
            "after": None if changes else self.after,
            **(changes or {}),
        }
        if values["in"] == "documents":
            values["in"] = None
        if values["sort"] == "published":
            values["sort"] = None
        return address(path, values)


def address(path: str, values: dict[str, str | None]) -> str:
    """A path and the parameters that have a value."""
    given = {name: value for name, value in values.items() if value is not None}
    query = urlencode(given, quote_via=quote_plus, safe="():*,/")
    return f"{path}?{query}" if query else path


def check_names(given: Sequence[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    """The parameters by name; refuses (400) one that is unknown or comes twice."""
    values: dict[str, str] = {}
    for name, value in given:
        if name not in known:
            raise _unknown(name, known)
        if name in values:
            raise Refusal(400, "repeated_parameter", f"The parameter {_shown(name)} is given twice; give it once.")
        values[name] = value
    return values


def _shown(text: str) -> str:
    return f"“{text[:60]}”"


def _unknown(name: str, known: Sequence[str]) -> Refusal:
    if not known:
        return Refusal(400, "unknown_parameter", f"There is no parameter {_shown(name)} here: this page takes none.")
    close = nearest(name, known)
    hint = f" Did you mean “{close}”?" if close else ""
    message = f"There is no parameter {_shown(name)} here.{hint} Known: {', '.join(known)}."
    return Refusal(400, "unknown_parameter", message, fixes=(Fix(f"Leave {_shown(name)} out", ((name, None),)),))


def _bad(name: str, value: str, expected: str, near_value: str | None = None) -> Refusal:
    hint = f" Did you mean “{near_value}”?" if near_value else ""
    leave = Fix(f"Leave “{name}” out", ((name, None),))
    fixes = (Fix(f"{name}={near_value}", ((name, near_value),)), leave) if near_value else (leave,)
    return Refusal(400, "bad_value", f"“{name}” is {_shown(value)}; expected {expected}.{hint}", fixes=fixes)


def number(values: dict[str, str], name: str, most: int) -> int | None:
    """A whole number from 1 to `most`, or None where it isn't given."""
    text = values.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= most:
        raise _bad(
            name, text, f"a whole number from 1 to {most}", str(most) if text.isdigit() and text != "0" else None
        )
    return int(text)


def choice(values: dict[str, str], name: str, choices: Sequence[str], default: str) -> str:
    """One of the choices, the default where it isn't given."""
    text = values.get(name, default)
    if text not in choices:
        raise _bad(name, text, " or ".join(f"“{one}”" for one in choices), nearest(text, choices))
    return text


def _date(values: dict[str, str], name: str, zone: str) -> str | None:
    text = values.get(name) or None
    if text is not None and dates.interval(text, zone) is None:
        raise _bad(name, text, "a date such as 2026, 2026-11, 2026-11-24 or 2026-11-24T10:30")
    return text


def read_view(given: Sequence[tuple[str, str]], zone: str, known: Sequence[str] = SEARCH) -> View:
    """The view that an address asks for; refuses (400) what it can't mean, with a near miss.

    Empty values count as absent: a form sends its empty fields.
    """
    values = check_names(given, known)
    since = values.get("since") or None
    if since is not None and dates.since_ms(since) is None:
        raise _bad("since", since, "a span such as 12h, 7d or 4w")
    start, end = _date(values, "from", zone), _date(values, "to", zone)
    if since is not None and (start or end):
        fixes = (
            Fix("Leave “since” out", (("since", None),)),
            Fix("Leave the dates out", (("from", None), ("to", None))),
        )
        raise Refusal(400, "bad_value", "“since” and “from” or “to” exclude each other; give one of them.", fixes=fixes)
    values = {name: value for name, value in values.items() if value}
    return View(
        q=values.get("q", "").strip(),
        unit=msgspec.convert(choice(values, "in", UNITS, "documents"), Unit),
        since=since,
        start=start,
        end=end,
        sort=msgspec.convert(choice(values, "sort", SORTS, "published"), Sort),
        limit=number(values, "limit", MOST),
        after=values.get("after"),
    )
