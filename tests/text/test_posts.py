"""Posts pasted into articles: where they stand, whose they are, what identifies them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.posts import address_of, find_posts, identity_of, instant_of_id, without_links
from schemas import EmbeddedPost, document_id
from schemas.identity import post_identity
from tests.support.steady import steady

ARTICLE = """The council met on Monday.
Ships wait at #Nordhavn while the #harbour stays closed https://t.co/ab12cd34
— Port Watch (@port_watch) February 18, 2025
The minister did not answer.
No deal yet.https://t.co/zz99yy88 pic.twitter.com/Qw12Er
— Port Watch (@port_watch) March 1, 2025
"""


def test_two_posts_between_lines() -> None:
    first, second = find_posts(ARTICLE, "en")
    assert ARTICLE[first.start : first.end].startswith("Ships wait")
    assert ARTICLE[first.start : first.end].endswith("(@port_watch) February 18, 2025")
    assert first.text == "Ships wait at #Nordhavn while the #harbour stays closed"
    assert first.hashtags == ("Nordhavn", "harbour")
    assert (first.platform, first.author, first.handle) == ("x", "Port Watch", "port_watch")
    assert (first.published, first.url) == ("2025-02-18", "https://t.co/ab12cd34")
    assert second.text == "No deal yet."
    assert second.url == "https://t.co/zz99yy88"


def test_a_post_begins_after_the_one_before() -> None:
    one, other = find_posts("First. — Ada (@ada) May 1, 2025 Second. — Bo (@bo) May 2, 2025")
    assert (one.text, other.text, other.author) == ("First.", "Second.", "Bo")


def test_in_paragraphs_a_post_may_have_several_lines() -> None:
    text = "Before.\n\nOne line\nand another\n— Ada (@ada) May 2, 2025\n\nAfter."
    (post,) = find_posts(text, "en")
    assert post.text == "One line\nand another"
    assert text[post.start : post.end] == "One line\nand another\n— Ada (@ada) May 2, 2025"


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("es", "18 de febrero de 2025"),
        ("de", "18. Februar 2025"),
        ("fr", "18 février 2025"),
        ("ru", "18 февраля 2025"),
        ("tr", "18 Şubat 2025"),
        ("ar", "١٨ فبراير ٢٠٢٥"),
        ("fa", "۱۸ فوریه ۲۰۲۵"),
        ("ja", "2025年2月18日"),
        ("en", "2025-02-18"),
        ("en", "10:15 AM · Feb 18, 2025"),
    ],
)
def test_the_day_is_written_in_the_articles_language(language: str, date: str) -> None:
    (post,) = find_posts(f"Words — Name (@name) {date}", language)
    assert post.published == "2025-02-18"


def test_dashes_in_the_text_and_platforms_by_handle() -> None:
    (post,) = find_posts("It is over – really – Ada L (@ada.example.org) May 2, 2025")
    assert (post.text, post.author, post.platform) == ("It is over – really", "Ada L", "bluesky")
    (post,) = find_posts("Over -- Ada L (@ada@social.example) May 2, 2025")
    assert post.platform == "mastodon"
    (post,) = find_posts("Over &mdash; Ada L (@ada) May 2, 2025")
    assert post.text == "Over"


@pytest.mark.parametrize(
    "text",
    [
        "He wrote to Ada (@ada) on May 2, 2025.",  # no dash
        "Words — Ada (@ada) soon",  # no date
        "Words — Ada (@ada) Marchember 2, 2025",
        "Words — (@ada) May 2, 2025",  # no name
        "— Ada (@ada) May 2, 2025",  # no words
        "Words — " + "n" * 200 + " (@ada) May 2, 2025",
        "Words — Ada\n(@ada) May 2, 2025"[:0] + "Words — Ada Ada@example.org May 2, 2025",
    ],
)
def test_what_is_no_post(text: str) -> None:
    assert find_posts(text, "en") == []


def test_identity_is_who_when_what_and_never_the_link() -> None:
    one, _ = find_posts(ARTICLE, "en")
    (same,) = find_posts(
        "Ships wait at #Nordhavn while the #harbour stays closed — P. W. (@Port_Watch) February 18, 2025"
    )
    assert one.document == same.document == document_id(identity_of(one))
    assert identity_of(one).startswith("post:")
    assert address_of(one) is None
    (other,) = find_posts("Ships wait at #Nordhavn — Port Watch (@port_watch) February 18, 2025")
    assert other.document != one.document
    assert post_identity("x", "ada", None, published=None, text="a", address="https://t.co/ab12cd34").startswith(
        "post:"
    )
    known = EmbeddedPost("x", None, "ada", None, 0, 1, "a", url="https://twitter.com/ada/status/12")
    assert identity_of(known) == "url:x.com/i/status/12"


def test_links_at_the_end_only() -> None:
    assert without_links("a https://t.co/ab12cd34 b") == ("a https://t.co/ab12cd34 b", None)
    assert without_links("a pic.twitter.com/ab12") == ("a", None)


def test_instants_of_ids() -> None:
    assert instant_of_id("x", "1212092628029698048") == 1577820376771  # 31 December 2019
    assert instant_of_id("x", "20") is None  # before snowflakes
    assert instant_of_id("mastodon", str(1764000000000 << 16)) == 1764000000000
    assert instant_of_id("tiktok", str(1764000000 << 32)) == 1764000000000
    shortcode = (1764000000000 - 1314220021721) << 23
    digits = ""
    while shortcode:
        shortcode, digit = divmod(shortcode, 64)
        digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[digit] + digits
    assert instant_of_id("instagram", digits) == instant_of_id("threads", digits) == 1764000000000
    assert instant_of_id("bluesky", "3m6abcdefghij") is None
    assert instant_of_id("x", "9" * 400) is None
    assert instant_of_id("x", "not-a-number") is None


@given(
    st.text(alphabet="ab \n—-(@)#1,5é\u200f", max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "words ",
                "— ",
                "Ada ",
                "(@ada)",
                " May 2, 2025",
                "\n",
                "\n\n",
                "https://t.co/ab12cd34 ",
                "(@",
                "–",
                "2025",
            ]
        ),
        max_size=24,
    ).map("".join)
)
@steady(200)
def test_spans_are_in_order_and_hold_the_text(text: str) -> None:
    reached = 0
    for post in find_posts(text):
        assert reached <= post.start < post.end <= len(text)
        assert text[post.start :].startswith(post.text)
        reached = post.end


def cost(text: str) -> float:
    best = 1e9
    for _ in range(3):
        begun = time.process_time()
        find_posts(text, "en")
        best = min(best, time.process_time() - begun)
    return max(best, 1e-3)


@pytest.mark.parametrize(
    "unit",
    [
        "— N (@a) ",
        "(@a) May 1, 2025",
        "x — n (@a) May 1, 2025 ",
        "x—",
        "a\n",
        "https://t.co/ab12cd34 ",
        "(@",
        "— n\n\n(@a) May 1, 2025",
    ],
)
def test_cost_grows_with_length_alone(unit: str) -> None:
    few = 8_000 // len(unit)
    assert cost(unit * 8 * few) < 40 * cost(unit * few)  # 8 when linear, 64 when quadratic
