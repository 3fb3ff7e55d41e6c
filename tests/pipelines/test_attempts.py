"""What a death leaves behind: the plan is pure, so a killer and random kills can be played through by the thousand."""

import os
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.attempts import (
    Attempt,
    AttemptFile,
    Note,
    Ranges,
    condemned,
    halves,
    plan_after_death,
    size_of,
)

spans = st.dictionaries(
    st.integers(0, 5), st.tuples(st.integers(0, 50), st.integers(1, 40)).map(lambda p: (p[0], p[0] + p[1])), min_size=1
)


def records(ranges: Ranges) -> set[tuple[int, int]]:
    return {(part, offset) for part, (start, end) in ranges.items() for offset in range(start, end)}


@given(spans)
@settings(derandomize=True)
def test_halves_are_the_whole_and_nothing_twice(ranges: Ranges) -> None:
    left, right = halves(ranges)
    assert records(left) | records(right) == records(ranges)
    assert not records(left) & records(right)
    if size_of(ranges) > 1:
        assert left
        assert right


@given(spans)
@settings(derandomize=True)
def test_the_first_half_can_be_committed_before_the_second(ranges: Ranges) -> None:
    left, right = halves(ranges)
    for partition, (start, _) in right.items():
        assert left.get(partition, ranges[partition])[1 if partition in left else 0] == start


class Desk:
    """A worker, its log and its file, played through in one process: `die` may end it at any moment."""

    def __init__(self, count: int, killers: set[int]) -> None:
        self.count, self.killers = count, killers
        self.committed = {0: 0}
        self.note = Note()
        self.done: list[int] = []
        self.rejected: list[int] = []
        self.deaths = 0

    def live(self, chance: random.Random, random_kill: float) -> bool:
        """One life; True when everything is read."""
        plan = list(plan_after_death(self.note, self.committed))
        while True:
            if plan:
                attempt, queue = plan.pop(0), tuple(plan)
            elif self.committed[0] < self.count:
                start = self.committed[0]
                attempt, queue = Attempt({0: (start, min(self.count, start + chance.randint(1, 40)))}), ()
            else:
                return True
            (start, end) = attempt.ranges[0]
            self.note = Note(attempt, False, queue)
            if condemned(attempt):
                self.rejected.append(start)
            else:
                self.note = Note(attempt, chance.random() < 0.5, queue)
                if chance.random() < random_kill:
                    return self.die()
                self.note = Note(attempt, True, queue)
                if self.killers & set(range(start, end)):
                    return self.die()
                self.done += range(start, end)
            self.committed[0] = end

    def die(self) -> bool:
        self.deaths += 1
        return False


def play(count: int, killers: set[int], random_kill: float, seed: int) -> Desk:
    desk, chance = Desk(count, killers), random.Random(seed)
    for _ in range(5000):
        if desk.live(chance, random_kill):
            return desk
    raise AssertionError(f"never came to the end: {desk.committed}")


def test_killers_are_found_and_the_rest_is_delivered() -> None:
    for seed in range(30):
        killers = set(random.Random(seed).sample(range(300), 3))
        desk = play(300, killers, 0.0, seed)
        assert sorted(desk.rejected) == sorted(killers)
        assert sorted(set(desk.done)) == sorted(set(range(300)) - killers)
        assert desk.deaths <= 3 * 14, "halving takes the logarithm of the batch, not its length"


def test_random_kills_condemn_no_innocent() -> None:
    deaths = 0
    for seed in range(60):
        desk = play(400, set(), 0.3, seed)
        deaths += desk.deaths
        assert desk.rejected == []
        assert sorted(set(desk.done)) == list(range(400))
    assert deaths > 300, "too few kills to mean anything"


def test_the_note_survives_and_a_torn_one_counts_as_none(tmp_path: Path) -> None:
    note = Note(Attempt({0: (3, 9), 2: (0, 4)}, deaths=1), True, (Attempt({1: (5, 6)}, narrowed=True),))
    file = AttemptFile(tmp_path / "worker.attempt")
    assert file.read() == Note()
    file.write(note)
    file.write(Note(Attempt({0: (1, 2)})))
    assert AttemptFile(tmp_path / "worker.attempt").read() == Note(Attempt({0: (1, 2)}))
    file.write(note)
    for length in range(0, 200, 7):
        os.truncate(tmp_path / "worker.attempt", length)
        assert AttemptFile(tmp_path / "worker.attempt").read() in [Note(), note]
        file.write(note)


def test_a_death_while_waiting_for_the_index_counts_no_attempt() -> None:
    attempt = Attempt({0: (0, 10)}, deaths=1)
    assert plan_after_death(Note(attempt, computing=False), {0: 0}) == (attempt,)
    assert plan_after_death(Note(attempt, computing=True), {0: 0}) == (
        Attempt({0: (0, 5)}, narrowed=True),
        Attempt({0: (5, 10)}, narrowed=True),
    )
    assert plan_after_death(Note(attempt, computing=True), {0: 10}) == ()
