"""Every order of arrival ends alike, and coming again changes nothing: over random puts and deletes of five sources."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pipelines.carriers import DAY_MS
from pipelines.merge import Arrived, merge
from schemas import Document
from tests.support.steady import steady

SOURCES: Any = {"sky": "platform", "sky2": "platform", "wire": "feed", "blog": "feed", "copy": "embed"}
TEXTS = ("", "Short.", "Other.", "A longer text.", "Another text..")


@st.composite
def events(draw: st.DrawFn) -> Arrived:
    """A version belongs to one event of its source, as connectors fix it; equal contents under several are common."""
    source = draw(st.sampled_from(["sky", "sky", "sky2", "wire", "blog", "copy"]))
    version = draw(st.integers(1, 5))
    deleting = draw(st.booleans()) and draw(st.booleans())
    seed = sum(map(ord, source)) + version * 7
    content = draw(st.sampled_from([0, version]))
    dated = content % 2 == 0
    return Arrived(
        id="d1",
        source=source,
        version=version * 2 + deleting,
        arrived=1_764_000_000_000 + draw(st.integers(0, 6)) * 1000,
        via=draw(st.sampled_from(["poll", "stream", "history"])),
        action="delete" if deleting else "put",
        version_order=draw(st.sampled_from(["platform", "updated", "arrival"])),
        standing=SOURCES[source],
        identity="url:example.org/a1",
        title="" if deleting else f"Title {content}",
        text="" if deleting else TEXTS[(seed if content else 1) % len(TEXTS)],
        published_raw="2025" if dated and not deleting else None,
        published_ms=1_764_000_000_000 - (seed % 4) * DAY_MS if dated and not deleting else None,
        published_from="feed" if dated and not deleting else "arrival",
        day_only=seed % 3 == 0,
        relayed_by=f"a{version}" if source == "copy" and not deleting else None,
        url=None if deleting else f"https://{source}.example/{content}",
    )


def one_content_a_version(items: list[Arrived]) -> list[Arrived]:
    return list({(item.source, item.version): item for item in items}.values())


def fold(items: list[Arrived], document: Document | None = None) -> Document | None:
    for item in items:
        document = merge(document, item).document or document
    return document


def settled(document: Document | None) -> Document:
    assert document is not None
    return msgspec.structs.replace(document, revisions=(), processed=0, notes=())


sets = st.lists(events(), min_size=1, max_size=8).map(one_content_a_version)


@given(sets.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
@steady(300)
def test_every_order_ends_alike(orders: tuple[list[Arrived], list[Arrived]]) -> None:
    one, other = orders
    assert settled(fold(one)) == settled(fold(other))


@given(sets, st.data())
@steady(150)
def test_coming_again_changes_nothing(items: list[Arrived], data: st.DataObject) -> None:
    there = fold(items)
    again = data.draw(st.lists(st.sampled_from(items), max_size=6))
    for item in again:
        merged = merge(there, item)
        assert merged.document is None
        assert merged.verdict in {"redelivery", "stale", "buried", "deleted", "carrier_removed"}


@given(sets)
@steady(150)
def test_what_the_end_looks_like(items: list[Arrived]) -> None:
    """Against the rules said plainly, over the whole set at once."""
    document = settled(fold(items))
    standing = {}
    erased = max((i.version for i in items if i.action == "delete" and i.standing == "platform"), default=None)
    for source in {item.source for item in items}:
        own = [item for item in items if item.source == source]
        deletes = [item.version for item in own if item.action == "delete"]
        lifting = [i for i in own if i.action == "put" and (i.standing != "platform" or i.version_order != "arrival")]
        counted = lifting if deletes or lifting else [item for item in own if item.action == "put"]
        newest = max(counted, key=lambda item: item.version, default=None)
        if newest is not None and newest.version > max(deletes, default=0):
            standing[source] = newest
        elif deletes and own[0].standing == "platform":
            assert document.tombstone is not None
            assert document.gone
    assert set(document.sources) == set(standing)
    if document.gone:
        assert (document.title, document.text, document.authors, document.url) == ("", "", (), None)
        return
    readable = [i for i in standing.values() if erased is None or (i.standing == "platform" and i.version > erased)]
    rank = {"platform": 0, "feed": 1, "embed": 2}
    best = min((rank[item.standing], -len(item.text)) for item in readable)
    shown = standing[document.source]
    assert (rank[shown.standing], -len(shown.text)) == best
    assert (document.title, document.text, document.version) == (shown.title, shown.text, shown.version)
    for carrier in document.carriers:
        if standing.get(carrier.source) not in readable:
            assert (carrier.title, carrier.text, carrier.url) == ("", "", None)


@given(sets)
@steady(300)
def test_what_is_judged_is_what_a_search_would_find(items: list[Arrived]) -> None:
    document: Document | None = None
    for item in items:
        merged = merge(document, item)
        shown = merged.document or document
        if merged.judge is not None:
            assert not merged.judge.gone
            assert item.action == "put" or merged.verdict == "carrier_removed"
        if merged.verdict in {"new", "changed", "carrier"}:
            assert merged.judge == shown
        if merged.verdict in {"raised", "stale", "buried", "deleted"}:
            assert merged.judge is None
            if document is not None and shown is not None and not shown.gone and not document.gone:
                assert (shown.title, shown.text) == (document.title, document.text) or merged.verdict == "buried"
        document = shown
