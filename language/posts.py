"""Social posts that stand in articles: pasted as plain text here, embedded in HTML through `language.embeds`.

The paste has the form of X's own embed code with its markup lost: text, links, dash, name, handle, day. Each
`(@handle)` is looked at once, backwards and forwards by a bounded stretch, so no text costs more than its length.
"""

import re
from datetime import UTC, datetime

from language.dates import read_date
from language.months import western_digits
from schemas import EmbeddedPost, document_id
from schemas.identity import post_identity
from schemas.urls import is_short_link

LONGEST_TEXT = 2000
_LONGEST_NAME = 80
_FAR = 4_102_444_800_000  # 2100-01-01: a post's own day is bounded by the article's arrival later

_HANDLE = re.compile(
    r"\(\s{0,3}[\u200e\u200f\u2066-\u2069]?@([\w.-]{1,64}(?:@[\w.-]{1,64})?)[\u200e\u200f\u2066-\u2069]?\s{0,3}\)"
)
_DASH = re.compile(r"—|–|--|&mdash;|―")
_DAY = (
    r"(?:(?P<named>[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})"
    r"|(?P<first>\d{1,2}(?:\.|er|º|ª)?\s(?:de\s|of\s)?[^\W\d_]{2,12}\.?(?:\s[^\W\d_]{2,8})?,?\s(?:de\s|del\s)?\d{4})"
    r"|(?P<digits>\d{4}(?:-\d\d?-\d\d?|年\d\d?月\d\d?日)))"
)
_DATE = re.compile(r"[\s\u200e\u200f]{0,4}(?:\d{1,2}:\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?\s?[·,•]\s?)?" + _DAY)
_LINK = r"(?:https?://t\.co/\w{6,12}|pic\.(?:twitter|x)\.com/\w{4,20})"
_LINKS_AT_END = re.compile(rf"\s*+((?:{_LINK}[\s\u200e\u200f]*+)++)$")
_TAG = re.compile(r"(?<!\w)#(\w{1,100})")


def find_posts(text: str, language: str | None = None) -> list[EmbeddedPost]:
    """The pasted posts of a text, in its order, never overlapping. Linear.

    `language` is the article's: months are named in it. The span reaches from the post's first character to the end of
    its date; its text is without the links at its end. A post lies within one paragraph where blank lines part them,
    else on the line before (or with) the signature.
    """
    posts: list[EmbeddedPost] = []
    by_blank_lines = "\n\n" in text
    reached = 0
    for handle in _HANDLE.finditer(text):
        signed = _signature(text, handle, reached, language)
        if signed is None:
            continue
        dash, name, day, end = signed
        start = _start(text, reached, dash.start(), by_blank_lines)
        post = _post(text, start, dash.start(), end, name, handle[1], day)
        if post is not None:
            posts.append(post)
            reached = end
    return posts


def _signature(
    text: str, handle: re.Match[str], reached: int, language: str | None
) -> tuple[re.Match[str], str, str, int] | None:
    """(the dash, the author's name, the day in ISO 8601, where the date ends) around a handle in parentheses."""
    after = western_digits(text[handle.end() : handle.end() + 60])
    written = _DATE.match(after)
    if written is None:
        return None
    date = written["named"] or written["first"] or written["digits"]
    read = read_date(date, arrived=_FAR, language=language)
    if read.ms is None or read.precision != "day":
        return None
    begin = max(reached, handle.start() - _LONGEST_NAME - 8)
    dashes = list(_DASH.finditer(text, begin, handle.start()))
    if not dashes:
        return None
    name = text[dashes[-1].end() : handle.start()].strip()
    if not name or len(name) > _LONGEST_NAME or "\n" in name:
        return None
    return dashes[-1], name, day_of(read.ms), handle.end() + written.end()


def _start(text: str, reached: int, dash: int, by_blank_lines: bool) -> int:
    """Where the post's text begins at the earliest: its paragraph, its line, or the end of the post before."""
    floor = max(reached, dash - LONGEST_TEXT)
    last = floor + len(text[floor:dash].rstrip())
    if by_blank_lines and (break_before := text.rfind("\n\n", floor, last)) >= 0:
        return break_before + 2
    if by_blank_lines and floor == reached:
        return floor
    return max(floor, text.rfind("\n", floor, last) + 1)


def _post(text: str, start: int, dash: int, end: int, name: str, handle: str, day: str) -> EmbeddedPost | None:
    body = text[start:dash]
    start += len(body) - len(body.lstrip())
    words, link = without_links(body)
    if not words:
        return None
    return finished(
        EmbeddedPost(
            platform=platform_of(handle),
            author=name,
            handle=handle,
            published=day,
            start=start,
            end=end,
            text=words,
            url=link,
        )
    )


def without_links(body: str) -> tuple[str, str | None]:
    """(the words of a post without the links that X hangs on their end, the first `t.co` link of these)."""
    body = body.strip()
    if (links := _LINKS_AT_END.search(body[-400:])) is None:
        return body, None
    cut = max(0, len(body) - 400) + links.start()
    first = re.search(r"https?://t\.co/\w+", links[1])
    return body[:cut].strip(), first[0] if first else None


def finished(post: EmbeddedPost) -> EmbeddedPost:
    """The post with its hashtags and the id of the document that it is."""
    tags = tuple(dict.fromkeys(_TAG.findall(post.text)))
    return EmbeddedPost(
        platform=post.platform,
        author=post.author,
        handle=post.handle,
        published=post.published,
        start=post.start,
        end=post.end,
        text=post.text,
        url=post.url,
        hashtags=tags,
        document=document_id(identity_of(post)),
        language=post.language,
        published_from=post.published_from,
    )


def identity_of(post: EmbeddedPost) -> str:
    """The identity of the document that the post is: its own address, else who, when and what (`schemas.identity`)."""
    return post_identity(
        post.platform, post.handle, None, published=post.published, text=post.text, address=address_of(post)
    )


def address_of(post: EmbeddedPost) -> str | None:
    """The post's own address; None where only the link in it is known."""
    return post.url if post.url and not is_short_link(post.url) else None


def platform_of(handle: str) -> str:
    """By the form of the handle: `user@host` Mastodon, with a dot Bluesky, else X."""
    return "mastodon" if "@" in handle else "bluesky" if "." in handle else "x"


def day_of(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def instant_of_id(platform: str, post: str) -> int | None:
    """When a post was made, ms UTC, from its id alone; None where the id does not tell.

    X: snowflakes from November 2010 on (`id >> 22` since 1288834974657); Mastodon: `id >> 16`; TikTok: `id >> 32` in
    seconds; Instagram and Threads: the shortcode as a base64url number, `>> 23` since 1314220021721. Bluesky's are the
    client's claim and are not read.
    """
    made: int | None = None
    if platform in {"x", "mastodon", "tiktok"} and re.fullmatch(r"[0-9]{5,20}", post):
        number = int(post)
        if platform == "x":
            made = (number >> 22) + 1_288_834_974_657 if number >= 30_000_000_000 else None
        else:
            made = number >> 16 if platform == "mastodon" else (number >> 32) * 1000
    elif platform in {"instagram", "threads"} and re.fullmatch(r"[A-Za-z0-9_-]{8,12}", post):
        number = 0
        for character in post:
            number = number * 64 + _BASE64URL.index(character)
        made = (number >> 23) + 1_314_220_021_721
    return made if made is not None and 1_100_000_000_000 < made < _FAR else None


_BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
