"""NEAR and its kin as people write and paste them, and what stands for something else: forms(…) and saved:…"""

import pytest

from queries.errors import QueryRefused
from queries.forms import LANGUAGES, forms_of
from queries.matcher import matches
from queries.parser import parse
from queries.saved import MOST_OPENED
from queries.terms import document_terms
from tests.support.documents import document

# as typed, canonical text, codes of notices
READ = [
    ("a NEAR/5 b", "a NEAR/5 b", []),
    ("a near/5 b", "a NEAR/5 b", []),
    ("a NEAR b", "a NEAR/4 b", ["N202"]),
    ("a ONEAR b", "a ONEAR/4 b", ["N202"]),
    ("a NOT NEAR b", "a NOT NEAR/4 b", ["N202"]),
    ("a AROUND(5) b", "a NEAR/5 b", []),
    ("a w/5 b", "a NEAR/5 b", ["N202"]),
    ("a W/5 b", "a NEAR/5 b", ["N202"]),
    ("a pre/5 b", "a ONEAR/5 b", []),
    ("a PRE/5 b", "a ONEAR/5 b", []),
    ("a onear/5 b", "a ONEAR/5 b", []),
    ("a NEAR/5f b", "a ONEAR/5 b", []),
    ('"a b"~5', "a NEAR/5 b", ["N202"]),
    ('"a b c"~5', "a NEAR/5 b NEAR/5 c", ["N202"]),
    ('title:"a b"~5', "title:(a NEAR/5 b)", ["N202"]),
    ('"F-35 jet"~2', "F-35 NEAR/2 jet", ["N202"]),
    ('"a, b"~2', '"a," NEAR/2 b', ["N202"]),
    ('"not AND"~2', '"not" NEAR/2 "AND"', ["N202"]),
    ('"a"~5', "a", []),
    ("(a AND b)~5", "a NEAR/5 b", ["N202"]),
    ("(a b)~5 c", "(a NEAR/5 b) AND c", ["N202"]),
    ("(a AND (b OR c))~5", "a NEAR/5 (b OR c)", ["N202"]),
    ("title:(a AND b)~5", "title:(a NEAR/5 b)", ["N202"]),
    ('near5:"a b"', "a NEAR/5 b", ["N202"]),
    ('"a * b"', "a ONEAR/1 b", ["N202"]),
    ('"a b * * c d"', '"a b" ONEAR/2 "c d"', ["N202"]),
    ('"a * b * c"', "a ONEAR/1 b ONEAR/1 c", ["N202"]),
    ('"* a b *"', '"a b"', ["N202"]),
    ('"a * F-35"', 'a ONEAR/1 "F-35"', ["N202"]),
    ("a NEAR/3 b NEAR/5 c", "a NEAR/3 b NEAR/5 c", []),
    ("(a OR b) NEAR/3 (c OR {D})", "(a OR b) NEAR/3 (c OR {D})", []),
    ("raw:(A NEAR/2 B)", "{A} NEAR/2 {B}", []),
    ("title:(a NEAR/3 b)", "title:(a NEAR/3 b)", []),
    ("title:a NEAR/3 title:b", "title:(a NEAR/3 b)", []),
    ("title:(a NOT NEAR/3 b) c", "title:(a NOT NEAR/3 b) AND c", []),
    ("a NEAR/3 b c", "(a NEAR/3 b) AND c", []),
    ("NOT a NEAR/3 b", "NOT (a NEAR/3 b)", ["N211"]),
    ("said(a NEAR/3 b)", "said(a NEAR/3 b)", []),
    ("(a NEAR/3 b) NEAR/8 c", "(a NEAR/3 b) AND (a NEAR/3 b NEAR/8 c)", ["N210"]),
    ("(a ONEAR/3 b) ONEAR/8 c", "(a ONEAR/3 b) AND (a ONEAR/3 b ONEAR/8 c)", ["N210"]),
    ("c NEAR/8 (a NEAR/3 b)", "(a NEAR/3 b) AND (c NEAR/8 a NEAR/3 b)", ["N210"]),
    (
        "((a NEAR/3 b) NEAR/8 c) NEAR/5 d",
        "(a NEAR/3 b) AND (a NEAR/3 b NEAR/8 c) AND (a NEAR/3 b NEAR/8 c NEAR/5 d)",
        ["N210"],
    ),
    ("(a AND b) NEAR/5 c", "(a NEAR/5 c) AND (b NEAR/5 c)", ["N210"]),
    ("(a b) NEAR/5 (c d)", "(a NEAR/5 c) AND (a NEAR/5 d) AND (b NEAR/5 c) AND (b NEAR/5 d)", ["N210"]),
    ("((a AND b) OR c) NEAR/5 d", "(c NEAR/5 d) OR ((a NEAR/5 d) AND (b NEAR/5 d))", ["N210"]),
    ("(a AND b) NOT NEAR/5 c", "(a NOT NEAR/5 c) AND (b NOT NEAR/5 c)", ["N210"]),
    ("習 NEAR/3 東京", "習 NEAR/3 東京", ["N209"]),
    ("習 NEAR/10 東京", "習 NEAR/10 東京", []),
    ("a NEAR/21 b", "a NEAR/21 b", ["N224"]),
    ("wom?n", "wom?n", []),
    ("organi*ation*", "organi*ation*", []),
    ('"the organi*ation of"', '"the organi*ation of"', []),
    ("wom**n", "wom**n", []),
    ("what?", "what?", []),
    ("forms(port)", "port OR ports", []),
    ("forms(port) NEAR/2 strike", "(port OR ports) NEAR/2 strike", []),
    ("title:forms(port)", "title:port OR title:ports", []),
    ("forms(port dock)", "(port OR ports) AND (dock OR docks)", []),
    ("forms.en(Port)", "Port OR Ports", []),
]


