"""OPML: the lists of feeds that readers exchange (OPML 2.0, "Subscription lists")."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

MAX_BYTES = 20_000_000


class Outline(NamedTuple):
    """One feed of the list."""

    title: str
    url: str


class NoOpml(Exception):
    """The bytes are no OPML; the message says what is wrong."""


def read_opml(raw: bytes) -> list[Outline]:
    """The feeds that the outlines name, in order, each address once. No entity, no DTD, no network. Raises NoOpml."""
    if len(raw) > MAX_BYTES:
        raise NoOpml(f"it has {len(raw):,} bytes, expected at most {MAX_BYTES:,}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoOpml(f"it is no XML: {error}") from None
    if etree.QName(root).localname.lower() != "opml":
        raise NoOpml(f"it is <{etree.QName(root).localname}>, expected <opml>")
    found: dict[str, Outline] = {}
    for outline in _outlines(root):
        found.setdefault(outline.url, outline)
    return list(found.values())


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for node in root.iter("outline"):
        attributes = {str(name).lower(): str(value).strip() for name, value in node.attrib.items()}
        if url := attributes.get("xmlurl"):
            yield Outline(attributes.get("title") or attributes.get("text") or "", url)


def write_opml(title: str, outlines: Iterable[Outline]) -> str:
    """An OPML document of these feeds."""
    rows = [f'    <outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(url)}/>' for name, url in outlines]
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>{title}</title></head>\n  <body>'
    )
    return "\n".join([head, *rows, "  </body>\n</opml>\n"])
