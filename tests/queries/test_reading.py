"""How what people paste is read: the canonical text, the notices, and statement conditions gathered."""

import pytest

from queries.canonical import show
from queries.parser import parse
from queries.tree import And, Key, Not, Or, Said, Words, statement_condition, walk

NOW = 1_795_536_000_000  # 2026-11-24T16:00:00Z

# as typed, canonical text, codes of notices
READ = [
    ("iran", "iran", []),
    ("iran sanctions", "iran AND sanctions", []),
    ("a AND b OR c", "(a AND b) OR c", ["N203"]),
    ("a and b", "a AND b", ["N201"]),
    ("a or b", "a OR b", ["N201"]),
    ("a && b || c", "(a AND b) OR c", ["N203"]),
    ("a | b", "a OR b", []),
    ("a -b", "a AND NOT b", []),
    ("a NOT (b OR c)", "a AND NOT (b OR c)", []),
    ("((a))", "a", []),
    ("(a b) c", "a AND b AND c", []),
    ("NOT NOT a", "NOT NOT a", []),
    ("+a b", "a AND b", []),
    ("a^9", "a", ["N205"]),
    ("+AND x", '"AND" AND x', []),
    ("a - b", "a AND b", ["N227"]),
    ("'a b'", "'a AND b'", ["N206"]),
    ("raw:BT", "{BT}", []),
    ("case:BT", "{BT}", []),
    ("{Bank  of England}", "{Bank of England}", []),
    ("“ministry  of health”", '"ministry of health"', []),
    ("„Haus“", '"Haus"', []),
    ("«maison»", '"maison"', []),
    (r'"a \"b\" c"', r'"a \"b\" c"', []),
    ('"or"', '"or"', []),
    ("title:(a OR b)", "title:a OR title:b", []),
    ("text:x", "body:x", []),
    ("intitle:x headline:y TI:z", "title:x AND title:y AND title:z", []),
    ("ingress:x", "body:x", ["N204"]),
    ("TITLE:x", "title:x", []),
    ("by:Ana", "author:Ana", []),
    ("from:ana", "author:@ana", []),
    ("from:@ana", "author:@ana", []),
    ("site:bbc.co.uk", "domain:bbc.co.uk", []),
    ("domain:https://www.bbc.co.uk/news", "domain:bbc.co.uk", []),
    ("url:bbc.co.uk", "domain:bbc.co.uk", []),
    ("inurl:bbc.co.uk/news", "url:bbc.co.uk/news", []),
    ("url:https://www.guardian.com/world/", "url:guardian.com/world", []),
    ("lang:Persian", "language:fa", []),
    ("language:(pes OR en-GB)", "language:fa OR language:en", []),
    ("sourcecountry:Mexico country:UK", "country:mx AND country:gb", []),
    ("type:posts", "type:post", []),
    ("has:statements", "has:statement", []),
    ("since:2026-11-01 until:2026-11-24", "published:>=2026-11-01 AND published:<2026-11-24", []),
    ("after:2026 before:2027", "published:>=2026 AND published:<2027", []),
    ("published:[2026-11-01 TO 2026-11-24]", "published:2026-11-01T00:00:00Z..2026-11-24T23:59:59Z", []),
    ("published:{2026-11-01 TO *}", "published:>=2026-11-02T00:00:00Z", []),
    ("date:2026-11-01..2026-11-24", "published:2026-11-01..2026-11-24", []),
    ("published:7d", "published:>=2026-11-17T16:00:00Z", []),
    ("published:today", "published:2026-11-24T00:00:00Z..2026-11-24T23:59:59Z", []),
    ("arrived:yesterday", "arrived:2026-11-23T00:00:00Z..2026-11-23T23:59:59Z", []),
    ("東京都*", "東京都*", ["N208"]),
    ('"#StopAdani now"', '"#StopAdani now"', ["N212"]),
    ("verb:warned", "said(verb:warned)", ["N207", "N213"]),
    ("said(verb:warn)", "said(verb:warn)", []),
    ("BUT iran", "BUT AND iran", ["N226"]),
    ("pаypal", "pаypal", ["N225"]),
    ("a OR a", "a OR a", ["N223"]),
    ("NOT a", "NOT a", ["N211"]),
    ("a OR NOT b", "a OR NOT b", ["N211"]),
    ("published:2025 published:2026", "published:2025 AND published:2026", ["N222"]),
    ("a <<<b>>> c", "a AND c", []),
    ("a /* of interest */ b", "a AND b", []),
    ("（a OR b） title：x", "(a OR b) AND title:x", []),
    ("F‐35", "F‐35", []),
    ("speaker:khamenei about:iran x", "said(speaker:khamenei AND about:iran) AND x", ["N207"]),
    ("(speaker:a OR speaker:b) about:c", "said((speaker:a OR speaker:b) AND about:c)", ["N207"]),
    ("speaker:a NOT speaker:b", "said(speaker:a AND NOT speaker:b)", ["N207"]),
    ("x NOT speaker:b", "x AND NOT said(speaker:b)", ["N207"]),
    ("speaker:a OR x", "said(speaker:a) OR x", ["N207"]),
    ("entity:Q42", "entity:q42", []),
    ("story:abc", "story:abc", []),
    ('source:"my wire"', 'source:"my wire"', []),
    ('צה"ל', 'צה"ל', []),
    ("{a TO b}", "{a TO b}", []),
    ("title:{Apple Pie}", "title:{Apple Pie}", []),
    ("one\n  OR\ttwo", "one OR two", []),
    ("Iran, sanctions.", "Iran, AND sanctions.", []),
    ("xOR and* #or", "xOR AND and* AND #or", []),
    ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c", []),
]


