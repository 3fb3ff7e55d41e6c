"""Which entries become items, under which identity, which version, and as what."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sources._entries import Entry, Parsed, Withdrawn
from connectors.sources._items import CHUNK, Fetched, Plan, plan
from connectors.sources._memory import FALLEN, Memory, decode, encode
from connectors.sources.feed import FeedSettings
from schemas import document_id

NOW = 1_772_445_600_000  # 2026-03-02T10:00:00Z
HOUR = 3_600_000
SETTINGS = FeedSettings(id="wire", kind="feed", url="https://wire.example.org/feed.xml")


def entry(number: int, **more: Any) -> Entry:
    given = {
        "id": f"tag:{number}",
        "url": f"https://wire.example.org/news/{number}-story",
        "title": f"Story {number}",
        "content": f"<p>Words {number}.</p>",
    }
    return Entry(**{**given, **more})


def poll(
    entries: list[Entry],
    memory: Memory | None = None,
    *,
    now: int = NOW,
    settings: FeedSettings = SETTINGS,
    **feed: Any,
) -> Plan:
    """One poll; the memory goes through its cursor as it would through a restart."""
    before = decode(encode(memory or Memory())) or Memory()
    parsed = Parsed(kind="atom", title="Wire", entries=tuple(entries), total=len(entries), **feed)
    return plan(parsed, before, settings, Fetched(now, {"status": "200"}))


def test_an_entry_becomes_an_item_with_all_it_said() -> None:
    told = entry(
        1, authors=("Ada", "Jonas"), published="2026-03-02T09:00:00Z", updated="2026-03-02T09:30:00Z", language="fa"
    )
    (item,) = poll([told], language="en").items
    assert item.id == document_id(item.identity)
    assert item.identity == "url:wire.example.org/news/1-story"
    assert (item.given_id, item.url) == ("tag:1", told.url)
    assert (item.title, item.html, item.text, item.author) == ("Story 1", "<p>Words 1.</p>", None, "Ada, Jonas")
    assert (item.published, item.published_ms) == ("2026-03-02T09:00:00Z", NOW - HOUR)
    assert (item.version, item.version_order) == ((NOW - HOUR // 2) * 1000, "updated")
    assert (item.language, item.via, item.standing, item.source) == ("fa", "poll", "feed", "wire")
    assert '"tag:1"' in (item.raw or "")
    assert "Words" not in (item.raw or "")


def test_the_longer_of_content_and_summary_is_the_text() -> None:
    (item,) = poll([entry(1, content="Short", summary="A longer summary", summary_type="text")]).items
    assert (item.text, item.html) == ("A longer summary", None)
    assert "Short" in (item.raw or "")


def test_what_has_not_changed_is_not_told_again() -> None:
    first = poll([entry(1), entry(2)])
    assert poll([entry(1), entry(2)], first.memory).items == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Corrected"},
        {"content": "<p>Other words.</p>"},
        {"url": "https://wire.example.org/news/moved-2026"},
        {"id": "another-id-each-time"},
        {"id": "another-id-each-time", "content": "<p>Other words.</p>"},
        {"url": "https://wire.example.org/news/moved-2026", "content": "<p>Other words.</p>"},
        {"authors": ("Ada",)},
    ],
)
def test_an_entry_keeps_the_identity_it_first_got(changed: dict[str, Any]) -> None:
    first = poll([entry(1), entry(2)])
    second = poll([entry(1, **changed), entry(2)], first.memory, now=NOW + HOUR)
    says_more = changed.keys() & {"title", "content", "authors"}
    assert [item.id for item in second.items] == ([first.items[0].id] if says_more else [])
    assert all(item.version > first.items[0].version for item in second.items)
    assert second.added == 0


def test_a_change_under_an_old_date_is_a_higher_version_all_the_same() -> None:
    first = poll([entry(1, updated="2026-03-02T09:30:00Z")])
    second = poll([entry(1, updated="2026-03-02T09:30:00Z", content="<p>Other words.</p>")], first.memory)
    third = poll([entry(1, updated="2026-03-02T08:00:00Z", content="<p>Third words.</p>")], second.memory)
    versions = [plan.items[0].version for plan in (first, second, third)]
    assert versions == sorted(set(versions))


def test_a_change_is_a_higher_version_though_our_clock_went_back() -> None:
    first = poll([entry(1)])
    second = poll([entry(1, content="<p>Other words.</p>")], first.memory, now=NOW - HOUR)
    assert second.items[0].version == first.items[0].version + 1


def test_a_version_is_never_ahead_of_its_arrival() -> None:
    (item,) = poll([entry(1, updated="2099-01-01T00:00:00Z")]).items
    assert (item.version, item.version_order) == (NOW * 1000, "arrival")


def test_only_old_entries_of_a_first_poll_are_history() -> None:
    old, new = "2026-03-01T09:59:00Z", "2026-03-01T10:01:00Z"
    first = poll([entry(1, published=old), entry(2, published=new), entry(3)])
    assert [item.via for item in first.items] == ["history", "poll", "poll"]
    second = poll([entry(1, published=old), entry(4, published=old)], first.memory)
    assert [item.via for item in second.items] == ["poll"]


def test_a_first_poll_that_was_cut_short_is_still_the_first() -> None:
    many = [entry(n, published="2026-01-01T00:00:00Z") for n in range(CHUNK * 2 + 10)]
    whole = poll(many)
    assert [len(items) for items, _ in whole.steps] == [CHUNK, CHUNK, 10]
    (_, after_one), *_ = whole.steps
    rest = poll(many, after_one)
    assert {item.via for item in rest.items} == {"history"}
    told = [item.id for item in (*whole.steps[0][0], *rest.items)]
    assert len(told) == len(set(told)) == len(many)


def test_a_first_poll_with_nothing_to_tell_settles_the_source() -> None:
    first = poll([])
    assert first.memory.settled
    assert [memory for _, memory in first.steps] == [first.memory]


def test_entries_that_share_an_address_go_by_their_ids() -> None:
    live = [entry(n, url=f"https://wire.example.org/live-2026#u{n}") for n in range(3)]
    first = poll(live)
    assert len({item.id for item in first.items}) == 3
    assert all(item.identity.startswith("id:") for item in first.items)
    assert poll([entry(3, url="https://wire.example.org/live-2026#u3"), *live], first.memory).added == 1


def test_a_new_entry_at_the_address_of_a_shown_one_is_not_that_one() -> None:
    first = poll([entry(1, title="Morning")])
    second = poll([entry(1, title="Morning"), entry(2, url=entry(1).url, title="Evening")], first.memory)
    assert len(second.items) == 1
    assert second.items[0].id != first.items[0].id


def test_a_home_page_names_nothing() -> None:
    (item,) = poll([entry(1, url="https://wire.example.org/")]).items
    assert item.identity.startswith("id:")


def test_an_id_that_moves_on_to_another_entry_is_not_believed() -> None:
    first = poll([entry(1, id="latest")])
    second = poll([entry(2, id="latest")], first.memory)
    assert second.items[0].id != first.items[0].id
    assert second.memory.guid_unreliable
    third = poll([entry(2, id="latest", content="<p>Mended words.</p>")], second.memory)
    assert [item.id for item in third.items] == [second.items[0].id]


def test_an_entry_listed_twice_is_one() -> None:
    assert len(poll([entry(1), entry(1), entry(2)]).items) == 2


def test_a_tombstone_is_a_delete_once_and_a_later_entry_lifts_it() -> None:
    first = poll([entry(1), entry(2)])
    gone = (Withdrawn("tag:1", "2026-03-02T11:00:00Z"),)
    second = poll([entry(2)], first.memory, now=NOW + 2 * HOUR, withdrawn=gone)
    (delete,) = second.items
    assert (delete.action, delete.id, delete.version_order) == ("delete", first.items[0].id, "updated")
    assert delete.version > first.items[0].version
    assert poll([entry(2)], second.memory, now=NOW + 3 * HOUR, withdrawn=gone).items == ()
    back = poll([entry(1, updated="2026-03-02T12:30:00Z")], second.memory, now=NOW + 3 * HOUR, withdrawn=gone)
    assert [(item.action, item.id) for item in back.items] == [("put", delete.id)]
    assert back.items[0].version > delete.version


def test_an_entry_beside_its_own_tombstone_is_gone() -> None:
    gone = (Withdrawn("tag:1", "2026-03-02T09:00:00Z"),)
    assert [item.action for item in poll([entry(1), entry(2)], withdrawn=gone).items] == ["put", "delete"]


def test_a_tombstone_finds_an_entry_that_had_fallen_out() -> None:
    first = poll([entry(1)])
    second = poll([entry(2)], first.memory)
    third = poll([entry(2)], second.memory, now=NOW + HOUR, withdrawn=(Withdrawn("tag:1"),))
    assert [(item.action, item.id) for item in third.items] == [("delete", first.items[0].id)]


def test_falling_out_deletes_nothing_and_coming_back_tells_nothing() -> None:
    first = poll([entry(1), entry(2)])
    second = poll([entry(2)], first.memory)
    assert second.items == ()
    assert poll([entry(1), entry(2)], second.memory).items == ()


def test_what_is_remembered_is_bounded() -> None:
    memory = poll([entry(n) for n in range(3000)]).memory
    memory = poll([entry(9999)], memory).memory
    assert (len(memory.seen), len(memory.fallen)) == (1, FALLEN)


def test_the_date_of_a_change_does_not_move_an_entry_in_time() -> None:
    first = poll([entry(1, updated="2026-03-01T10:00:00Z")])
    second = poll([entry(1, updated="2026-03-02T09:00:00Z", content="<p>Other.</p>")], first.memory)
    assert first.items[0].published == second.items[0].published == "2026-03-01T10:00:00Z"


def test_the_desks_word_for_language_zone_and_country() -> None:
    own = SETTINGS.model_copy(update={"language": "no", "zone": "Europe/Oslo", "country": "NO"})
    (item,) = poll([entry(1, published="2026-03-02 10:00:00")], settings=own, language="en-us").items
    assert (item.language, item.country, item.published_ms) == ("no", "NO", NOW - HOUR)
    (item,) = poll([entry(1, language="sv")], settings=own, language="en-us").items
    assert item.language == "sv"


def test_known_blocks_need_no_parsing_again() -> None:
    first = poll([entry(1), entry(2)], blocks=("a", "b"), order=(0, 1))
    second = poll([entry(3)], first.memory, blocks=("c", "a", "b"), order=(0, -1, -1))
    assert [item.given_id for item in second.items] == ["tag:3"]
    assert [seen.block for seen in second.memory.seen] == ["c", "a", "b"]
    assert second.memory.fallen == []


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.builds(
                Entry,
                id=st.sampled_from([None, "a", "b", "c"]),
                url=st.sampled_from(
                    [None, "https://w.example.org/", "https://w.example.org/n/a-1", "https://w.example.org/n/b-2"]
                ),
                title=st.sampled_from([None, "A", "B"]),
                content=st.sampled_from([None, "x", "y"]),
            ),
            max_size=6,
        ),
        max_size=5,
    )
)
def test_whatever_a_feed_shows_nothing_is_told_twice_and_versions_rise(polls: list[list[Entry]]) -> None:
    memory = Memory()
    highest: dict[str, int] = {}
    for number, entries in enumerate(polls):
        planned = poll(entries, memory, now=NOW + number * HOUR)
        ids = [item.id for item in planned.items]
        assert len(ids) == len(set(ids))
        for item in planned.items:
            assert item.version > highest.get(item.id, 0)
            highest[item.id] = item.version
        again = poll(entries, planned.memory, now=NOW + number * HOUR + 1)
        assert again.items == ()
        memory = again.memory
