"""Marks in text: cut at every boundary, the text unchanged."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.console.pages.document import paragraphs
from onrecord.console.pieces import Piece, Span, around, blocks, cut, quoted, statement_spans, words_of
from tests.support import newsroom
from tests.support.newsroom import TREATY, treaty

TEXTS = st.text(alphabet="ab “”«»\n\u0301\u202eمذ😀", max_size=40)
SPANS = st.lists(
    st.builds(
        lambda start, length, name, mark: Span(start, start + length, name, mark=mark),
        st.integers(0, 45),
        st.integers(0, 20),
        st.sampled_from(["own", "rep on", ""]),
        st.booleans(),
    ),
    max_size=6,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(TEXTS, SPANS, st.integers(0, 40), st.integers(0, 40))
def test_pieces_join_to_the_text_and_carry_every_mark(text: str, spans: list[Span], one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    pieces = cut(text, spans, start, end)
    assert "".join(piece.text for piece in pieces) == text[start:end]
    at = start
    for piece in pieces:
        over = [span for span in spans if span.start <= at < span.end]
        assert set(piece.classes.split()) == {name for span in over for name in span.name.split()}
        assert piece.mark == any(span.mark for span in over)
        at += len(piece.text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(TEXTS)
def test_quoted_stretches_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    last = 0
    for start, end in quoted(text, 0, len(text)):
        assert last <= start < end <= len(text)
        assert text[start] in '“„«"「'
        last = end


def test_own_words_and_the_writers_words() -> None:
    document = treaty()
    indirect, direct, mixed, _, _, reading = document.statements
    assert [span.name for span in statement_spans(TREATY, direct)] == ["own"]
    assert [span.name for span in statement_spans(TREATY, indirect)] == ["rep"]
    assert [span.name for span in statement_spans(TREATY, reading)] == ["rep soft"]
    assert [(TREATY[s.start : s.end], s.name) for s in statement_spans(TREATY, mixed)] == [
        ("that ", "rep"),
        ("“every delay costs jobs”", "own"),
        ("that the port would close in May", "rep"),
    ]


def test_the_statement_on_show_has_all_its_roles() -> None:
    direct = treaty().statements[1]
    names = {span.name: TREATY[span.start : span.end] for span in statement_spans(TREATY, direct, on=True)}
    assert names == {
        "own on": "“We will not sign this treaty,”",
        "on-speaker": "Lindqvist",
        "on-verb": "told",
        "on-to": "reporters",
    }


def test_the_words_of_a_statement_have_the_matches_lit() -> None:
    direct = treaty().statements[1]
    at = TREATY.index("treaty,”")
    assert words_of(TREATY, direct, [(at, at + 6)]) == [
        [Piece("“We will not sign this ", "own"), Piece("treaty", "own", mark=True), Piece(",”", "own")]
    ]


def test_paragraphs_and_posts() -> None:
    document = treaty()
    found = blocks(document)
    assert [TREATY[one.start : one.end][:12] for one in found] == [
        "Foreign mini",
        "According to",
        "Harbour watc",
        "Observers be",
    ]
    assert [one.post is not None for one in found] == [False, False, True, False]


def test_the_context_holds_statement_speaker_and_verb_within_its_paragraph() -> None:
    document = treaty()
    for statement in document.statements:
        start, end = around(document.text, statement)
        assert start <= statement.start <= statement.end <= end
        assert statement.speaker is None or start <= statement.speaker.start
        assert "\n" not in document.text[start:end]


def test_a_long_document_of_many_statements_is_cut_in_a_bearable_time() -> None:
    text = "\n".join(f"Line {number} says “yes {number}” here." for number in range(4_000))
    statements = (
        tuple(newsroom.said("long", text, f"“yes {number}” here", kind="mixed") for number in range(0, 4_000, 40)) * 20
    )
    long = newsroom.document("long", text, statements=statements)
    started = time.process_time()
    found = paragraphs(long, "statements", None, None, [])
    assert time.process_time() - started < 10
    assert len(found) == 4_000
    assert sum(len(one.margin) for one in found) == 2_000
