"""Where positions stand, worked out a paragraph at a time, is where the analysis of the whole text puts them."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from language.analysis import Places, analyze

LETTERS = "ab C-.'\n\n\n  \u2029\u2028\t\u00a0\u200bé漢0"


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(st.sampled_from(LETTERS), max_size=40))
@example("one two\n\n—\n\nthree\n \n four-five\u2029six")
def test_places_are_those_of_the_whole_analysis(text: str) -> None:
    whole = analyze(text)
    places = Places(text)
    backwards = [places[at] for at in reversed(range(len(whole)))]
    assert backwards == [(position.start, position.end) for position in reversed(whole)]
