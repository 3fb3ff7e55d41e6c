"""Merging carriers, versions and deletes into one document, case by case."""

from typing import Any

import msgspec

from pipelines.merge import MOST_REVISIONS, Arrived, Merged, merge
from schemas import Document, MentionedEntity, Statement

HOUR = 3_600_000
NOW = 1_764_000_000_000
STANDING: Any = {"sky": "platform", "sky2": "platform", "wire": "feed", "blog": "feed", "copy": "embed"}


def put(source: str, version: int, text: str = "Ships wait.", **fields: Any) -> Arrived:
    defaults: dict[str, Any] = {
        "id": "d1",
        "source": source,
        "version": version,
        "arrived": NOW + version,
        "via": "poll",
        "standing": STANDING[source],
        "version_order": "platform" if STANDING[source] == "platform" else "updated",
        "identity": "url:example.org/a1",
        "title": "Harbour",
        "text": text,
        "language": "en",
        "url": f"https://{source}.example/a1",
    }
    return Arrived(**{**defaults, **fields})


def delete(source: str, version: int, **fields: Any) -> Arrived:
    return put(source, version, "", action="delete", title="", url=None, language="und", **fields)


def after(*items: Arrived) -> Document:
    document: Document | None = None
    for item in items:
        document = merge(document, item).document or document
    assert document is not None
    return document


def last(*items: Arrived) -> Merged:
    return merge(after(*items[:-1]) if len(items) > 1 else None, items[-1])


def test_the_first_put_is_a_new_document() -> None:
    merged = last(put("wire", 1, published_raw="2025-11-24", published_ms=NOW - HOUR, published_from="feed"))
    assert merged.verdict == "new"
    assert merged.judge == merged.document
    document = after(put("wire", 1, given_id="g1", country="no", authors=("Ada",), published_note="assumed"))
    assert (document.title, document.text, document.source, document.version) == ("Harbour", "Ships wait.", "wire", 1)
    assert (document.given_id, document.country, document.authors, document.language) == ("g1", "no", ("Ada",), "en")
    assert (document.published, document.published_from) == (NOW + 1, "arrival")
    assert (document.sources, document.identity) == (("wire",), "url:example.org/a1")


def test_another_text_is_a_revision_and_is_judged() -> None:
    merged = last(put("wire", 1), put("wire", 2, "Ships sail."))
    assert merged.verdict == "changed"
    document = merged.document
    assert document is not None
    assert document == merged.judge
    assert (document.text, document.version) == ("Ships sail.", 2)
    assert [(r.text, r.version, r.source, r.replaced) for r in document.revisions] == [
        ("Ships wait.", 1, "wire", NOW + 2)
    ]


def test_each_part_of_the_content_makes_a_change() -> None:
    first = put("wire", 1, author="Ada", authors=("Ada",), published_raw="x", published_ms=NOW, published_from="feed")
    for change in (
        {"title": "Other"},
        {"text": "Other."},
        {"author": "Bo", "authors": ("Bo",)},
        {"language": "da"},
        {"published_raw": "y", "published_ms": NOW - 1},
    ):
        merged = merge(after(first), msgspec.structs.replace(first, version=2, **change))
        assert merged.verdict == "changed", change
        assert merged.judge is not None
    same = merge(after(first), msgspec.structs.replace(first, version=2, arrived=NOW + HOUR))
    assert same.verdict == "raised"


def test_equal_content_only_raises_the_version() -> None:
    merged = last(put("wire", 1), put("wire", 5))
    assert (merged.verdict, merged.judge) == ("raised", None)
    assert merged.document is not None
    assert merged.document.version == 5
    assert merged.document.revisions == ()
    assert last(put("wire", 1), put("wire", 5), put("wire", 3, "Older.")).verdict == "stale"


def test_findings_stay_as_long_as_the_shown_text_does() -> None:
    statement = Statement("s1", "direct", 0, 5, ((0, 5),), "Ships")
    entity = MentionedEntity("e1", "Ships", "other", False, ((0, 5),))
    there = msgspec.structs.replace(after(put("wire", 1)), statements=(statement,), entities=(entity,))
    for harmless in (put("wire", 2), put("copy", 1), put("blog", 1, "Short.")):
        kept = merge(there, harmless).document
        assert kept is not None
        assert (kept.statements, kept.entities) == ((statement,), (entity,))
    changed = merge(there, put("wire", 2, "Ships sail.")).document
    assert changed is not None
    assert (changed.statements, changed.entities) == ((), ())


