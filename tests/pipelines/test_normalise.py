"""From an item to its arrivals: text, dates, language, posts, and what is refused by name."""

import pytest

from pipelines.normalise import MAX_TEXT, Unfit, normalise, normalise_record
from schemas import Item, document_id

NOW = 1_764_000_000_000


def item(**more: object) -> Item:
    given = {"id": "d", "source": "wire", "version": 1, "arrived": NOW, "via": "poll", **more}
    return Item(**given)  # type: ignore[arg-type]


def test_html_becomes_text_with_its_blocks() -> None:
    (one,) = normalise(item(html="<h1>Harbour</h1><p>It is <b>open</b>.</p><script>alert(1)</script>"))
    assert one.text == "Harbour\n\nIt is open."


def test_the_date_says_where_it_came_from() -> None:
    (feed,) = normalise(item(text="x y", published="Mon, 24 Nov 2025 10:00:00 +0100"))
    assert (feed.published_ms, feed.published_from) == (1_763_974_800_000, "feed")
    (none,) = normalise(item(text="x y"))
    assert (none.published_ms, none.published_from) == (None, "arrival")
    (platform,) = normalise(item(text="x y", published="2025-11-24T10:00:00Z", standing="platform"))
    assert platform.published_from == "platform"
    (day,) = normalise(item(text="x y", published="2025-11-24"))
    assert day.day_only


@pytest.mark.parametrize("year", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_impossible_dates_are_kept_raw_and_arrival_stands_in(year: str) -> None:
    (one,) = normalise(item(text="x y", published=year))
    assert one.published_from == "arrival"
    assert one.published_raw == year
    assert one.published_note


def test_the_connectors_reading_of_a_date_wins_where_it_knows_the_zone() -> None:
    (one,) = normalise(item(text="x y", published="2025-11-24 10:00:00", published_ms=1_763_978_400_000))
    assert one.published_ms == 1_763_978_400_000


def test_nul_and_lone_surrogates_are_mended_and_noted() -> None:
    (one,) = normalise(item(text="The har\x00bour \ud800 is open", title="A\x00b"))
    assert "\x00" not in one.text + one.title
    one.text.encode()
    assert one.notes


@pytest.mark.parametrize(
    ("more", "stage", "word"),
    [
        ({"text": "   "}, "text", "letter"),
        ({"text": "x" * (MAX_TEXT + 1)}, "text", "limit"),
        ({"html": "<b>" * 100_000}, "html", "deep"),
    ],
)
def test_what_is_unfit_is_named(more: dict[str, object], stage: str, word: str) -> None:
    with pytest.raises(Unfit) as unfit:
        normalise(item(**more))
    assert unfit.value.stage == stage
    assert unfit.value.source == "wire"
    assert word in str(unfit.value) or "nest" in str(unfit.value)


def test_bytes_that_are_no_item_say_where() -> None:
    with pytest.raises(Unfit, match="version"):
        normalise_record(b'{"id": "d", "source": "s", "version": "one", "arrived": 1, "via": "poll"}')


def test_a_pasted_post_is_an_item_of_its_own_linked_both_ways() -> None:
    text = (
        "It rained.\n\nShips go where the law is clear\n— Ada Lindqvist (@adalindqvist) November 21, 2025\n\nMore text."
    )
    article, post = normalise(item(text=text, url="https://wire.example.org/a-1"))
    assert article.posts[0].document == post.id
    assert post.relayed_by == "d"
    assert (post.type, post.platform, post.standing, post.via) == ("post", "x", "embed", "embed")
    assert post.authors == ("Ada Lindqvist", "@adalindqvist")
    assert text[article.posts[0].start : article.posts[0].end].startswith("Ships go")


def test_an_embedded_post_has_its_own_address() -> None:
    html = (
        '<p>He wrote:</p><blockquote class="twitter-tweet"><p lang="en">Check your bill.</p>&mdash; Mina Sato '
        '(@minasato) <a href="https://twitter.com/minasato/status/1891638760043446272">February 18, 2025</a>'
        "</blockquote>"
    )
    _, post = normalise(item(html=html))
    assert post.url == "https://x.com/minasato/status/1891638760043446272"
    assert post.id == document_id(post.identity)
    assert post.published_from == "id"


def test_posts_of_history_are_history() -> None:
    text = "A\n\nShips go where the law is clear\n— Ada Lindqvist (@adalindqvist) November 21, 2025"
    assert [one.via for one in normalise(item(text=text, via="history"))] == ["history", "history"]


def test_a_delete_needs_no_text() -> None:
    (one,) = normalise(item(action="delete"))
    assert (one.action, one.text) == ("delete", "")
