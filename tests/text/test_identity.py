"""Identity: the address, else source and id, else the text; posts by their own address."""

from schemas.identity import identity, post_identity, post_url


def test_an_address_names_the_item_whatever_the_source() -> None:
    one = identity(url="https://www.example.org/a1?utm_source=feed", source="wire", given_id="g1", text="x")
    other = identity(url="http://example.org/a1/", source="blog", given_id="7", text="y")
    assert one == other == "url:example.org/a1"


def test_a_home_page_or_a_shared_address_names_nothing() -> None:
    home = identity(url="https://example.org/en/", source="wire", given_id="g1", text="x")
    shared = identity(url="https://example.org/a1", source="wire", given_id="g1", text="x", shared_url=True)
    assert home == shared == 'id:["wire", "g1"]'
    assert identity(url="urn:x", source="wire", given_id="g1", text="x") == home


def test_two_sources_with_one_id_are_two() -> None:
    assert identity(url=None, source="a", given_id="1", text="") != identity(
        url=None, source="b", given_id="1", text=""
    )
    assert identity(url=None, source='a", "b', given_id="1", text="") != identity(
        url=None, source="a", given_id='b", "1', text=""
    )


def test_without_address_and_id_the_text_decides() -> None:
    one = identity(url=None, source="a", given_id=None, text="Harbour  closes\n")
    assert one == identity(url=None, source="b", given_id="", text="harbour closes")
    assert one != identity(url=None, source="a", given_id=None, text="harbour opens")
    assert one.startswith("text:")


def test_an_identity_is_ascii_even_of_lone_surrogates() -> None:
    assert identity(url=None, source="a", given_id="\ud800", text="").isascii()
    assert identity(url=None, source="a", given_id=None, text="\ud800").isascii()


def test_addresses_of_posts() -> None:
    assert post_url("x", "@iran_policy", "12") == "https://x.com/iran_policy/status/12"
    assert post_url("x", None, "12") == "https://x.com/i/status/12"
    assert post_url("bluesky", "did:plc:ex4mple", "3m6abc") == "https://bsky.app/profile/did:plc:ex4mple/post/3m6abc"
    assert post_url("mastodon", "ada@social.example", "99") == "https://social.example/@ada/99"
    assert post_url("telegram", "nordhavn", "5") == "https://t.me/nordhavn/5"
    assert post_url("bluesky", None, "3m6abc") is None
    assert post_url("mastodon", "ada", "99") is None
    assert post_url("x", "ada", None) is None
    assert post_url("elsewhere", "ada", "1") is None


def test_a_post_is_named_by_its_address_else_by_who_when_what() -> None:
    known = post_identity("x", "Ada", "12", published="2026-03-02", text="Words")
    assert known == identity(url="https://twitter.com/ada/status/12?s=20", source="x", given_id=None, text=None)
    pasted = post_identity("x", "@Ada", None, published="2026-03-02", text="Words  here")
    assert pasted == post_identity("x", "ada", None, published="2026-03-02T10:00:00Z", text="words here")
    assert pasted != post_identity("x", "ada", None, published="2026-03-03", text="words here")
    assert pasted != post_identity("bluesky", "ada", None, published="2026-03-02", text="words here")


def test_endless_combining_marks_cost_no_more_than_their_length() -> None:
    assert identity(url=None, source="a", given_id=None, text="a" + "\u0300\u0316" * 200_000).startswith("text:")