def test_who_is_shown() -> None:
    assert after(put("copy", 1, "A very long copy of it."), put("sky", 1, "Short.")).source == "sky"
    assert after(put("sky", 1, "Short."), put("wire", 1, "A much longer text.")).source == "sky"
    assert after(put("copy", 1, "A very long copy of it."), put("wire", 1, "Short.")).source == "wire"
    assert after(put("wire", 1, "Short."), put("blog", 1, "A much longer text.")).source == "blog"
    assert after(put("wire", 1, arrived=NOW + 9), put("blog", 1, arrived=NOW + 3)).source == "blog"
    assert after(put("wire", 1, arrived=NOW), put("blog", 1, arrived=NOW)).source == "blog"


def test_a_carrier_is_added_and_judged() -> None:
    merged = last(put("wire", 1, "A long text of ours."), put("blog", 1, "Short."))
    assert merged.verdict == "carrier"
    assert merged.document is not None
    assert merged.judge == merged.document
    assert merged.document.sources == ("blog", "wire")
    assert merged.document.text == "A long text of ours."


def test_a_redelivery_writes_nothing_and_is_judged_again() -> None:
    items = (put("wire", 1), put("wire", 2, "Ships sail."), put("blog", 1, "Short."))
    there = after(*items)
    newest = merge(there, items[1])
    assert (newest.verdict, newest.document, newest.judge) == ("redelivery", None, there)
    hidden = merge(there, items[2])
    assert (hidden.verdict, hidden.document, hidden.judge) == ("redelivery", None, there)


def test_a_redelivery_of_an_earlier_text_is_judged_as_it_was_shown() -> None:
    first = put("wire", 1, author="Ada", authors=("Ada",), language="da")
    there = after(first, put("wire", 2, "Ships sail."), put("blog", 3, "Short."))
    merged = merge(there, first)
    assert (merged.verdict, merged.document) == ("redelivery", None)
    judge = merged.judge
    assert judge is not None
    assert (judge.text, judge.version, judge.authors, judge.language) == ("Ships wait.", 1, ("Ada",), "da")
    assert judge.sources == ("wire",)  # the blog's came later
    assert judge.statements == ()


def test_an_embedded_copy_that_was_shown_first_is_judged_as_it_was() -> None:
    copy = put("copy", 1, "The copy.")
    merged = merge(after(copy, put("sky", 2, "The post.")), copy)
    assert merged.verdict == "redelivery"
    assert merged.judge is not None
    assert (merged.judge.text, merged.judge.sources) == ("The copy.", ("copy",))


def test_an_older_version_is_stale() -> None:
    merged = last(put("wire", 5), put("wire", 3, "Older."))
    assert (merged.verdict, merged.judge) == ("stale", None)


def test_a_platforms_delete_buries_everything() -> None:
    post = put("sky", 1, "The post.")
    copy = put("copy", 1, "The copy.")
    merged = last(post, copy, delete("sky", 5))
    assert (merged.verdict, merged.judge) == ("deleted", None)
    document = merged.document
    assert document is not None
    assert document.gone
    assert document.tombstone is not None
    assert (document.tombstone.source, document.tombstone.version) == ("sky", 5)
    told = msgspec.json.encode(document).decode()
    assert "post." not in told
    assert "copy." not in told
    assert "sky.example" not in told
    for buried in (post, copy, put("copy", 9, "A newer copy."), put("sky", 4, "x"), put("wire", 9, "x")):
        under = merge(document, buried)
        assert (under.verdict, under.judge) == ("buried", None)
        assert under.document is None or under.document.gone
    again = merge(document, delete("sky", 5))
    assert (again.verdict, again.document) == ("deleted", None)


def test_only_the_platforms_own_later_word_lifts_a_tombstone() -> None:
    gone = (put("sky", 1, "The post."), put("copy", 1, "The copy."), delete("sky", 5))
    assert last(*gone, put("sky", 9, "x", version_order="arrival")).verdict == "buried"
    merged = last(*gone, put("sky", 6, "Again."))
    assert (merged.verdict, merged.judge) == ("new", merged.document)
    assert merged.document is not None
    assert merged.document.text == "Again."
    assert "copy." not in msgspec.json.encode(merged.document).decode()
    assert merged.document.sources == ("copy", "sky")
    assert last(*gone, put("sky", 6, "x", version_order="updated")).verdict == "new"


