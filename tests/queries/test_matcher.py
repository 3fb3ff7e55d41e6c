"""The matcher by hand: where a rule matched, which statements made it true, and who is asked at all."""

import pytest

from queries.anchors import anchors
from queries.matcher import Matcher, match_one, matches, statements_of
from queries.parser import parse
from queries.terms import MOST_POSITIONS, MOST_STATEMENTS, DocumentTerms, document_terms, searchable
from schemas import Cue, Party, Statement
from tests.support.documents import carrier, document, gone

TEXT = (
    "The minister, Ada Lindqvist, said that the harbour would close. “We will not sign,” Lindqvist told Per Holm, "
    "“not this treaty.”\n\nThe council of Nordhavn fears a mistake."
)


def at(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def party(words, nth=0, **more):
    return Party(words, *at(words, nth), **more)


def said(parts, speaker, cue, **more):
    spans = tuple(at(part) for part in parts)
    return Statement(
        "s", more.pop("kind", "direct"), spans[0][0], spans[-1][1], spans, " ".join(parts), speaker, cue, **more
    )


SIGN = said(
    ["We will not sign,", "not this treaty."],
    party("Lindqvist", 1, name="Ada Lindqvist", entity="Q7", aliases=("آدا لیندکویست",)),
    Cue("told", *at("told"), "tell", "say"),
    addressee=party("Per Holm"),
    about=("the treaty",),
)
CLOSE = said(
    ["that the harbour would close"], party("Ada Lindqvist"), Cue("said", *at("said"), "say", "say"), kind="indirect"
)
FEARS = said(
    ["a mistake"],
    party("The council of Nordhavn"),
    Cue("fears", *at("fears"), "fear", "warn"),
    kind="indirect",
    level="reading",
)
DOCUMENT = document(
    "one", TEXT, title="Harbour to close", statements=(CLOSE, SIGN, FEARS), language="en", authors=("Ana Díaz",)
)
TERMS = document_terms(DOCUMENT)


def shown(query, terms=TERMS):
    match = match_one(parse(query), terms)
    if match is None:
        return None
    return [f"{s.field}:{(DOCUMENT.title if s.field == 'title' else TEXT)[s.start : s.end]}" for s in match.spans]


SPANS = [
    ("harbour", ["title:Harbour", "text:harbour"]),
    ("body:harbour", ["text:harbour"]),
    ('"we will not sign"', ["text:We will not sign"]),
    ("lind*", ["text:Lindqvist", "text:Lindqvist"]),
    ("harbour OR treaty", ["title:Harbour", "text:harbour", "text:treaty"]),
    ("harbour OR (treaty zebra)", ["title:Harbour", "text:harbour"]),
    ("harbour NOT zebra", ["title:Harbour", "text:harbour"]),
    ("NOT zebra", []),
    ("source:wire", []),
    ("*", []),
    ('"ada lindqvist" lindqvist', ["text:Ada Lindqvist", "text:Lindqvist"]),
    ("zebra", None),
    ("said(treaty)", ["text:treaty"]),
    ("said(speaker:lindqvist treaty)", ["text:Lindqvist", "text:treaty"]),
    ("said(speaker:آدا)", ["text:Lindqvist"]),
    ('said("sign not")', ["text:sign,", "text:not"]),
    ("said(addressee:holm)", ["text:Per Holm"]),
    ("said(verb:tell)", ["text:We will not sign,", "text:not this treaty."]),
    ("said(about:treaty)", ["text:We will not sign,", "text:not this treaty."]),
    ("said(close OR verb:tell)", ["text:We will not sign,", "text:close", "text:not this treaty."]),
    ("said(mistake)", None),
    ("said(mistake level:reading)", ["text:mistake"]),
    ("NOT said(zebra)", []),
]


@pytest.mark.parametrize(("query", "spans"), SPANS)
def test_spans(query, spans):
    got = shown(query)
    assert got == spans if spans is None else sorted(got) == sorted(spans)


STATEMENTS = [
    ("said(treaty)", [1]),
    ("said(speaker:lindqvist)", [0, 1]),
    ("said(speaker:lindqvist NOT verb:say)", []),
    ("said(treaty) OR said(harbour)", [0, 1]),
    ("said(treaty) OR zebra", [1]),
    ("said(treaty) zebra", []),
    ("harbour NOT said(zebra)", []),
    ("said(harbour) NOT said(zebra)", [0]),
    ("said(harbour) NOT said(treaty)", []),
    ("harbour", [0, 1, 2]),
    ("*", [0, 1, 2]),
    ("zebra", []),
    ("said(level:reading)", [2]),
]


@pytest.mark.parametrize(("query", "numbers"), STATEMENTS)
def test_statements(query, numbers):
    assert statements_of(parse(query), TERMS) == numbers


def test_matches_come_in_the_order_of_rules_with_their_statements():
    rules = [("b", "said(treaty)"), ("a", "harbour"), ("c", "zebra"), ("d", "NOT zebra")]
    found = Matcher((name, parse(query)) for name, query in rules).match(TERMS)
    assert [(match.rule, match.statements) for match in found] == [("b", (1,)), ("a", ()), ("d", ())]


def test_what_is_gone_is_found_by_nothing():
    removed = document("two", "harbour", carriers=(carrier("wire", deleted=True),))
    for one in (gone("one"), removed):
        terms = document_terms(one)
        assert Matcher([("all", parse("*")), ("none", parse("NOT zebra"))]).match(terms) == []
        assert not matches(parse("*"), terms)
        assert statements_of(parse("*"), terms) == []


def test_stored_terms_keep_all_but_the_spans_of_words():
    stored = DocumentTerms.decode(TERMS.encode())
    for query, spans in SPANS:
        assert matches(parse(query), stored) is (spans is not None)
    assert shown("said(speaker:lindqvist)", stored) == ["text:Ada Lindqvist", "text:Lindqvist"]


def test_every_carrier_and_every_suffix_of_the_host_is_a_key():
    terms = document_terms(
        document(
            "x",
            sources=("Wire", "herald"),
            url="https://www.news.bbc.co.uk:443/World/a?b=c#d",
            language="pt-BR",
            country="MX",
        )
    )
    assert terms.keys["source"] == ("wire", "herald")
    assert terms.keys["domain"] == ("news.bbc.co.uk", "bbc.co.uk", "co.uk", "uk")
    assert terms.keys["url"] == ("news.bbc.co.uk", "news.bbc.co.uk/world", "news.bbc.co.uk/world/a?b=c")
    assert (terms.keys["language"], terms.keys["country"]) == (("pt",), ("mx",))
    assert "entity" not in terms.keys


def test_a_phrase_never_crosses_two_authors_or_two_names():
    terms = document_terms(document("x", authors=("Ada Holm", "Per Lind")))
    assert matches(parse('author:"per lind"'), terms)
    assert not matches(parse('author:"holm per"'), terms)
    assert not matches(parse('said(speaker:"lindqvist ada")'), TERMS)


def test_statements_beyond_the_bound_are_kept_but_not_searched():
    many = document("x", TEXT, statements=(CLOSE,) * MOST_STATEMENTS + (SIGN,))
    terms = document_terms(many)
    assert len(terms.statements) == MOST_STATEMENTS
    assert not matches(parse("said(treaty)"), terms)


def test_positions_beyond_the_bound_are_not_searched():
    assert MOST_POSITIONS == 1_000_000
    field = searchable("one two three four", most=3)
    assert set(field.index) == {"one", "two", "three"}
    assert [field.spans[at] for at in range(3)] == [(0, 3), (4, 7), (8, 13)]


JOINED = [
    ("F35", ["F-35"]),
    ("stopthedam", ["#StopTheDam"]),
    ("#stopthedam", ["#StopTheDam"]),
    ("@port_desk", ["@port_desk"]),
    ("1000", ["1,000"]),
    ("خامنهای", ["خامنه‌ای"]),
    ("#東京都", ["#東京都"]),
    ("東京都", ["#東京都"]),
    ("京", ["京"]),
    ("{Iran}", ["Iran’s"]),
    ("post", ["post"]),
]


@pytest.mark.parametrize(("query", "spans"), JOINED)
def test_a_word_found_in_a_joined_form_is_marked_whole(query, spans):
    text = "the F-35, #StopTheDam by @port_desk: 1,000 خامنه‌ای #東京都 Iran’s post-war"
    match = match_one(parse(query), document_terms(document("x", text)))
    assert [text[span.start : span.end] for span in match.spans] == spans


ANCHORS = [
    ("harbour", {"harbour"}),
    ("harb*", {"har"}),
    ('"of the harbour"', {"harbour"}),
    ("harbour treaty", {"harbour"}),
    ("harbour OR treaty", {"harbour", "treaty"}),
    ("harbour NOT treaty", {"harbour"}),
    ("language:en harbour", {"harbour"}),
    ("source:wire language:en", {"source:wire"}),
    ("language:en NOT x", {"language:en"}),
    ("said(speaker:ada harbour)", {"harbour"}),
    ("F-35", {"35", "f35"}),
    ("has:author", {"has:author"}),
]


@pytest.mark.parametrize(("query", "values"), ANCHORS)
def test_anchors(query, values):
    found = anchors(parse(query).tree)
    assert {anchor.value for anchor in found} == values


@pytest.mark.parametrize("query", ["NOT a", "*", "published:2026", "a OR NOT b"])
def test_without_anchors(query):
    assert anchors(parse(query).tree) is None


def test_a_document_meets_only_rules_whose_anchors_it_holds():
    rules = [(f"r{n}", parse(f"rare{n}word AND harbour")) for n in range(500)] + [("hit", parse("harbour AND treaty"))]
    matcher = Matcher(rules)
    assert matcher._candidates(TERMS) == {500}
