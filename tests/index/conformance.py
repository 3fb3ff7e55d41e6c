"""What every index gives, case by case the same. An implementation is a `Desk`: it opens handles on one index."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from connectors.index.base import FACETS, Bucket, Index, Unit, Window, Write
from queries import Query
from queries.parser import parse
from schemas import Document, MentionedEntity, Statement
from tests.support.documents import NOON, document, entity, gone, party, statement

HOUR = 3_600_000


class Desk(Protocol):
    """One index and whoever opens it."""

    def writer(self) -> Index:
        """The one handle that writes."""
        ...

    def reader(self) -> Index:
        """One more handle, as another process has it."""
        ...


def ask(text: str, unit: Unit = "documents") -> Query:
    return parse(text, unit=unit)


def put(index: Index, *documents: Document) -> None:
    """Write over whatever is there, and make it searchable."""
    there = index.read([one.id for one in documents])
    outcomes = index.write([Write(one, there[one.id].seq if one.id in there else None) for one in documents])
    assert [outcome.state for outcome in outcomes] == ["written"] * len(documents)
    index.refresh()


def found(index: Index, text: str, **how) -> set[str]:
    """What is found, by the name that the document was made with."""
    page = index.search(ask(text), limit=1000, **how)
    assert page.total == len(page.hits) == index.count(ask(text))
    return {hit.document.identity for hit in page.hits}


def every_page(index: Index, query: Query, limit: int, **how) -> list[tuple[str, str | None]]:
    """(document, statement) of all pages, one after the other."""
    seen: list[tuple[str, str | None]] = []
    after = None
    while True:
        page = index.search(query, limit=limit, after=after, **how)
        assert len(page.hits) <= limit
        seen += [(hit.document.id, hit.statement.id if hit.statement else None) for hit in page.hits]
        if page.next is None:
            return seen
        assert len(page.hits) == limit, "a page that is not the last is full"
        assert page.next != after, "a page goes on"
        assert len(set(seen)) == len(seen), "no hit comes twice"
        after = page.next


def some_documents(count: int, seed: int = 5) -> list[Document]:
    """Documents with colliding instants, several carriers, statements, entities; a tenth of them gone."""
    chance = random.Random(seed)
    names = ["Ada Quill", "Bo Marsh", "Céline Roy", "داریوش کاوه"]
    verbs = [("say", "say"), ("warn", "warn"), ("caution", "warn"), ("deny", "deny")]

    def spoken(name: str, nth: int) -> Statement:
        speaker = chance.choice(names)
        resolved = {"name": speaker} if chance.random() < 0.7 else {}
        return statement(
            " ".join(chance.choices(["river", "bridge", "tax", "vote", "north"], k=4)),
            speaker=party(speaker.split()[-1], **resolved) if chance.random() < 0.9 else None,
            verb=chance.choice([*verbs, None]),
            kind=chance.choice(["direct", "indirect", "mixed"]),
            name=name,
            nth=nth,
        )

    def made(number: int) -> Document:
        name = f"d{number}"
        published = NOON + chance.randrange(-40, 40) * 6 * HOUR
        if chance.random() < 0.1:
            return gone(name, published=published)
        return document(
            name,
            " ".join(chance.choices(["river", "bridge", "tax", "vote", "north", "harbour"], k=8)),
            title=" ".join(chance.choices(["river", "bridge", "mayor"], k=2)),
            sources=chance.sample(["wire", "post", "gazette"], k=chance.choice([1, 1, 2])),
            url=f"https://www.{chance.choice(['north', 'south'])}.example.org/{number}",
            language=chance.choice(["en", "de", "fa"]),
            type=chance.choice(["article", "post"]),
            country=chance.choice(["mx", "ar", None]),
            published=published,
            arrived=NOON + chance.randrange(5) * HOUR,
            authors=("Ines Bell",) if chance.random() < 0.5 else (),
            entities=some_entities(chance),
            statements=[spoken(name, nth) for nth in range(chance.choice([0, 1, 1, 3]))],
        )

    return [made(number) for number in range(count)]


def some_entities(chance: random.Random) -> tuple[MentionedEntity, ...]:
    return tuple(entity(f"e{n}", f"Entity {n}", (0, 3)) for n in chance.sample(range(8), k=chance.choice([0, 1, 3])))


# Reading and writing


def test_a_document_is_created_once(desk: Desk) -> None:
    index = desk.writer()
    first, second = document("one", "river"), document("one", "bridge")
    assert [outcome.state for outcome in index.write([Write(first, None)])] == ["written"]
    assert [outcome.state for outcome in index.write([Write(second, None)])] == ["conflict"]
    assert index.read([first.id])[first.id].document == first


def test_a_write_names_the_sequence_number_that_it_read(desk: Desk) -> None:
    index = desk.writer()
    first, second, third = (document("one", text) for text in ("river", "bridge", "tax"))
    index.write([Write(first, None)])
    seq = index.read([first.id])[first.id].seq
    assert index.write([Write(second, seq)])[0].state == "written"
    assert index.write([Write(third, seq)])[0].state == "conflict"
    assert index.read([first.id])[first.id].document == second
    assert index.read([first.id])[first.id].seq > seq


def test_a_write_to_what_does_not_exist_conflicts(desk: Desk) -> None:
    index = desk.writer()
    assert index.write([Write(document("one"), 1)])[0].state == "conflict"
    assert index.read([document("one").id]) == {}


def test_outcomes_come_in_the_order_of_the_writes(desk: Desk) -> None:
    index = desk.writer()
    index.write([Write(document("b"), None)])
    outcomes = index.write([Write(document(name), None) for name in ("a", "b", "c", "a")])
    assert [(outcome.id, outcome.state) for outcome in outcomes] == [
        (document("a").id, "written"),
        (document("b").id, "conflict"),
        (document("c").id, "written"),
        (document("a").id, "conflict"),
    ]


def test_writing_a_document_again_leaves_one(desk: Desk) -> None:
    index = desk.writer()
    one = document("one", "river", statements=[statement("the river rose")])
    for _ in range(3):
        put(index, one)
    assert found(index, "river") == {"one"}
    assert index.count(ask("*", "statements"), unit="statements") == 1


def test_a_read_sees_what_was_written_before_any_refresh(desk: Desk) -> None:
    index, other = desk.writer(), desk.reader()
    one = document("one", "river")
    index.write([Write(one, None)])
    assert index.read([one.id, "absent"])[one.id].document == one
    assert set(other.read([one.id, "absent"])) == {one.id}


@pytest.mark.parametrize(
    "bad",
    [
        document("one", published=10**15),
        document("one", published=NOON, arrived=-(10**15)),
        document("one", "half a pair: \ud83d"),
        document("one", published=2**70),
    ],
    ids=["published", "arrived", "surrogate", "beyond 64 bits"],
)
def test_what_can_never_be_stored_is_refused_and_the_rest_written(desk: Desk, bad: Document) -> None:
    index = desk.writer()
    outcomes = index.write([Write(document("before"), None), Write(bad, None), Write(document("after"), None)])
    assert [outcome.state for outcome in outcomes] == ["written", "refused", "written"]
    assert outcomes[1].reason
    index.refresh()
    assert found(index, "*") == {"before", "after"}


# What is found


def test_a_new_text_is_found_and_the_old_no_more(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("one", "river", statements=[statement("the river rose"), statement("the river fell")]))
    put(index, document("one", "bridge", statements=[statement("the bridge fell")]))
    assert found(index, "bridge") == {"one"}
    assert found(index, "river") == found(index, "said(river)") == set()
    assert found(index, "said(bridge)") == {"one"}
    assert index.count(ask("*", "statements"), unit="statements") == 1


def test_what_is_gone_is_readable_and_found_by_nothing(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("one", "river", statements=[statement("the river rose")]), document("two", "bridge"))
    put(index, gone("one"))
    assert index.read([gone("one").id])[gone("one").id].document.gone
    assert found(index, "*") == found(index, "-tax") == found(index, "-river") == {"two"}
    assert found(index, "river") == found(index, "said(river)") == found(index, "source:wire river") == set()
    assert index.count(ask("*", "statements"), unit="statements") == 0
    assert index.facet(ask("*"), "source") == [Bucket("wire", 1)]
    put(index, document("one", "river"))
    assert found(index, "river") == {"one"}


def test_what_lost_all_its_carriers_is_found_by_nothing(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("one", "river", sources=()))
    assert found(index, "*") == set()


def test_another_process_sees_what_was_refreshed(desk: Desk) -> None:
    index, other = desk.writer(), desk.reader()
    assert found(other, "*") == set()
    before = other.generation()
    put(index, document("one", "river"))
    assert other.generation() > before
    assert found(other, "river") == {"one"}
    put(index, document("one", "bridge"), document("two", "river"))
    assert found(other, "river") == {"two"}


def test_nothing_new_leaves_the_generation(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("one", "river"))
    before = index.generation()
    index.refresh()
    assert index.generation() == before


def test_many_small_commits_are_one_index(desk: Desk) -> None:
    index = desk.writer()
    for number in range(30):
        put(index, document(f"d{number}", "river" if number % 3 else "bridge", published=NOON + number))
    assert found(index, "river") == {f"d{number}" for number in range(30) if number % 3}
    put(index, *(document(f"d{number}", "tax", published=NOON + number) for number in range(0, 30, 2)))
    assert found(index, "river") == {f"d{number}" for number in range(30) if number % 3 and number % 2}


def test_a_window_is_half_open_and_narrows_documents_and_statements(desk: Desk) -> None:
    index = desk.writer()
    for number in range(5):
        said = statement("the river rose", name=str(number))
        put(index, document(f"d{number}", published=NOON + number, arrived=NOON - number, statements=[said]))
    window = Window(published_from=NOON + 1, published_to=NOON + 3)
    hits = index.search(ask("*"), window=window).hits
    assert [hit.document.identity for hit in hits] == ["d2", "d1"]
    assert index.count(ask("*", "statements"), unit="statements", window=window) == 2
    assert index.count(ask("*"), window=Window(arrived_from=NOON - 1)) == 2
    assert index.count(ask("*"), window=Window(arrived_to=NOON - 1, published_from=NOON + 3)) == 2
    assert index.facet(ask("*"), "source", window=window) == [Bucket("wire", 2)]


def test_long_keys_and_long_names_are_found_and_counted(desk: Desk) -> None:
    index = desk.writer()
    path = "x" * 900
    speaker = "the spokesman " * 40 + "of the harbour"
    put(
        index,
        document("one", "river", url=f"https://example.org/{path}/y", statements=[statement("a", speaker=speaker)]),
    )
    assert found(index, f"url:example.org/{path}") == {"one"}
    assert index.facet(ask("*"), "speaker") == [Bucket(speaker, 1)]


def test_spans_tell_where_it_matched(desk: Desk) -> None:
    index = desk.writer()
    text = "A mayor spoke. “The river rose,” said Ada Quill."
    put(
        index,
        document("one", text, title="River", statements=[statement("The river rose", body=text, speaker="Ada Quill")]),
    )
    hit = index.search(ask("river mayor")).hits[0]
    spans = {
        (span.field, (hit.document.title if span.field == "title" else text)[span.start : span.end])
        for span in hit.matched
    }
    assert spans == {("title", "River"), ("text", "river"), ("text", "mayor")}
    hit = index.search(ask("said(speaker:quill river)"), unit="statements").hits[0]
    assert hit.statement is not None
    assert {text[span.start : span.end] for span in hit.matched} >= {"river"}


# Order and pages


@pytest.mark.parametrize("limit", [1, 4, 60])
@pytest.mark.parametrize("sort", ["published", "-published", "arrived", "-arrived"])
def test_pages_hold_every_document_once_in_order(desk: Desk, sort: str, limit: int) -> None:
    index = desk.writer()
    documents = some_documents(60)
    put(index, *documents[:30])
    put(index, *documents[30:])
    field, sign = sort.removeprefix("-"), 1 if sort.startswith("-") else -1
    expected = sorted((sign * getattr(one, field), one.id) for one in documents if not one.gone)
    assert [key for key, _ in every_page(index, ask("*"), limit, sort=sort)] == [key for _, key in expected]


@pytest.mark.parametrize("limit", [1, 5, 200])
def test_pages_hold_every_statement_once_in_order(desk: Desk, limit: int) -> None:
    index = desk.writer()
    documents = some_documents(60)
    put(index, *documents)
    expected = [
        (one.id, said.id)
        for one in sorted(documents, key=lambda one: (-one.published, one.id))
        for said in one.statements
    ]
    assert every_page(index, ask("*", "statements"), limit, unit="statements") == expected


def test_many_documents_of_one_instant_are_paged_by_id(desk: Desk) -> None:
    index = desk.writer()
    ids = [f"{'same' if number % 2 else 'other'}-prefix-{number:03}" for number in range(150)]
    put(index, *(document(one, "river", id=one) for one in ids))
    assert [key for key, _ in every_page(index, ask("river"), 20)] == sorted(ids)


def test_a_page_after_goes_on_where_it_stood_while_others_write(desk: Desk) -> None:
    index = desk.writer()
    put(index, *(document(f"d{number:02}", "river", published=NOON + number) for number in range(20)))
    first = index.search(ask("river"), limit=8)
    put(index, *(document(f"new{number}", "river", published=NOON + 100 + number) for number in range(5)))
    put(index, gone("d05"), document("d06", "bridge", published=NOON + 6))
    second = index.search(ask("river"), limit=50, after=first.next)
    names = [hit.document.identity for hit in (*first.hits, *second.hits)]
    assert names == [f"d{number:02}" for number in range(19, -1, -1) if number not in {5, 6}]


def test_the_last_page_is_the_last(desk: Desk) -> None:
    index = desk.writer()
    put(index, *(document(f"d{number}", "river") for number in range(6)))
    assert index.search(ask("river"), limit=6).next is None
    assert index.search(ask("river"), limit=5).next is not None
    nothing = index.search(ask("river"), limit=0)
    assert (nothing.total, nothing.hits) == (6, ())


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bm9uZQ", "é"])
def test_a_cursor_that_no_page_gave_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        desk.writer().search(ask("*"), after=cursor)


def test_a_cursor_of_another_order_is_refused(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("a"), document("b"))
    cursor = index.search(ask("*"), limit=1).next
    with pytest.raises(ValueError, match="cursor"):
        index.search(ask("*"), after=cursor, sort="arrived")


# Counts


def values(one: Document, facet: str) -> set[str | None]:
    """A document's values, written out once more; keys are shown as they are compared, in lower case."""
    match facet:
        case "source":
            return set(one.sources)
        case "language" | "type" | "country":
            return {(getattr(one, facet) or "").lower()}
        case "domain":
            return {(one.url or "").removeprefix("https://").removeprefix("www.").partition("/")[0]}
        case "entity":
            return {entity.id for entity in one.entities}
        case _:
            return {value for said in one.statements for value in of_statement(said, facet)}


