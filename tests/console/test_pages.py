"""Routes, their twins, and that they agree."""

import csv
import gzip
import html
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from starlette.applications import Starlette

from connectors.index.base import IndexUnavailable
from onrecord.console.app import create_app
from onrecord.console.pages import alerts
from onrecord.console.state import ConsoleState
from schemas import document_id
from tests.console.conftest import state_over
from tests.support import newsroom
from tests.support.asgi import Answer, get

TREATY = document_id("treaty")
PAGES = [
    "/live",
    "/live?q=harbour",
    "/search",
    "/search?in=statements",
    "/search?q=harbour",
    "/alerts",
    "/alerts?rule=deal",
    "/sources",
    "/help",
    f"/documents/{TREATY}",
    f"/documents/{TREATY}?view=names",
    f"/documents/{TREATY}?view=record&q=treaty",
    "/search?q=nothinglikeit",
    "/search?q=(a",
    "/nope",
]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_one_well_formed_page(app: Starlette, path: str) -> None:
    answer = get(app, path)
    assert answer.status == {"/search?q=(a": 400, "/nope": 404}.get(path, 200)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = answer.text
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert '<html lang="en">' in page
    assert page.count("<main") == 1
    for field in re.findall(r'<input id="([^"]+)"', page):
        assert f'<label class="sr" for="{field}"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert len(answer.body) <= 60_000


@pytest.mark.parametrize(
    "path", [*PAGES, "/search.json", "/livez", "/metrics", "/sources.json", "/search.csv?q=(a", "/search.json?q=(a"]
)
def test_every_answer_has_the_headers_that_keep_browsers_safe(app: Starlette, path: str) -> None:
    headers = get(app, path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_pages_hold_no_inline_script_style_or_handler(app: Starlette) -> None:
    for path in PAGES:
        page = get(app, path).text
        assert not re.search(r"<[^>]+\son[a-z]+\s*=", page), path
        assert not re.search(r"<[^>]+\sstyle\s*=", page), path
        assert "<style" not in page
        scripts = re.findall(r"<script\b[^>]*>", page)
        assert len(scripts) == 1
        assert 'src="/static/console-' in scripts[0]
        assert 'integrity="sha384-' in scripts[0]


def test_the_nonce_is_fresh_and_the_pages_own(app: Starlette) -> None:
    nonces = set()
    for _ in range(3):
        answer = get(app, "/help")
        found = re.search(r'nonce="([^"]+)"', answer.text)
        assert found is not None
        assert f"'nonce-{found[1]}'" in answer.headers["content-security-policy"]
        nonces.add(found[1])
    assert len(nonces) == 3


def test_home_leads_to_live(app: Starlette) -> None:
    answer = get(app, "/")
    assert (answer.status, answer.headers["location"]) == (307, "/live")


def test_a_foreign_host_is_refused_everywhere(app: Starlette) -> None:
    for path in [*PAGES, "/search.json?q=*", "/livez", "/events", "/static/x"]:
        assert get(app, path, host="evil.example").status == 403
    refused = get(app, "/search.json?q=*", host="evil.example")
    assert refused.json()["error"]["code"] == "forbidden"
    assert "content-security-policy" in refused.headers


def test_only_reading_is_possible(app: Starlette) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = get(app, "/search", method=method, headers={"origin": "http://127.0.0.1:8765"})
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]
    assert get(app, "/search", method="POST", headers={"origin": "https://evil.example"}).status == 403


def test_static_files_are_served_under_their_hash(app: Starlette) -> None:
    page = get(app, "/help").text
    for path, kind in re.findall(r'(?:href|src)="(/static/[^"]+\.(css|js|svg))"', page):
        answer = get(app, path)
        assert answer.status == 200
        assert {"css": "text/css", "js": "javascript", "svg": "image/svg"}[kind] in answer.headers["content-type"]
        assert "immutable" in answer.headers["cache-control"]
        assert {"css": 32_000, "js": 20_000, "svg": 2_000}[kind] >= len(answer.body)


def ids_on_page(page: str) -> list[str]:
    return re.findall(r'data-doc="([0-9a-f]+)"', page)


