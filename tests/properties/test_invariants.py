"""The invariants of the model, kept as books from outside on generated systems."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests.properties.systems import QUICK, result, systems, ways

DEEP = settings(max_examples=150, deadline=None, derandomize=True)


def keep_books(system, mode):
    """Check I1 to I8 on every path of a run."""
    run = result(system, mode=mode)
    paths, slack = run.paths, 0.0 if mode == "random" else 1e-6
    for name, path in paths.items():
        assert path.dtype == (np.int64 if mode == "random" else np.float64), "I1: whole cases"
        assert path.min() >= -slack, f"I1: {name} is negative"
        if not run.at_a_date(name):
            assert (path[0] == 0).all()
            assert (np.diff(path, axis=0) >= -slack).all(), f"I8: {name} falls"
    for kind in system["classes"]:
        if "adjustment" not in system:
            _stocks_change_by_what_moves(system, paths, kind, slack)
            _nothing_is_lost(system, paths, kind, slack)
        for name, flow in system["flows"].items():
            total = paths[f"{name}_{kind}"]
            if "outcomes" in flow:
                parts = sum(paths[f"{name}_{way}_{kind}"] for way in flow["outcomes"])
                assert np.abs(total - parts).max() <= slack, "I6: completions are the sum of their outcomes"
            if kind not in flow.get("classes", [kind]):
                assert not total.any(), "I5: nobody leaves who was not eligible"
    _capacity_holds(system, run, slack)


def _stocks_change_by_what_moves(system, paths, kind, slack):
    """I2, and with stocks that are not negative I7: nothing returns that is not in the pool."""
    for stage in system["stages"]:
        change = paths[f"{stage}_{kind}"] - paths[f"{stage}_{kind}"][0]
        moved = np.zeros_like(change)
        for name, origin, to in ways(system):
            moved += ((to == stage) * 1 - (origin == stage) * 1) * paths[f"{name}_{kind}"]
        assert np.abs(change - moved).max() <= slack, f"I2: {stage}"


def _nothing_is_lost(system, paths, kind, slack):
    total = sum(paths[f"{stage}_{kind}"] for stage in system["stages"])
    come = sum((paths[f"{name}_{kind}"] for name, flow in system["flows"].items() if flow["kind"] == "inflow"), np.zeros_like(total))
    assert np.abs(total - total[0] - come).max() <= slack, "I3"


def _capacity_holds(system, run, slack):
    """I4 at every bound, resource by resource: what is used never exceeds what has come up."""
    used = {}
    for name, flow in system["flows"].items():
        if flow["kind"] == "capacity":
            served = sum(run.paths[f"{name}_{kind}"] for kind in system["classes"]) * flow.get("uses", 1)
            key = flow.get("resource", name)
            used[key] = used.get(key, 0) + served
    for key, units in used.items():
        people = system.get("resources", {}).get(key)
        rate = people["headcount"] * people["productivity"] if people else system["flows"][key]["capacity"]
        whole = 1 if run.mode == "random" else 0
        assert (units <= rate * run.calendar.times[:, np.newaxis] + whole + slack + 1e-6).all(), f"I4: {key}"


@given(systems())
@QUICK
def test_the_books_balance_with_chance(system):
    keep_books(system, "random")


@given(systems())
@QUICK
def test_the_books_balance_without_chance(system):
    keep_books(system, "expected")


@pytest.mark.deep
@given(systems())
@DEEP
def test_the_books_balance_in_many_systems(system):
    keep_books(system, "random")
    keep_books(system, "expected")


@given(systems(adjustment=False, pulses=False))
@QUICK
def test_where_no_rate_is_above_zero_nothing_moves(system):
    for flow in system["flows"].values():
        flow |= {key: 0 for key in ("rate", "capacity") if key in flow}
    for people in system.get("resources", {}).values():
        people["headcount"] = 0
    for mode in ("random", "expected"):
        run = result(system, mode=mode)
        for name, path in run.paths.items():
            assert (path == path[0]).all(), name
