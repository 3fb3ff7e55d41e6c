"""The example desk: what it promises to show, served as its sources serve it, and the demo from start to end."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from connectors.sources._feedparse import entries
from examples.site import FORMS, World, frame
from examples.world import articles, posts, schedule
from language.posts import find_posts
from onrecord.config.load import load
from onrecord.demo import SITE
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


def all_articles():
    return [article for story in articles().values() for article in story]


def test_it_has_the_items_and_languages_it_promises() -> None:
    created = [post for post in posts() if not post.edits and not post.deletes]
    languages = Counter(item.language for item in [*all_articles(), *created])
    assert languages.total() >= 60
    assert set(languages) == {"en", "de", "fa", "es", "fr"}
    assert languages["en"] >= 30
    assert len({article.id for article in all_articles()}) == len(all_articles())
    assert sum(bool(article.also) for article in all_articles()) >= 3, "stories that two outlets carry"
    assert any(article.revised for article in all_articles())
    assert any(post.edits for post in posts())
    assert any(post.deletes for post in posts())
    assert sum(len(find_posts(article.text, "en")) for article in all_articles()) >= 2, "pasted posts"
    assert sum(article.html is not None for article in all_articles()) >= 2, "embedded posts"


def test_each_story_keeps_its_order_within_a_language() -> None:
    order = [article.id for article in schedule(articles())]
    for story in articles().values():
        for language in {article.language for article in story}:
            wanted = [article.id for article in story if article.language == language]
            assert [ident for ident in order if ident in wanted] == wanted


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_feed_is_read_whole_by_our_own_parser(name: str) -> None:
    world = World(pace=1.0, shown=12, now=lambda: 1_764_000_000.0)
    later = World(pace=1.0, shown=12, now=lambda: 1_764_000_000.0)
    later.now = lambda: later.began + 1000
    kind, form = FORMS[name]
    for one in (world, later):
        out = one.out(name.partition(".")[0])
        parsed = entries(form(out).encode(), kind, f"http://127.0.0.1/{name}")
        assert [entry.title for entry in parsed.entries] == [
            (article.revised[0] if revised and article.revised else article.title) for _, article, revised in out
        ]
        assert all(entry.published for entry in parsed.entries)
    assert len(later.out(name.partition(".")[0])) > 10


def test_the_configuration_and_watch_list_are_valid() -> None:
    config = load(ROOT / "examples" / "desk" / "onrecord.yaml")
    assert {source.kind for source in config.sources} == {"feed", "bluesky"}
    assert len(config.watched) >= 12
    assert SITE in (ROOT / "examples" / "desk" / "onrecord.yaml").read_text()


def test_frames_follow_one_another_and_name_their_post() -> None:
    world = World(pace=1.0, shown=12, now=lambda: 1_764_000_000.0)
    world.now = lambda: world.began + 1000
    frames = [frame(micros, post) for micros, post in world.events()]
    assert [one["time_us"] for one in frames] == sorted(one["time_us"] for one in frames)
    assert {one["commit"]["operation"] for one in frames} == {"create", "update", "delete"}
    created = {one["commit"]["rkey"] for one in frames if one["commit"]["operation"] == "create"}
    assert all(one["commit"]["rkey"] in created for one in frames)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    port = free_port()
    environment = {**os.environ, "ONRECORD_DEMO_PORT": str(port), "ONRECORD_DEMO_PACE": "0.3", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "demo", "--home", str(tmp_path / "home")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process, port, tmp_path / "home"
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_demo_shows_items_and_alerts_and_ends_clean(demo: tuple[subprocess.Popen[str], int, Path]) -> None:
    process, port, _ = demo
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}/" in "".join(process.stdout.readline() for _ in range(3))
    deadline, total = time.monotonic() + 90, 0
    while total < 12:
        assert time.monotonic() < deadline, "nothing searchable"
        time.sleep(0.3)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/search.json?q=*", timeout=20) as answer:
                total = json.load(answer)["total"]
        except OSError:
            continue
    family = psutil.Process(process.pid).children(recursive=True)
    lines = []
    while not any("Lindqvist on the treaty" in line for line in lines):
        lines.append(process.stdout.readline())
        assert time.monotonic() < deadline, "no alert on the terminal"
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    gone, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert len(gone) >= 5