def test_a_platforms_delete_reaches_what_another_source_brought_of_it() -> None:
    items = (put("sky2", 1, "Longer before."), put("sky", 1, "Before."), delete("sky", 5))
    assert last(*items, put("sky2", 6, "x")).verdict == "buried"
    back = after(*items, put("sky", 6, "After."))
    assert (back.text, back.source) == ("After.", "sky")
    assert "before" not in msgspec.json.encode(back).decode()
    both = after(*items, put("sky", 6, "After."), put("sky2", 6, "After, longer."))
    assert both.text == "After, longer."


def test_a_delete_by_one_of_several_removes_that_carrier() -> None:
    merged = last(put("wire", 1, "A long text of theirs."), put("blog", 1, "Short."), delete("wire", 2))
    assert merged.verdict == "carrier_removed"
    document = merged.document
    assert document is not None
    assert (document.text, document.sources, document.revisions) == ("Short.", ("blog",), ())
    assert merged.judge == document  # uncovered: from now on a search finds it
    assert "theirs" not in msgspec.json.encode(document).decode()
    again = merge(document, delete("wire", 2))
    assert (again.verdict, again.document, again.judge) == ("carrier_removed", None, document)


def test_a_delete_that_changes_nothing_shown_is_not_judged() -> None:
    merged = last(put("wire", 1, "A long text of theirs."), put("blog", 1, "Short."), delete("blog", 2))
    assert (merged.verdict, merged.judge) == ("carrier_removed", None)
    uncovered = last(put("wire", 1, "A long text."), put("blog", 1, "Short.", via="history"), delete("wire", 2))
    assert (uncovered.verdict, uncovered.judge) == ("carrier_removed", None)


def test_the_last_carriers_delete_leaves_nothing_to_find() -> None:
    merged = last(put("wire", 1), delete("wire", 2))
    assert merged.verdict == "deleted"
    assert merged.document is not None
    assert merged.document.gone
    assert merged.document.tombstone is None
    assert last(put("wire", 1), delete("wire", 2), put("wire", 3)).verdict == "new"
    assert last(put("wire", 1), delete("wire", 2), put("blog", 1)).verdict == "new"


def test_a_delete_before_its_put_keeps_it_out() -> None:
    merged = last(delete("wire", 5), put("wire", 3))
    assert (merged.verdict, merged.judge) == ("buried", None)
    assert last(delete("wire", 5), put("wire", 6)).verdict == "new"
    assert last(put("wire", 6), delete("wire", 5)).verdict == "stale"


def test_late_and_history_are_of_the_put_that_came_first() -> None:
    old = {"published_raw": "x", "published_ms": NOW - 30 * HOUR, "published_from": "feed"}
    assert after(put("wire", 1, **old)).late
    assert not after(put("wire", 1, via="history", **old)).late
    assert after(put("wire", 1, via="history", **old)).history
    assert not after(put("wire", 1), put("blog", 2, **old)).late
    assert after(put("blog", 2, **old), put("wire", 1)).late is False  # wire's came first, though told second
    assert not after(
        put("wire", 1, published_raw="x", published_ms=NOW - 47 * HOUR, published_from="feed", day_only=True)
    ).late
    assert after(
        put("wire", 1, published_raw="x", published_ms=NOW - 49 * HOUR, published_from="feed", day_only=True)
    ).late
    assert not after(put("wire", 1, published_raw="bad", published_note="unreadable")).late


def test_a_day_is_ordered_by_arrival_within_it() -> None:
    today = put("wire", 1, published_raw="d", published_ms=NOW - 5 * HOUR, published_from="feed", day_only=True)
    assert (after(today).published, after(today).published_from) == (NOW + 1, "feed")
    before = msgspec.structs.replace(today, published_ms=NOW - 40 * HOUR)
    assert after(before).published == NOW - 40 * HOUR


def test_an_update_never_moves_an_undated_item_in_time() -> None:
    document = after(put("wire", 1), put("wire", 2, "Ships sail.", arrived=NOW + 9 * HOUR))
    assert document.published == NOW + 1


def test_articles_that_relay_a_post_are_all_kept() -> None:
    document = after(put("copy", 1, relayed_by="a2"), put("copy", 2, relayed_by="a1"), put("copy", 1, relayed_by="a2"))
    assert document.relayed_by == ("a1", "a2")


def test_revisions_have_a_bound() -> None:
    document = after(*(put("wire", n, f"Text {n}.") for n in range(1, MOST_REVISIONS + 50)))
    assert len(document.revisions) == MOST_REVISIONS
    assert document.revisions[-1].text == f"Text {MOST_REVISIONS + 48}."


def test_what_was_mended_is_noted() -> None:
    assert after(put("wire", 1, notes=("1 NUL characters replaced by U+FFFD",))).notes == (
        "1 NUL characters replaced by U+FFFD",
    )
