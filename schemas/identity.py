"""What makes two items versions of one document: a pure function that every connector calls before the log."""

import json
import unicodedata

from schemas.ids import digest
from schemas.marks import shorten_marks
from schemas.urls import canonical_url, is_home_page, is_short_link, url_key

_ADDRESSES = {
    "x": "https://x.com/{handle}/status/{id}",
    "bluesky": "https://bsky.app/profile/{handle}/post/{id}",
    "telegram": "https://t.me/{handle}/{id}",
    "threads": "https://www.threads.com/@{handle}/post/{id}",
    "tiktok": "https://www.tiktok.com/@{handle}/video/{id}",
    "truthsocial": "https://truthsocial.com/@{handle}/{id}",
    "instagram": "https://www.instagram.com/p/{id}/",
    "youtube": "https://www.youtube.com/watch?v={id}",
}
_ANONYMOUS = {"x": "i", "threads": "i", "tiktok": "i", "truthsocial": "i"}
"""What may stand for an author who is not known: these platforms find the post by its id alone."""


def identity(*, url: str | None, source: str, given_id: str | None, text: str | None, shared_url: bool = False) -> str:
    """The identity of an item, ASCII: `url:…` (its `url_key`), else `id:…` (source and id), else `text:…` (a hash).

    `shared_url`: two entries of the same response have this address, so it names neither. A home page names nothing
    either. `text` is the item's text or HTML as it came.
    """
    key = url_key(url) if url and not shared_url and not is_home_page(url) else None
    if key is not None:
        return f"url:{key}"
    if given_id:
        return "id:" + json.dumps([source, given_id])
    return "text:" + digest("text", folded(text or ""))


def folded(text: str) -> str:
    """NFKC, casefold, white space single: the same words however they were set."""
    return " ".join(unicodedata.normalize("NFKC", shorten_marks(text)[0]).casefold().split())


def post_url(platform: str, handle: str | None, post: str | None) -> str | None:
    """A post's own address from its platform, author and id; None where these don't tell it.

    For Mastodon the handle is `user@host`; for Bluesky a DID is better than a handle, which may change hands.
    """
    if not post:
        return None
    name = (handle or "").removeprefix("@")
    if platform == "mastodon":
        user, _, host = name.partition("@")
        return canonical_url(f"https://{host}/@{user}/{post}") if user and host else None
    pattern = _ADDRESSES.get(platform)
    name = name or _ANONYMOUS.get(platform, "")
    if pattern is None or ("{handle}" in pattern and not name):
        return None
    return canonical_url(pattern.format(handle=name, id=post))


def post_identity(
    platform: str,
    handle: str | None,
    post: str | None,
    *,
    published: str | None,
    text: str,
    address: str | None = None,
) -> str:
    """The identity of a post found in an article: its own address where known (given as `address`, or built from
    platform, handle and id), else a hash of platform, handle, day and folded text. A `t.co` link in the post is never
    its address: it leads to what the post points at."""
    url = address if address and not is_short_link(address) else post_url(platform, handle, post)
    key = url_key(url) if url else None
    if key is not None:
        return f"url:{key}"
    who = (handle or "").removeprefix("@").casefold()
    return "post:" + digest("post", platform, who, (published or "")[:10], folded(text))
