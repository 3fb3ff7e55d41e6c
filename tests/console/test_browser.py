"""The pages in a real Chromium: live counter, keys, widths, themes, no script, no violation, no foreign request."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from connectors.index.base import Index
from schemas import document_id
from tests.console.conftest import state_over
from tests.console.test_hostile import hostile_desk
from tests.support import newsroom
from tests.support.browser import Watched, chromium, served

pytestmark = pytest.mark.console
TREATY = document_id("treaty")
PATIENCE = 15_000
"""Milliseconds that a step may take on a busy machine; passed only where something is broken."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Index]]:
    """The address of a served desk, and its index to write to."""
    home: Path = tmp_path_factory.mktemp("browsed")
    index = newsroom.open_desk(home)
    newsroom.write(index, newsroom.many(60))
    newsroom.alerts(index)
    with served(state_over(home)) as base:
        yield base, index
    index.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, desk: tuple[str, Index]) -> Iterator[Page]:
    """A page of 1440 × 900 that must stay clean."""
    context = browser.new_context(base_url=desk[0], viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    watched = Watched(desk[0])
    watched.on(opened)
    yield opened
    watched.assert_clean()
    context.close()


def arrivals(start: int, count: int) -> list[newsroom.Document]:
    """New items that arrive after all others."""
    return [
        newsroom.document(
            f"arrival-{number}",
            f"Item {number} tells of the harbour.",
            title=f"Arrival {number}",
            language="en",
            published=newsroom.NOW + number,
            arrived=newsroom.NOW + number,
        )
        for number in range(start, start + count)
    ]


def test_the_counter_appears_and_nothing_moves_until_asked(page: Page, desk: tuple[str, Index]) -> None:
    page.goto("/live")
    page.evaluate("scrollTo(0, 900)")
    line = page.locator("[data-doc]").filter(has_text="Tram line 57 opens").locator("h3")
    before = line.bounding_box()
    page.wait_for_function("document.querySelector('[data-pause]').hidden === false")
    newsroom.write(desk[1], arrivals(0, 3))
    expect(page.locator("[data-show]")).to_have_text(re.compile("Show 3 new"), timeout=PATIENCE)
    expect(page.locator("[role=status]")).to_contain_text("3 new since")
    assert page.title().startswith("(3) ")
    assert line.bounding_box() == before
    assert page.locator("text=Arrival 2").count() == 0
    page.keyboard.press(".")
    expect(page.locator("text=Arrival 2")).to_have_count(1)
    after = line.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1
    expect(page.locator("[data-show]")).to_be_hidden()
    newsroom.write(desk[1], arrivals(3, 2))
    expect(page.locator("[data-show]")).to_have_text(re.compile("Show 2 new"), timeout=PATIENCE)
    page.evaluate("scrollTo(0, 0)")
    page.locator("[data-show]").click()
    expect(page.locator("[data-doc]").first).to_contain_text("Arrival 4")


def test_the_next_visit_shows_where_the_last_one_ended(page: Page, desk: tuple[str, Index]) -> None:
    page.goto("/live?q=harbour")
    expect(page.locator(".here")).to_have_count(0)
    newsroom.write(desk[1], arrivals(10, 2))
    page.goto("/live?q=harbour")
    expect(page.locator(".here")).to_have_count(1)
    assert page.locator(".here").evaluate("line => line.previousElementSibling.innerText").startswith("Arrival 10")


def test_pause_holds_and_resume_counts(page: Page, desk: tuple[str, Index]) -> None:
    page.goto("/live?q=title:pausing")
    page.keyboard.press("p")
    expect(page.locator("[role=status]")).to_contain_text("Paused at")
    document = newsroom.document(
        "pausing", "Text.", title="Pausing item", published=newsroom.NOW, arrived=newsroom.NOW + 99
    )
    with page.expect_event(
        "requestfinished", predicate=lambda request: "/live" in request.url, timeout=PATIENCE
    ) as counted:
        newsroom.write(desk[1], [document])
        expect(page.locator("[data-show]")).to_be_hidden()
        page.keyboard.press("p")
    assert "count" in counted.value.url
    expect(page.locator("[data-show]")).to_have_text(re.compile("Show 1 new"), timeout=PATIENCE)


def test_keys_walk_the_list_and_open_the_item(page: Page) -> None:
    page.goto("/search?q=treaty+OR+tram*&in=statements")
    rows = page.locator("[data-row]")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-pane]")).to_contain_text("Berit Holm")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-pane]")).to_contain_text("We will not sign")
    assert page.locator("[aria-current=true][data-row]").count() == 1
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/documents/.*#on"))
    expect(page.locator("#on")).to_contain_text("2 of 6")
    page.keyboard.press("n")
    expect(page.locator("#on")).to_contain_text("3 of 6")
    page.keyboard.press("p")
    expect(page.locator("#on")).to_contain_text("2 of 6")
    page.keyboard.press("e")
    page.wait_for_url(re.compile("view=names"))
    page.keyboard.press("u")
    page.wait_for_url(re.compile("/search"))


