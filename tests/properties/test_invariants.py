"""The invariants hold on generated systems, and books that do not are noticed; `README.md` says what shows which."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

import sim.engine.simulate as engine
from sim.engine.capacity import Workload
from sim.engine.state import State
from tests.properties.books import INVARIANTS, Books, adjustment, capacity, case_months, counts, eligible, outcomes, pools, stocks
from tests.properties.systems import loaded, metrics_of, over, ran, systems


def books_of(system):
    """Run a system with chance and without."""
    scenario = loaded(system, "replicates=40").scenario
    return [Books(system, ran(scenario, mode=mode)) for mode in ("random", "expected")]


@over(systems(), few=20, many=200)
def test_the_books_balance(system):
    for books in books_of(system):
        for invariant in INVARIANTS:
            invariant(books)


@over(systems(adjustment=False, pulses=False))
def test_where_no_rate_is_above_zero_nothing_moves(system):
    for flow in system["flows"].values():
        flow |= {key: 0 for key in ("rate", "capacity") if key in flow}
    for people in system.get("resources", {}).values():
        people["headcount"] = 0
    for books in books_of(system):
        for name, path in books.paths.items():
            assert (path == path[0]).all(), name


# What the books must notice

COURT = {
    "title": "A court",
    "start": date(2022, 1, 10),
    "end": date(2022, 9, 20),
    "classes": ["x", "y"],
    "stages": {
        "open": {"kind": "active", "initial": {"x": 300, "y": 100}},
        "parked": {"kind": "inactive", "initial": {"x": 40, "y": 0}},
        "done": {"kind": "closed", "initial": {"x": 5, "y": 5}},
    },
    "flows": {
        "filed": {"kind": "inflow", "to": "open", "rate": 30, "shares": {"x": 0.5, "y": "rest"}},
        "park": {"kind": "hazard", "from": "open", "to": "parked", "rate": 0.2, "classes": ["x"], "uses": {"people": 0.1}},
        "back": {"kind": "hazard", "from": "parked", "to": "open", "rate": 0.5},
        "heard": {
            "kind": "capacity",
            "from": "open",
            "resource": "people",
            "outcomes": {"won": {"share": 0.4, "to": "done", "uses": 3}, "lost": {"share": "rest", "to": "done", "uses": 1}},
        },
    },
    "resources": {"people": {"headcount": 4, "productivity": 12.5}},
}
COURT["metrics"] = metrics_of(COURT)


def negative(books):
    books.paths["park_x"][-1] = -1


def runs_backwards(books):
    books.paths["back_x"][3] = books.paths["back_x"][4] + 1


def from_nowhere(books):
    books.paths["open_x"][2:] += 1


def not_booked(books):
    books.paths["heard_won_y"][4:] += 1
    books.paths["done_y"][4:] += 1


def wrong_class(books):
    books.paths["park_y"][1:] += 1


def outcome_lost(books):
    books.paths["heard_x"][1:] += 1


def more_than_there_are(books):
    books.paths["back_x"][3:] += 500


def waits_elsewhere(books):
    books.paths["parked_x"][2] += 1


def works_more(books):
    books.system = COURT | {"resources": {"people": {"headcount": 4, "productivity": 10.0}}}


def works_less(books):
    books.system = COURT | {"resources": {"people": {"headcount": 4, "productivity": 13.5}}}


def adjusted_unasked(books):
    books.system = COURT | {"adjustment": {"count": 50}}


FORGERIES = [
    (negative, counts),
    (runs_backwards, counts),
    (from_nowhere, stocks),
    (not_booked, stocks),
    (adjusted_unasked, adjustment),
    (wrong_class, eligible),
    (outcome_lost, outcomes),
    (more_than_there_are, pools),
    (waits_elsewhere, case_months),
    (works_more, capacity),
    (works_less, capacity),
]


@pytest.mark.parametrize(("forgery", "invariant"), FORGERIES, ids=[forgery.__name__ for forgery, _ in FORGERIES])
def test_forged_books_are_noticed(forgery, invariant):
    for books in books_of(COURT):
        invariant(books)
        forgery(books)
        with pytest.raises(AssertionError, match=r"I\d"):
            invariant(books)


def serves_too_many(patch):
    real = Workload.open

    def generous(self, step):
        real(self, step)
        self.left = self.left * 1.2

    patch.setattr(Workload, "open", generous)


def forgets_what_is_begun(patch):
    def forgetful(self, whole):
        self.carried = np.zeros_like(self.left)

    patch.setattr(Workload, "close", forgetful)


def leaves_twice(patch):
    real = State.move

    def twice(self, route, classes, cases, *step, **how):
        real(self, route, classes, cases, *step, **how)
        if self.system.routes[route].origin == 0:
            self.stock[0, classes] -= cases

    patch.setattr(State, "move", twice)


@pytest.mark.parametrize(
    ("fault", "invariant"),
    [(serves_too_many, capacity), (forgets_what_is_begun, capacity), (leaves_twice, stocks)],
    ids=lambda f: f.__name__,
)
def test_a_broken_engine_is_noticed_from_outside(fault, invariant, monkeypatch):
    """Even where the engine's own ledger looks away."""
    monkeypatch.setattr(engine, "Ledger", lambda system, stock: SimpleNamespace(check=lambda *step: None))
    fault(monkeypatch)
    books = books_of(COURT)[0]
    with pytest.raises(AssertionError, match=r"I\d"):
        invariant(books)