@pytest.mark.parametrize(("typed", "canonical", "codes"), READ)
def test_read(typed, canonical, codes):
    query = parse(typed)
    assert query.canonical == canonical
    assert sorted({notice.code for notice in query.notices}) == codes
    assert all(1 <= notice.column <= notice.end <= len(typed) + 1 for notice in query.notices)
    again = parse(canonical)
    assert (again.tree, again.canonical) == (query.tree, canonical)


def test_words_without_a_field_are_the_statements_when_statements_are_asked_for():
    assert parse("a NEAR/3 b source:x", unit="statements").canonical == "said(a NEAR/3 b) AND source:x"
    assert parse("a NOT NEAR/3 b", unit="statements").canonical == "said(a NOT NEAR/3 b)"
    assert parse("title:(a NEAR/3 b) c", unit="statements").canonical == "title:(a NEAR/3 b) AND said(c)"


@pytest.mark.parametrize("query", ["a NEAR/3 b", "a NOT NEAR/3 b", "wom?n", "NOT x (a NEAR/2 b)", "forms(port)"])
def test_stands_as_a_rule(query):
    assert parse(query, rule=True).canonical


PATTERNS = [
    ("wom?n", "women of the port", "woman", "womn"),
    ("organi*ation", "an organisation", "organization", "organisations"),
    ("organi*ation*", "organisations", "organization", "organi nation"),
    ("colo*r", "color", "colour", "col or"),
    ("anti-terr*sm", "anti-terrorism", "antiterrorism", "anti terror"),
    ("#sto*dam", "#StopTheDam", "#stodam", "stopthedam"),
    ("F-35?0", "an F-3510", "F35x0", "F-350"),
    ("Зелен*ий", "Зеленський", "зелений", "Зеленська"),
]


@pytest.mark.parametrize(("query", "one", "other", "miss"), PATTERNS)
def test_patterns(query, one, other, miss):
    found = [matches(parse(query), document_terms(document("x", text))) for text in (one, other, miss)]
    assert found == [True, True, False]


def test_an_address_holds_no_pattern():
    text = "see example.org/news?id=5&page*two"
    assert matches(parse("example.org/news?id=5&page*two"), document_terms(document("x", text)))