def of_statement(said: Statement, facet: str) -> set[str | None]:
    match facet:
        case "speaker":
            return {(said.speaker.name or said.speaker.text) if said.speaker else None}
        case "verb":
            return {said.cue.verb_class if said.cue else None}
        case _:
            return {said.kind}


def most(each: Iterable[set[str | None]], limit: int = 20) -> list[Bucket]:
    counts = Counter(value for some in each for value in some if value)
    return [Bucket(value, count) for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))][
        :limit
    ]


@pytest.mark.parametrize("facet", FACETS)
def test_facets_count_documents_and_statements(desk: Desk, facet: str) -> None:
    index = desk.writer()
    documents = some_documents(80)
    put(index, *documents[:50])
    put(index, *documents[50:])
    shown = [one for one in documents if not one.gone]
    rivers = [one for one in shown if "river" in f"{one.title} {one.text}".split()]
    assert len(rivers) not in {0, len(shown)}
    for limit in (1, 2, 20):
        assert index.facet(ask("*"), facet, limit=limit) == most((values(one, facet) for one in shown), limit)
        assert index.facet(ask("river"), facet, limit=limit) == most((values(one, facet) for one in rivers), limit)
    own = facet in {"speaker", "verb", "kind"}
    each = [(of_statement(said, facet) if own else values(one, facet)) for one in shown for said in one.statements]
    assert index.facet(ask("*", "statements"), facet, unit="statements") == most(each)


