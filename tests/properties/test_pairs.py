"""I13: two scenarios are the same bytes until the first step in which anything differs in the block."""

from copy import deepcopy
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import strategies as st

import sim.ensemble.blocks as blocks
from sim.engine.streams import Streams
from sim.timeline import Calendar
from tests.properties.systems import SMALL, over, result, systems, uncertain

REPLICATES = 8 * SMALL


@st.composite
def pairs(draw, *, drawn=False):
    """Draw a system, and the same with an event that changes one of its numbers from a day on, given or drawn."""
    system = draw(systems().filter(lambda found: (found["end"] - found["start"]).days > 1))
    if draw(st.booleans()):
        system = uncertain(system)
    inside = [system["start"] + timedelta(days=days) for days in range(1, (system["end"] - system["start"]).days)]
    bounds = Calendar(system["start"], system["end"], system["step"]).bounds[1:-1]
    day = draw(st.sampled_from(bounds if bounds and draw(st.booleans()) else inside))
    changes = [{"multiply": {"flows.h0.rate": 3}}, {"set": {"flows.h0.rate": 0.77}}]
    for name, flow in system["flows"].items():
        if flow["kind"] == "inflow":
            changes.append({"set": {f"flows.{name}.rate": 77}})
        elif flow["kind"] == "capacity":
            path = f"flows.{name}.capacity" if "capacity" in flow else "resources.people.headcount"
            changes.append({"set": {path: 5.5}})
    event = {"on": day, "ramp": draw(st.sampled_from([0, 1.5])), **draw(st.sampled_from(changes))}
    if drawn:
        event |= {"on": {"exponential": {"mean": draw(st.sampled_from([3, 60])), "after": day}}, "probability": 0.5}
    other = deepcopy(system)
    other["events"] = {**system.get("events", {}), "policy": event}
    return system, other, day


def first_difference(one, two, lanes):
    """The first bound at which any metric differs in some replicates, and the number of bounds if none does."""
    differs = [(one.paths[name] != path)[:, lanes].any(axis=1) for name, path in two.paths.items()]
    found = np.flatnonzero(np.any(differs, axis=0))
    return found[0] if found.size else len(one.calendar.bounds)


@over(pairs())
def test_a_policy_changes_nothing_before_its_day(pair):
    """A policy dated D changes nothing in any step that ends at or before D."""
    plain, other, day = pair
    one, two = (result(system, n=REPLICATES) for system in (plain, other))
    bound = first_difference(one, two, slice(None))
    assert bound == len(one.calendar.bounds) or one.calendar.bounds[bound] > day
    for path, drawn in one.drawn.items():
        assert two.drawn[path].tobytes() == drawn.tobytes(), path


@over(pairs(drawn=True))
def test_a_policy_on_a_drawn_day_changes_only_blocks_in_which_it_comes(pair):
    plain, other, day = pair
    one, two = (result(system, n=REPLICATES) for system in (plain, other))
    for block in range(REPLICATES // SMALL):
        lanes = slice(block * SMALL, (block + 1) * SMALL)
        bound = first_difference(one, two, lanes)
        if not two.happened["policy"][lanes].any():
            assert bound == len(one.calendar.bounds)
        assert bound == len(one.calendar.bounds) or one.calendar.bounds[bound] > day


@over(systems(adjustment=False))
def test_a_longer_run_begins_like_a_shorter_one(system):
    """What comes after is not felt before: a run that ends on a bound is the beginning of one that goes on."""
    whole = result(system)
    for bound in whole.calendar.bounds[1:-1][:2]:
        flows = {name: flow for name, flow in system["flows"].items() if flow["kind"] != "pulse" or flow["on"] < bound}
        metrics = {name: metric for name, metric in system["metrics"].items() if not name.startswith("p0") or "p0" in flows}
        part = result(system | {"end": bound, "flows": flows, "metrics": metrics})
        for name, path in part.paths.items():
            assert path.tobytes() == whole.paths[name][: len(path)].tobytes(), name


# What the comparison must notice

QUEUE = {
    "title": "A queue",
    "start": date(2022, 1, 1),
    "end": date(2023, 1, 1),
    "stages": {"open": {"kind": "active", "initial": 500}, "gone": {"kind": "closed"}},
    "flows": {
        "filed": {"kind": "inflow", "to": "open", "rate": 40},
        "h0": {"kind": "hazard", "from": "open", "to": "gone", "rate": 0.1},
    },
    "metrics": {"open": {"stock": "open"}},
}
RULED = QUEUE | {"events": {"policy": {"on": date(2022, 7, 1), "multiply": {"flows.h0.rate": 2}}}}


def test_a_difference_begins_with_the_policy():
    assert first_difference(result(QUEUE), result(RULED), slice(None)) == 7


class OneAfterTheOther(Streams):
    """One generator for all: what is drawn depends on what was drawn before."""

    def open(self, name, step=0):
        if not hasattr(self, "_one"):
            self._one = super().open("one")
        return self._one


def test_one_generator_for_all_is_noticed(monkeypatch):
    monkeypatch.setattr(blocks, "StoppingStreams", OneAfterTheOther)
    ruled = deepcopy(RULED)
    ruled["events"]["policy"]["on"] = {"uniform": [date(2022, 6, 1), date(2022, 8, 1)]}
    assert first_difference(result(QUEUE), result(ruled), slice(None)) < 6


@pytest.mark.parametrize("jobs", [1, 2])
def test_blocks_differ_from_each_other(jobs):
    """The comparison block by block would hold of nothing if blocks were copies."""
    path = result(QUEUE, n=50, jobs=jobs).paths["open"]
    assert (path[-1, :SMALL] != path[-1, SMALL:]).any()
