"""Merge, enrich, judge, folded over what arrived for one document."""

import msgspec

from connectors.index.base import Stored
from connectors.log.base import StoredRecord
from pipelines.carriers import Arrived
from pipelines.settle import Arrival, Settled, settle
from schemas import Alert, Document, MentionedEntity
from schemas.alert import AlertDocument


def put(version: int, text: str, *, source: str = "wire", arrived: int = 1_000, **more: object) -> Arrived:
    return Arrived(
        id="d", source=source, version=version, arrived=arrived, via="poll", version_order="updated", text=text, **more
    )


def arrivals(*arrived: Arrived) -> list[Arrival]:
    return [
        Arrival(one, StoredRecord("items", 0, offset, one.id, b"raw %d" % offset, 0), 0)
        for offset, one in enumerate(arrived)
    ]


def enrich(document: Document) -> Document:
    if "boom" in document.text:
        raise ValueError("no sense in this")
    name = MentionedEntity(id=document.text, name=document.text, type="other", known=False, mentions=())
    return msgspec.structs.replace(document, entities=(name,))


def judge(document: Document, arrived: Arrived) -> list[Alert]:
    assert document.entities[0].name == document.text, "a version is judged with its own findings"
    told = AlertDocument(document.id, None, "", document.source, 0, 0)
    return [Alert("a", "r", "", "", document.id, 0, told, document.version, (), document.text)]


def settled(*arrived: Arrived, there: Document | None = None) -> Settled:
    stored = Stored(there, 1) if there else None
    return settle("d", stored, arrivals(*arrived), enrich, judge, now=5)


def test_each_version_of_a_batch_is_judged_and_the_last_is_written() -> None:
    result = settled(put(1, "one"), put(2, "two"))
    assert [alert.sentence for alert in result.alerts] == ["one", "two"]
    assert result.document is not None
    assert result.document.text == "two"
    assert result.document.entities[0].name == "two"


def test_a_redelivery_is_judged_again_and_writes_nothing() -> None:
    there = settled(put(1, "one"), put(2, "two")).document
    result = settled(put(2, "two"), put(1, "one"), there=there)
    assert result.document is None
    assert [alert.sentence for alert in result.alerts] == ["two", "one"]


def test_equal_content_under_a_higher_version_is_not_judged() -> None:
    there = settled(put(1, "one")).document
    result = settled(put(9, "one"), there=there)
    assert result.alerts == ()
    assert result.document is not None
    assert result.document.version == 9


def test_what_raises_is_rejected_with_its_bytes_and_the_rest_is_settled() -> None:
    result = settled(put(1, "one"), put(2, "boom"), put(3, "three"))
    assert [alert.sentence for alert in result.alerts] == ["one", "three"]
    (rejected,) = result.rejected
    assert (rejected.bytes, rejected.stage, rejected.place) == (b"raw 1", "enrich", "items/0@1")
    assert "ValueError: no sense in this" in rejected.error
    assert rejected.id == settled(put(1, "one"), put(2, "boom")).rejected[0].id, "a redelivery rejects under one id"
    assert result.document is not None
    assert all("boom" not in revision.text for revision in result.document.revisions)


def test_a_delete_says_that_copies_must_go() -> None:
    there = settled(put(1, "one", standing="platform")).document
    gone = Arrived(id="d", source="wire", version=2, arrived=2_000, via="stream", action="delete", standing="platform")
    result = settled(gone, there=there)
    assert result.erased == result.document
    assert result.document is not None
    assert result.document.gone
    assert result.alerts == ()


def test_the_order_is_the_logs_whatever_the_order_they_come_in() -> None:
    both = arrivals(put(1, "one"), put(2, "two"))
    result = settle("d", None, [both[1], both[0]], enrich, judge, now=5)
    assert [alert.sentence for alert in result.alerts] == ["one", "two"]
