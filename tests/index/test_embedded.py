"""The embedded index: the conformance suite, and what only files and processes on one machine can suffer."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.index.base import Index, IndexUnavailable, Write
from connectors.index.documents import Documents, Prepared
from connectors.index.embedded import EmbeddedIndex, open_index, serve
from connectors.index.fields import Filed
from connectors.index.fulltext import FullText
from connectors.index.snapshot import Reader, full_text_folder
from language.analysis import ANALYSIS_VERSION
from queries.terms import document_terms
from schemas import encode
from tests.index.conformance import *  # noqa: F403  (the suite's tests run here)
from tests.index.conformance import ask, found, put
from tests.support.disk import fill, small_disk
from tests.support.documents import document, entity, statement

ROOT = Path(__file__).parents[2]


class EmbeddedDesk:
    """Handles on the index under one home, closed together."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.handles: list[EmbeddedIndex] = []

    def writer(self) -> Index:
        return self._keep(open_index(self._home, writer=True))

    def reader(self) -> Index:
        return self._keep(open_index(self._home, writer=False))

    def _keep(self, index: EmbeddedIndex) -> EmbeddedIndex:
        self.handles.append(index)
        return index


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[EmbeddedDesk]:
    made = EmbeddedDesk(tmp_path)
    yield made
    for handle in made.handles:
        handle.close()


def child(script: str, *arguments: object, **how) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, text=True, stdout=subprocess.PIPE, **how
    )


def full_text(home: Path) -> Path:
    """Where the full text that serves stands."""
    with sqlite3.connect(home / "index" / "main" / "documents.db") as db:
        (number,) = db.execute("SELECT value FROM facts WHERE name = 'folder'").fetchone()
    db.close()
    return full_text_folder(home / "index" / "main", number)


def set_fact(home: Path, name: str, value: int) -> None:
    with sqlite3.connect(home / "index" / "main" / "documents.db") as db:
        db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
    db.close()


def filled(home: Path, count: int = 20) -> None:
    index = open_index(home, writer=True)
    put(
        index,
        *(document(f"d{n}", "river", statements=[statement("the river rose", name=f"d{n}")]) for n in range(count)),
    )
    index.close()


# Processes


def test_a_search_sees_nothing_before_the_refresh(desk: EmbeddedDesk) -> None:
    index = desk.writer()
    index.write([Write(document("one", "river"), None)])
    assert found(index, "river") == set()
    index.refresh()
    assert found(index, "river") == {"one"}


HOLDER = """
import sys, time
from pathlib import Path
from connectors.index.embedded import open_index
index = open_index(Path(sys.argv[1]), writer=True)
print("holding", flush=True)
sys.stdin.read()
"""


