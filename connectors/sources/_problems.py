"""What can be wrong with a source, in words, and what to do about each."""

from collections.abc import Mapping

from connectors.http.errors import FetchRefused, UpgradeRefused
from connectors.sources.base import Problem

_REMEDIES = {
    "private_address": "Add its host and port to network.allow if it is yours; nothing else inside may be reached.",
    "scheme": "Write an http or https address.",
    "port": "Add its host and port to network.allow if it is yours.",
    "url": "Write the address as http://host/path or https://host/path.",
    "too_large": "Look for a shorter feed of this site; nothing was read of this answer.",
    "too_slow": "Nothing to do if it passes: it is asked again, ever more rarely. Else look for another feed.",
    "silent": "Nothing to do: it is connected to again.",
    "encoding": "Tell the site's owner: its compression or character encoding is broken.",
    "dns": "Check the host's spelling, and that this machine can look up names.",
    "connect": "Check that the host is up and the port is right; it is asked again by itself.",
    "tls": "Open the address in a browser: its certificate is likely expired or for another name.",
    "reset": "Nothing to do if it passes: it is asked again by itself.",
    "redirect_loop": "Open the address in a browser and write where it should lead.",
    "too_many_redirects": "Write the last address of the chain instead.",
    "downgrade": "Write the http address if you trust it: a redirect from https to http is not followed.",
    "not_a_feed": "Open the address in a browser; many sites name their feed in the page's source (rel=alternate).",
    "empty": "Nothing to do if it passes; else the feed has been given up or moved.",
    "truncated": "Nothing to do if it passes: what is whole was read, and it is asked again.",
    "malformed": "Tell the site's owner; a feed checker names the place.",
    "too_heavy": "Look for another feed of this site: reading this one takes more than it may.",
    "gone": "Remove the source or write its new address; it is asked once a month in case it comes back.",
    "not_found": "Check the address; it is asked again by itself, ever more rarely.",
    "unauthorised": "The address wants a name and password: https://name:password@host/path.",
    "forbidden": "Ask the site's owner to allow this program (network.contact goes with each request).",
    "bot_wall": "Ask the site's owner to allow this program: a wall against robots stands before the feed.",
    "rate_limited": "Raise `every`, or leave it out so that the pace follows the feed.",
    "server_error": "Nothing to do if it passes: it is asked again, ever more rarely.",
    "upgrade": "Check the address and its parameters: the server refused the socket.",
    "log_full": "Free disk space: reading goes on by itself then.",
    "log_locked": "Close the other program that holds the log: reading goes on by itself then.",
}
_BY_STATUS = {
    401: ("unauthorised", "wants a name and password"),
    403: ("forbidden", "refuses to answer"),
    404: ("not_found", "is not there"),
    408: ("too_slow", "took too long to answer itself"),
    410: ("gone", "says it is gone for good"),
    429: ("rate_limited", "says it is asked too often"),
}


def problem(code: str, message: str) -> Problem:
    """A problem with the remedy that belongs to its code."""
    return Problem(code, message, _REMEDIES.get(code, "Look at the message; it is tried again by itself."))


def refused(error: FetchRefused) -> Problem:
    """A fetch that ended without an answer."""
    if isinstance(error, UpgradeRefused):
        code = "rate_limited" if error.status == 429 else "server_error" if error.status >= 500 else "upgrade"
        return problem(code, error.message)
    return problem(error.code, error.message)


def answered(status: int, headers: Mapping[str, str], host: str) -> Problem | None:
    """What an HTTP status other than success says; None for 200 to 206 and 304."""
    if status == 304 or 200 <= status <= 206:
        return None
    if status in {403, 503} and "cf-mitigated" in headers:
        return problem("bot_wall", f"{host} answers HTTP {status}: it lets no robots through")
    if status in _BY_STATUS:
        code, words = _BY_STATUS[status]
        return problem(code, f"{host} {words} (HTTP {status})")
    if status >= 500:
        return problem("server_error", f"{host} has an error of its own (HTTP {status})")
    return problem(f"http_{status}", f"{host} answers HTTP {status}, which is no feed")
