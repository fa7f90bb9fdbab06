"""Where a run lies in time does not matter, and running a + b is running a, then b from where a ended."""

from copy import deepcopy
from datetime import date
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

import sim.ensemble.blocks as blocks
from sim.engine.streams import Streams
from sim.ensemble.world import World
from tests.properties.systems import SMALL, over, result, systems

ALL_STEPS = ("week", "month", "quarter", "year", "fiscal-year")
BOTH = ("random", "expected")


def later(day, months):
    """The same day of a later month."""
    month = day.year * 12 + day.month - 1 + months
    return day.replace(year=month // 12, month=month % 12 + 1)


def shifted(system, months):
    """Move a system in time, with every date."""
    found = deepcopy(system) | {key: later(system[key], months) for key in ("start", "end")}
    for flow in found["flows"].values():
        if "on" in flow:
            flow["on"] = later(flow["on"], months)
    return found


def same(found, wanted):
    for name, path in wanted.items():
        assert found[name].tobytes() == path.tobytes(), name


@over(systems(steps=ALL_STEPS))
def test_a_shift_by_28_years_changes_no_byte(system):
    """28 years later the calendar is the same, weekdays and leap days included."""
    for mode in BOTH:
        same(result(shifted(system, 28 * 12), mode=mode).paths, result(system, mode=mode).paths)


@over(st.tuples(systems(steps=("month",), pulses=False), st.integers(1, 23)))
def test_a_shift_by_whole_months_changes_no_byte(drawn):
    """Where months are whole, and nothing is dated: a month is a month, whatever its days."""
    system, months = drawn
    system = system | {key: system[key].replace(day=1) for key in ("start", "end")}
    assume(system["end"] > system["start"])
    for mode in BOTH:
        same(result(shifted(system, months), mode=mode).paths, result(system, mode=mode).paths)


def test_a_season_is_dated():
    """What the comparison must notice."""
    seasonal = QUEUE | {"flows": QUEUE["flows"] | {"filed": QUEUE["flows"]["filed"] | {"season": [0.5, 1.5] + [1] * 10}}}
    one, two = result(seasonal).paths["open"], result(shifted(seasonal, 1)).paths["open"]
    assert (one != two).any()


QUEUE = {
    "title": "A queue",
    "start": date(2022, 1, 1),
    "end": date(2022, 9, 1),
    "stages": {"open": {"kind": "active", "initial": 500}, "gone": {"kind": "closed"}},
    "flows": {
        "filed": {"kind": "inflow", "to": "open", "rate": 40},
        "h0": {"kind": "hazard", "from": "open", "to": "gone", "rate": 0.1},
    },
    "metrics": {"open": {"stock": "open"}},
}


# a + b = a, then b

RESTARTED = systems(charged=False, steps=ALL_STEPS).filter(lambda system: (system["end"] - system["start"]).days > 40)


def halves(system, bound):
    """A system until a bound, and from there; pulses in the half in which they lie."""
    for part, inside in (({"end": bound}, lambda day: day < bound), ({"start": bound}, lambda day: day >= bound)):
        flows = {name: flow for name, flow in system["flows"].items() if flow["kind"] != "pulse" or inside(flow["on"])}
        metrics = {name: metric for name, metric in system["metrics"].items() if not name.startswith("p0") or "p0" in flows}
        yield deepcopy(system | part | {"flows": flows, "metrics": metrics})


def joined(first, second, system, name):
    """The path of a metric of both halves: stocks go on, flows are counted from the start."""
    stock = "stock" in system["metrics"][name]
    parts = [run.paths.get(name, np.zeros((len(run.calendar.bounds), run.replicates), run.paths["s0_x"].dtype)) for run in (first, second)]
    return np.concatenate([parts[0], parts[1][1:] + (0 if stock else parts[0][-1])])


@over(st.tuples(RESTARTED, st.integers(0, 100)))
def test_a_then_b_is_a_and_b_without_chance(drawn):
    """The second half is a file of its own whose stages hold what the first left, fractions of cases included."""
    system, pick = drawn
    whole = result(system, mode="expected")
    assume(len(whole.calendar.bounds) > 2)
    bound = whole.calendar.bounds[1:-1][pick % (len(whole.calendar.bounds) - 2)]
    one, two = halves(system, bound)
    first = result(one, mode="expected")
    for stage, about in two["stages"].items():
        about["initial"] = {kind: max(0.0, float(first.paths[f"{stage}_{kind}"][-1, 0])) for kind in system["classes"]}
    second = result(two, mode="expected")
    for name, path in whole.paths.items():
        assert joined(first, second, system, name) == pytest.approx(path, rel=1e-9, abs=1e-6), name


class Further(Streams):
    """Streams of a run that begins at a later step."""

    steps = 0

    def open(self, name, step=0):
        return super().open(name, step + self.steps)


def from_where_it_ended(first, system, lanes):
    """Stand in for the cases at the start: those a run has left, replicate by replicate, block after block."""
    ends = {name: path[-1] for name, path in first.paths.items()}

    def initial(world, stage):
        begin = lanes[id(world.streams)] * SMALL
        return {kind: ends[f"{stage}_{kind}"][begin : begin + SMALL].astype(float) for kind in system["classes"]}

    return initial


def one_then_the_other(system, bound):
    """Run both halves, the second with the streams of the steps that follow."""
    one, two = halves(system, bound)
    first, lanes = result(one, n=2 * SMALL), {}

    def streams(seed, block):
        found = Further(seed, block)
        found.steps, lanes[id(found)] = first.calendar.steps, block
        kept.append(found)
        return found

    kept = []
    with patch.object(blocks, "StoppingStreams", streams), patch.object(World, "initial", from_where_it_ended(first, system, lanes)):
        return first, result(two, n=2 * SMALL)


def whole_numbers(system):
    """Leave out what is rounded over a whole run, and what is in progress at its end."""
    found = deepcopy(system)
    for flow in found["flows"].values():
        if flow["kind"] == "inflow" and flow["noise"] == "none":
            flow["noise"] = "poisson"
        if "capacity" in flow:
            flow["capacity"] = round(flow["capacity"])
    return found


COUPLED = systems(charged=False, shared=False, steps=("month",)).map(whole_numbers)


@over(st.tuples(COUPLED, st.integers(0, 100)))
def test_a_then_b_is_a_and_b_with_chance(drawn):
    """Byte for byte with the same streams: hazards, arrivals, pulses, adjustments, and services by whole cases in whole months."""
    system, pick = drawn
    system = system | {"start": system["start"].replace(day=1), "end": later(system["end"].replace(day=1), 2)}
    whole = result(system, n=2 * SMALL)
    bound = whole.calendar.bounds[1:-1][pick % (len(whole.calendar.bounds) - 2)]
    first, second = one_then_the_other(system, bound)
    for name, path in whole.paths.items():
        assert joined(first, second, system, name).tobytes() == path.tobytes(), name


def test_a_second_half_that_starts_elsewhere_is_noticed():
    first, second = one_then_the_other(two_classes(), date(2022, 5, 1))
    whole = result(two_classes(), n=2 * SMALL).paths["s0_x"]
    assert (joined(first, second, two_classes(), "s0_x") == whole).all()
    again = result(list(halves(two_classes(), date(2022, 5, 1)))[1], n=2 * SMALL)
    assert (joined(first, again, two_classes(), "s0_x") != whole).any()


def two_classes():
    """The queue, named like a generated system."""
    return QUEUE | {
        "classes": ["x"],
        "stages": {"s0": {"kind": "active", "initial": {"x": 500}}, "s1": {"kind": "closed"}},
        "flows": {name: flow | {"to": "s0" if name == "filed" else "s1"} for name, flow in QUEUE["flows"].items()}
        | {"h0": {"kind": "hazard", "from": "s0", "to": "s1", "rate": 0.1}},
        "metrics": {"s0_x": {"stock": "s0"}, "s1_x": {"stock": "s1"}},
    }
