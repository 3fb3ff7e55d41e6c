"""Frames of the v1 wire: what they say, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sources._jetstream import FrameRefused, read, revision, web_address, with_links
from tests.sources.bluesky.site import tid

DID = "did:plc:ada7lindqvist"


def frame(record: dict[str, Any] | None = None, **commit: Any) -> str:
    told: dict[str, Any] = {
        "rev": tid(1_772_445_600_000_000),
        "operation": "create",
        "collection": "app.bsky.feed.post",
    }
    told |= {"rkey": "3mabc", "record": {"text": "Hello", **(record or {})}}
    return json.dumps({"did": DID, "time_us": 1_772_445_600_123_456, "kind": "commit", "commit": {**told, **commit}})


def text_of(record: dict[str, Any]) -> str:
    post = read(frame(record)).post
    assert post is not None
    return post.text


def test_a_post() -> None:
    event = read(frame({"text": "سلام", "langs": ["fa", "en"], "createdAt": "2026-03-02T10:00:00.000Z"}))
    assert (event.what, event.did, event.rkey, event.at) == ("put", DID, "3mabc", 1_772_445_600_123_456)
    assert event.version == 1_772_445_600_000_000
    assert event.post is not None
    assert (event.post.text, event.post.languages) == ("سلام", ("fa", "en"))
    assert event.post.created == "2026-03-02T10:00:00.000Z"


def test_revisions_are_microseconds() -> None:
    assert revision(tid(1_772_445_600_123_456)) == 1_772_445_600_123_456
    assert revision("3jzfcijpj2z2a") == 1_688_137_381_887_007  # the example of atproto.com/specs/tid
    assert [revision(bad) for bad in ("", "short", "3jzfcijpj2z2!", None, 7)] == [0] * 5


def test_update_and_delete() -> None:
    assert read(frame(operation="update")).what == "put"
    event = read(frame(operation="delete"))
    assert (event.what, event.rkey, event.post) == ("delete", "3mabc", None)


def test_links_are_written_out_where_their_bytes_are() -> None:
    text = "Café 🗳️ vote ex.am/ple… now"
    raw = text.encode()
    start = raw.index(b"ex.am")
    stop = raw.index(b" now")
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://ex.example.org/ple/long"}
    facet = {"index": {"byteStart": start, "byteEnd": stop}, "features": [link]}
    assert with_links(text, [facet]) == "Café 🗳️ vote https://ex.example.org/ple/long now"
    for wrong in (
        {"byteStart": start, "byteEnd": 999},
        {"byteStart": 4, "byteEnd": 9},  # in the middle of é
        {"byteStart": stop, "byteEnd": start},
        {"byteStart": -1, "byteEnd": 3},
        {"byteStart": "0", "byteEnd": 3},
        {},
    ):
        assert with_links(text, [{"index": wrong, "features": [link]}]) == text
    assert with_links(text, [facet, facet]) == with_links(text, [facet])  # they overlap: the first holds
    for odd in (None, "x", [None], [{"index": facet["index"]}], [{**facet, "features": [{"$type": "x"}]}]):
        assert with_links(text, odd) == text
    script = {**facet, "features": [{**link, "uri": "javascript:alert(1)"}]}
    assert with_links(text, [script]) == text


def test_cards_pictures_and_quotes_are_kept() -> None:
    card = {"external": {"uri": "https://daily.example.org/n/1", "title": "Quay closed", "description": "-"}}
    assert text_of({"embed": card}) == "Hello\n\nQuay closed\n\nhttps://daily.example.org/n/1"
    quote = {"record": {"uri": "at://did:plc:b/app.bsky.feed.post/3mq", "cid": "x"}}
    assert text_of({"embed": quote}).endswith("https://bsky.app/profile/did:plc:b/post/3mq")
    both = {"record": quote, "media": {"images": [{"alt": "A crowded quay", "image": {}}, {"alt": ""}]}}
    assert text_of({"embed": both}) == "Hello\n\nhttps://bsky.app/profile/did:plc:b/post/3mq\n\nA crowded quay"
    assert text_of({"text": "See https://daily.example.org/n/1", "embed": card}).count("https://") == 1
    for odd in (None, "x", {"external": {"uri": "javascript:x"}}, {"images": "x"}, {"record": {"uri": 5}}):
        assert text_of({"embed": odd}) == "Hello"


def test_addresses_of_what_is_no_post() -> None:
    assert web_address("at://did:plc:b/app.bsky.feed.generator/x") == ""
    assert web_address("https://bsky.app/") == ""


def test_what_is_not_ours_only_moves_the_time() -> None:
    assert read(frame(collection="app.bsky.feed.like")).what == "other"
    assert read(json.dumps({"did": DID, "time_us": 5, "kind": "sync", "sync": {}})).what == "other"
    assert read(json.dumps({"did": DID, "time_us": 5, "kind": "new"})).what == "other"


def test_accounts_and_identities() -> None:
    gone = {"did": DID, "time_us": 5, "kind": "account", "account": {"active": False, "status": "takendown"}}
    assert (read(json.dumps(gone)).what, read(json.dumps(gone)).status) == ("account", "takendown")
    gone["account"] = {"active": True}
    assert read(json.dumps(gone)).status == "active"
    for handle, told in (("ada.example.org", "ada.example.org"), ("", ""), (None, ""), (7, "")):
        named = {"did": DID, "time_us": 5, "kind": "identity", "identity": {"did": DID, "handle": handle}}
        assert read(json.dumps(named)).handle == told


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        (b"\x28\xb5\x2f\xfd", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"time_us": 5}', "`did`"),
        ('{"did": "did:plc:x"}', "`time_us`"),
        ('{"did": "did:plc:x", "time_us": "5"}', "`time_us`"),
        (frame(rkey=None), "`rkey`"),
        (frame(operation="merge"), "merge"),
        (frame().replace('{"text": "Hello"}', "null"), "`record`"),
        (frame({"text": 5}), "`text`"),
    ],
)
def test_a_frame_that_is_none_is_refused_by_name(raw: str | bytes, words: str) -> None:
    with pytest.raises(FrameRefused, match=words):
        read(raw)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("https://x.example.org"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["uri", "external", "record", "media", "images", "alt", "index"]), inner)
        ),
        max_leaves=8,
    ),
    st.text(max_size=20),
)
def test_no_record_makes_it_fail(embed: Any, text: str) -> None:
    assert read(frame({"text": text, "embed": embed, "facets": embed, "langs": embed})).what == "put"