@pytest.mark.parametrize(("typed", "canonical", "codes"), READ)
def test_read(typed, canonical, codes):
    query = parse(typed, now=NOW)
    assert query.canonical == canonical
    assert sorted({notice.code for notice in query.notices}) == codes
    assert query.text == typed
    assert all(1 <= notice.column <= notice.end <= len(typed) + 1 for notice in query.notices)
    again = parse(query.canonical, now=0)
    assert again.tree == query.tree
    assert again.canonical == canonical


STATEMENTS = [
    ("treaty", "said(treaty)"),
    ("treaty harbour", "said(treaty AND harbour)"),
    ("treaty OR harbour", "said(treaty OR harbour)"),
    ("NOT treaty", "said(NOT treaty)"),
    ("treaty source:wire", "said(treaty) AND source:wire"),
    ("source:wire treaty language:en", "source:wire AND said(treaty) AND language:en"),
    ("treaty OR source:wire", "said(treaty) OR source:wire"),
    ("speaker:ada treaty", "said(speaker:ada AND treaty)"),
    ("title:treaty harbour", "title:treaty AND said(harbour)"),
    ("said(treaty) harbour", "said(treaty) AND harbour"),
    ("source:wire", "source:wire"),
    ("*", "*"),
]


@pytest.mark.parametrize(("typed", "canonical"), STATEMENTS)
def test_read_for_statements(typed, canonical):
    query = parse(typed, unit="statements")
    assert query.canonical == canonical
    assert any(notice.code == "N207" for notice in query.notices) == (
        canonical != typed.replace(" harbour", " AND harbour")
    )


def test_names_in_quotes_become_ids_with_the_name_beside():
    def called(name):
        return [("Q7", "Ada Lindqvist")] if name.casefold() == "ada lindqvist" else []

    query = parse('entity:"Ada Lindqvist" said(speaker_id:"ada lindqvist")', entities=called)
    assert query.canonical == "entity:q7 /*Ada Lindqvist*/ AND said(speaker_id:q7 /*Ada Lindqvist*/)"
    assert parse(query.canonical).tree == query.tree


def test_an_id_in_quotes_is_an_id_where_nobody_is_called_so():
    query = parse('entity:"wd:Q42"', entities=lambda name: [])
    assert query.canonical == 'entity:"wd:q42"'
    assert parse(query.canonical).tree == query.tree


def test_a_day_lies_in_the_readers_zone_and_is_shown_in_utc():
    query = parse("published:2026-11-24", zone="Europe/Berlin")
    assert query.canonical == "published:2026-11-23T23:00:00Z..2026-11-24T22:59:59Z"
    assert parse(query.canonical).tree == query.tree
    zoned = "published:>=2026-11-24T10:00+01:00"
    assert parse(zoned, zone="Asia/Tokyo").canonical == zoned


def test_a_day_with_a_clock_change_has_25_hours():
    long_day = parse("published:2026-10-25", zone="Europe/Berlin").tree
    short_day = parse("published:2026-03-29", zone="Europe/Berlin").tree
    assert (long_day.end - long_day.start) // 3_600_000 == 25
    assert (short_day.end - short_day.start) // 3_600_000 == 23


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-11-24", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
        ("2026-11-24T10", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"),
        ("2026-11-24T10:30", "2026-11-24T10:30:00Z", "2026-11-24T10:31:00Z"),
        ("2026-11-24T10:30:05", "2026-11-24T10:30:05Z", "2026-11-24T10:30:06Z"),
        ("2026-11-24T10:30-05:00", "2026-11-24T15:30:00Z", "2026-11-24T15:31:00Z"),
        (">2026-11", "2026-12-01T00:00:00Z", None),
        ("<=2026-11", None, "2026-12-01T00:00:00Z"),
        ("2026..", "2026-01-01T00:00:00Z", None),
        ("..2026-11-24", None, "2026-11-25T00:00:00Z"),
    ],
)
def test_written_dates(written, start, end):
    from datetime import datetime

    def millis(text):
        return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)

    node = parse(f"published:{written}").tree
    assert (node.start, node.end) == (millis(start), millis(end))


def test_said_means_level_said_unless_it_names_one():
    plain, named = parse("said(x)").tree, parse("said(x level:reading)").tree
    assert Key("level", "said") in list(walk(statement_condition(plain)))
    assert Key("level", "said") not in list(walk(statement_condition(named)))


def test_hyphens_may_be_left_out_except_in_quotes():
    word, quoted = parse("F-35").tree, parse('"F-35"').tree
    assert [len(sequence) for sequence in word.alternatives] == [2, 1]
    assert [len(sequence) for sequence in quoted.alternatives] == [2]


def test_printing_any_tree_of_nodes_gives_its_text_back():
    a, b, c = (parse(word).tree for word in "abc")
    for tree in (
        And((a, Or((b, Not(c))))),
        Or((And((a, b)), Not(Or((b, c))))),
        Not(Said(Words(("statement",), a.alternatives, "a"))),
    ):
        assert parse(show(tree)).tree == tree
