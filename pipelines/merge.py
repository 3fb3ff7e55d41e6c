"""From what the index has of a document and one more item to what it should have: a pure function.

Any order of the same puts and deletes ends in the same document (but for revisions, `processed` and notes), and an item
that comes again changes nothing. A property test holds both over permutations.

- Each source has one carrier entry: its newest put, or its delete (`pipelines.carriers`).
- The text shown is the platform's own, else a feed's, page's or file's, else an embedded copy's; among equals the
  longer, then the one that arrived first.
- A platform's delete is a tombstone, and what others carry of the document is blank from then on, even after the
  platform brings it back; a delete by another carrier removes that carrier.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from pipelines.carriers import Arrived, Step, blank, instant_of, take
from schemas.document import Carrier, Document, Revision, Tombstone

__all__ = ["MOST_REVISIONS", "Arrived", "Merged", "Verdict", "merge"]

MOST_REVISIONS = 100
"""Earlier texts kept of one document, the newest: a live page that changes each minute must not grow without end."""

_RANK = {"platform": 0, "feed": 1, "embed": 2}

Verdict = Literal["new", "changed", "carrier", "raised", "redelivery", "stale", "buried", "deleted", "carrier_removed"]


class Merged(msgspec.Struct, frozen=True):
    """What to do with one item.

    `document`: what to write (None: nothing changes). Its statements and entities are those that were there as long as
    title, text and language shown are the same, else empty: to be filled from the shown text.
    `judge`: the version to match (None: none is), with empty findings where they are to be made.
    `verdict`: `new` (the document, or its return), `changed` (what is shown), `carrier` (one was added, or one that is
    not shown changed), `raised` (equal content, higher version), `redelivery` (a version that is kept: judged again),
    `stale` (an older one), `buried` (under a delete), `deleted` (nothing is left to show), `carrier_removed`.
    """

    document: Document | None
    verdict: Verdict
    judge: Document | None


def merge(there: Document | None, item: Arrived) -> Merged:
    """Fold one item into the document that is there (None: none yet). Redelivery and any order are harmless.

    Not matched: what is raised, stale, buried or deleted. A delete that uncovers another carrier's text is matched
    (search finds that version from now on) unless that carrier came as history.
    """
    carriers = {carrier.source: carrier for carrier in there.carriers} if there else {}
    carriers[item.source], step = take(carriers.get(item.source), item)
    after = _assemble(there, item, _agreed(carriers))
    written = None if after == there else after
    if item.action == "delete":
        return _told_delete(there, after, written, step)
    return _told_put(there, after, written, step, item)


def _told_put(there: Document | None, after: Document, written: Document | None, step: Step, item: Arrived) -> Merged:
    if after.gone or step == "buried":
        return Merged(written, "buried", None)
    if there is None or there.gone:
        return Merged(written, "new", after)
    if step in {"first", "newer"}:
        return Merged(written, "changed" if _shown(after) != _shown(there) else "carrier", after)
    if (after.title, after.text) != (there.title, there.text):  # an older put can show who was first
        return Merged(written, "changed", after)
    if step == "raised":
        return Merged(written, "raised", None)
    shown = step == "same" and after.source == item.source
    kept = after if shown else _kept_version(there, item) or (after if step == "same" else None)
    return Merged(written, "redelivery" if kept else "stale", kept)


def _told_delete(there: Document | None, after: Document, written: Document | None, step: Step) -> Merged:
    if after.gone:
        return Merged(written, "deleted", None)
    if step == "older":
        return Merged(written, "stale", None)
    shown = next(carrier for carrier in after.carriers if carrier.source == after.source)
    uncovered = step == "same" or there is None or _shown(after) != _shown(there)
    return Merged(written, "carrier_removed", after if uncovered and shown.via != "history" else None)


def _shown(document: Document) -> tuple[object, ...]:
    """What a reader sees and a rule judges, but for who carries it."""
    return (document.title, document.text, document.authors, document.language, document.published)


def _agreed(carriers: dict[str, Carrier]) -> tuple[Carrier, ...]:
    """By source, blank where a platform's delete (of this or another source) reaches."""
    erased = _erased(carriers.values())
    return tuple(carrier if _readable(carrier, erased) else blank(carrier) for _, carrier in sorted(carriers.items()))


def _erased(carriers: Iterable[Carrier]) -> int | None:
    """The newest version at which any platform deleted the document."""
    return max((carrier.erased for carrier in carriers if carrier.erased is not None), default=None)


