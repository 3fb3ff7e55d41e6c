"""Text out of HTML: what people read, where the embeds stand, and no input that costs more than its length."""

import contextlib
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.html import HtmlRefused, text_of
from language.scan import MOST_ATTRIBUTES, MOST_DEPTH, MOST_TAGS, scan
from tests.support.steady import steady


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br><br>three<br><br><br>four", "One\ntwo\n\nthree\n\nfour"),
        (
            "<p>A <b>bold</b> <i>word</i>, and <a href='https://example.org/'>a link</a>.</p>",
            "A bold word, and a link.",
        ),
        ("<p>  white\n\t space  </p>", "white space"),
        ("<p>a&amp;b &lt;c&gt; &eacute; &#8220;q&#8221;</p>", "a&b <c> é “q”"),
        ("<script>x</script><style>y</style><p>z</p><noscript>n</noscript>", "z"),
        ("<nav><ul><li>Home</ul></nav><main>Body</main><aside>ad</aside><form>f</form>", "Body"),
        ("<p>shown</p><p hidden>no</p><p style='display: none'>no</p><p aria-hidden=true>no</p>tail", "shown\n\ntail"),
        ("<ul><li>one<li>two</ul><ol><li>three</ol>", "one\ntwo\n\nthree"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<p>He said <q>never</q>.</p>", "He said “never”."),
        ("<pre>a\n  b <b>c</b>\n</pre>d", "a\n  b c\n\nd"),
        ("<h1>Title</h1>Lead<div>one<div>two</div>three</div>", "Title\n\nLead\n\none\n\ntwo\n\nthree"),
        ("<!-- no --><p>yes<!-- <p>no</p> --></p><![CDATA[x]]>", "yes"),
        ("<html><head><title>T</title></head><body>b</body></html>", "b"),
        ("Cafe<b>\u0301</b>", "Café"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        ("\u200fبندر\u200f بسته شد", "\u200fبندر\u200f بسته شد"),
        ("plain words", "plain words"),
        ("<p>open <b>never closed", "open never closed"),
        ("", ""),
        ("   ", ""),
        ("<!--" * 10, ""),
        ("<>", "<>"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert text_of(html).text == text


TWEET = (
    '<p>Before.</p><blockquote class="twitter-tweet" data-lang="en"><p lang="en" dir="ltr">We will not sign #treaty '
    '<a href="https://t.co/ab12cd34">https://t.co/ab12cd34</a></p>&mdash; Ada Lindqvist (@ada_l) '
    '<a href="https://twitter.com/ada_l/status/1891777777777777777?ref_src=twsrc%5Etfw">February 18, 2025</a>'
    '</blockquote><script async src="https://platform.twitter.com/widgets.js"></script><p>After.</p>'
)


def test_an_embedded_post_of_x() -> None:
    found = text_of(TWEET)
    (post,) = found.posts
    shown = found.text[post.start : post.end]
    assert shown.startswith("We will not sign #treaty")
    assert shown.endswith("— Ada Lindqvist (@ada_l) February 18, 2025")
    assert (post.platform, post.author, post.handle, post.language) == ("x", "Ada Lindqvist", "ada_l", "en")
    assert (post.text, post.hashtags) == ("We will not sign #treaty", ("treaty",))
    assert post.url == "https://x.com/ada_l/status/1891777777777777777"
    assert (post.published, post.published_from) == ("2025-02-18T09:12:24.410+00:00", "id")
    assert found.text.endswith("After.")


def test_an_embed_without_an_address_has_the_day_it_shows() -> None:
    html = '<blockquote class="twitter-tweet"><p>Words</p>— Ada (@ada) <a href="#">February 18, 2025</a></blockquote>'
    (post,) = text_of(html).posts
    assert (post.text, post.published, post.published_from, post.url) == ("Words", "2025-02-18", "page", None)


def test_an_embedded_post_of_bluesky() -> None:
    html = (
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:ex4mple/app.bsky.feed.post/3m6abcdefgh2k">'
        '<p lang="fa">بندر بسته شد<br><br><a href="https://bsky.app/x">[image or embed]</a></p>&mdash; Ada '
        '(<a href="https://bsky.app/profile/did:plc:ex4mple">@ada.example.org</a>) '
        '<a href="https://bsky.app/profile/did:plc:ex4mple/post/3m6abcdefgh2k?ref_src=embed">February 18, 2025</a>'
        "</blockquote>"
    )
    (post,) = text_of(html).posts
    assert post.url == "https://bsky.app/profile/did:plc:ex4mple/post/3m6abcdefgh2k"
    assert (post.text, post.language, post.handle) == ("بندر بسته شد", "fa", "ada.example.org")
    assert post.published == "2025-02-18"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C1aBcDeFgHi/?utm_source=ig_embed"></blockquote>',
            "https://www.instagram.com/p/C1aBcDeFgHi/",
        ),
        (
            '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@ada/post/C1aBcDeFgHi"></blockquote>',
            "https://www.threads.com/@ada/post/C1aBcDeFgHi",
        ),
        (
            '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ada/video/7300000000000000000"><section>t</section></blockquote>',
            "https://www.tiktok.com/@ada/video/7300000000000000000",
        ),
        (
            '<blockquote class="mastodon-embed" data-embed-url="https://social.example/@ada/115000000000000000/embed"></blockquote>',
            "https://social.example/@ada/115000000000000000",
        ),
        ('<iframe src="https://t.me/nordhavn/55?embed=1"></iframe>', "https://t.me/nordhavn/55"),
        ('<script data-telegram-post="nordhavn/55"></script>', "https://t.me/nordhavn/55"),
        (
            '<iframe data-src="//www.youtube-nocookie.com/embed/aFCO6WidGVM"></iframe>',
            "https://www.youtube.com/watch?v=aFCO6WidGVM",
        ),
        ('<lite-youtube videoid="aFCO6WidGVM"></lite-youtube>', "https://www.youtube.com/watch?v=aFCO6WidGVM"),
        (
            '<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=1&id=1891777777777777777"></iframe>',
            "https://x.com/i/status/1891777777777777777",
        ),
        (
            '<amp-twitter data-tweetid="1891777777777777777"></amp-twitter>',
            "https://x.com/i/status/1891777777777777777",
        ),
        (
            '<figure class="wp-block-embed is-provider-twitter"><div>https://twitter.com/ada/status/1891777777777777777</div></figure>',
            "https://x.com/ada/status/1891777777777777777",
        ),
        (
            '<iframe src="https://truthsocial.com/@ada/115000000000000000/embed"></iframe>',
            "https://truthsocial.com/@ada/115000000000000000",
        ),
    ],
)
def test_embeds_by_their_markup(html: str, url: str) -> None:
    (post,) = text_of(f"<p>Before</p>{html}<p>After</p>").posts
    assert post.url == url
    assert post.document


