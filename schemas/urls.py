"""One spelling for the same address: `canonical_url` for people to click, `url_key` (lossy) to tell what is the same.

Pure and without network. Both are idempotent and never raise; `url_key(canonical_url(u)) == url_key(u)`.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import unquote

from schemas.url_parts import Parts, spell, take_apart
from schemas.url_rules import (
    CASE_SENSITIVE,
    HOST_KEEPS,
    HOST_TRACKING,
    HOST_TRACKING_PREFIXES,
    REDIRECTORS,
    SESSION,
    SHORT_LINK,
    SHORTENERS,
    TRACKING,
    TRACKING_PREFIXES,
)
from schemas.url_sites import article_of_site

MOST_LAYERS = 3
"""Redirectors inside redirectors that are undone; an address with more is left as it is."""

_HOME = re.compile(r"/*(?:[a-z]{1,18}|[A-Z]{1,18}|[a-z]{2}[-_][A-Za-z]{2})?/*")
_AMP_VIEWER = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_AMP_CACHE = re.compile(r"(?P<label>[a-z0-9-]+)\.cdn\.ampproject\.org")
_AMP_PATH = re.compile(r"/(?:amp|[cv])/(?P<secure>s/)?(?P<target>[^/]+\.[^/]+.*)", re.DOTALL)
_BESIDE_DIGITS = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]")
_WORDS = re.compile(
    r"(?:[a-z]++|[A-Z]{4,}+(?![a-z])|[A-Z][a-z]{2,}+|(?<![A-Za-z])[A-Z]{1,3}+(?![A-Za-z])|[^A-Za-z]++)*+"
)


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str | None:
    """The address without what tracks, redirects or is spelled in more ways than one; None: no http(s) address.

    Path, case, `www.` and the order of parameters stay, so that it still works when clicked. User and password go.
    """
    parts = take_apart(url)
    if parts is None:
        return None
    parts = _undo_redirectors(parts)
    query = tuple(part for part in parts.query if not _tracks(part, parts))
    return parts._replace(query=query, fragment=_fragment(parts.fragment)).written()


def _fragment(raw: str) -> str:
    """Only `#!` addresses (single-page sites of the 2010s) name a thing of their own."""
    kept = raw.split(":~:", 1)[0]
    return spell(kept, query=True) if kept.startswith("!") and len(kept) > 1 else ""


def _tracks(parameter: str, parts: Parts) -> bool:
    name = unquote(parameter.split("=", 1)[0]).lower()
    if name in TRACKING or name.startswith(TRACKING_PREFIXES) or SESSION.fullmatch(parameter):
        return True
    for host in hosts_of_host(parts.host):
        if name in HOST_TRACKING.get(host, ()) or name.startswith(HOST_TRACKING_PREFIXES.get(host, ("\0",))):
            return True
        if host in HOST_KEEPS:
            watching = parts.path == "/watch" or host == "youtu.be"
            return watching and name not in HOST_KEEPS[host]
    return False


def _undo_redirectors(parts: Parts) -> Parts:
    """The target behind at most `MOST_LAYERS` redirectors, AMP viewers and caches; `parts` where there are more."""
    inner: Parts | None = parts
    for _ in range(MOST_LAYERS + 1):
        outer, inner = inner, _target(inner) if inner else None
        if inner is None:
            return outer or parts
    return parts


def _target(parts: Parts) -> Parts | None:
    """Where a redirector leads, None where `parts` is none."""
    if amp := _amp_target(parts):
        return amp
    if parts.host == "urldefense.com" and (wrapped := re.match(r"/v3/__(https?:/.*)__;[^/]*$", parts.path)):
        return None if "*" in wrapped[1] else take_apart(unquote(wrapped[1]))
    if parts.host == "href.li" and parts.query:
        return _absolute("&".join(parts.query))
    for redirector in REDIRECTORS:
        if redirector.host.fullmatch(parts.host) and redirector.path.fullmatch(parts.path):
            values = dict(part.split("=", 1) for part in reversed(parts.query) if "=" in part)
            return next((t for n in redirector.names if (t := _absolute(unquote(values.get(n, ""))))), None)
    return None


def _absolute(value: str) -> Parts | None:
    return take_apart(value) if re.match(r"(?i)https?://", value) else None


def _amp_target(parts: Parts) -> Parts | None:
    """The publisher's address behind Google's viewer or the AMP cache (host labels: `--` is `-`, `-` is `.`)."""
    viewer = _AMP_VIEWER.fullmatch(parts.host) is not None and parts.path.startswith("/amp/")
    if not viewer and not _AMP_CACHE.fullmatch(parts.host):
        return None
    if (matched := _AMP_PATH.fullmatch(parts.path)) is None:
        return None
    query = "?" + "&".join(parts.query) if parts.query else ""
    return take_apart(f"{'https' if matched['secure'] else 'http'}://{matched['target']}{query}")


@lru_cache(maxsize=4096)
def url_key(url: str) -> str | None:
    """What two addresses of one article share: no scheme, `www.`, mobile or AMP form, trailing slash, order of
    parameters; letter case only where a segment is a word and no code. None: no http(s) address. Never to be clicked.
    """
    shown = canonical_url(url)
    parts = take_apart(shown) if shown is not None else None
    if parts is None:
        return None
    site = article_of_site(parts)
    if site is not None:
        return site
    host = _machine(parts) if _is_address(parts.host) else _plain_host(parts.host)
    path = _plain_path(parts.path)
    if not _codes(host, shown or ""):
        path = "/".join(_fold_word(segment) for segment in path.split("/"))
    query = sorted(part for part in parts.query if not _amp_parameter(part) and part != "ref=rss")
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{path}{'?' + '&'.join(query) if query else ''}{fragment}"


def _machine(parts: Parts) -> str:
    """A numeric host keeps its port: two ports of one machine are two sites, two ports of a name are one."""
    return parts.host if parts.port is None else f"{parts.host}:{parts.port}"


def _plain_host(host: str) -> str:
    """Without `www.`, `m.`, `mobile.`, `wap.`, `touch.`, `amp.` in front, and without Wikipedia's `.m.`."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in {"www", "m", "mobile", "wap", "touch", "amp"}:
        del labels[0]
    if len(labels) == 4 and labels[1] == "m" and labels[2].startswith("wiki"):
        del labels[1]
    return ".".join(labels)


