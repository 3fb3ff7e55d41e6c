"""A linear look at HTML before any parser sees it: what would cost a parser more than its length is refused by name.

Not a parser: it counts tags, open elements and attributes. Every step moves forward; nothing is looked at twice.
"""

import re

MOST_CHARACTERS = 1_000_000
MOST_TAGS = 50_000
MOST_DEPTH = 256
MOST_ATTRIBUTES = 1000
"""In one tag: parsers compare each with all before it (100,000 in libxml2: 12 s)."""

_TAG = re.compile(r"<(?:(!--)|([!?])|(/?)([A-Za-z][^\s/>]{0,60}))")
_REST = re.compile(r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+""")
_ATTRIBUTE = re.compile(r"""[^\s=/>"']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "plaintext"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_ENDS_BY_ITSELF = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup", "html", "head", "body"}
)
"""Elements that the next of their kind ends, so that writing them without an end does not nest them."""

_INLINE = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "q", "s", "small", "span", "strike", "strong", "sub"}
    | {"sup", "tt", "u", "label", "mark", "ins", "del"}
)


class HtmlRefused(ValueError):
    """HTML that is not parsed: the message names what there was too much of, and the limit."""


def scan(html: str) -> None:
    """Raises HtmlRefused where there is too much of anything; linear in the length, whatever the input."""
    if len(html) > MOST_CHARACTERS:
        raise HtmlRefused(f"HTML of {len(html):,} characters; {MOST_CHARACTERS:,} is the limit")
    nesting = _Nesting()
    tags, at = 0, 0
    lower: str | None = None
    while (found := _TAG.search(html, at)) is not None:
        at = found.end()
        if found[1] or found[2]:
            close = html.find("-->" if found[1] else ">", found.start() + (2 if found[1] else 0))
            if close < 0:
                return
            at = close + 1
            continue
        tags += 1
        if tags > MOST_TAGS:
            raise HtmlRefused(f"HTML of more than {MOST_TAGS:,} tags")
        name = found[4].lower()
        rest = _REST.match(html, at)
        at = rest.end() if rest else at
        _count_attributes(html, found.end(), at)
        if found[3]:
            nesting.close(name)
        elif name in _RAW:
            lower = html.lower() if lower is None else lower
            at = lower.find(f"</{name}", at)
            if at < 0:
                return
        elif name not in _VOID and not html.startswith("/", at - 1):
            nesting.open(name)


def _count_attributes(html: str, start: int, end: int) -> None:
    if end - start <= 2 * MOST_ATTRIBUTES:
        return
    count = sum(1 for _ in _ATTRIBUTE.finditer(html, start, end))
    if count > MOST_ATTRIBUTES:
        raise HtmlRefused(f"an HTML tag of {count:,} attributes; {MOST_ATTRIBUTES:,} is the limit")


class _Nesting:
    """Open elements, those that end by themselves left out. Rather counts one too many than one too few."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._of: dict[str, int] = {}

    def open(self, name: str) -> None:
        if name in _ENDS_BY_ITSELF:
            return
        self._open.append(name)
        self._of[name] = self._of.get(name, 0) + 1
        if len(self._open) > MOST_DEPTH:
            raise HtmlRefused(f"HTML nested deeper than {MOST_DEPTH} elements")

    def close(self, name: str) -> None:
        """Ends the innermost of its name with all within it; an inline one does not reach out of a block."""
        if not self._of.get(name):
            return
        if name in _INLINE and self._block_inside(name):
            return
        while self._open:
            ended = self._open.pop()
            self._of[ended] -= 1
            if ended == name:
                return

    def _block_inside(self, name: str) -> bool:
        for inner in reversed(self._open):
            if inner == name:
                return False
            if inner not in _INLINE:
                return True
        return False
