"""Sites whose articles and posts have several addresses: the one key of each. Helper of `schemas.urls`."""

import re
from collections.abc import Callable

from schemas.url_parts import Parts

_Rule = tuple[re.Pattern[str], re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(host: str, path: str, key: Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(host), re.compile(path), key


_RULES: tuple[_Rule, ...] = (
    _rule(
        r"(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com",
        r"/(?:i/web|i|[A-Za-z0-9_]{1,15})/status(?:es)?/([0-9]+)(?:/.*)?",
        lambda found: f"x.com/i/status/{found[1]}",
    ),
    _rule(r"youtu\.be", r"/([A-Za-z0-9_-]{6,})/?", lambda found: f"youtube.com/watch?v={found[1]}"),
    _rule(
        r"(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com",
        r"/(?:embed|shorts|live|v)/([A-Za-z0-9_-]{6,})/?",
        lambda found: f"youtube.com/watch?v={found[1]}",
    ),
    _rule(
        r"(?:(?:www|old|np|m|new|i)\.)?reddit\.com",
        r"/(?:r/[^/]+/|user/[^/]+/)?comments/([a-z0-9]+)(?:/[^/]*(?:/([a-z0-9]+))?)?/?",
        lambda found: f"reddit.com/comments/{found[1]}" + (f"/{found[2]}" if found[2] else ""),
    ),
    _rule(
        r"(?:t|telegram)\.me",
        r"/(?:s/)?([A-Za-z0-9_]{3,32})/([0-9]+)/?",
        lambda found: f"t.me/{found[1].lower()}/{found[2]}",
    ),
    _rule(
        r"(?:www\.|m\.)?instagram\.com",
        r"/(?:[A-Za-z0-9_.]+/)?(?:p|reel|tv)/([A-Za-z0-9_-]+)(?:/.*)?",
        lambda found: f"instagram.com/p/{found[1]}",
    ),
    _rule(
        r"(?:www\.)?threads\.(?:net|com)",
        r"/@[A-Za-z0-9_.]+/post/([A-Za-z0-9_-]+)(?:/.*)?",
        lambda found: f"threads.com/post/{found[1]}",
    ),
    _rule(
        r"(?:www\.|m\.)?tiktok\.com",
        r"/@[^/]+/video/([0-9]+)/?",
        lambda found: f"tiktok.com/video/{found[1]}",
    ),
    _rule(
        r"(?:www\.)?truthsocial\.com",
        r"/@[^/]+/(?:posts/)?([0-9]+)(?:/embed)?/?",
        lambda found: f"truthsocial.com/posts/{found[1]}",
    ),
    _rule(
        r"bsky\.app",
        r"/profile/([^/]+)/post/([a-z0-9]+)/?",
        lambda found: f"bsky.app/profile/{found[1].lower()}/post/{found[2]}",
    ),
)


def article_of_site(parts: Parts) -> str | None:
    """The key of a post or video on a site that is known; None elsewhere."""
    if parts.path == "/watch" and re.fullmatch(r"(?:www\.|m\.|music\.)?youtube\.com", parts.host):
        video = next((part for part in parts.query if part.startswith("v=")), None)
        return f"youtube.com/watch?{video}" if video else None
    for host, path, key in _RULES:
        if host.fullmatch(parts.host) and (found := path.fullmatch(parts.path)):
            return key(found)
    return None
