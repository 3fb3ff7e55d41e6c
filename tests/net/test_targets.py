"""Where a request may go and where a redirect may lead, by form alone."""

import pytest

from connectors.http import FetchRefused, Guard, Request, allow_list, redacted
from connectors.http.targets import Hop, check_place, next_hop, parse_target

BAD_FORMS = [
    ("", "scheme"),
    ("feed.xml", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("gopher://wire.example.org/", "scheme"),
    ("ftp://wire.example.org/", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("data:text/xml,<rss/>", "scheme"),
    ("ws://wire.example.org/", "scheme"),
    ("//wire.example.org/", "scheme"),
    ("http://", "url"),
    ("http:///feed.xml", "url"),
    ("http://wire.example.org:99999/", "url"),
    ("http://wire.example.org:80a/", "url"),
    ("http://wire.example.org:0/", "url"),
    ("http://[::1/", "url"),
    ("http://wire..example.org/", "url"),
    ("http://wire.example.org%00.example/", "url"),
    ("http://wire.example.org\\@127.0.0.1/", "url"),
    ("http:\\\\127.0.0.1\\", "url"),
    ("http://wire.example.org/\r\nX: y", "url"),
    ("ht\ntp://wire.example.org/", "url"),
    ("http://wi re.example.org/", "url"),
    ("http://\ud800.example/", "url"),
]


@pytest.mark.parametrize(("text", "code"), BAD_FORMS)
def test_bad_forms_are_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        parse_target(text)
    assert caught.value.code == code
    assert not caught.value.transient


def test_good_forms() -> None:
    target = parse_target("  HTTPS://user:p%40ss@Bücher.Example.:443/ä?q=a%2Bb#part ")
    assert str(target.url).endswith("/%C3%A4?q=a%2Bb")
    assert (target.host, target.port, target.user) == ("xn--bcher-kva.example", 443, ("user", "p@ss"))
    assert str(parse_target("http://0x7f.1:8080/x").url) == "http://127.0.0.1:8080/x"
    assert parse_target("http://[::FFFF:7f00:1]/").host == "::ffff:7f00:1"


@pytest.mark.parametrize(
    "text", ["http://wire.example.org:8080/", "https://wire.example.org:22/", "http://93.184.216.34:6379/"]
)
def test_other_ports_are_closed(text: str) -> None:
    with pytest.raises(FetchRefused, match=r"network\.allow") as caught:
        check_place(parse_target(text), frozenset())
    assert caught.value.code == "port"
    check_place(parse_target(text), allow_list([text.split("/")[2]]))


def test_an_allowed_pair_opens_no_other() -> None:
    allow = allow_list(["127.0.0.1:9000", "[::1]:9001", "Desk.Example.org.:9002"])
    for good in ("http://127.0.0.1:9000/", "http://[::1]:9001/", "http://desk.example.org:9002/"):
        check_place(parse_target(good), allow)
    for bad in ("http://127.0.0.1:9001/", "http://127.0.0.1/", "http://localhost:9000/", "http://127.0.0.2:9000/"):
        with pytest.raises(FetchRefused):
            check_place(parse_target(bad), allow)


@pytest.mark.parametrize(
    "pair", ["127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:http", "127.0.0.1:70000", "a b:80", "http://x:80"]
)
def test_the_allow_list_takes_pairs(pair: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        allow_list([pair])


def test_messages_hold_no_secret() -> None:
    url = "https://user:hunter2@wire.example.org/feed?token=hunter2#hunter2"
    assert redacted(url) == "https://wire.example.org/feed?…"
    assert "hunter2" not in repr(Request(url, headers={"Authorization": "Bearer hunter2"}))
    for bad in ("http://u:hunter2@x:99999/", "http://u:hunter2@[::1/", "ftp://u:hunter2@x/", "http://u:hunter2@x/ y"):
        with pytest.raises(FetchRefused) as caught:
            parse_target(bad)
        assert "hunter2" not in str(caught.value)


def hop(url: str, method: str = "GET", body: bytes | None = None) -> Hop:
    headers = {
        "Authorization": "Basic x",
        "Cookie": "a=b",
        "X-Api-Key": "k",
        "If-None-Match": '"e"',
        "Content-Type": "text/plain",
    }
    return Hop(method, parse_target(url), headers, body)


@pytest.mark.parametrize(
    ("start", "location", "kept"),
    [
        ("http://a.example/x", "/y", True),
        ("http://a.example/x", "//a.example/y", True),
        ("http://a.example/x", "https://a.example/y", True),
        ("http://a.example/x", "http://b.example/y", False),
        ("http://a.example/x", "//b.example/y", False),
        ("http://a.example/x", "http://a.example:443/y", False),
        ("http://a.example/x", "http://a.example.b.example/", False),
        ("https://a.example/x", "https://sub.a.example/", False),
    ],
)
def test_credentials_stay_with_their_origin(start: str, location: str, kept: bool) -> None:
    following = next_hop(hop(start), 302, location)
    assert ("Authorization" in following.headers) is kept
    assert ("Cookie" in following.headers) is kept
    assert ("X-Api-Key" in following.headers) is kept
    assert following.headers["If-None-Match"] == '"e"'


def test_a_location_brings_no_credentials_of_its_own() -> None:
    following = next_hop(hop("http://a.example/"), 302, "http://evil:pw@b.example/")
    assert following.target.user is None
    assert str(following.target.url) == "http://b.example/"


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
    ],
)
def test_methods_after_a_redirect(status: int, method: str, then: str) -> None:
    following = next_hop(hop("http://a.example/", method, b"x"), status, "/y")
    assert following.method == then
    assert (following.body is not None) is (then != "GET")
    assert ("Content-Type" in following.headers) is (then != "GET")


@pytest.mark.parametrize(
    ("start", "location", "code"),
    [
        ("https://a.example/", "http://a.example/", "downgrade"),
        ("https://a.example/", "http://b.example/", "downgrade"),
        ("http://a.example/", "file:///etc/passwd", "scheme"),
        ("http://a.example/", "javascript:alert(1)", "scheme"),
        ("http://a.example/", "http://b.example:x/", "url"),
        ("http://a.example/", "\\\\b.example\\", "url"),
        ("http://a.example/", "https:///x", "url"),
        ("http://a.example/", "/a b", "url"),
    ],
)
def test_where_no_redirect_leads(start: str, location: str, code: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        next_hop(hop(start), 302, location)
    assert caught.value.code == code


def test_a_message_is_not_carried_to_another_host() -> None:
    with pytest.raises(FetchRefused) as caught:
        next_hop(hop("http://a.example/", "POST", b"x"), 307, "http://b.example/")
    assert caught.value.code == "cross_host_body"


def test_the_guard_permits_nothing_private_by_itself() -> None:
    assert Guard().allow == frozenset()
