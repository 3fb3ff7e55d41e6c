"""Addresses: one spelling for one thing, never one for two."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.urls import canonical_url, hosts_of, is_home_page, is_short_link, safe_link, url_key
from tests.support.steady import steady


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("  HTTPS://Example.ORG:443/News/A?b=1#top ", "https://example.org/News/A?b=1"),
        ("http://http://example.org/x", "http://example.org/x"),
        ("http://https://example.org/x", "https://example.org/x"),
        ("http:/example.org/x", "http://example.org/x"),
        ("//example.org/x", "http://example.org/x"),
        ("http:\\\\example.org\\x\\y", "http://example.org/x/y"),
        ("http://example.org:/path", "http://example.org/path"),
        ("http://example.org?q=1", "http://example.org/?q=1"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org./a", "http://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org/a//b/./c/../d", "https://example.org/a/b/d"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/%7euser/%e2%82%ac%2f", "https://example.org/~user/%E2%82%AC%2F"),
        ("https://example.org/a b/ü", "https://example.org/a%20b/%C3%BC"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
        ("https://exa\u200bmple.org/a\n", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://[2001:DB8::0:1]/a", "https://[2001:db8::1]/a"),
        ("https://example.org/a?utm_source=x&UTM_Medium=y&id=7&fbclid=z", "https://example.org/a?id=7"),
        ("https://example.org/a;jsessionid=AB12?p=3", "https://example.org/a?p=3"),
        ("https://example.org/a?sid=9&cid=5&_id=9&ref=x", "https://example.org/a?sid=9&cid=5&_id=9&ref=x"),
        ("https://example.org/a?sessionid=" + "0f" * 16, "https://example.org/a"),
        ("https://example.org/a?sessionid=12", "https://example.org/a?sessionid=12"),
        ("https://x.com/ada/status/12?s=20&t=abc", "https://x.com/ada/status/12"),
        ("https://www.youtube.com/watch?v=aFCO6WidGVM&feature=share", "https://www.youtube.com/watch?v=aFCO6WidGVM"),
        ("https://example.org/#!/story/7", "https://example.org/#!/story/7"),
        ("https://example.org/a#:~:text=harbour", "https://example.org/a"),
        ("https://web.archive.example/web/2026/https://example.org/a", None),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1", "https://example.org/a?b=1"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3DQ&h=AT", "https://example.org/a"),
        ("https://urldefense.com/v3/__https://example.org/a__;!!x!y", "https://example.org/a"),
        ("https://href.li/?https://example.org/a", "https://example.org/a"),
        ("https://www.google.com/amp/s/example.org/a/amp", "https://example.org/a/amp"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a", "https://www.example.org/a"),
    ],
)
def test_canonical(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == (canonical or url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "urn:uuid:1",
        "tag:example.org,2026:1",
        "ftp://example.org/a",
        "/relative/path",
        "http://",
        "http:///",
        "http://exa mple.org/",
        "http://[::1",
        "http://example.org:99999/",
        "http://example..org/",
        "http://" + "a" * 300 + ".org/",
        "https://example.org/" + "a" * 9000,
        "http://\ud800.example/",
    ],
)
def test_what_is_no_address_is_none(url: str) -> None:
    assert canonical_url(url) is None
    assert url_key(url) is None
    assert safe_link(url) is None


def test_redirectors_are_undone_three_deep_and_no_deeper() -> None:
    from urllib.parse import quote

    url = "https://example.org/a"
    for _ in range(3):
        url = "https://www.google.com/url?q=" + quote(url, safe="")
    assert canonical_url(url) == "https://example.org/a"
    deeper = "https://www.google.com/url?q=" + quote(url, safe="")
    assert (canonical_url(deeper) or "").startswith("https://www.google.com/url?q=")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.example.org/a/", "https://example.org/a"),
        ("https://example.org/a?foo=123&baz=321", "https://example.org/a?baz=321&foo=123"),
        ("https://example.org/a?ref=rss", "https://example.org/a"),
        ("https://example.org/feed/topNews", "https://example.org/feed/topnews"),
        ("https://example.org/2026/Harbour-Closes", "https://example.org/2026/harbour-closes"),
        ("https://m.example.org/a", "https://www.example.org/a"),
        ("https://en.m.wikipedia.org/wiki/Harbour", "https://en.wikipedia.org/wiki/Harbour"),
        ("https://example.org/a/amp/", "https://example.org/a"),
        ("https://example.org/a.amp.html", "https://example.org/a"),
        ("https://amp.example.org/a", "https://example.org/a"),
        ("https://example.org/amp/a", "https://example.org/a"),
        ("https://example.org/a?outputType=amp", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org/a"),
        ("https://twitter.com/Ada/status/12", "https://mobile.x.com/ada/statuses/12?s=20"),
        ("https://youtu.be/aFCO6WidGVM", "https://m.youtube.com/watch?v=aFCO6WidGVM&t=4"),
        ("https://www.youtube.com/embed/aFCO6WidGVM", "https://www.youtube.com/shorts/aFCO6WidGVM"),
        ("https://old.reddit.com/r/ports/comments/1ab2cd/some_title/", "https://reddit.com/comments/1ab2cd"),
        ("https://t.me/s/Nordhavn_News/77", "https://telegram.me/nordhavn_news/77"),
        ("https://www.threads.net/@ada/post/C1x", "https://threads.com/@ada/post/C1x?x=1"),
    ],
)
def test_one_thing_has_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=123", "https://example.org/?p=124"),
        ("https://example.org/a?sid=9", "https://example.org/a?sid=10"),
        ("https://example.org/a?cid=5", "https://example.org/a?cid=6"),
        ("https://example.org/a?_id=9", "https://example.org/a?_id=8"),
        ("https://example.org/a?article=Ab", "https://example.org/a?article=aB"),
        ("https://example.org/oKyFAMiZMbU", "https://example.org/okyfamizmbu"),
        ("https://example.org/story-12A", "https://example.org/story-12a"),
        ("https://news.example.org/a", "https://example.org/a"),
        ("https://blog.example.org/a", "https://sport.example.org/a"),
        ("https://de.example.org/a", "https://fa.example.org/a"),
        ("https://youtu.be/aFCO6WidGVM", "https://youtu.be/afco6widgvm"),
        ("https://bit.ly/Harbour", "https://bit.ly/harbour"),
        ("https://example.org/#!/story/7", "https://example.org/#!/story/8"),
        ("https://reddit.com/r/a/comments/1ab/t/c1", "https://reddit.com/r/a/comments/1ab/t/c2"),
        ("http://127.0.0.1:9000/a", "http://127.0.0.1:9001/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/2026/3/1", "https://example.org/2026/3/11"),
        ("https://example.org/camp", "https://example.org/c"),
    ],
)
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_home_pages() -> None:
    for url in ("", "/", "///", "/en", "/ES/", "/global/", "/en-us/"):
        assert is_home_page("https://example.org" + url), url
    for url in ("/oKyFAMiZMbU", "/?p=12", "/a/b", "/a1", "/a b", "/harbour-closes-today", "/#!/story/7"):
        assert not is_home_page("https://example.org" + url), url
    assert not is_home_page("https://nyti.ms/harbour")
    assert not is_home_page("no address")


def test_short_links() -> None:
    assert is_short_link("https://t.co/pcr6apDfMu")
    assert is_short_link("http://ab.cd/xY12z")
    assert not is_short_link("https://t.co/")
    assert not is_short_link("https://example.org/harbour-closes")


def test_hosts() -> None:
    assert hosts_of("https://www.news.bbc.example.uk/a") == (
        "news.bbc.example.uk",
        "bbc.example.uk",
        "example.uk",
        "uk",
    )
    assert hosts_of("http://127.0.0.1:9000/a") == ("127.0.0.1",)
    assert hosts_of("urn:x") == ()


def test_safe_link_keeps_the_address_and_drops_what_deceives() -> None:
    assert safe_link("https://bank.example@evil.example/a") == "https://evil.example/a"
    assert safe_link('https://example.org/"><script>') == "https://example.org/%22%3E%3Cscript%3E"
    assert safe_link("https://example.org/a?utm_source=x#part 2") == "https://example.org/a?utm_source=x#part%202"
    assert safe_link("jav\tascript:alert(1)") is None
    assert safe_link("data:text/html,x") is None


def _pieces(*lines: str) -> list[str]:
    return [piece for line in lines for piece in line.split(" ")]


_PIECES = st.sampled_from(
    _pieces(
        "http https : :// // / \\ example.org www. m. amp. x.com google.com /url ?q= ?url= & &amp; amp; %2F %2e %% %41",
        "%E2 .. . utm_a=1 id=3 # #! ;jsessionid=1 @ :80 [ ] ::1 ü \u200b \x00 \ud800 a B t.co youtube.com = + ' ~",
        "http%3A%2F%2Fexample.org%2Fb /watch?v=Ab /amp twitter.com /a/status/1",
    )
)
_URLS = st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=60).map("https://example.org/".__add__))


@given(_URLS)
@steady(250)
def test_idempotent_and_never_raises(url: str) -> None:
    canonical = canonical_url(url)
    key = url_key(url)
    is_home_page(url), hosts_of(url), is_short_link(url)
    link = safe_link(url)
    assert link is None or re.match(r"https?://[^\s\"'<>]+$", link.replace("'", ""))
    assert (canonical is None) == (key is None)
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert url_key(canonical) == key
        assert canonical.isascii()


@given(st.from_regex(r"[a-z0-9-]{1,12}\.(example|org)", fullmatch=True), st.text(max_size=40))
@steady(200)
def test_the_host_stays_unless_a_rule_names_it(host: str, rest: str) -> None:
    assert hosts_of(canonical_url(f"https://{host}/{rest}") or "")[:1] in {(host,), ()} or host.startswith("-")


def test_a_hostile_address_costs_no_more_than_its_length() -> None:
    worst = 0.0
    for url in (
        "https://example.org/" + unit * 1000 for unit in ("aA", "../", "/amp", ";jsessionid=", "a:/", "%25", "&amp;")
    ):
        begun = time.process_time()
        url_key(url)
        worst = max(worst, time.process_time() - begun)
    assert worst < 2.0