def test_a_second_writer_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    holder = child(HOLDER, tmp_path, stdin=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    with pytest.raises(IndexUnavailable, match=f"process {holder.pid}") as refused:
        open_index(tmp_path, writer=True)
    assert refused.value.code == "locked"
    open_index(tmp_path, writer=False).close()
    holder.kill()
    holder.communicate()
    open_index(tmp_path, writer=True).close()


def test_a_reader_may_come_before_any_writer(desk: EmbeddedDesk) -> None:
    reader = desk.reader()
    assert found(reader, "*") == set()
    assert reader.facet(ask("*"), "source") == reader.timeline(ask("*"), "day") == []
    put(desk.writer(), document("one", "river"))
    assert found(reader, "river") == {"one"}


def test_a_reader_does_not_write(desk: EmbeddedDesk) -> None:
    reader = desk.reader()
    for attempt in (lambda: reader.write([Write(document("one"), None)]), reader.refresh):
        with pytest.raises(IndexUnavailable) as refused:
            attempt()
        assert refused.value.code == "readonly"


COUNTING_READER = """
import sys
from pathlib import Path
from connectors.index.embedded import open_index
from queries.parser import parse
index = open_index(Path(sys.argv[1]), writer=False)
for line in sys.stdin:
    print(index.count(parse(line.strip())), flush=True)
"""


def test_a_reader_in_another_process_sees_every_refresh(tmp_path: Path, desk: EmbeddedDesk) -> None:
    index = desk.writer()
    reader = child(COUNTING_READER, tmp_path, stdin=subprocess.PIPE)
    assert reader.stdin is not None
    assert reader.stdout is not None
    for number in range(12):
        put(index, document(f"d{number}", "river"), document("same", f"w{number}x"))
        reader.stdin.write("river\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == f"{number + 1}\n"
    reader.communicate()


def test_threads_read_and_search_while_one_writes(desk: EmbeddedDesk) -> None:
    index, failures, stop = desk.writer(), [], threading.Event()
    put(index, document("one", "river"))

    def search() -> None:
        try:
            while not stop.is_set():
                assert found(index, "river") == {"one"}
                assert set(index.read([document("one").id])) == {document("one").id}
                index.collection("health").put("a", b"1")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(25):
        put(index, document("one", f"river {number}"), document(f"d{number}", "bridge"))
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index.count(ask("bridge")) == 25


# Kills


WRITER = """
import sys
from pathlib import Path
from connectors.index.base import Write
from connectors.index.embedded import open_index
from tests.support.documents import document, statement
index = open_index(Path(sys.argv[1]), writer=True)
turn = int(sys.argv[2])
while True:
    turn += 1
    names = [f"d{turn}-{n}" for n in range(3)]
    made = [document(name, f"river turn{turn}", statements=[statement("it rose", name=name)]) for name in names]
    made.append(document("always", f"bridge turn{turn}"))
    there = index.read([one.id for one in made])
    outcomes = index.write([Write(one, there[one.id].seq if one.id in there else None) for one in made])
    assert all(outcome.state == "written" for outcome in outcomes)
    print(turn, flush=True)
    index.refresh()
"""


def test_kills_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    chance, turn, told = random.Random(3), 0, set()
    for _ in range(10):
        writer = child(WRITER, tmp_path, turn)
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(chance.randrange(1, 6))]
        time.sleep(chance.random() * 0.02)
        writer.kill()
        lines += writer.communicate()[0].splitlines()
        assert writer.returncode == -signal.SIGKILL
        told |= {int(line) for line in lines}
        turn = max(told) + 1  # the turn that the kill met may have been written too
    index = open_index(tmp_path, writer=True)
    hits = [hit.document.identity for hit in index.search(ask("river"), limit=1000).hits]
    assert len(hits) == len(set(hits)) == index.count(ask("river")) == index.count(ask("* -bridge"))
    assert {f"d{turn}-{n}" for turn in told for n in range(3)} <= set(hits)
    assert len(hits) <= 3 * (len(told) + 10)
    assert index.count(ask("*", "statements"), unit="statements") == len(hits)
    assert index.count(ask("bridge")) == 1
    assert index.count(ask(f"bridge (turn{max(told)} OR turn{max(told) + 1})")) == 1
    index.close()


SELF_KILLER = """
import os, signal, sys
from pathlib import Path
from connectors.index.base import Write
from connectors.index.embedded import open_index
from tests.support.documents import document, statement
index = open_index(Path(sys.argv[1]), writer=True)
made = [document("old", "bridge"), document("new", "bridge", statements=[statement("the bridge fell", name="new")])]
there = index.read([made[0].id])
index.write([Write(made[0], there[made[0].id].seq if there else None), Write(made[1], None)])
if sys.argv[2] == "after the commit":
    full_text = index._opened.full_text
    for filed in full_text._pending.values():
        full_text._replace(filed)
    full_text._commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("held", [0, 1])
@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
def test_a_kill_between_the_documents_and_the_note_is_mended_at_the_next_start(
    tmp_path: Path, moment: str, held: int
) -> None:
    index = open_index(tmp_path, writer=True)
    put(index, *[document("old", "river", statements=[statement("the river rose", name="old")])][:held])
    index.close()
    folder = full_text(tmp_path)
    killed = child(SELF_KILLER, tmp_path, moment)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    reader, index = open_index(tmp_path, writer=False), open_index(tmp_path, writer=True)
    for one in (reader, index):
        assert found(one, "bridge") == {"old", "new"}
        assert found(one, "river") == set()
        assert one.count(ask("*", "statements"), unit="statements") == 1
    assert full_text(tmp_path) == folder, "it was brought up to date, not built anew"
    reader.close()
    index.close()


# Damage


def test_an_absent_full_text_is_built_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    reader = open_index(tmp_path, writer=False)
    shutil.rmtree(full_text(tmp_path))
    index = open_index(tmp_path, writer=True)
    assert index.count(ask("river")) == reader.count(ask("river")) == 20
    assert index.count(ask("*", "statements"), unit="statements") == 20
    index.close()
    reader.close()


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_full_text_cut_short_is_built_anew(tmp_path: Path, size: int) -> None:
    filled(tmp_path)
    for file in full_text(tmp_path).iterdir():
        if not file.name.startswith("."):
            os.truncate(file, min(size, file.stat().st_size))
    with pytest.raises(IndexUnavailable, match="restart onrecord") as told:
        open_index(tmp_path, writer=False).count(ask("river"))
    assert told.value.code == "damaged"
    index = open_index(tmp_path, writer=True)
    assert index.count(ask("river")) == 20
    index.close()


def test_a_full_text_older_than_what_was_noted_is_built_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(full_text(tmp_path), copy)
    index = open_index(tmp_path, writer=True)
    put(index, document("late", "river"))
    index.close()
    place = full_text(tmp_path)
    shutil.rmtree(place)
    shutil.copytree(copy, place)
    index = open_index(tmp_path, writer=True)
    assert index.count(ask("river")) == 21
    assert full_text(tmp_path) != place
    index.close()


def test_a_full_text_of_another_layout_is_built_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    before = full_text(tmp_path)
    set_fact(tmp_path, "layout", 0)
    index = open_index(tmp_path, writer=True)
    assert index.count(ask("river")) == 20
    index.close()
    assert [folder.name for folder in before.parent.iterdir()] == [full_text(tmp_path).name] != [before.name]


def test_more_writes_than_are_held_back_are_read_from_the_documents(desk: EmbeddedDesk) -> None:
    index = desk.writer()
    for start in range(0, 2_400, 400):
        index.write([Write(document(f"d{n}", "river"), None) for n in range(start, start + 400)])
    index.refresh()
    assert index.count(ask("river")) == 2_400


def test_damaged_documents_are_told(tmp_path: Path) -> None:
    filled(tmp_path)
    file = tmp_path / "index" / "main" / "documents.db"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(IndexUnavailable, match=r"documents\.db is damaged") as told:
        open_index(tmp_path, writer=True)
    assert told.value.code == "damaged"
    with pytest.raises(IndexUnavailable, match="damaged"):
        open_index(tmp_path, writer=True)


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(IndexUnavailable) as told:
        open_index(tmp_path / "home", writer=True)
    assert told.value.code == "unreachable"


def test_an_index_of_another_analysis_is_searched_and_not_written(tmp_path: Path) -> None:
    filled(tmp_path)
    set_fact(tmp_path, "analysis", ANALYSIS_VERSION - 1)
    index = open_index(tmp_path, writer=True)
    assert index.count(ask("river")) == 20
    for attempt in (lambda: index.write([Write(document("one"), None)]), index.refresh):
        with pytest.raises(IndexUnavailable, match="onrecord replay") as refused:
            attempt()
        assert refused.value.code == "readonly"
    assert index.collection("health").create("a", b"1")
    index.close()


# A note that fails


class ForgetfulDocuments(Documents):
    """Documents beside which nothing can be noted while `failing`."""

    failing = False

    def note(self, **facts: int) -> None:
        if self.failing:
            raise IndexUnavailable("full", "no space left")
        super().note(**facts)


def test_a_commit_that_could_not_be_noted_is_not_added_twice(tmp_path: Path) -> None:
    documents = ForgetfulDocuments(tmp_path)
    full_text = FullText(tmp_path, documents)
    one = document("one", "river")
    terms = document_terms(one)
    ((_, place),) = documents.write([Prepared(Write(one, None), encode(one), terms.encode())])
    assert place is not None
    full_text.add([Filed(place.row, place.number, one, terms, fresh=True)])
    documents.failing = True
    with pytest.raises(IndexUnavailable):
        full_text.refresh()
    documents.failing = False
    full_text.refresh()
    snapshot = Reader(tmp_path, documents).snapshot()
    assert snapshot.count(snapshot.term("text", "river")) == 1
    full_text.close()
    documents.close()


# A full disk


def test_a_full_disk_is_told_loses_nothing_and_heals_by_itself(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 12) as disk:
        index = open_index(disk, writer=True)
        put(index, document("first", "river"))
        fill(disk / "ballast")
        with pytest.raises(IndexUnavailable, match="no space left") as told:
            for number in range(200):
                index.write([Write(document(f"d{number}", "river " * 300), None)])
        assert told.value.code == "full"
        with pytest.raises(IndexUnavailable) as told:
            index.collection("health").put("a", b"x" * 3_000_000)
        assert told.value.code == "full"
        assert set(index.read([document("first").id])) == {document("first").id}
        assert found(index, "river") == {"first"}
        (disk / "ballast").unlink()
        put(index, document("last", "river"))
        reader = open_index(disk, writer=False)
        kept = set(index.read([document(f"d{number}").id for number in range(200)]))
        assert index.count(ask("river")) == reader.count(ask("river")) == len(kept) + 2
        index.collection("health").put("a", b"1")
        index.close()
        reader.close()


def test_a_disk_that_fills_between_documents_and_full_text_heals(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 12) as disk:
        index = open_index(disk, writer=True)
        index.write([Write(document(f"d{n}", f"river w{n}x " * 200), None) for n in range(20)])
        fill(disk / "ballast")
        with pytest.raises(IndexUnavailable) as told:
            index.refresh()
        assert told.value.code == "full"
        assert len(index.read([document(f"d{n}").id for n in range(20)])) == 20
        (disk / "ballast").unlink()
        index.refresh()
        assert index.count(ask("river")) == 20
        index.close()


# Another name


def test_readers_follow_when_another_index_serves(tmp_path: Path) -> None:
    filled(tmp_path)
    reader, named = open_index(tmp_path, writer=False), open_index(tmp_path, writer=False, name="main")
    assert reader.count(ask("river")) == 20
    before = reader.generation()
    fresh = open_index(tmp_path, writer=True, name="second")
    put(fresh, document("one", "bridge"))
    assert found(reader, "bridge") == set()
    serve(tmp_path, "second")
    assert found(reader, "bridge") == {"one"}
    assert found(reader, "river") == set()
    assert reader.generation() > before
    assert named.count(ask("river")) == 20
    reader.collection("rules").put("a", b"1")
    assert [entry.key for entry in fresh.collection("rules").entries()] == ["a"]
    for one in (reader, named, fresh):
        one.close()


@pytest.mark.parametrize("name", ["", "..", "a/b", "current", "x" * 65, "ä"])
def test_what_can_not_name_an_index_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name an index"):
        serve(tmp_path, name)


# Where the engine is weaker than the language


def test_a_phrase_whose_prefix_begins_too_many_terms_is_verified(desk: EmbeddedDesk) -> None:
    index = desk.writer()
    many = " ".join(f"riv{n}" for n in range(17_000))
    put(
        index,
        document("many", many),
        document("phrase", "the riverbank road", statements=[statement("the riverside road", name="phrase")]),
        document("words", "the road riverbank", statements=[statement("road the riverside", name="words")]),
    )
    assert found(index, 'body:"the riv*"') == {"phrase"}
    assert found(index, '-body:"the riv*"') == {"many", "words"}
    assert found(index, '"riv0 riv*"') == {"many"}
    assert index.facet(ask('"the riv*" OR "road riv*"'), "source")[0].count == 2


def test_the_most_frequent_of_very_many_values_are_exact(desk: EmbeddedDesk) -> None:
    index = desk.writer()
    entities = [entity(f"e{n:06}", "x", (0, 1)) for n in range(66_000)]
    put(index, document("one", entities=tuple(entities)), document("two", entities=(entities[5],)))
    buckets = index.facet(ask("*"), "entity", limit=3)
    assert [(bucket.value, bucket.count) for bucket in buckets] == [("e000005", 2), ("e000000", 1), ("e000001", 1)]
