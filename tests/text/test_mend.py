"""What no text may hold is replaced and told."""

from hypothesis import given
from hypothesis import strategies as st

from language.mend import mend
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


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@steady(300)
def test_idempotent_and_encodable(text: str) -> None:
    mended, _ = mend(text)
    mended.encode()
    assert mend(mended) == (mended, ())
