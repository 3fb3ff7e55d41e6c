"""The example desk's texts: read from `examples/desk/*.yaml`, put into the order in which they appear."""

import random
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

STORIES = ("treaty", "energy", "flood")
SEED = 7


@dataclass(frozen=True)
class Article:
    """One article: the feed whose site it stands on, and the feeds that carry it too. `revised`: its later title and
    text."""

    id: str
    feed: str
    language: str
    author: str
    title: str
    text: str = ""
    html: str | None = None
    also: tuple[str, ...] = ()
    revised: tuple[str, str] | None = None


@dataclass(frozen=True)
class Post:
    """One event of the stream: a post, the change of one (`edits`), or its deletion (`deletes`)."""

    id: str
    did: str
    language: str
    text: str
    edits: bool = False
    deletes: bool = False


def _read(name: str) -> list[dict[str, Any]]:
    text = resources.files("examples").joinpath("desk", f"{name}.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)
    return entries


def articles() -> dict[str, list[Article]]:
    """Story -> its articles in their order."""
    return {story: [_article(entry) for entry in _read(story)] for story in STORIES}


def _article(entry: dict[str, Any]) -> Article:
    revised = entry.pop("revised", None)
    return Article(
        **{**entry, "also": tuple(entry.get("also", ()))},
        revised=(revised["title"], revised["text"]) if revised else None,
    )


def schedule(stories: dict[str, list[Article]]) -> list[Article]:
    """All articles, each story's in its order, stories and languages mixed as a news day mixes them: the same each
    time."""
    chance = random.Random(SEED)
    waiting = []
    for entries in stories.values():
        by_language: dict[str, list[Article]] = {}
        for entry in entries:
            by_language.setdefault(entry.language, []).append(entry)
        waiting += list(by_language.values())
    order: list[Article] = []
    while waiting:
        queue = chance.choices(waiting, weights=[len(queue) for queue in waiting])[0]
        order.append(queue.pop(0))
        waiting = [queue for queue in waiting if queue]
    return order


def posts() -> list[Post]:
    """The stream's events in their order."""
    known: dict[str, Post] = {}
    events = []
    for entry in _read("posts"):
        if "delete" in entry:
            post = known[entry["delete"]]
            events.append(Post(post.id, post.did, post.language, "", deletes=True))
        elif "edit" in entry:
            post = known[entry["edit"]]
            events.append(Post(post.id, post.did, post.language, entry["text"], edits=True))
        else:
            known[entry["id"]] = Post(**entry)
            events.append(known[entry["id"]])
    return events
