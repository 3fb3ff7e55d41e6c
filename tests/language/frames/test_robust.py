"""Any text: nothing raises, offsets are exact, and hostile texts cost their length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.enrichment import Enriched, enrich
from language.entities import EMPTY
from language.frames import LANGUAGES
from language.frames.grammar import load
from language.frames.quotes import quoted_regions


def read(language: str, text: str) -> Enriched:
    return enrich(text, document="d", language=language, base=EMPTY)


def pieces(language: str) -> st.SearchStrategy[str]:
    """Texts of what a language reads, with what it does not expect between."""
    grammar = load(language)
    cues = [grammar.script.join(cue.words) for group in grammar.cues.values() for cue in group][::7]
    words = [
        word
        for name in ("pronouns", "conjunctions", "prepositions", "adverbs", "relatives")
        for word in grammar.sets[name]
    ]
    sources = [grammar.script.join(one.words) for group in grammar.sources.values() for one in group]
    marks = [*"«»“”\"'’,،，.。:：;—–-?!؟…()\n\u200c\u064b\u00a0", "que", "что", "أن", "که", "A", "Xy", "7"]
    piece = (
        st.sampled_from(cues)
        | st.sampled_from(words)
        | st.sampled_from(sources)
        | st.sampled_from(marks)
        | st.text(max_size=3)
    )
    return st.lists(piece, max_size=40).map(" ".join)


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text(language: str) -> None:
    @settings(derandomize=True, max_examples=60, deadline=None)
    @given(pieces(language))
    def holds(text: str) -> None:
        enriched = read(language, text)
        for one in enriched.statements:
            assert one.text == " ".join(text[start:end] for start, end in one.parts)
            assert all(0 <= start < end <= len(text) for start, end in one.parts)
            assert (one.start, one.end) == (one.parts[0][0], one.parts[-1][1])
            assert all(left[1] < right[0] for left, right in zip(one.parts, one.parts[1:], strict=False))
            for span in (one.speaker, one.cue, one.addressee):
                assert span is None or text[span.start : span.end] == span.text
        for entity in enriched.entities:
            assert entity.mentions
            assert all(text[start:end] for start, end in entity.mentions)
        assert len({one.id for one in enriched.statements}) == len(enriched.statements)

    holds()


@pytest.mark.parametrize(
    ("language", "text", "speaker", "said", "cue"),
    [
        ("fa", "وزير گفته‌است که سدها پر هستند.", "وزير", "که سدها پر هستند", "گفته‌است"),
        ("fa", "وزیر میگوید که سدها پر هستند.", "وزیر", "که سدها پر هستند", "میگوید"),
        ("fa", "وزیر می گوید که سدها پر هستند.", "وزیر", "که سدها پر هستند", "می گوید"),
        ("ar", "قَالَ المُحافظُ إنّ الميناءَ مغلق.", "المُحافظُ", "إنّ الميناءَ مغلق", "قَالَ"),
        ("ar", "وقال المحافظ ان الميناء مغلق.", "المحافظ", "ان الميناء مغلق", "وقال"),
        ("ru", "Мэр подчеркивает, что всё решено.", "Мэр", "что всё решено", "подчеркивает"),
        ("ru", "Мэр подчёркивает, что все решено.", "Мэр", "что все решено", "подчёркивает"),
        ("fr", "Le maire a dit qu’il part.", "Le maire", "qu’il part", "a dit"),
        ("zh", "部長強調，碼頭將關閉。", "部長", "碼頭將關閉", "強調"),
    ],
)
def test_every_spelling_is_found_where_it_stands(language: str, text: str, speaker: str, said: str, cue: str) -> None:
    (one,) = read(language, text).statements
    assert one.speaker is not None
    assert one.cue is not None
    assert (one.speaker.text, one.text, one.cue.text) == (speaker, said, cue)
    assert text[one.start : one.end] == said


def cost(language: str, text: str) -> float:
    """Seconds of this process, the least of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        read(language, text)
        times.append(time.process_time() - start)
    return min(times)


HOSTILE = {
    "fr": ["dit et ", "« A, a dit X, ", "a dit que Marc dit, ", "« ", "Selon X, ", "Anne Xy ", "— ", "que "],
    "ar": ["وقال ", "قال أن ", "، وأضاف", "عن قوله "],
    "fa": ["گفت و ", "را محکوم کرد ", "به گفته ", "که "],
    "zh": ["说", "，说", "据报道", "“说”"],
}


@pytest.mark.parametrize(("language", "piece"), [(code, piece) for code, rows in HOSTILE.items() for piece in rows])
def test_hostile_texts_cost_their_length(language: str, piece: str) -> None:
    once, four = (cost(language, piece * (count // len(piece))) for count in (6_000, 24_000))
    assert four < 12 * once + 0.1, f"four times the text took {four / once:.0f} times as long"


@pytest.mark.parametrize(
    ("language", "insertion", "end"),
    [
        ("fa", "در تهران، ", "گفت که بله"),
        ("fa", "که، ", "گفت که بله"),
        ("zh", "在，", "说好的"),
        ("fr", "Paul, ", "a dit que oui"),
        ("ar", "في بيت، ", "قال أن لا"),
    ],
)
def test_insertions_between_subject_and_verb_are_not_tried_in_every_way(
    language: str, insertion: str, end: str
) -> None:
    few, many = (cost(language, insertion * count + end) for count in (8, 80))
    assert many < 100 * few + 0.5


def test_quotations_within_quotations() -> None:
    pairs = {"«": "»", "“": "”", '"': '"'}
    for text, regions in {
        "«A «B» C» d": ["«A «B» C»"],
        "«A «B» d": ["«A «B»"],
        "«A\nb» c": [],
        "«a long one that nobody closes\nb": ["«a long one that nobody closes"],
        'x "y" z': ['"y"'],
        '5" and 6" pipes': [],
    }.items():
        assert [text[start:end] for start, end in quoted_regions(text, pairs)] == regions, text
