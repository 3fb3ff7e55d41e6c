"""Embedded posts in the markup of an article: whose, which, where; helper of `language.html`.

What platforms hand out as embed code, and what lazy loaders and AMP make of it. The text of an embed is the embedder's
copy at publishing time.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from lxml import etree

from language.dates import read_date
from language.posts import day_of, finished, instant_of_id, without_links
from schemas import EmbeddedPost
from schemas.identity import post_url

_FAR = 4_102_444_800_000

_X = r"(?:twitter|x)\.com/(?P<handle>\w{1,15})/status(?:es)?/(?P<id>\d{1,20})"
_ADDRESSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (platform, re.compile(r"(?i)(?:https?:)?//(?:(?:www|m|mobile|platform)\.)?" + pattern))
    for platform, pattern in (
        ("x", _X),
        ("x", r"twitter\.com/embed/Tweet\.html\?(?:[^#]*&)?id=(?P<id>\d{1,20})(?P<handle>)"),
        ("instagram", r"instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/(?P<id>[\w-]{5,20})(?P<handle>)"),
        ("threads", r"threads\.(?:net|com)/@(?P<handle>[\w.]{1,40})/post/(?P<id>[\w-]{5,20})"),
        ("tiktok", r"tiktok\.com/@(?P<handle>[\w.]{1,40})/video/(?P<id>\d{1,20})"),
        ("telegram", r"t\.me/(?:s/)?(?P<handle>\w{3,32})/(?P<id>\d{1,12})"),
        ("bluesky", r"bsky\.app/profile/(?P<handle>[\w.:-]{3,80})/post/(?P<id>\w{5,20})"),
        ("youtube", r"youtube(?:-nocookie)?\.com/(?:embed/|watch\?v=)(?P<id>[\w-]{11})(?P<handle>)"),
        ("truthsocial", r"truthsocial\.com/@(?P<handle>\w{1,40})/(?:posts/)?(?P<id>\d{1,20})"),
        ("mastodon", r"(?P<host>[\w.-]{3,100})/@(?P<handle>\w{1,40})/(?P<id>\d{6,20})(?:/embed)?/?$"),
    )
)
_AT_URI = re.compile(r"at://(?P<handle>did:[\w:.-]{3,80})/app\.bsky\.feed\.post/(?P<id>\w{5,20})")
_QUOTES = {
    "twitter-tweet": "x",
    "twitter-video": "x",
    "instagram-media": "instagram",
    "text-post-media": "threads",
    "tiktok-embed": "tiktok",
    "mastodon-embed": "mastodon",
    "bluesky-embed": "bluesky",
    "truthsocial-embed": "truthsocial",
}
_NAMED_BY = ("data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-bluesky-uri", "cite")
_SIGNATURE = re.compile(r"(?:—|–|--)\s*(?P<name>[^\n()]{1,80}?)\s*\(\s*@(?P<handle>[\w.@-]{1,80})\s*\)")


class Address(NamedTuple):
    """`handle` may be empty where the address does not tell it."""

    platform: str
    handle: str
    id: str

    @property
    def url(self) -> str | None:
        return post_url(self.platform, self.handle or None, self.id)


def read_address(value: str) -> Address | None:
    """Platform, handle and id of a post's address (or Bluesky's `at://` URI); None for any other address."""
    value = value.strip()[:500]
    if matched := _AT_URI.match(value):
        return Address("bluesky", matched["handle"], matched["id"])
    for platform, pattern in _ADDRESSES:
        if matched := pattern.match(value):
            handle = matched["handle"] + (f"@{matched['host']}" if platform == "mastodon" else "")
            return Address(platform, handle, matched["id"])
    return None


def is_quote(element: etree._Element) -> bool:
    """True for a block that holds a copy of a post."""
    return element.tag == "blockquote" and any(name in _QUOTES for name in _classes(element))


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()[:20]


def quoted_post(element: etree._Element, start: int, end: int, shown: str) -> EmbeddedPost | None:
    """The post in an embed's block, which stands at [start, end) of the article as `shown`."""
    platform = next(_QUOTES[name] for name in _classes(element) if name in _QUOTES)
    named = [value for name in _NAMED_BY if (value := element.get(name))]
    links = [link for link in element.iter("a") if link.get("href")]
    # the last link is the post's own: it carries the date
    addresses = [read_address(value) for value in (*named, *(link.get("href") or "" for link in reversed(links)))]
    address = next((one for one in addresses if one is not None and one.platform == platform), None)
    words, language = _words(element, shown)
    signed = _SIGNATURE.search(shown)
    if address is None and (signed is None or not words):
        return None
    text, link = without_links(words)
    published, known_from = _published(platform, address, links[-1] if links else None)
    return finished(
        EmbeddedPost(
            platform=platform,
            author=" ".join(signed["name"].split()) if signed else None,
            handle=signed["handle"] if signed else (address.handle or None) if address else None,
            published=published,
            start=start,
            end=end,
            text=text,
            url=(address.url if address else None) or link,
            language=language,
            published_from="id" if known_from == "id" else "page",
        )
    )


def _words(element: etree._Element, shown: str) -> tuple[str, str | None]:
    """The post's own words and their language: its paragraph's, without the signature under it."""
    paragraph = next(element.iter("p"), None)
    before = shown[: signed.start()] if (signed := _SIGNATURE.search(shown)) else shown if paragraph is not None else ""
    language = paragraph.get("lang") if paragraph is not None else None
    return before.replace("[image or embed]", "").strip(), language


def _published(platform: str, address: Address | None, link: etree._Element | None) -> tuple[str | None, str]:
    """(ISO 8601, whence): the instant that the id tells, else the day that the last link shows."""
    if address is not None and (ms := instant_of_id(platform, address.id)) is not None:
        return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds"), "id"
    written = _inner_text(link)[:80] if link is not None else ""
    read = read_date(written, arrived=_FAR)
    return (day_of(read.ms) if read.ms is not None else None), "page"


def _inner_text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def pointed_post(element: etree._Element, at: int) -> EmbeddedPost | None:
    """The post that a frame, a script or a placeholder shows, of which the article holds no text."""
    address = next((one for value in _pointers(element) if (one := read_address(value)) is not None), None)
    if address is None or address.url is None:
        return None
    ms = instant_of_id(address.platform, address.id)
    return finished(
        EmbeddedPost(
            platform=address.platform,
            author=None,
            handle=address.handle or None,
            published=datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds") if ms else None,
            start=at,
            end=at,
            text="",
            url=address.url,
            published_from="id" if ms else "page",
        )
    )


def _pointers(element: etree._Element) -> list[str]:
    tag = element.tag
    if tag == "iframe":
        return [value for name in ("src", "data-src", "data-lazy-src") if (value := element.get(name))]
    if tag == "script":
        return [f"https://t.me/{post}" for post in (element.get("data-telegram-post"),) if post]
    if tag == "amp-twitter":
        return [f"https://x.com/i/status/{post}" for post in (element.get("data-tweetid"),) if post]
    if tag == "amp-instagram":
        return [f"https://instagram.com/p/{code}" for code in (element.get("data-shortcode"),) if code]
    if tag == "lite-youtube":
        return [f"https://www.youtube.com/embed/{video}" for video in (element.get("videoid"),) if video]
    if tag == "figure" and any(name.startswith("wp-block-embed") for name in _classes(element)):
        return [_inner_text(element).strip()[:500]]
    return []
