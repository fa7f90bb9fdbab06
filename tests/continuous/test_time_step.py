"""The error of the time step, against equations in continuous time that share no code with the engine."""

import numpy as np
import pytest

import sim.engine.simulate as engine
from tests.continuous.systems import COURTS, FIVE, errors

LIMIT = 0.001
"""Largest relative error of a flow's total over the run."""

COURT = ("pd_dismissals", "recalendared", "reopened")
"""The flows of the courts that are held to the limit in steps of a month."""

EVERY_COURT = [pytest.param(name, marks=[pytest.mark.deep] * (name != "immigration-court-2022")) for name in COURTS]


def worst(found):
    return max(map(abs, found.values()))


def of_court(found):
    return {metric: found[metric] for metric in COURT}


@pytest.mark.parametrize("name", FIVE)
def test_flows_follow_the_equations(name):
    found = errors(name)
    assert worst(found) < LIMIT, found


@pytest.mark.parametrize("name", EVERY_COURT)
def test_the_court_follows_the_equations(name):
    found = of_court(errors(name))
    assert worst(found) < LIMIT, found


@pytest.mark.parametrize("name", EVERY_COURT)
def test_the_court_in_half_steps(name):
    found = of_court(errors(name, halved=True))
    assert worst(found) < 0.0003, found


@pytest.mark.parametrize(("name", "step"), [("loop", "month"), ("loop", "week"), ("season", "month")])
def test_half_the_step_is_a_quarter_of_the_error(name, step):
    """Second order; and what the steps tend to is what the equations say."""
    whole, half = (errors(name, f"step={step}", halved=halved) for halved in (False, True))
    felt = [metric for metric, error in whole.items() if abs(error) > 1e-4]
    assert felt
    for metric in felt:
        assert whole[metric] / half[metric] == pytest.approx(4, rel=0.02)
        assert abs(4 * half[metric] - whole[metric]) / 3 < 5e-5


@pytest.mark.deep
def test_an_always_empty_queue_is_of_first_order():
    """Cases that hazards bring to it in the second half of a step wait for the next: it runs half a step late."""
    whole, half = errors("urgent"), errors("urgent", halved=True)
    assert LIMIT < worst(whole) < 0.06
    assert all(whole[metric] / half[metric] == pytest.approx(2, rel=0.08) for metric in whole)


def hazards_in_one_order(patch):
    """Both halves of the hazards visit the stages in the same order."""
    patch.setattr(engine, "reversed", lambda groups: groups, raising=False)


def hazards_before_all_else(patch):
    """All of a step's hazards come before arrivals and services."""
    real = engine._Run._leave

    def leave(self, step, part, groups, share):
        if part == "first":
            real(self, step, part, groups, 1.0)

    patch.setattr(engine._Run, "_leave", leave)


@pytest.mark.parametrize(
    ("fault", "names"),
    [
        (hazards_in_one_order, ["loop", "ruling", "season", "immigration-court-2022"]),
        (hazards_before_all_else, ["loop", "reopening", "ruling", "season", "shared", "immigration-court-2022"]),
    ],
)
def test_an_order_that_is_no_palindrome_is_caught(monkeypatch, fault, names):
    fault(monkeypatch)
    for name in names:
        found = errors(name)
        assert worst(_judged(name, found)) > 1.2 * LIMIT, (name, found)


@pytest.mark.parametrize("name", ["loop", "ruling", "season", "shared", "immigration-court-2022"])
def test_arrivals_before_all_else_are_caught(name):
    found = _judged(name, errors(name, "arrivals=start"))
    assert worst(found) > 1.2 * LIMIT, found


def _judged(name, found):
    return of_court(found) if name in COURTS else found


def test_averages_over_a_step_are_exact_for_dates_inside_it():
    """Arrivals depend on nothing else, so a season, a drift and dates in the middle of steps leave no error at all."""
    assert np.isclose(errors("season")["applications"], 0, atol=1e-7)
    assert np.isclose(errors("season", "step=quarter")["applications"], 0, atol=1e-7)
