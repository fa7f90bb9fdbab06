"""What must hold without chance, whatever the system: the names and the cutting of a system do not matter.

The adjustment is left out where it would matter: what it adds to empty stages goes to the first class.
"""

from copy import deepcopy

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from tests.properties.systems import over, paths, systems


def expected(system, *overrides):
    return {name: path[:, 0] for name, path in paths(system, *overrides, mode="expected").items()}


def close(found, wanted):
    scale = 1 + max(np.abs(path).max() for path in wanted.values())
    for name, path in wanted.items():
        assert found[name] == pytest.approx(path, abs=1e-8 * scale), name


@over(systems(classes=3, adjustment=False))
def test_the_order_of_classes_does_not_matter(system):
    other = deepcopy(system)
    other["classes"] = other["classes"][::-1]
    for stage in other["stages"].values():
        stage["initial"] = dict(reversed(stage["initial"].items()))
    for flow in other["flows"].values():
        if "shares" in flow:
            flow["shares"] = dict(reversed(flow["shares"].items()))
    close(expected(other), expected(system))


@over(systems(classes=2, restricted=False, adjustment=False))
def test_classes_that_nothing_tells_apart_can_be_merged(system):
    one = deepcopy(system)
    one["classes"] = ["x"]
    for stage in one["stages"].values():
        stage["initial"] = {"x": sum(stage["initial"].values())}
    for flow in one["flows"].values():
        flow.pop("shares", None)
    one["metrics"] = {name: metric for name, metric in one["metrics"].items() if name.endswith("_x")}
    apart = expected(system)
    together = {name: apart[name] + apart[f"{name[:-1]}y"] for name in one["metrics"]}
    close(expected(one), together)


@over(systems(adjustment=False))
def test_a_hazard_can_be_split_in_two_of_the_same_sum(system):
    other = deepcopy(system)
    half = deepcopy(other["flows"]["h0"])
    half["rate"] *= 0.3
    other["flows"]["h0"]["rate"] *= 0.7
    other["flows"]["again"] = half
    stocks = {name: path for name, path in expected(system).items() if name.startswith("s")}
    close(expected(other), stocks)


@over(st.tuples(systems(), st.integers(0, 3), st.booleans()))
def test_flows_that_never_move_a_case_change_nothing(drawn):
    """Wherever they lead from and to, first or last in the file."""
    system, pick, first = drawn
    stages = list(system["stages"])
    way = {"from": stages[pick % len(stages)], "to": stages[(pick + 1) % len(stages)]}
    idle = {
        "hazard": way | {"kind": "hazard", "rate": 0, "classes": system["classes"][-1:]},
        "capacity": way | {"kind": "capacity", "capacity": 0},
        "people": way | {"kind": "capacity", "resource": "nobody"},
        "pulse": way | {"kind": "pulse", "on": system["start"], "count": 0},
        "inflow": {"kind": "inflow", "to": way["to"], "rate": 0, "shares": dict.fromkeys(system["classes"][1:], 0) | {"x": 1}},
    }
    nobody = {**system.get("resources", {}), "nobody": {"headcount": 0, "productivity": 9}}
    flows = {**idle, **system["flows"]} if first else {**system["flows"], **idle}
    close(expected(system | {"flows": flows, "resources": nobody}), expected(system))


@over(systems(capacities=1, pulses=False, adjustment=False, shared=False))
def test_more_capacity_never_lowers_what_is_completed(system):
    assume("c0" in system["flows"])
    more = deepcopy(system)
    more["flows"]["c0"]["capacity"] = system["flows"]["c0"]["capacity"] * 1.3 + 2
    less, found = expected(system), expected(more)
    served = [sum(run[f"c0_{kind}"] for kind in system["classes"]) for run in (less, found)]
    assert (served[1] >= served[0] - 1e-6).all()


@over(systems(capacities=0, adjustment=False))
def test_a_linear_system_doubles_with_its_cases(system):
    """Without limits, twice the cases and arrivals give twice of everything."""
    assume(system["flows"].get("p0", {}).get("count") is None)
    double = deepcopy(system)
    for stage in double["stages"].values():
        stage["initial"] = {kind: 2 * count for kind, count in stage["initial"].items()}
    for flow in double["flows"].values():
        if flow["kind"] == "inflow":
            flow["rate"] *= 2
    close(expected(double), {name: 2 * path for name, path in expected(system).items()})