def statement_ids_on_page(page: str) -> list[str]:
    return re.findall(r'\?s=([0-9a-f]+)[^"]*#on" data-open', page)


@pytest.mark.parametrize(
    "query", ["q=harbour", "q=tram*&limit=7", "q=tram*&sort=-published&limit=7", "since=40h", "q=language:fa"]
)
def test_document_twins_hold_what_the_page_holds(app: Starlette, query: str) -> None:
    shown = get(app, f"/search.json?{query}").json()
    ids = [hit["id"] for hit in shown["hits"]]
    assert ids
    assert ids_on_page(get(app, f"/search?{query}").text) == ids
    assert [
        row["id"]
        for row in table(get(app, f"/search.csv?{query}&limit=25" if "limit" not in query else f"/search.csv?{query}"))
    ] == ids
    entries = ElementTree.fromstring(
        get(app, f"/search.atom?{query}&limit=25" if "limit" not in query else f"/search.atom?{query}").body
    )
    assert [entry.findtext(f"{ATOM}id") for entry in entries.iter(f"{ATOM}entry")] == [
        f"urn:onrecord:document:{one}" for one in ids
    ]


@pytest.mark.parametrize(
    "query", ["q=treaty&in=statements", "q=tram*&in=statements&limit=9", "q=said(verb:say)&in=statements"]
)
def test_statement_twins_hold_what_the_page_holds(app: Starlette, query: str) -> None:
    shown = get(app, f"/search.json?{query}").json()
    ids = [hit["id"] for hit in shown["hits"]]
    assert ids
    assert statement_ids_on_page(get(app, f"/search?{query}").text)[: len(ids)] == ids
    sized = query if "limit" in query else f"{query}&limit=25"
    assert [row["id"] for row in table(get(app, f"/search.csv?{sized}"))] == ids
    feed = ElementTree.fromstring(get(app, f"/search.atom?{sized}").body)
    assert [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")] == [
        f"urn:onrecord:statement:{one}" for one in ids
    ]


