"""What no text may hold is replaced and told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.mend import mend
from schemas.marks import MOST_MARKS, shorten_marks
from tests.support.steady import steady


def test_nul_and_lone_surrogates() -> None:
    text, notes = mend("a\x00b\ud800c\udfff")
    assert text == "a\ufffdb\ufffdc\ufffd"
    assert notes == ("1 NUL characters replaced by U+FFFD", "2 lone surrogates replaced by U+FFFD")


def test_a_clean_text_stays() -> None:
    for text in ("", "Café 🗳️", "به‌زودی \u200fمی‌شود", "a\n\nb\tc"):
        assert mend(text) == (text, ())


def test_nfc_and_line_breaks() -> None:
    assert mend("Cafe\u0301\r\nb\rc\u2028d\x07e") == ("Café\nb\nc\nd e", ())


def test_endless_marks_are_cut_and_cost_no_more_than_their_length() -> None:
    text, notes = mend("a" + "\u0300\u0316" * 200_000 + "b")  # uncut, normalising this takes minutes
    assert len(text) < 40
    assert text.endswith("b")
    assert notes == ("1 runs of combining marks cut to 32",)
    assert mend("e" + "\u0301\u0323" * 10)[1] == ()


@pytest.mark.parametrize("before", range(9))
def test_one_mark_over_the_limit_is_cut_wherever_it_stands(before: int) -> None:
    text = "x" * before + "\u0316" * (MOST_MARKS + 1) + "y"
    assert shorten_marks(text) == (text[:before] + "\u0316" * MOST_MARKS + "y", 1)
    kept = "x" * before + "\u0316" * MOST_MARKS + "y" + "\u0316" * 9
    assert shorten_marks(kept) == (kept, 0)


@pytest.mark.parametrize("code", [0x00, 0x01, 0x0D, 0x1F, 0x7F, 0x84, 0x85, 0x9F, 0x2028, 0x2029, 0xD800, 0xDFFF])
def test_one_character_alone_is_found(code: int) -> None:
    assert mend(f"a{chr(code)}b")[0] in {"a b", "a\nb", "a\ufffdb"}


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@steady(300)
def test_idempotent_and_encodable(text: str) -> None:
    mended, _ = mend(text)
    mended.encode()
    assert mend(mended) == (mended, ())