FORMS = [
    ("port", None, {"port", "ports"}),
    ("party", None, {"parties"}),
    ("box", None, {"boxes"}),
    ("chairman", None, {"chairmen"}),
    ("leaf", None, {"leaves"}),
    ("day", None, {"days"}),
    ("إيران", None, {"وإيران", "لإيران", "بإيران", "وبإيران"}),
    ("الحكومة", None, {"الحكومة", "حكومة", "للحكومة", "والحكومة", "بالحكومة"}),
    ("ממשלה", None, {"הממשלה", "בממשלה", "וממשלה", "שהממשלה"}),
    ("Москва", None, {"Москвы", "Москве", "Москву", "Москвой"}),
    ("Путин", None, {"Путина", "Путину", "Путиным", "Путине"}),
    ("министр", None, {"министра", "министром", "министры", "министров"}),
    ("Россия", None, {"России", "Россию", "Россией"}),
    ("санкция", None, {"санкции", "санкций", "санкциям"}),
    ("договор", "ru", {"договора", "договором", "договоры"}),
    ("Зеленський", None, {"Зеленського", "Зеленському", "Зеленським"}),
    ("Україна", None, {"України", "Україну", "Україні", "Україною"}),
    ("Київ", None, {"Київа"}),
    ("kitap", "tr", {"kitaplar", "kitabı", "kitabın", "kitapta", "kitaptan", "kitaba", "kitapların"}),
    ("ülke", "tr", {"ülkeler", "ülkenin", "ülkeye", "ülkede", "ülkesi", "ülkelerin"}),
    ("okul", "tr", {"okullar", "okulu", "okulun", "okula", "okulda"}),
    ("Ağrı", None, {"Ağrının", "Ağrıya", "Ağrıda"}),
    ("کتاب", "fa", {"کتابها", "کتابهای"}),
]


@pytest.mark.parametrize(("word", "language", "some"), FORMS)
def test_forms(word, language, some):
    found = forms_of(word, language)
    assert found[0] == word
    assert some <= set(found)
    assert len(found) == len(set(found)) <= 60


def test_every_language_has_a_table_that_fits_any_word():
    for code in LANGUAGES:
        assert all(forms_of(word, code) for word in ("x", "слово", "كلمة", "word"))


def test_forms_in_arabic_letters_are_arabic_unless_persian_is_named():
    assert "وکتاب" in forms_of("کتاب")
    assert "وکتاب" not in forms_of("کتاب", "fa")


def saved(**texts):
    return texts.get


SAVED = [
    ("saved:sea", "port OR dock"),
    ("saved:sea strike", "(port OR dock) AND strike"),
    ("NOT saved:sea", "NOT (port OR dock)"),
    ("strike NEAR/3 saved:sea", "strike NEAR/3 (port OR dock)"),
    ("saved:close NEAR/8 air", "(port NEAR/2 strike) AND (port NEAR/2 strike NEAR/8 air)"),
    ("said(saved:sea speaker:ada)", "said((port OR dock) AND speaker:ada)"),
    ('saved:"the sea"', "port OR dock"),
    ("saved:ada", "said(speaker:ada)"),
    ("saved:harm", "(port OR dock) AND strike"),
    ("saved:who", "entity:q7 /*Ada*/"),
]


@pytest.mark.parametrize(("typed", "canonical"), SAVED)
def test_saved_queries_stand_in_parentheses(typed, canonical):
    texts = saved(
        **{
            "sea": "port OR dock",
            "the sea": "saved:sea",
            "close": "port NEAR/2 strike",
            "ada": "speaker:ada",
            "harm": "saved:sea strike",
            "who": 'entity:"Ada"',
        }
    )
    query = parse(typed, saved=texts, entities=lambda name: [("Q7", "Ada")])
    assert query.canonical == canonical
    assert parse(canonical).tree == query.tree


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("a saved:none", 'no saved query called "none"'),
        ("a saved:loop", "loop → back → loop"),
        ("a saved:bad", "never closed"),
        ("a saved:unknown", "no field"),
        ("a saved:far", "no saved query"),
        ("said(saved:source)", "belongs to the document"),
        ("a saved:two", str(MOST_OPENED)),
        ("saved:long AND saved:long", "32,768"),
    ],
)
def test_saved_queries_that_cannot_stand(typed, says):
    doubling = {f"two{n}": f"saved:two{n + 1} saved:two{n + 1}" for n in range(12)} | {"two12": "x"}
    texts = saved(
        loop="x saved:back", back="y OR saved:loop", bad="(a", unknown="titel:x", far="saved:none", source="source:x",
        two="saved:two0", long="a" * 20_000, **doubling,
    )  # fmt: skip
    with pytest.raises(QueryRefused) as refused:
        parse(typed, saved=texts)
    error = refused.value.errors[0]
    assert error.code == "E120"
    assert says in error.message
    assert error.message.count("cannot stand") <= 1
    place = typed[error.column - 1 : error.end - 1]
    assert place.startswith("saved:")