def _readable(carrier: Carrier, erased: int | None) -> bool:
    """True where it carries words that no delete took back."""
    if carrier.deleted or erased is None:
        return not carrier.deleted
    return carrier.standing == "platform" and carrier.version_order != "arrival" and carrier.version > erased


def _assemble(there: Document | None, item: Arrived, carriers: tuple[Carrier, ...]) -> Document:
    first = min(carriers, key=lambda carrier: (carrier.unseen, carrier.arrived, carrier.source))
    relayed = {*(there.relayed_by if there else ()), *((item.relayed_by,) if item.relayed_by else ())}
    base = Document(
        id=item.id,
        version=0,
        source=first.source,
        published=first.arrived,
        published_from="arrival",
        arrived=first.arrived,
        processed=there.processed if there else item.arrived,
        identity=(there.identity if there else "") or item.identity,
        late=first.late,
        history=first.via == "history",
        story=there.story if there else "",
        carriers=carriers,
        relayed_by=tuple(sorted(relayed)),
    )
    erased = _erased(carriers)
    shown = [carrier for carrier in carriers if _readable(carrier, erased)]
    standing = [c for c in carriers if c.erased is not None and (c.deleted or not shown)]
    tombstone = max(standing, key=lambda c: (c.version, c.source), default=None)
    if tombstone is not None or not shown:
        return msgspec.structs.replace(
            base,
            version=max(carrier.version for carrier in carriers),
            tombstone=Tombstone(tombstone.source, tombstone.version) if tombstone else None,
        )
    return _show(there, item, base, min(shown, key=_precedence))


def _precedence(carrier: Carrier) -> tuple[int, int, int, str]:
    """Smallest is shown."""
    return _RANK[carrier.standing], -len(carrier.text), carrier.arrived, carrier.source


def _show(there: Document | None, item: Arrived, base: Document, carrier: Carrier) -> Document:
    """`base` with the content of the carrier, with the findings that still hold and the earlier texts."""
    published, published_from = instant_of(carrier)
    document = msgspec.structs.replace(
        base,
        version=carrier.version,
        source=carrier.source,
        published=published,
        published_from=published_from,
        published_raw=carrier.published,
        published_note=carrier.published_note,
        type=carrier.type,
        platform=carrier.platform,
        given_id=carrier.given_id,
        url=carrier.url,
        title=carrier.title,
        text=carrier.text,
        authors=carrier.authors,
        language=carrier.language or "und",
        country=carrier.country,
        posts=carrier.posts,
        notes=item.notes if carrier.source == item.source and item.version == carrier.version else (),
    )
    if there is None or there.gone:
        return document
    same = (there.title, there.text, there.language) == (document.title, document.text, document.language)
    return msgspec.structs.replace(
        document,
        statements=there.statements if same else (),
        entities=there.entities if same else (),
        notes=document.notes or (there.notes if same else ()),
        revisions=_revisions(there, document, item),
    )


def _revisions(there: Document, after: Document, item: Arrived) -> tuple[Revision, ...]:
    """The earlier texts, with the one that was shown until now where another is; none of a source that took it back."""
    kept = there.revisions
    if _shown(there) != _shown(after):
        kept = (*kept, Revision(there.source, there.version, there.title, there.text, item.arrived))[-MOST_REVISIONS:]
    erased = _erased(after.carriers)
    readable = {carrier.source for carrier in after.carriers if _readable(carrier, erased)}
    return tuple(one for one in kept if one.source in readable and (erased is None or one.version > erased))


def _kept_version(there: Document, item: Arrived) -> Document | None:
    """The document as it was shown with this very version, where that is one of the earlier texts."""
    for revision in reversed(there.revisions):
        if (revision.source, revision.version) == (item.source, item.version):
            break
    else:
        return None
    carrier, _ = take(None, msgspec.structs.replace(item, title=revision.title, text=revision.text))
    published, published_from = instant_of(carrier)
    return msgspec.structs.replace(
        there,
        version=revision.version,
        source=revision.source,
        title=revision.title,
        text=revision.text,
        url=item.url,
        authors=item.authors,
        language=item.language,
        country=item.country,
        type=item.type,
        platform=item.platform,
        given_id=item.given_id,
        published=published,
        published_from=published_from,
        published_raw=item.published_raw,
        published_note=item.published_note,
        carriers=tuple(c for c in there.carriers if c.source == item.source or c.arrived < revision.replaced),
        posts=item.posts,
        statements=(),
        entities=(),
    )
