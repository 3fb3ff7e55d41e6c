"""Frames of Bluesky's Jetstream, v1 wire: bytes in, events out. Pure.

Source: the server's README and code (github.com/bluesky-social/jetstream, v1 `/subscribe`), the lexicons
`app.bsky.feed.post` and `app.bsky.richtext.facet`. Times of the wire are microseconds.
"""

import json
from typing import Any, Literal

import msgspec

POSTS = "app.bsky.feed.post"
HIDDEN = ("deleted", "takendown")
_TID = "234567abcdefghijklmnopqrstuvwxyz"
_LONGEST_TEXT = 30_000


class FrameRefused(Exception):
    """A frame that is none: the message says what is wrong with it."""


class Post(msgspec.Struct, frozen=True):
    """What a post says. `created` is its client's claim; `text` has links in full and what its cards point at."""

    text: str
    created: str | None
    languages: tuple[str, ...]


class Event(msgspec.Struct, frozen=True):
    """One thing that happened. `at` is the server's time of it, `version` the repository's own order, both in µs."""

    what: Literal["put", "delete", "account", "identity", "other"]
    at: int
    did: str
    rkey: str = ""
    version: int = 0
    post: Post | None = None
    status: str = ""
    handle: str = ""

    @property
    def key(self) -> str:
        """Equal for the same event sent twice."""
        return f"{self.what} {self.did} {self.rkey} {self.version or self.at}"


def read(frame: str | bytes) -> Event:
    """The event in a frame; what is none of ours comes as `other`, since its time still moves the cursor.
    Raises FrameRefused."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise FrameRefused(f"a frame is no JSON: {error}") from error
    if not isinstance(message, dict):
        raise FrameRefused("a frame is no JSON object")
    did, at = message.get("did"), message.get("time_us")
    if not isinstance(did, str) or not did.startswith("did:"):
        raise FrameRefused("a frame names no `did`")
    if not isinstance(at, int) or isinstance(at, bool) or at <= 0:
        raise FrameRefused("a frame has no `time_us` in microseconds")
    kind, body = message.get("kind"), message.get(str(message.get("kind")))
    if not isinstance(body, dict):
        return Event("other", at, did)
    if kind == "account":
        status = "active" if body.get("active") is True else str(body.get("status") or "inactive")
        return Event("account", at, did, status=status)
    if kind == "identity":
        handle = body.get("handle")
        return Event("identity", at, did, handle=handle if isinstance(handle, str) and "." in handle else "")
    return _commit(did, at, body) if kind == "commit" else Event("other", at, did)


def _commit(did: str, at: int, commit: dict[str, Any]) -> Event:
    if commit.get("collection") != POSTS:
        return Event("other", at, did)
    rkey, operation = commit.get("rkey"), commit.get("operation")
    if not isinstance(rkey, str) or not rkey:
        raise FrameRefused("a commit names no `rkey`")
    version = revision(commit.get("rev")) or at
    if operation == "delete":
        return Event("delete", at, did, rkey, version)
    if operation not in {"create", "update"}:
        raise FrameRefused(f"a commit has the operation {operation!r}, not create, update or delete")
    record = commit.get("record")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise FrameRefused("a post has no `record` with a `text`")
    return Event("put", at, did, rkey, version, post=_post(record))


def revision(rev: object) -> int:
    """Microseconds out of a revision (a TID: 13 characters of base 32, the low 10 bits a clock's id); 0 where it is
    none. Equal on all hosts and wires (atproto.com/specs/tid)."""
    if not isinstance(rev, str) or len(rev) != 13:
        return 0
    value = 0
    for character in rev:
        digit = _TID.find(character)
        if digit < 0:
            return 0
        value = value * 32 + digit
    return value >> 10


def _post(record: dict[str, Any]) -> Post:
    languages = record.get("langs")
    created = record.get("createdAt")
    return Post(
        text=_whole_text(record),
        created=created if isinstance(created, str) else None,
        languages=tuple(tag for tag in languages if isinstance(tag, str)) if isinstance(languages, list) else (),
    )


def _whole_text(record: dict[str, Any]) -> str:
    """The post's words with shortened links written out, then what its cards, pictures and quotes bring."""
    text = with_links(record["text"][:_LONGEST_TEXT], record.get("facets"))
    added = [piece for piece in _embedded(record.get("embed")) if piece and piece not in text]
    return "\n\n".join([text, *dict.fromkeys(added)]).strip()


def with_links(text: str, facets: object) -> str:
    """Each link's visible words replaced by its address. Facets count UTF-8 bytes, end exclusive; those that are out
    of range, overlap or split a character are left alone."""
    raw = text.encode("utf-8", "surrogatepass")
    spans = sorted(_links(facets))
    out, end = [], 0
    for start, stop, uri in spans:
        if start < end or stop > len(raw) or not (_is_border(raw, start) and _is_border(raw, stop)):
            continue
        out += [raw[end:start], uri.encode("utf-8", "replace")]
        end = stop
    return b"".join([*out, raw[end:]]).decode("utf-8", "surrogatepass")


def _is_border(raw: bytes, place: int) -> bool:
    return place == len(raw) or raw[place] & 0xC0 != 0x80


def _links(facets: object) -> list[tuple[int, int, str]]:
    found = []
    for facet in facets if isinstance(facets, list) else ():
        index = facet.get("index") if isinstance(facet, dict) else None
        features = facet.get("features") if isinstance(facet, dict) else None
        if not isinstance(index, dict) or not isinstance(features, list):
            continue
        start, stop = index.get("byteStart"), index.get("byteEnd")
        uri = next((_uri(feature) for feature in features if _uri(feature)), "")
        if isinstance(start, int) and isinstance(stop, int) and 0 <= start < stop and uri:
            found.append((start, stop, uri))
    return found


def _uri(feature: object) -> str:
    if isinstance(feature, dict) and feature.get("$type") == "app.bsky.richtext.facet#link":
        return _web(feature.get("uri"))
    return ""


def _web(value: object) -> str:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else ""


def _embedded(embed: object) -> list[str]:
    if not isinstance(embed, dict):
        return []
    pieces: list[str] = []
    external = embed.get("external")
    if isinstance(external, dict) and _web(external.get("uri")):
        title = external.get("title")
        pieces += [title if isinstance(title, str) else "", _web(external.get("uri"))]
    pieces += _pictures(embed.get("images"))
    quoted = embed.get("record")
    if isinstance(quoted, dict):
        inner = quoted.get("record") if isinstance(quoted.get("record"), dict) else quoted
        pieces.append(web_address(inner.get("uri") if isinstance(inner, dict) else None))
    if isinstance(embed.get("media"), dict):
        pieces += _embedded(embed["media"])
    return [piece.strip() for piece in pieces]


def _pictures(images: object) -> list[str]:
    found = [image.get("alt") for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    return [alt for alt in found if isinstance(alt, str)]


def web_address(uri: object) -> str:
    """The page of the post that `at://DID/app.bsky.feed.post/RKEY` names; empty for anything else."""
    parts = uri.removeprefix("at://").split("/") if isinstance(uri, str) and uri.startswith("at://") else []
    return post_address(parts[0], parts[2]) if len(parts) == 3 and parts[1] == POSTS else ""


def post_address(did: str, rkey: str) -> str:
    """Where people read a post; the DID stays when its author changes names."""
    return f"https://bsky.app/profile/{did}/post/{rkey}"