def test_slash_goes_to_the_field_and_keys_are_words_there(page: Page) -> None:
    page.goto("/live")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j/k.o?")
    expect(page.locator("#q")).to_have_value("j/k.o?")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url(re.compile("/sources$"))
    page.keyboard.press("?")
    page.wait_for_url(re.compile("/help$"))


def test_keys_can_be_switched_off(page: Page) -> None:
    page.goto("/help")
    page.get_by_label("single keys do this").uncheck()
    page.goto("/live")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    page.goto("/help")
    page.get_by_label("single keys do this").check()


def test_the_form_searches_statements(page: Page) -> None:
    page.goto("/live")
    page.locator("#q").fill("treaty")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=treaty&in=statements"))
    expect(page.locator("h1")).to_contain_text("treaty")


PATHS = [
    "/live",
    "/search?q=treaty+OR+tram*&in=statements",
    "/search?q=harbour",
    "/alerts",
    "/sources",
    "/help",
    "/search?q=titel:harbour",
    f"/documents/{TREATY}?q=treaty",
    f"/documents/{document_id('persian')}?view=record",
]


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_page_scrolls_sideways(browser: Browser, desk: tuple[str, Index], width: int) -> None:
    context = browser.new_context(base_url=desk[0], viewport={"width": width, "height": 844}, color_scheme="dark")
    page = context.new_page()
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1
        assert page.locator("nav.tabs" if width < 860 else ".bar nav").is_visible()
    context.close()


def test_on_a_phone_the_facets_open_without_script(browser: Browser, desk: tuple[str, Index]) -> None:
    context = browser.new_context(base_url=desk[0], viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?q=treaty+OR+tram*&in=statements")
    expect(page.locator("#narrow")).to_be_hidden()
    page.get_by_role("button", name="Narrow").click()
    expect(page.locator("#narrow")).to_be_visible()
    page.locator("#narrow").get_by_role("link", name=re.compile("Ada Lindqvist")).first.click()
    expect(page.locator(".chip")).to_contain_text("speaker Ada Lindqvist")
    context.close()


def test_without_script_the_same_words_are_read(browser: Browser, desk: tuple[str, Index]) -> None:
    words = {}
    for script in (True, False):
        context = browser.new_context(
            base_url=desk[0], viewport={"width": 1440, "height": 900}, java_script_enabled=script
        )
        page = context.new_page()
        for path in PATHS[1:]:
            page.goto(path)
            words[path, script] = page.locator("main").inner_text()
        context.close()
    for path in PATHS[1:]:
        with_script, without = words[path, True], words[path, False]
        for line in with_script.splitlines():
            assert line in without or "single keys" in line, (path, line)


def test_hostile_text_runs_nothing_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    hostile_desk(tmp_path).close()
    with served(state_over(tmp_path)) as base:
        context = browser.new_context(base_url=base, viewport={"width": 390, "height": 844})
        page = context.new_page()
        watched = Watched(base)
        watched.on(page)
        for path in (
            "/live?limit=100",
            "/search?limit=100&in=statements",
            "/alerts?limit=100",
            "/sources",
            f"/documents/{document_id('hostile-0')}",
            f"/documents/{document_id('hostile-11')}?view=record",
        ):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        watched.assert_clean()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_have_their_own_paper(browser: Browser, desk: tuple[str, Index], scheme: str) -> None:
    context = browser.new_context(base_url=desk[0], color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/live")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(250, 249, 246)", "dark": "rgb(20, 23, 26)"}[scheme]
    context.close()
