"""From texts to terms: every rule of the analysis by example, and the laws that hold for any text."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import analysis
from language.analysis import BREAK, Position, analyze, pack, terms_of, unpack
from language.fold import fold, fold_key
from queries.errors import QueryRefused
from queries.evaluate import holds
from queries.leaves import LeafRefused, phrase_leaf, word_leaf
from queries.matcher import matches
from queries.parser import parse
from queries.terms import document_terms
from tests.support.documents import document

EXAMPLES = [
    ("F-35 F35", "f|=F|f35 35 f35|=F35"),
    ("U.S. U.S.A. US us", "us|=US usa|=USA us|=US us"),
    ("l’Iran dell’arte C'est", "l iran|=Iran dell arte c|=C est"),
    ("she’ll We’re don’t I’m", "she'll|she we're|we|=We don't i'm|i|=I"),
    (
        "Biden’s Erdoğan’ın O’Brien Qur’an",
        "bidens|biden|=Biden erdoganin|erdogan|=Erdoğan obrien|=O'Brien quran|qur|=Qur'an",
    ),
    ("1,000 3,5 1.000.000,5 10.0.0.1", "1.000|1000 3.5 1.000.000.5|1000000.5 10.0.0.1"),
    ("١٬٠٠٠ १२", "1.000|1000 12|=१२"),
    ("G20 5G", "g20|=G20 5g|=5G"),
    ("#BoycottNestle", "boycott|=Boycott|boycottnestle|#boycottnestle nestle|=Nestle"),
    ("#stop_iran", "stop|stopiran|#stopiran iran"),
    ("@acme_support @ana.example", "acme|@acme_support support ana|@ana.example example"),
    ("$TSLA $5", "tsla|=TSLA|$tsla 5"),
    ("a#b ana@example.org", "a b ana example org"),
    ("https://www.bbc.co.uk/x?y=1 example.org", "bbc co uk example org"),
    ("https://10.0.0.1/a ftp://ana@files.example", "10.0.0.1 files example"),
    ("東京都", "東京|東 京都|京 都"),
    ("東京F35", "東京|東 京 f35|=F35"),
    ("ｶﾞｽ", "ガス|ガ ス"),
    ("#東京", "東京|東|#東京 京"),
    ("대통령은", "대통|대 통령|통 령은|령 은"),
    ("خامنه‌ای", "خامنه|خامنهاي اي|=ای"),
    ('צה״ל צה"ל', "צהל|צה צהל|צה"),
    ("a\n\nb\n \n\nc\n\n", "a ¶ b ¶ c"),
    ("a\nb", "a b"),
    ("a\u2029b", "a ¶ b"),
    ("\n\n — \n\na", "a"),
    ("😀👍🏽 ❤️ 🇮🇷", "😀 👍 ❤ 🇮🇷"),
    ("har\u00adbour \u200eab\u200f", "harbour ab"),
    ("e-mail post_office", "e|email mail post|postoffice office"),
    ("Müller MÜLLER Straße", "muller|=Müller muller|=MÜLLER strasse|=Straße"),
    ("— !!! ... '", ""),
    ("", ""),
    ("rock’n’roll wouldn’t’ve", "rocknroll|rock wouldn't've|wouldn't"),
    ("t.me x.y.com i.e.", "t me x y com ie"),
    ("‘quoted’ “words”", "quoted words"),
    ("|a|b ¶ c", "a b c"),
]
SCRIPTS = "abzABZéüßıİ019éأإیيکكةء٣\u064b\u200c\u200dאבגжЖёйΣςσ中京が가한ไทย'’ʼ-‐_·.,#@$&/:\u00ad\u200b\ufe0f😀🇮½ﷺ"
CHUNKS = st.text(st.sampled_from(SCRIPTS) | st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12)
EVERY = settings(max_examples=250, derandomize=True, deadline=None)


@pytest.mark.parametrize(("text", "packed"), EXAMPLES)
def test_examples(text, packed):
    assert pack(analyze(text)) == packed


def test_offsets_are_the_characters_of_the_text_as_given():
    text = "The har\u00adbour, “Mu\u0308ller’s” #StopIran\n\n東京"
    found = [(position.terms[0], text[position.start : position.end]) for position in analyze(text)]
    assert found == [
        ("the", "The"),
        ("harbour", "har\u00adbour"),
        ("mullers", "Mu\u0308ller’s"),
        ("stop", "#Stop"),
        ("iran", "Iran"),
        ("¶", ""),
        ("東京", "東"),
        ("京", "京"),
    ]


def test_fold_is_closed_for_every_character():
    changed = [c for c in map(chr, range(sys.maxunicode + 1)) if fold(c) != fold(fold(c))]
    assert changed == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ø Đ þ Æ œ", "odthaeoe"), ("ё Ё ς", "ееσ"), ("أإآٱ ىیې ئ ؤ", "ااااييييو"), ("کڪ ةۀە ء", "ككههه"), ("й ї", "йї")],
)
def test_fold_examples(text, folded):
    assert fold(text) == folded


def test_keys_fold_case_and_width_only():
    assert fold_key("Ｗire-Ä") == "wire-ä"


@EVERY
@given(st.text(st.sampled_from(SCRIPTS + " \n"), max_size=40))
def test_terms_are_those_of_any_other_normal_form(text):
    wanted = [position.terms for position in analyze(unicodedata.normalize("NFC", text))]
    assert [position.terms for position in analyze(unicodedata.normalize("NFD", text))] == wanted
    assert terms_of(text) == [position.terms for position in analyze(text)]


@EVERY
@given(st.text(max_size=60))
def test_positions_are_well_formed(text):
    found = analyze(text)
    assert unpack(pack(found)) == [position.terms for position in found]
    for position in found:
        assert isinstance(position, Position)
        assert 1 <= len(position.terms) <= 6
        assert all(term and len(term.encode("utf-16-le", "surrogatepass")) <= 80 for term in position.terms)
        assert not any(" " in term or "|" in term for term in position.terms)
        assert 0 <= position.start <= position.end <= len(text)
    starts = [position.start for position in found]
    assert starts == sorted(starts)
    breaks = [at for at, position in enumerate(found) if position.terms == BREAK]
    assert not any(at in (0, len(found) - 1) or at + 1 in breaks for at in breaks)


@EVERY
@given(st.lists(CHUNKS, min_size=1, max_size=4))
def test_every_piece_of_a_text_finds_the_text(chunks):
    text = " ".join(chunks)
    terms = document_terms(document(text=text))
    for chunk in text.split():
        for leaf_of in (word_leaf, phrase_leaf):
            try:
                leaf = leaf_of(chunk)
            except LeafRefused:
                assert "*" in chunk or "?" in chunk or not analyze(chunk)
                continue
            assert _found(leaf, terms), chunk


def _found(leaf, terms):
    return any(holds(terms.fields["text"], sequence) for sequence in leaf.alternatives)


@EVERY
@given(st.lists(CHUNKS, min_size=1, max_size=3))
def test_pasted_pieces_parse_to_a_query_that_finds_the_text(chunks):
    text = " ".join(chunks)
    terms = document_terms(document(text=text))
    for chunk in text.split():
        if re.search(r"\w[*?]+\w", chunk) and not re.search("[/=&]", chunk):  # a pattern
            continue
        escaped = chunk.replace("\\", "\\\\").replace('"', '\\"')
        for query in (chunk, f'"{escaped}"'):
            try:
                parsed = parse(query)
            except QueryRefused:
                continue
            if "NOT" not in parsed.canonical and ":" not in parsed.canonical:
                assert matches(parsed, terms), query


def test_long_words_are_cut_alike_in_text_and_query():
    word = "x" * 50 + "😀"
    assert analyze(word)[0].terms == ("x" * 40,)
    assert matches(parse(word), document_terms(document(text=f"before {word} after")))
    astral = "𐐀" * 30
    assert len(analyze(astral)[0].terms[0].encode("utf-16-le")) == 80


def test_memory_of_chunks_is_bounded():
    for number in range(analysis._REMEMBERED + 10):
        terms_of(f"word{number}")
    terms_of("one more")
    assert len(analysis._term_memory) <= analysis._REMEMBERED


def test_a_long_text_without_white_space_is_linear():
    once, twice = "ab-東’" * 20_000, "ab-東’" * 40_000
    assert len(analyze(twice)) == 2 * len(analyze(once))
