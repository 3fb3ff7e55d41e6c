"""From an item as a source handed it over to what the index can hold: text, dates, language, posts. Pure, no Beam.

One item makes one arrival, and one more for each post that is pasted or embedded in its text.
"""

import msgspec

from language.dates import ReadDate, read_date
from language.detect import detect
from language.html import HtmlRefused, text_of
from language.mend import mend
from language.posts import address_of, find_posts, identity_of
from pipelines.carriers import Arrived
from schemas import EmbeddedPost, Item, document_id
from schemas.document import DateSource
from schemas.urls import canonical_url

MAX_TEXT = 1_000_000
"""Code points of text of one item; a longer one is refused by name."""


class Unfit(Exception):
    """An item that can't be processed: `stage` names the step that refused, the message what was wrong."""

    def __init__(self, stage: str, message: str, source: str = "?") -> None:
        super().__init__(message)
        self.stage = stage
        self.source = source


def normalise_record(value: bytes) -> list[Arrived]:
    """The arrivals of one record of the topic `items`. Raises Unfit."""
    try:
        item = msgspec.json.decode(value, type=Item)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unfit("decode", f"not an item: {error}") from error
    return normalise(item)


def normalise(item: Item) -> list[Arrived]:
    """The item as it will be stored, followed by the posts that stand in it. Raises Unfit."""
    if item.action == "delete":
        return [_arrived(item, title="", text="", posts=(), notes=(), date=ReadDate(None, "unknown", None))]
    title, title_notes = mend(item.title)
    text, posts, notes = _text(item)
    if not text.strip() and not title.strip():
        raise Unfit("text", "neither title nor text holds a letter", item.source)
    if len(text) > MAX_TEXT:
        raise Unfit("text", f"{len(text):,} characters of text; {MAX_TEXT:,} is the limit", item.source)
    language = detect(text or title, item.language)
    found = (*posts, *find_posts(text, language))
    embedded = [_post(item, post, language) for post in _apart(found)]
    placed = tuple(post for post, _ in embedded)
    article = _arrived(
        item,
        title=" ".join(title.split()),
        text=text,
        posts=placed,
        notes=tuple(dict.fromkeys((*_mended(item), *title_notes, *notes))),
        date=_date(item, language),
        language=language,
    )
    told = [arrived for post, arrived in embedded if post.text and item.type == "article"]
    return [article, *told]


def _text(item: Item) -> tuple[str, tuple[EmbeddedPost, ...], tuple[str, ...]]:
    """The text people read, the posts found in its markup, and what had to be mended."""
    if item.html is None:
        text, notes = mend(item.text or "")
        return text, (), notes
    html, notes = mend(item.html)
    try:
        found = text_of(html)
    except HtmlRefused as refused:
        raise Unfit("html", str(refused), item.source) from refused
    return found.text, found.posts, notes


def _mended(item: Item) -> tuple[str, ...]:
    """What had to be mended before the log could take it."""
    mended = (item.request or {}).get("mended")
    return (f"{mended} replaced by U+FFFD",) if mended else ()


def _apart(posts: tuple[EmbeddedPost, ...]) -> list[EmbeddedPost]:
    """In order of the text, without those that overlap one before them: markup tells of a post once, its text again."""
    apart: list[EmbeddedPost] = []
    for post in sorted(posts, key=lambda one: (one.start, -one.end)):
        if not apart or post.start >= apart[-1].end:
            apart.append(post)
    return apart


def _date(item: Item, language: str) -> ReadDate:
    raw = item.published if item.published is not None else item.published_ms
    date = read_date(raw, arrived=item.arrived, language=language)
    if item.published_ms is not None and date.precision != "unknown":
        return date._replace(ms=item.published_ms)  # the connector knows the source's zone
    return date


def _date_source(item: Item, date: ReadDate) -> DateSource:
    if date.ms is None or date.precision == "unknown":
        return "arrival"
    return "platform" if item.standing == "platform" else "feed"


def _arrived(
    item: Item,
    *,
    title: str,
    text: str,
    posts: tuple[EmbeddedPost, ...],
    notes: tuple[str, ...],
    date: ReadDate,
    language: str = "und",
) -> Arrived:
    return Arrived(
        id=item.id,
        source=item.source,
        version=item.version,
        arrived=item.arrived,
        via=item.via,
        action=item.action,
        version_order=item.version_order,
        standing=item.standing,
        identity=item.identity,
        given_id=item.given_id,
        type=item.type,
        platform=item.platform,
        url=canonical_url(item.url) if item.url else None,
        title=title,
        text=text,
        author=item.author,
        authors=(" ".join(item.author.split()),) if item.author and item.author.strip() else (),
        language=language,
        country=item.country.lower() if item.country else None,
        published_raw=item.published,
        published_ms=date.ms,
        published_from=_date_source(item, date),
        published_note=date.note,
        day_only=date.precision == "day",
        posts=posts,
        relayed_by=item.relayed_by,
        notes=notes,
    )


def _post(item: Item, post: EmbeddedPost, language: str) -> tuple[EmbeddedPost, Arrived]:
    """The post with the id of the document it becomes, and that document's arrival."""
    identity = identity_of(post)
    ident = document_id(identity)
    date = read_date(post.published, arrived=item.arrived, language=post.language or language)
    arrived = Arrived(
        id=ident,
        source=item.source,
        version=item.version,
        arrived=item.arrived,
        via=item.via if item.via == "history" else "embed",
        version_order=item.version_order,
        standing="embed",
        identity=identity,
        type="post",
        platform=post.platform,
        url=address_of(post),
        text=post.text,
        author=post.handle,
        authors=tuple(name for name in (post.author, f"@{post.handle}" if post.handle else None) if name),
        language=detect(post.text, language),
        published_raw=post.published,
        published_ms=date.ms,
        published_from=post.published_from if date.precision != "unknown" else "arrival",
        published_note=date.note,
        day_only=date.precision == "day",
        relayed_by=item.id,
    )
    return msgspec.structs.replace(post, document=ident), arrived
