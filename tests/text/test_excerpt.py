"""The sentence that an alert and a hit show."""

from hypothesis import given
from hypothesis import strategies as st

from language.excerpt import LONGEST, sentence_around, sentence_span
from tests.support.steady import steady


def around(text: str, word: str, longest: int = LONGEST) -> str:
    place = text.index(word)
    return sentence_around(text, place, place + len(word), longest)


def test_a_sentence_is_shown_whole_and_alone() -> None:
    text = "First one here. He said the nuclear deal was dead. And more came.\nNext paragraph"
    assert around(text, "nuclear") == "He said the nuclear deal was dead."
    assert around(text, "First") == "First one here."
    assert around(text, "Next") == "Next paragraph"


def test_closing_quotes_belong_to_the_sentence_before() -> None:
    text = "“We will not sign.” The minister left."
    assert around(text, "sign") == "“We will not sign.”"
    assert around(text, "minister") == "The minister left."


def test_other_scripts_end_their_sentences_too() -> None:
    assert around("او رفت. آیا بازگشت؟ نمی‌دانیم.", "بازگشت") == "آیا بازگشت؟"
    assert around("他走了。条约没有签。天黑了。", "条约") == "条约没有签。"


def test_a_long_sentence_is_cut_at_spaces_and_says_so() -> None:
    shown = around("word " * 300 + "nuclear deal " + "tail " * 300, "nuclear", 100)
    assert shown.startswith("… word ")
    assert shown.endswith(" tail …")
    assert "nuclear deal" in shown
    assert len(shown) <= 110


@steady(100)
@given(st.text(alphabet="ab .!?\n”。؟", max_size=200), st.integers(0, 200), st.integers(1, 20))
def test_the_match_is_always_inside(text: str, start: int, width: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + width)
    first, last = sentence_span(text, start, end)
    assert first <= start <= end <= max(last, end)
    assert " ".join(text[start:end].split()) in sentence_around(text, start, end) or end - start > LONGEST