def test_a_facet_that_does_not_exist_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="colour"):
        desk.writer().facet(ask("*"), "colour")


def test_values_that_tie_are_ordered_by_name(desk: Desk) -> None:
    index = desk.writer()
    names = [f"{letter}{number:03}" for number in range(40) for letter in "zäa中"]
    random.Random(1).shuffle(names)
    for start in range(0, len(names), 50):
        put(index, *(document(name, sources=(name,)) for name in names[start : start + 50]))
    for limit in (1, 3, 90, 1000):
        expected = [Bucket(name, 1) for name in sorted(names)[:limit]]
        assert index.facet(ask("*"), "source", limit=limit) == expected
    assert index.facet(ask("*"), "source", limit=0) == []


def bar(instant: int, step: str, zone: str) -> str:
    local = datetime.fromtimestamp(instant // 1000, UTC).astimezone(ZoneInfo(zone))
    start = local.replace(minute=0, second=0, microsecond=0)
    if step != "hour":
        start = start.replace(hour=0, fold=0)
    return (start - timedelta(days=local.weekday() if step == "week" else 0)).isoformat()


@pytest.mark.parametrize(
    "zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Monrovia"]
)
@pytest.mark.parametrize("step", ["hour", "day", "week"])
@pytest.mark.parametrize("years_back", [0, 90])
def test_a_timeline_counts_by_the_zones_clock(desk: Desk, step: str, zone: str, years_back: int) -> None:
    index = desk.writer()
    chance = random.Random(11)
    start = NOON - years_back * 366 * 24 * HOUR
    instants = [start - chance.randrange(40 * 24) * HOUR - chance.randrange(HOUR) for _ in range(120)]
    instants += [start - n * HOUR - 915_000 for n in range(5)]  # 15 s after the hour in Liberia, whose clock was odd
    put(index, *(document(f"d{n}", published=at) for n, at in enumerate(instants)))
    counts = Counter(bar(at, step, zone) for at in instants)
    expected = [Bucket(start, counts[start]) for start in sorted(counts, key=datetime.fromisoformat)]
    assert index.timeline(ask("*"), step, zone=zone) == expected
    assert index.timeline(ask("nowhere"), step, zone=zone) == []