def table(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_cursor_walks_through_all_hits_once(app: Starlette) -> None:
    after, seen = "", []
    while True:
        answer = get(app, f"/search.json?q=tram*&limit=30{after}").json()
        assert answer["total"] == 100
        seen += [hit["id"] for hit in answer["hits"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert len(seen) == len(set(seen)) == 100


def test_csv_without_a_limit_holds_all(app: Starlette) -> None:
    answer = get(app, "/search.csv?q=*")
    assert len(table(answer)) == 104
    assert "attachment" in answer.headers["content-disposition"]


def test_shapes_are_those_that_scripts_rely_on(app: Starlette) -> None:
    documents = get(app, "/search.json?q=treaty").json()
    assert set(documents) == {"total", "hits", "next"}
    hit = documents["hits"][0]
    assert {"id", "url", "title", "source", "published", "arrived", "language", "snippet"} <= set(hit)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", hit["published"])
    statement = get(app, "/search.json?q=treaty&in=statements").json()["hits"][0]
    assert {
        "id",
        "kind",
        "start",
        "end",
        "parts",
        "text",
        "speaker",
        "cue",
        "addressee",
        "about",
        "about_ids",
        "said_at",
        "said_in",
        "inside",
        "level",
        "mode",
        "certainty",
        "document",
        "url",
        "source",
        "published",
    } <= set(statement)
    assert {"text", "start", "end", "entity", "name", "how"} <= set(statement["speaker"])
    assert {"text", "start", "end", "lemma", "class"} == set(statement["cue"])


def test_a_document_and_its_twin(app: Starlette) -> None:
    page = get(app, f"/documents/{TREATY}").text
    twin = get(app, f"/documents/{TREATY}.json").json()
    assert "Ada Lindqvist" in page
    assert [one["id"] for one in twin["statements"]] == list(dict.fromkeys(re.findall(r"\?s=([0-9a-f]+)#on", page)))
    assert "from the feed" in page
    assert "headline differs" in page
    assert "@<bdi>harbourwatch</bdi>" in page
    plain = re.sub(r"<[^>]+>", "", page).replace("&#34;", '"')
    for line in newsroom.TREATY.split("\n\n"):
        assert line in plain


def test_the_statement_on_show_has_its_card_and_neighbours(app: Starlette) -> None:
    statements = get(app, f"/documents/{TREATY}.json").json()["statements"]
    page = get(app, f"/documents/{TREATY}?s={statements[2]['id']}").text
    assert 'id="on" aria-label="Statement 3"' in page
    assert "3 of 6" in page
    assert re.search(rf'href="[^"]*s={statements[1]["id"]}#on"[^>]*data-key="p"', page)
    assert re.search(rf'href="[^"]*s={statements[3]["id"]}#on"[^>]*data-key="n"', page)
    assert "by a pronoun" in page


def test_matches_are_lit_in_the_document(app: Starlette) -> None:
    assert "<mark>treaty</mark>" in get(app, f"/documents/{TREATY}?q=treaty").text
    assert "<mark>" not in get(app, f"/documents/{TREATY}").text


def test_text_is_told_with_its_language_and_direction(app: Starlette) -> None:
    page = get(app, f"/documents/{document_id('persian')}").text
    assert 'lang="fa" dir="rtl"' in page


MISSING = [
    ("/documents/unknown", 404, "not_found"),
    (f"/documents/{TREATY}?s=unknown", 404, "not_found"),
    (f"/documents/{TREATY}?view=map", 400, "bad_value"),
    ("/alerts?rulle=deal", 400, "unknown_parameter"),
    ("/sources?q=1", 400, "unknown_parameter"),
    ("/live?since=7d", 400, "unknown_parameter"),
    ("/search?q=*&nonsense=1", 400, "unknown_parameter"),
    ("/live/count", 400, "bad_value"),
    ("/search.json?after=zzz", 400, "bad_value"),
    ("/search.json?limit=1001", 400, "bad_value"),
    ("/search.csv?in=people", 400, "bad_value"),
]


@pytest.mark.parametrize(("path", "status", "code"), MISSING)
def test_what_is_not_there_is_told(app: Starlette, path: str, status: int, code: str) -> None:
    answer = get(app, path)
    assert answer.status == status
    if path.partition("?")[0].endswith((".json", ".csv", "count")):
        assert answer.json()["error"]["code"] == code
    else:
        assert 'role="alert"' in answer.text


def test_a_bad_query_is_told_with_its_place_and_a_fix(app: Starlette) -> None:
    error = get(app, "/search.json?q=(a%20AND").json()["error"]
    assert error["code"].startswith("E1")
    assert error["column"] >= 1
    page = get(app, "/search?q=titel:harbour&in=statements")
    assert page.status == 400
    assert 'value="titel:harbour"' in page.text
    assert "^^^^^" in page.text
    assert 'href="/search?q=title:harbour&amp;in=statements"' in page.text
    assert get(app, "/search?q=title:harbour&in=statements").status == 200


def test_a_removed_document_is_gone_and_found_nowhere(
    make_app: Callable[..., tuple[Starlette, newsroom.Index]],
) -> None:
    from tests.support.documents import gone

    app, index = make_app()
    newsroom.write(index, [gone("plain", source="daily")])
    ident = document_id("plain")
    assert get(app, f"/documents/{ident}").status == 410
    assert get(app, f"/documents/{ident}.json").json()["error"]["code"] == "gone"
    assert get(app, "/search.json?q=weather").json()["total"] == 0


def test_the_two_counts_and_every_facet_lead_to_what_they_count(app: Starlette) -> None:
    page = get(app, "/search?q=tram*&in=statements").text
    assert re.search(r'aria-current="true">Statements <span class="muted">100</span>', page)
    assert re.search(r'Documents <span class="muted">100</span>', page)
    pattern = r'<li><a href="([^"]+)"(?: aria-current="true")?><span><bdi>([^<]+)</bdi></span><span>([\d,]+)</span>'
    facets = re.findall(pattern, page)
    assert {name for _, name, _ in facets} >= {"Berit Holm", "said", "reported", "wire", "daily", "English"}
    for href, name, number in facets:
        twin = href.replace("&amp;", "&").replace("/search?", "/search.json?")
        assert get(app, twin).json()["total"] == int(number), name


def test_a_filter_in_force_can_be_taken_off(app: Starlette) -> None:
    page = get(app, "/search?q=tram*+source:wire&in=statements").text
    chip = re.search(r'<a class="chip" href="([^"]+)"><bdi>source wire</bdi>', page)
    assert chip is not None
    assert get(app, chip[1].replace("&amp;", "&").replace("/search?", "/search.json?")).json()["total"] == 100


def test_the_timeline_leads_to_its_bars(app: Starlette) -> None:
    page = get(app, "/search?in=documents").text
    table = page[page.index('<details class="table">') :]
    bars = re.findall(r'href="([^"]+)">([^<]+)</a></th><td class="r">([\d,]+)</td>', table)
    assert bars
    for href, _, number in bars:
        twin = href.replace("&amp;", "&").replace("/search?", "/search.json?")
        assert get(app, twin).json()["total"] == int(number)
    assert sum(int(number) for _, _, number in bars) == 104


def test_no_hits_offers_ways_on(app: Starlette) -> None:
    page = get(app, "/search?q=treaty+source:kurier&since=1h").text
    assert "Nothing found, last hour." in page
    assert "Look at any time" in page
    assert "Without “<bdi>source kurier</bdi>”" in page


def test_live_lists_by_arrival_and_counts_what_came(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app()
    page = get(app, "/live").text
    assert ids_on_page(page)[0] == TREATY
    mark = re.search(r'data-mark="([^"]+)"', page)
    assert mark is not None
    assert get(app, f"/live/count?mark={mark[1]}").json() == {"count": 0}
    new = [
        newsroom.document(f"new-{number}", "A harbour item.", arrived=newsroom.NOW - number, published=newsroom.NOW)
        for number in range(3)
    ]
    newsroom.write(index, new)
    assert get(app, f"/live/count?mark={mark[1]}").json() == {"count": 3}
    assert get(app, f"/live/count?mark={mark[1]}&q=weather").json() == {"count": 0}


def test_an_item_that_arrived_earlier_and_came_later_is_counted(
    make_app: Callable[..., tuple[Starlette, newsroom.Index]],
) -> None:
    app, index = make_app()
    mark = re.search(r'data-mark="([^"]+)"', get(app, "/live").text)
    assert mark is not None
    newsroom.write(index, [newsroom.document("slow", "Slow.", arrived=newsroom.treaty().arrived - 60_000)])
    assert get(app, f"/live/count?mark={mark[1]}").json() == {"count": 1}


def test_alerts_tell_why_and_whom(app: Starlette) -> None:
    page = get(app, "/alerts").text
    assert "Harbour treaty" in page
    assert "said(speaker:lindqvist treaty)" in page
    assert "<mark><bdi>treaty</bdi></mark>" in page
    assert "sent after 2 tries" in page
    assert "It answers 404: the address is gone." in page
    twin = get(app, "/alerts.json").json()
    assert len(twin["alerts"]) == 1
    assert twin["next"] is None
    assert twin["alerts"][0]["statement"]["speaker"]["name"] == "Ada Lindqvist"
    assert [one["state"] for one in twin["alerts"][0]["deliveries"]] == ["sent", "failed"]
    assert get(app, "/alerts.json?rule=other").json()["alerts"] == []


def test_alerts_are_paged_newest_first_and_by_rule(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app([])
    for number in range(7):
        newsroom.keep(index, newsroom.alert(rule=("odd" if number % 2 else "even"), id=f"a{number}"))
    first = get(app, "/alerts.json?limit=3").json()
    second = get(app, f"/alerts.json?limit=3&after={first['next']}").json()
    third = get(app, f"/alerts.json?limit=3&after={second['next']}").json()
    assert [one["id"] for page in (first, second, third) for one in page["alerts"]] == [
        f"a{n}" for n in range(6, -1, -1)
    ]
    odd = get(app, "/alerts.json?rule=odd&limit=2").json()
    rest = get(app, f"/alerts.json?rule=odd&limit=2&after={odd['next']}").json()
    assert [one["id"] for one in odd["alerts"] + rest["alerts"]] == ["a5", "a3", "a1"]


def test_sources_tell_state_error_and_remedy(app: Starlette) -> None:
    page = get(app, "/sources").text
    assert "3 sources: 1 well · 1 late · 1 failing" in page
    assert page.index("blog") < page.index("daily") < page.index("wire")
    assert "It answers with a web page, not a feed." in page
    assert "Look for the feed&#39;s own address on that page." in page
    assert "in 3 min" in page
    assert "1 source failing" in get(app, "/live").text
    twin = get(app, "/sources.json").json()["sources"]
    assert [one["state"] for one in twin] == ["failing", "late", "ok"]
    assert {"id", "kind", "url", "state", "last_success", "last_item", "next_poll", "error"} <= set(twin[0])
    assert twin[2]["last_success"] == "2025-11-24T17:59:00.000Z"
    assert twin[0]["error"]["code"] == "not_a_feed"


def test_a_damaged_health_record_is_told_not_fatal(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app()
    index.collection("sources").put("broken", b"{not json")
    assert get(app, "/sources").status == 200
    assert "can&#39;t be read" in get(app, "/sources").text


def test_an_empty_desk_says_what_to_expect(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app([])
    for key in ("wire", "daily", "blog"):
        index.collection("sources").delete(key)
    assert "Nothing yet." in get(app, "/live").text
    assert "No source has reported yet." in get(app, "/sources").text
    assert "Nothing has fired yet." in get(app, "/alerts").text
    assert get(app, "/search").status == 200


def test_readiness_follows_the_index(home: Path) -> None:
    def refuse() -> newsroom.Index:
        raise IndexUnavailable("damaged", "The index can't be opened; run onrecord doctor.")

    broken = create_app(ConsoleState(open_index=refuse))
    assert get(broken, "/livez").status == 200
    assert get(broken, "/readyz").status == 503
    page = get(broken, "/search?q=a")
    assert page.status == 503
    assert page.headers["retry-after"] == "5"
    assert "run onrecord doctor" in page.text
    twin = get(broken, "/search.json?q=a")
    assert (twin.status, twin.json()["error"]["code"]) == (503, "index_damaged")
    assert get(broken, "/metrics").status == 200
    assert get(broken, "/help").status == 200
    assert get(create_app(state_over(home)), "/readyz").json() == {"ready": True, "index": "ok"}


def test_an_index_that_comes_later_is_opened_then(home: Path) -> None:
    tries = []

    def open_later() -> newsroom.Index:
        tries.append(1)
        if len(tries) == 1:
            raise IndexUnavailable("unreachable", "Not yet.")
        return newsroom.open_index(home, writer=False)

    app = create_app(ConsoleState(open_index=open_later))
    assert get(app, "/search.json").status == 503
    assert get(app, "/search.json").json()["total"] == 104


def test_our_own_error_is_told_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> newsroom.Index:
        raise ZeroDivisionError("secret detail")

    answer = get(create_app(ConsoleState(open_index=fail)), "/search?q=a")
    assert answer.status == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers
    assert "secret detail" in caplog.text


def test_metrics_and_description(app: Starlette) -> None:
    metrics = get(app, "/metrics").text
    assert "onrecord_index_documents 104.0" in metrics
    assert "# HELP onrecord_documents_written_total" in metrics
    described = get(app, "/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert {"/search.json", "/documents/{id}.json", "/alerts.json", "/sources.json", "/livez", "/readyz"} <= set(
        described["paths"]
    )
    names = {one["name"] for one in described["paths"]["/search.json"]["get"]["parameters"]}
    assert names == {"q", "in", "since", "from", "to", "sort", "limit", "after"}
    for reference in re.findall(r"#/components/schemas/(\w+)", get(app, "/openapi.json").text):
        assert reference in described["components"]["schemas"]


def test_a_very_long_query_is_answered(app: Starlette) -> None:
    words = " OR ".join(f"word{number}" for number in range(1_000))
    answer = get(app, f"/search?q={words.replace(' ', '+')}")
    assert answer.status == 200
    assert "link" not in answer.headers
    assert len(re.findall(r"<h1[^>]*>[^<]*</h1>", answer.text)[0]) < 600
    assert get(app, "/search?q=" + "%28" * 40_000).status == 400


def test_a_full_page_of_results_is_light(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app([])
    day = 86_400_000
    long = [
        newsroom.document(
            f"long-{number}",
            body := f"Mayor Berit Holm said that {words}. A second sentence stands behind it, of middling length.",
            title=f"A headline of the usual length, number {number}, about the harbour",
            published=newsroom.NOW - number * day,
            language="en",
            url=f"https://wire.example.org/{number}",
            statements=[
                newsroom.said(
                    f"long-{number}",
                    body,
                    f"that {words}",
                    "Mayor Berit Holm",
                    ("said", "say", "say"),
                    kind="indirect",
                    about=("harbour", "tram"),
                )
            ],
        )
        for number in range(31)
        for words in [f"the harbour would close on day {number} unless " + "the council agrees to its plan " * 3]
    ]
    newsroom.write(index, long)
    for path in ("/search?q=harbour&in=statements", "/search?q=harbour", "/live"):
        answer = get(app, path)
        assert answer.status == 200
        assert len(answer.body) <= 60_000, path
        assert len(gzip.compress(answer.body, 6)) <= 12_000, path


def test_a_gap_is_told_on_the_timeline(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app()
    assert "url(#gap)" not in get(app, "/search").text
    row = {"id": "wire", "gaps": [{"from": "2025-11-22T00:00:00Z", "to": "2025-11-23T10:00:00Z", "why": "dropped"}]}
    index.collection("sources").put("wire", newsroom.json.dumps(row).encode())
    page = get(app, "/search").text
    assert 'fill="url(#gap)"' in page
    assert "1 d without wire" in page


def test_an_alert_shows_what_it_caught_while_the_text_is_the_one_that_was_judged() -> None:
    about = newsroom.treaty()
    at = newsroom.TREATY.index("treaty,”")
    inside, elsewhere = newsroom.MatchedSpan("text", at, at + 6), newsroom.MatchedSpan("text", 0, 7)
    whole = newsroom.MatchedSpan("text", 0, 200)
    fired = msgspec.structs.replace(newsroom.alert(), matched=(inside, elsewhere, whole, inside))
    assert alerts.caught(fired, about) == ["treaty"]
    assert alerts.caught(msgspec.structs.replace(fired, statement=None), about) == ["treaty", "Foreign"]
    assert alerts.caught(fired, msgspec.structs.replace(about, version=9)) == []
    assert alerts.caught(fired, None) == []
    assert [piece.text for piece in alerts.marked("No treaty today.", ["treaty"]) if piece.mark] == ["treaty"]


def test_an_alert_whose_words_were_erased_says_so(make_app: Callable[..., tuple[Starlette, newsroom.Index]]) -> None:
    app, index = make_app()
    newsroom.keep(index, newsroom.alert(sentence="", statement=None))
    assert "(erased at its source)" in get(app, "/alerts").text


def test_metrics_are_the_sum_over_the_process_tree(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    count = "from connectors.telemetry import DOCUMENTS_WRITTEN; DOCUMENTS_WRITTEN.inc(3)"
    show = "from onrecord.console.pages.system import metrics_text; print(metrics_text({'documents': 7}).decode())"
    for code in (count, count):
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    shown = subprocess.run(
        [sys.executable, "-c", show], env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert "onrecord_documents_written_total 6.0" in shown
    assert "onrecord_index_documents 7.0" in shown


def test_every_query_of_the_help_page_is_one(app: Starlette) -> None:
    links = re.findall(r'href="(/search\?[^"]+)"><code>', get(app, "/help").text)
    assert len(links) >= 10
    for href in links:
        assert get(app, html.unescape(href)).status == 200, href


def test_a_post_whose_headline_is_its_text_is_told_once(
    make_app: Callable[..., tuple[Starlette, newsroom.Index]],
) -> None:
    words = "Crews at quay four have stopped work"
    app, _ = make_app([newsroom.document("post", words, title=words, type="post", language="en")])
    assert get(app, "/live").text.count(words) == 1
    assert get(app, "/search").text.count(words) == 1
