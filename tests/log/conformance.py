"""What every log gives, case by case the same; an implementation is a function that opens one more handle on it."""

from collections.abc import Callable

from connectors.log.base import ALERTS, ITEMS, REJECTED, Cursor, Log, Record, StoredRecord

OpenLog = Callable[[], Log]


def records(count: int, keys: int = 7, start: int = 0) -> list[Record]:
    return [Record(f"k{n % keys}", b"%d" % n) for n in range(start, start + count)]


def drain(consumer, limit: int = 100, timeout: float = 0.2) -> list[StoredRecord]:
    found: list[StoredRecord] = []
    while batch := consumer.poll(limit, timeout):
        found += batch
    return found


def next_offsets(found: list[StoredRecord]) -> dict[int, int]:
    return {record.partition: record.offset + 1 for record in found}


def test_everything_appended_is_polled_in_order_of_its_key(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ITEMS, records(50))
    log.append(ITEMS, records(50, start=50))
    found = drain(log.consumer(ITEMS, "g"), limit=13)
    assert sorted(int(record.value) for record in found) == list(range(100))
    for key in {record.key for record in found}:
        values = [int(record.value) for record in found if record.key == key]
        assert values == sorted(values)
        assert len({record.partition for record in found if record.key == key}) == 1


def test_what_was_not_committed_comes_again(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ITEMS, records(20))
    first = log.consumer(ITEMS, "g")
    found = drain(first)
    half = found[:10]
    first.commit(next_offsets(half))
    first.close()
    again = drain(open_log().consumer(ITEMS, "g"))
    assert {r.value for r in again} == {r.value for r in found} - {r.value for r in half}


def test_a_commit_never_moves_back(open_log: OpenLog) -> None:
    log = open_log()
    log.append(REJECTED, records(10))
    consumer = log.consumer(REJECTED, "g")
    drain(consumer)
    consumer.commit({0: 10})
    consumer.commit({0: 3})
    assert consumer.committed() == {0: 10}
    assert consumer.lag() == 0


def test_groups_do_not_disturb_each_other(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ALERTS, records(5))
    one, two = log.consumer(ALERTS, "one"), log.consumer(ALERTS, "two")
    found = drain(one)
    one.commit(next_offsets(found))
    assert len(drain(two)) == 5


def test_a_group_has_one_reader_and_the_next_takes_over(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ITEMS, records(10))
    one, two = log.consumer(ITEMS, "g"), open_log().consumer(ITEMS, "g")
    assert len(drain(one)) == 10
    assert two.poll(100, 0.05) == []
    one.close()
    assert len(drain(two)) == 10


def test_seek_reads_a_range_again(open_log: OpenLog) -> None:
    log = open_log()
    log.append(REJECTED, records(10))
    consumer = log.consumer(REJECTED, "g")
    drain(consumer)
    consumer.seek({0: 4})
    assert [int(record.value) for record in drain(consumer)] == [4, 5, 6, 7, 8, 9]
    assert [int(record.value) for record in log.read(REJECTED, 0, 2, 5)] == [2, 3, 4]


def test_a_poll_is_bounded_in_records_and_bytes(open_log: OpenLog) -> None:
    log = open_log()
    log.append(REJECTED, [Record("k", b"x" * 1000) for _ in range(10)])
    consumer = log.consumer(REJECTED, "g")
    assert len(consumer.poll(3, 0.2)) == 3
    assert len(consumer.poll(100, 0.2, max_bytes=2500)) == 2
    assert len(consumer.poll(100, 0.2, max_bytes=1)) == 1, "one record always comes, however long"


def test_a_cursor_is_saved_with_the_records_before_it(open_log: OpenLog) -> None:
    log = open_log()
    assert log.cursor("wire", "feed") is None
    log.append(ITEMS, records(3), [Cursor("wire", "feed", "a")])
    log.append(ITEMS, [], [Cursor("wire", "feed", "b"), Cursor("wire", "other", "c")])
    other = open_log()
    assert (other.cursor("wire", "feed"), other.cursor("wire", "other")) == ("b", "c")


def test_a_waiting_poll_sees_what_another_handle_appends(open_log: OpenLog) -> None:
    log = open_log()
    consumer = log.consumer(ITEMS, "g")
    assert consumer.poll(10, 0.01) == []
    open_log().append(ITEMS, records(1))
    assert len(consumer.poll(10, 5)) == 1


def test_retention_drops_the_old_and_reading_goes_on(open_log: OpenLog) -> None:
    log = open_log()
    log.append(REJECTED, records(5))
    first = log.read(REJECTED, 0, 0, 5)
    assert log.trim(REJECTED, first[-1].at + 1) == 5
    log.append(REJECTED, records(2, start=5))
    assert [int(record.value) for record in drain(log.consumer(REJECTED, "g"))] == [5, 6]
    assert log.ends(REJECTED) == {0: 7}


def test_retention_keeps_what_a_group_has_still_to_read(open_log: OpenLog) -> None:
    log = open_log()
    log.append(REJECTED, records(10))
    consumer = log.consumer(REJECTED, "g")
    drain(consumer)
    consumer.commit({0: 6})
    assert log.trim(REJECTED, log.read(REJECTED, 0, 9, 10)[0].at + 1) == 6
    assert [record.offset for record in log.read(REJECTED, 0, 0, 20)] == [6, 7, 8, 9]


def test_a_partition_that_a_group_never_read_keeps_all(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ITEMS, records(40, keys=40))
    consumer = log.consumer(ITEMS, "g")
    drain(consumer)
    consumer.commit({0: log.ends(ITEMS)[0]})
    assert log.trim(ITEMS, 2**62) == log.ends(ITEMS)[0]
    assert consumer.lag() == 40 - log.ends(ITEMS)[0]
    assert len(drain(open_log().consumer(ITEMS, "other"))) == 40 - log.ends(ITEMS)[0]


def test_erasing_blanks_what_matches_and_keeps_the_places(open_log: OpenLog) -> None:
    log = open_log()
    log.append(ITEMS, [Record("a", b"secret words"), Record("a", b"delete"), Record("b", b"secret too")])
    assert log.erase(ITEMS, "a", lambda value: b"secret" in value) == 1
    assert log.erase(ITEMS, "a", lambda value: b"secret" in value) == 0
    assert sorted(record.value for record in drain(log.consumer(ITEMS, "g"))) == [b"", b"delete", b"secret too"]