def test_a_timeline_of_statements_counts_statements(desk: Desk) -> None:
    index = desk.writer()
    put(
        index, document("one", statements=[statement("a"), statement("b")]), document("two", published=NOON - 24 * HOUR)
    )
    assert [bucket.count for bucket in index.timeline(ask("*", "statements"), "day", unit="statements")] == [2]
    assert [bucket.count for bucket in index.timeline(ask("*"), "day")] == [1, 1]


def test_a_zone_that_does_not_exist_is_refused(desk: Desk) -> None:
    index = desk.writer()
    for zone in ("Atlantis/Harbour", "../etc", ""):
        with pytest.raises(ValueError, match="time zone"):
            index.timeline(ask("*"), "day", zone=zone)


# Collections


def test_an_entry_is_created_once_and_replaced_by_its_sequence_number(desk: Desk) -> None:
    outbox = desk.writer().collection("outbox")
    assert outbox.create("a", b"1")
    assert not outbox.create("a", b"2")
    entry = outbox.get("a")
    assert entry is not None
    assert (entry.key, entry.value) == ("a", b"1")
    assert outbox.replace("a", b"2", entry.seq)
    assert not outbox.replace("a", b"3", entry.seq)
    assert not outbox.replace("absent", b"3", entry.seq)
    again = outbox.get("a")
    assert again is not None
    assert again.value == b"2"
    assert again.seq > entry.seq
    assert outbox.get("absent") is None


