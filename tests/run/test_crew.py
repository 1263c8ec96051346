"""Who does what where workers are lost, slow or unfit: with workers that are made up."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import SetupError
from pipeline.run import crew

BATCHES = [tuple(range(at, at + 4)) for at in range(0, 40, 4)]
ALL = list(range(40))


class Madeup:
    """Workers who do one batch after another, each a step at a time; who is to go on is drawn."""

    def __init__(
        self, *, cores: int = 3, seed: int = 0, deadly=(), frozen=(), dies_at=(), unfit=None
    ) -> None:
        self.cores, self.unfit = cores, unfit
        self.draw = random.Random(seed)
        self.deadly, self.frozen, self.dies_at = set(deadly), set(frozen), set(dies_at)
        self.inbox: dict[int, list[tuple[int, Sequence[int] | None]]] = {}
        self.answers: dict[int, object] = {}
        self.n_hired = self.n_asked = self.n_steps = 0
        self.begun: Counter[int] = Counter()

    def n_cores(self) -> int:
        return self.cores

    def hire(self) -> int:
        self.inbox[self.n_hired] = []
        self.n_hired += 1
        return self.n_hired - 1

    def begin(self, worker: int) -> int:
        return self.ask(worker, None)

    def do(self, worker: int, items: Sequence[int]) -> int:
        return self.ask(worker, items)

    def ask(self, worker: int, items: Sequence[int] | None) -> int:
        self.n_asked += 1
        self.inbox[worker].append((self.n_asked, items))
        return self.n_asked

    def come(self, answers: Sequence[int], *, timeout: float) -> list[int]:
        while not (ready := [answer for answer in answers if answer in self.answers]):
            at_work = [
                worker for worker in sorted(self.inbox) if self.inbox[worker] and not self.is_frozen(worker)
            ]
            self.step(self.draw.choice(at_work[: self.cores]))
        return ready

    def is_frozen(self, worker: int) -> bool:
        """Say so of one that has prepared and is to freeze then."""
        return worker in self.frozen and self.inbox[worker][0][1] is not None

    def step(self, worker: int) -> None:
        self.n_steps += 1
        answer, items = self.inbox[worker][0]
        self.begun.update(items or ())
        if self.n_steps in self.dies_at or (items and self.deadly & set(items)):
            self.answers |= {answer: crew.LostError("it died") for answer, _ in self.inbox[worker]}
            self.inbox[worker] = []
            return
        self.inbox[worker].pop(0)
        self.answers[answer] = self.unfit if items is None else list(items)

    def read(self, answer: int) -> object:
        value = self.answers[answer]
        if isinstance(value, Exception):
            raise value
        return value

    def dismiss(self, worker: int) -> None:
        self.inbox.pop(worker, None)


def go(agency: Madeup, *, processes: int = 0, warn=lambda _: None) -> list[int]:
    done = crew.spread(iter(BATCHES), agency, lost=lambda item: [-item], processes=processes, warn=warn)
    return sorted(item for batch in done for item in batch)


@settings(deadline=None)
@given(st.integers(), st.integers(1, 5))
def test_each_item_is_done_once(seed, cores):
    agency = Madeup(seed=seed, cores=cores)
    assert go(agency) == ALL
    assert agency.n_hired == cores
    assert not agency.inbox, "nobody is left at work"


@settings(deadline=None)
@given(st.integers(), st.sets(st.integers(1, 30), max_size=4))
def test_up_to_four_workers_that_are_lost_cost_nothing(seed, dies_at):
    assert go(Madeup(seed=seed, dies_at=dies_at)) == ALL


@settings(deadline=None)
@given(st.integers(), st.sets(st.sampled_from(ALL[1:]), max_size=3))
def test_an_item_that_is_deadly_is_given_up_alone(seed, deadly):
    agency = Madeup(seed=seed, deadly=deadly)
    assert go(agency) == sorted(-item if item in deadly else item for item in ALL)
    most = crew.TRIES_TOGETHER + crew.TRIES_ALONE + 2 * (crew.AT_ONCE - 1)  # others that had begun meanwhile
    assert all(agency.begun[item] <= most for item in deadly)


@settings(deadline=None)
@given(st.integers(), st.sets(st.integers(0, 2), max_size=2))
@example(143, {1, 2})
def test_workers_that_freeze_hold_up_nothing(seed, frozen):
    assert go(Madeup(seed=seed, frozen=frozen)) == ALL


def test_how_many_were_lost_is_told():
    said = []
    go(Madeup(dies_at=[5, 9]), warn=said.append)
    assert said == ["workers that were lost: 2; what they had to do was done by others"]


def test_at_most_as_many_work_as_are_wanted():
    agency = Madeup(cores=8)
    go(agency, processes=2)
    assert agency.n_hired == 2


def test_no_more_work_than_there_are_batches():
    agency = Madeup(cores=50)
    go(agency)
    assert agency.n_hired == len(BATCHES)


def test_cores_that_join_later_are_used(monkeypatch):
    monkeypatch.setattr(crew, "TICK", -1.0)
    agency = Madeup(cores=1)
    monkeypatch.setattr(agency, "n_cores", lambda: 1 if agency.n_steps < 5 else 3)
    go(agency)
    assert agency.n_hired == 3


def test_a_worker_that_is_unfit_ends_it():
    with pytest.raises(SetupError, match="node a has another model"):
        go(Madeup(unfit="node a has another model"))


def test_workers_that_all_die_end_it():
    with pytest.raises(
        SetupError, match="14 workers were lost one after another, nothing was finished: it died"
    ):
        go(Madeup(dies_at=range(1000)))


def test_where_there_is_no_worker_that_is_said(monkeypatch):
    monkeypatch.setattr(crew, "PATIENCE", -1.0)
    with pytest.raises(SetupError, match="no worker"):
        go(Madeup())


def test_a_fault_in_the_work_is_passed_on(monkeypatch):
    agency = Madeup()
    monkeypatch.setattr(agency, "read", lambda answer: None if agency.answers[answer] is None else 1 // 0)
    with pytest.raises(ZeroDivisionError):
        go(agency)


def test_a_fault_in_preparing_is_told(monkeypatch):
    agency = Madeup()
    monkeypatch.setattr(agency, "read", lambda answer: 1 // 0)
    with pytest.raises(SetupError, match=r"^a worker can't begin: .* by zero \(the same"):
        go(agency)


def test_whoever_stops_lets_everybody_go():
    agency = Madeup()
    done = crew.spread(iter(BATCHES), agency, lost=lambda item: [-item], processes=0, warn=print)
    next(done)
    done.close()
    assert not agency.inbox