def test_a_quotation_or_a_frame_of_something_else_is_no_post() -> None:
    html = '<blockquote>Words</blockquote><iframe src="https://example.org/x"></iframe>'
    assert text_of(html + '<blockquote class="twitter-tweet">x</blockquote>').posts == ()


def test_a_post_shown_twice_by_frames_is_told_once() -> None:
    frame = '<iframe src="https://t.me/nordhavn/55"></iframe>'
    assert len(text_of(frame * 3).posts) == 1


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 100_000, "deeper than 256"),
        ("<div>" * (MOST_DEPTH + 1), "deeper than 256"),
        ("<b><div></b>" * 400, "deeper than 256"),
        ("<p>x</p>" * (MOST_TAGS // 2 + 1), "50,000 tags"),
        ("x" * 1_000_001, "1,000,000"),
        ("x" * 10_000_000, "1,000,000"),
        ("<a " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x</a>", "attributes"),
        ("<a " + "a " * (MOST_ATTRIBUTES + 1) + ">x</a>", "attributes"),
    ],
)
def test_too_much_is_refused_by_name(html: str, reason: str) -> None:
    with pytest.raises(HtmlRefused, match=reason):
        text_of(html)


def test_what_is_large_but_honest_is_read() -> None:
    deep = "<div>" * MOST_DEPTH + "x" + "</div>" * MOST_DEPTH
    assert text_of(deep).text == "x"
    assert text_of("<p>x" * 20_000).text.count("x") == 20_000
    assert text_of("<ul>" + "<li>x" * 20_000 + "</ul>").text.count("x") == 20_000
    assert text_of("<table>" + "<tr><td>x<td>y" * 9_000 + "</table>").text.count("x") == 9_000
    assert text_of("<p><b>x</b> <i>y</i></p>" * 8_000).text.count("x") == 8_000
    assert text_of(f"<a data-html='{'a b ' * 5000}'>x</a>").text == "x"
    assert text_of("<img a=1>" * 40_000 + "x").text == "x"
    scan("<p>a < b and 1 <2 <3</p>" * 1000)


HOSTILE = [
    "<!--", "<a href='", '<a x="', "<script>", "<b>x</b>", "&amp;", "&x", "<", "</zz>", "<p>x", "x ", "<br>",
    "<![CDATA[", "<?x ", "<blockquote class=twitter-tweet>x</blockquote>", '="', "e\u0301", "<textarea>", "<q>x</q>",
    "<pre>\n", "\u0300\u0316", "<li>", "<td>", "<a b=c d='e' f>x</a>",
]  # fmt: skip


def cost(html: str) -> float:
    best = 1e9
    for _ in range(3):
        begun = time.process_time()
        with contextlib.suppress(HtmlRefused):
            text_of(html)
        best = min(best, time.process_time() - begun)
    return max(best, 2e-3)


@pytest.mark.parametrize("unit", HOSTILE)
def test_cost_grows_with_length_alone(unit: str) -> None:
    few = 1_000
    assert cost(unit * 8 * few) < 40 * cost(unit * few)  # 8 when linear, 64 when quadratic


_PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "words", " ", "\n", "&amp;", "<q>", "</q>", "<pre>"),
        *("</pre>", "<table><tr><td>", "</table>", "<li>", "<!--", "-->", "<script>", "</script>", "e", "\u0301"),
        *("\x00", "<nav>", "</nav>", '<blockquote class="twitter-tweet">', "</blockquote>", "— A (@a) ", "</a>", "<"),
        *("<a href='https://x.com/a/status/99999999999'>", "<iframe src='https://t.me/abc/1'>", "</iframe>", ">", "="),
        *("'", '"'),
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=80))
@steady(250)
def test_any_html_gives_a_text_in_nfc_with_spans_inside(html: str) -> None:
    found = text_of(html)
    found.text.encode()
    assert unicodedata.is_normalized("NFC", found.text)
    assert "\n\n\n" not in found.text or "<pre>" in html
    for post in found.posts:
        assert 0 <= post.start <= post.end <= len(found.text)