def test_a_sequence_number_never_comes_again(desk: Desk) -> None:
    outbox = desk.writer().collection("outbox")
    outbox.create("a", b"1")
    first = outbox.get("a")
    assert first is not None
    outbox.delete("a")
    assert outbox.create("a", b"other")
    assert not outbox.replace("a", b"3", first.seq)


def test_the_last_to_put_wins(desk: Desk) -> None:
    health = desk.reader().collection("health")
    health.put("wire", b"1")
    health.put("wire", b"2")
    assert [entry.value for entry in health.entries()] == [b"2"]


def test_entries_come_by_key(desk: Desk) -> None:
    rules = desk.writer().collection("rules")
    keys = ["b/2", "a/1", "b/1", "b", "c", "b/\U0010ffff", "é", "b0"]
    for key in keys:
        rules.create(key, key.encode())
    assert [entry.key for entry in rules.entries()] == sorted(keys)
    assert [entry.key for entry in rules.entries("b/")] == ["b/1", "b/2", "b/\U0010ffff"]
    assert [entry.key for entry in rules.entries("b/", after="b/1", limit=1)] == ["b/2"]
    assert [entry.key for entry in rules.entries(after="b0")] == ["c", "é"]


def test_the_newest_come_first_and_are_paged_by_creation(desk: Desk) -> None:
    alerts = desk.writer().collection("alerts")
    for number in range(10):
        alerts.create(f"a{number * 7 % 10}", b"")
    alerts.put("a0", b"changed")
    order = [f"a{number * 7 % 10}" for number in range(9, -1, -1)]
    first = alerts.newest(4)
    assert [entry.key for entry in first] == order[:4]
    assert [entry.key for entry in alerts.newest(50, before=alerts.creation_of(first[-1].key))] == order[4:]
    assert alerts.creation_of("absent") is None


def test_collections_are_apart_and_their_generation_rises_with_every_change(desk: Desk) -> None:
    index, other = desk.writer(), desk.reader()
    rules, health = index.collection("rules"), other.collection("health")
    seen = [rules.generation()]

    def changed(change: Callable[[], object]) -> None:
        change()
        seen.append(other.collection("rules").generation())

    changed(lambda: rules.create("a", b"1"))
    changed(lambda: rules.put("a", b"2"))
    changed(lambda: rules.replace("a", b"3", rules.get("a").seq))
    changed(lambda: rules.delete("a"))
    assert seen == sorted(set(seen))
    rules.delete("a")
    rules.create("b", b"")
    assert not rules.create("b", b"")
    before = rules.generation()
    rules.replace("b", b"x", -1)
    health.put("b", b"y")
    assert rules.generation() == before
    assert [entry.value for entry in health.entries()] == [b"y"]


# What it tells of itself


def test_it_counts_what_it_holds(desk: Desk) -> None:
    index = desk.writer()
    put(index, document("one", statements=[statement("a"), statement("b")]), document("two"), gone("three"))
    status = index.status()
    assert (status["documents"], status["statements"]) == (2, 2)
    assert status["bytes"] > 0
    assert {"indexed", "analysis"} <= set(status)