def _plain_path(path: str) -> str:
    path = re.sub(r"(?:/amp(?:\.html)?|\.amp(?:\.html)?)/?$", "", path)
    path = re.sub(r"^/amp(?=/)", "", path)
    return path.rstrip("/")


def _amp_parameter(parameter: str) -> bool:
    return parameter.lower() in {"amp", "amp=", "amp=1", "amp=true", "outputtype=amp"}


def _codes(host: str, url: str) -> bool:
    """True where paths of this host are codes, so that case tells two apart."""
    return (
        any(h in CASE_SENSITIVE or h in SHORTENERS for h in hosts_of_host(host))
        or SHORT_LINK.fullmatch(url) is not None
    )


def _fold_word(segment: str) -> str:
    """Lower case where each run of letters is a word (`topNews`, `Harbour-Closes`), else as it is: perhaps a code."""
    if segment.islower() or "%" in segment or _BESIDE_DIGITS.search(segment):
        return segment
    return segment.lower() if _WORDS.fullmatch(segment) else segment


def is_home_page(url: str) -> bool:
    """True for a front page or section (`/`, `/en`, `/global/`: one word of one case), which names no article."""
    shown = canonical_url(url)
    parts = take_apart(shown) if shown is not None else None
    if parts is None or parts.query or parts.fragment or is_short_link(url):
        return False
    return _HOME.fullmatch(parts.path) is not None


def is_short_link(url: str) -> bool:
    """True for an address of a shortener, whose target is not known without asking it."""
    shown = canonical_url(url)
    parts = take_apart(shown) if shown is not None else None
    if parts is None or parts.path == "/":
        return False
    return parts.host in SHORTENERS or SHORT_LINK.fullmatch(shown or "") is not None


def safe_link(url: str) -> str | None:
    """The address as a link on a page: http(s) only, no user or password, nothing that ends an attribute; else None."""
    parts = take_apart(url)
    if parts is None or not re.match(r"(?i)\s*(?:https?:|//|www\.)", url):
        return None
    return parts._replace(fragment=spell(parts.fragment, query=True)).written()


def hosts_of(url: str) -> tuple[str, ...]:
    """The host without `www.`, then every suffix of it: `news.example.org`, `example.org`, `org`; () for no address."""
    parts = take_apart(url)
    return hosts_of_host(parts.host.removeprefix("www.")) if parts else ()


def hosts_of_host(host: str) -> tuple[str, ...]:
    """The chain of a host name; a numeric address has no suffixes."""
    if _is_address(host):
        return (host,)
    labels = host.split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


def _is_address(host: str) -> bool:
    """True for localhost and numeric addresses, where names say nothing."""
    if host == "localhost" or host.startswith("["):
        return True
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
