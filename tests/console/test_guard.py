"""Who may ask the console: the Host, Origin and Sec-Fetch-Site matrix."""

import pytest
from starlette.datastructures import Headers

from onrecord.console.guard import host_name, origin_host, verdict

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "desk.example.org"})


def judged(method: str = "GET", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return verdict(method, Headers(named), HOSTS) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8765",
        "127.0.0.1",
        "localhost:9",
        "LOCALHOST:8765",
        "[::1]:8765",
        "[::1]",
        "desk.example.org",
        "localhost.",
    ],
)
def test_our_own_names_pass(host: str) -> None:
    assert judged(host=host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example:8765",
        "127.0.0.2:8765",
        "",
        ":8765",
        "localhost:port",
        "localhost:²",
        "::1",
        "evil.example@127.0.0.1",
        "127.0.0.1:8765, evil.example",
        "localhost/",
        "[::1",
        "0x7f.1",
        "desk.example.org.evil",
    ],
)
def test_foreign_names_are_refused(host: str) -> None:
    assert not judged(host=host)


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert verdict("GET", Headers({}), HOSTS) is not None
    twice = Headers(raw=[(b"host", b"localhost"), (b"host", b"localhost")])
    assert verdict("GET", twice, HOSTS) is not None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1.evil.example",
        "http://evil.example@localhost",
        "file://",
        "http://localhost/path",
        "chrome-extension://abc",
        "",
        "http://[::1",
    ],
)
def test_a_foreign_origin_is_refused(method: str, origin: str) -> None:
    assert not judged(method, host="localhost:8765", origin=origin)


def test_our_own_origin_passes() -> None:
    assert judged("GET", host="localhost:8765", origin="http://localhost:8765", sec_fetch_site="same-origin")


FETCH = [
    ("GET", "same-origin", "cors", "empty", True),
    ("GET", "none", "navigate", "document", True),
    ("POST", "same-origin", "cors", "empty", True),
    ("POST", "none", "navigate", "document", True),
    ("GET", "cross-site", "navigate", "document", True),
    ("GET", "same-site", "navigate", "document", True),
    ("POST", "cross-site", "navigate", "document", False),
    ("POST", "same-site", "navigate", "document", False),
    ("GET", "cross-site", "navigate", "iframe", False),
    ("GET", "cross-site", "no-cors", "image", False),
    ("GET", "cross-site", "no-cors", "script", False),
    ("GET", "same-site", "cors", "empty", False),
    ("GET", "cross-site", "websocket", "websocket", False),
    ("GET", "strange", "navigate", "image", False),
]


@pytest.mark.parametrize(("method", "site", "mode", "dest", "passes"), FETCH)
def test_what_browsers_tell_of_a_request(method: str, site: str, mode: str, dest: str, passes: bool) -> None:
    assert judged(method, host="localhost", sec_fetch_site=site, sec_fetch_mode=mode, sec_fetch_dest=dest) is passes


def test_names_are_read_without_their_port() -> None:
    assert host_name("Desk.Example.org:80") == "desk.example.org"
    assert host_name("[::1]:80") == "[::1]"
    assert host_name("[::1]") == "[::1]"
    assert host_name("a:b:1") is None
    assert origin_host("https://desk.example.org") == "desk.example.org"
    assert origin_host("ws://desk.example.org") is None
