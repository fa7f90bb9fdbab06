"""The ledger notices every kind of broken book, whole or real-valued, and nothing else."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine.invariants import Ledger
from sim.engine.state import State
from sim.engine.system import OUTSIDE, Route
from sim.errors import EngineError
from tests.statistical.runs import result

ALL = slice(None)
SYSTEM = SimpleNamespace(routes=(Route(OUTSIDE, 0, ALL), Route(0, 1, ALL), Route(1, 0, ALL)))
BEFORE = np.array([[[10, 5], [3, 0]], [[0, 1], [0, 0]]])
"""Stock by (stage, class, replicate)."""


def books(dtype=np.int64):
    """A ledger, and one honest step: what moved, and the stock after it."""
    moved = np.zeros((3, 2, 2), dtype)
    moved[0, 1] = 4
    moved[1, 0] = [2, 5]
    moved[2, 0] = [0, 1]
    after = BEFORE.astype(dtype)
    after[0] += moved[0] - moved[1] + moved[2]
    after[1] += moved[1] - moved[2]
    return Ledger(SYSTEM, BEFORE.astype(dtype)), after, moved


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_honest_books_pass_step_after_step(dtype):
    ledger, after, moved = books(dtype)
    ledger.check(0, after, moved, None)
    ledger.check(1, after, np.zeros_like(moved), None)
    added = np.zeros_like(after)
    added[0, 0] = [-1, 2]
    ledger.check(2, after + added, np.zeros_like(moved), added)
    ledger.check(3, after + added, np.zeros_like(moved), None)


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
@pytest.mark.parametrize("cell", [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)])
@pytest.mark.parametrize("by", [1, -1])
def test_a_case_from_nowhere_or_lost_is_noticed(dtype, cell, by):
    ledger, after, moved = books(dtype)
    after[cell] += by
    with pytest.raises(EngineError, match=r"^step 7: .*(invariant I2|invariants I1, I5)"):
        ledger.check(7, after, moved, None)


def test_a_move_that_is_not_booked_is_noticed():
    ledger, after, moved = books()
    moved[1, 0, 0] -= 1
    with pytest.raises(EngineError, match="I2"):
        ledger.check(0, after, moved, None)


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_a_negative_count_is_noticed(dtype):
    """I5: eleven leave where ten were; the books balance, and yet it is wrong."""
    ledger, after, moved = books(dtype)
    more = after[0, 0, 0] + 1
    moved[1, 0, 0] += more
    after[0, 0, 0] -= more
    after[1, 0, 0] += more
    with pytest.raises(EngineError, match="negative"):
        ledger.check(0, after, moved, None)


def test_a_negative_flow_is_noticed():
    """I8: a flow that runs backwards, in balanced books."""
    ledger, after, moved = books()
    moved[2, 1, 0] -= 1
    after[0, 1, 0] -= 1
    after[1, 1, 0] += 1
    with pytest.raises(EngineError, match="negative"):
        ledger.check(0, after, moved, None)


def test_rounding_of_real_numbers_is_forgiven_and_of_counts_is_not():
    ledger, after, moved = books(np.float64)
    after[0, 0, 0] += 1e-10
    ledger.check(0, after, moved, None)
    ledger, after, moved = books(np.float64)
    after[0, 0, 0] += 1e-6
    with pytest.raises(EngineError):
        ledger.check(0, after, moved, None)


def test_an_unexplained_adjustment_is_noticed():
    ledger, after, moved = books()
    added = np.zeros_like(after)
    added[0, 0, 0] = 1
    with pytest.raises(EngineError, match="I2"):
        ledger.check(0, after, moved, added)


def test_a_run_with_a_broken_engine_is_stopped(monkeypatch):
    """Cases that leave twice: the run ends with our error, and not with numbers."""
    real = State.move

    def twice(self, route, classes, cases, step, **when):
        real(self, route, classes, cases, step, **when)
        self.stock[0, classes] -= cases

    monkeypatch.setattr(State, "move", twice)
    text = """
        end: 2022-03-01
        stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
        flows: {leave: {kind: hazard, from: open, to: gone, rate: 0.1}}
    """
    for mode in ("random", "expected"):
        with pytest.raises(EngineError, match="step 0"):
            result(text, n=10, mode=mode)
