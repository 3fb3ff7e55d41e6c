"""The text that people read out of HTML, and the posts embedded in it.

First a linear scan refuses what would blow a parser up (`language.scan`), then libxml2 parses without network,
then one walk writes the text. Total cost is linear in the input.
"""

import re
import unicodedata
from typing import NamedTuple

import msgspec
from lxml import etree

from language.embeds import is_quote, pointed_post, quoted_post
from language.mend import mend
from language.scan import HtmlRefused, scan
from schemas import EmbeddedPost

__all__ = ["MOST_POSTS", "HtmlRefused", "HtmlText", "text_of"]

MOST_POSTS = 100

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "nav", "aside", "form", "button", "select", "textarea"}
    | {"svg", "math", "object", "canvas", "audio", "video", "iframe", "menu", "dialog", "datalist", "map", "applet"}
    | {"noframes", "noembed", "frameset", "input", "meter", "progress"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl"}
    | {"table", "blockquote", "pre", "figure", "figcaption", "hr", "address", "details", "summary", "center", "body"}
    | {"fieldset", "caption", "hgroup", "search"}
)
_LINES = frozenset({"li", "dt", "dd", "tr"})
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"(?i)(?:display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden)")


class HtmlText(msgspec.Struct, frozen=True):
    """`text` is NFC: blocks parted by a blank line, lines of lists and `<br>` by a newline. The spans of `posts` are
    code points of it."""

    text: str
    posts: tuple[EmbeddedPost, ...] = ()


def text_of(html: str) -> HtmlText:
    """The text of a page or a fragment, and the posts embedded in its markup.

    Raises HtmlRefused: over 1,000,000 characters, 50,000 tags, 256 elements deep, 1,000 attributes in a tag. Scripts,
    styles, navigation, forms and what is hidden are left out; `<q>` gets its quotation marks.
    """
    mended, _ = mend(html)
    scan(mended)
    root = _parse(mended)
    if root is None:
        return HtmlText("")
    walk = _Walk()
    walk.through(root)
    return walk.result()


def _parse(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        return etree.fromstring(html.encode(), parser)
    except etree.XMLSyntaxError:  # libxml2's way to say that the document is empty
        return None


class _Writer:
    """The text so far, with white space as a browser would show it: the widest separator asked for wins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self._pending = ""

    def separate(self, separator: str) -> None:
        if self.length and len(separator) > len(self._pending.strip(" ")):
            self._pending = separator

    def line(self) -> None:
        """A `<br>`: one newline, two make a blank line, more make no more."""
        self._pending = "\n\n" if "\n" in self._pending else "\n" if self.length else ""

    def words(self, text: str, *, kept: bool = False) -> None:
        """Text as it stands in the source: runs of white space are one space, unless `kept` (`<pre>`)."""
        if kept:
            core = text.rstrip()
            self._put(core)
            self._pending += text[len(core) :] if self.length else ""
            return
        plain = _SPACE.sub(" ", text)
        if plain.startswith(" ") and not self._pending and self.length:
            self._pending = " "
        if core := plain.strip(" "):
            self._put(core)
            self._pending = " " if plain.endswith(" ") else ""

    def _put(self, text: str) -> None:
        if not text:
            return
        for part in (self._pending, text):
            if part:
                self.parts.append(part)
                self.length += len(part)
        self._pending = ""

    @property
    def next(self) -> int:
        """Where the next words will stand."""
        return self.length + len(self._pending)


class _Walk:
    """One pass over the tree, elements opened and ended in order of the document."""

    def __init__(self) -> None:
        self.writer = _Writer()
        self.posts: list[EmbeddedPost] = []
        self._preformatted = 0
        self._quote: _Quote | None = None

    def through(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walker:
            if event == "start" and _left_out(element):
                self._point(element)
                skipped = element
                walker.skip_subtree()
            elif event == "start":
                self._start(element)
            else:
                if element is not skipped:
                    self._end(element)
                if element.tail:
                    self.writer.words(element.tail, kept=self._preformatted > 0)

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        self._separate(tag)
        if tag == "br":
            self.writer.line()
        elif tag == "q":
            self.writer.words("“")
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "blockquote" and self._quote is None and is_quote(element):
            self._quote = _Quote(element, self.writer.next, len(self.writer.parts))
        elif tag in {"figure", "amp-twitter", "amp-instagram", "lite-youtube"}:
            self._point(element)
        if element.text:
            self.writer.words(element.text, kept=self._preformatted > 0)

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "q":
            self.writer.words("”")
        elif tag == "pre":
            self._preformatted -= 1
        elif self._quote is not None and self._quote.element is element:
            self._end_quote(self._quote)
        self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.writer.separate("\n\n")
        elif tag in _LINES:
            self.writer.separate("\n")
        elif tag in _CELLS:
            self.writer.separate(" ")

    def _point(self, element: etree._Element) -> None:
        if self._quote is None and len(self.posts) < MOST_POSTS:
            post = pointed_post(element, self.writer.length)
            if post is not None and all(post.document != known.document for known in self.posts):
                self.posts.append(post)

    def _end_quote(self, quote: "_Quote") -> None:
        self._quote = None
        if len(self.posts) >= MOST_POSTS:
            return
        end = max(quote.start, self.writer.length)
        shown = "".join(self.writer.parts[quote.part :]).lstrip()
        if (post := quoted_post(quote.element, quote.start, end, shown)) is not None:
            self.posts.append(post)

    def result(self) -> HtmlText:
        """NFC again, spans with it: a letter and its mark may have come from two elements."""
        text = "".join(self.writer.parts)
        if unicodedata.is_normalized("NFC", text):
            return HtmlText(text, tuple(self.posts))
        whole, _ = mend(text)
        edges = sorted({edge for post in self.posts for edge in (post.start, post.end)})
        moved, at = {}, 0
        for before, edge in zip([0, *edges], edges, strict=False):
            at += len(mend(text[before:edge])[0])
            moved[edge] = min(at, len(whole))
        return HtmlText(
            whole,
            tuple(msgspec.structs.replace(post, start=moved[post.start], end=moved[post.end]) for post in self.posts),
        )


class _Quote(NamedTuple):
    """An embed's block that is being read: where its words begin, in the text and among the writer's parts."""

    element: etree._Element
    start: int
    part: int


def _left_out(element: etree._Element) -> bool:
    """True for what readers of an article don't read."""
    if (
        not isinstance(element.tag, str)
        or element.tag in _DROPPED
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    ):
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style[:500]) is not None
