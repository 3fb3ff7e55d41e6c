"""Sitemaps and news sitemaps (sitemaps.org 0.9; Google's sitemap-news 0.9), read for `parse-feed`."""

import io

from lxml import etree

from connectors.sources._entries import ENTRY_LIMIT, Entry, Parsed, ParseRefused, clipped
from schemas.urls import safe_link

_FIELDS = {
    "loc": "url",
    "lastmod": "updated",
    "title": "title",
    "publication_date": "published",
    "language": "language",
}


def read(body: bytes) -> Parsed:
    """One entry for each `<url>`: its address, when it changed, and what a news sitemap says of it. No entity is
    expanded and nothing is fetched. Raises ParseRefused."""
    entries: list[Entry] = []
    total, values = 0, dict[str, str]()
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in _FIELDS and element.text:
                values.setdefault(_FIELDS[name], element.text)
            if name == "url":
                total += 1
                if len(entries) < ENTRY_LIMIT:
                    entries.append(_entry(values))
                values = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ParseRefused("malformed", f"its XML is broken (line {error.lineno}: {error.msg})") from error
    return Parsed(kind="sitemap", title=None, entries=tuple(entries), total=total)


def _entry(values: dict[str, str]) -> Entry:
    address = clipped(values.get("url"))
    return Entry(
        url=safe_link(address) if address else None,
        title=clipped(values.get("title")),
        published=clipped(values.get("published")),
        updated=clipped(values.get("updated")),
        language=clipped(values.get("language")),
    )
