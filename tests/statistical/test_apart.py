"""Nothing shares a draw with anything else: flows, stages, classes, months, coins and blocks of one system, all pairs at once.

A stream that two flows share leaves every mean and every variance as it is. So the system is made of things that are independent by
law, and no two of them may be correlated.
"""

import numpy as np
import pytest

from sim.engine.streams import BLOCK, Streams
from sim.ensemble import blocks
from sim.ensemble.world import World
from tests.ensemble.worlds import system, world
from tests.statistical import kit
from tests.statistical.kit import assert_apart, assert_mean
from tests.statistical.runs import result

SYSTEM = """
    end: 2022-03-01
    seed: 71
    classes: [x, y]
    stages:
      a: {kind: active, initial: {x: 900, y: 900}}
      b: {kind: active, initial: {x: 900, y: 900}}
      c: {kind: active, initial: {x: 900, y: 900}}
      d: {kind: active, initial: {x: 900, y: 900}}
      e: {kind: active, initial: {x: 900, y: 900}}
      f: {kind: active, initial: {x: 900, y: 900}}
      g: {kind: active, initial: {x: 50_000, y: 0}}
      h: {kind: active, initial: {x: 900, y: 900}}
      fed: {kind: inactive, initial: {x: {uniform: [100, 900], level: replicate}, y: {uniform: [100, 900], level: replicate}}}
      out: {kind: closed}
    resources:
      people_of_one: {headcount: 100, productivity: 10, noise: {uniform: [0.5, 1.5], level: month}}
      people_of_two: {headcount: 100, productivity: 10, noise: {uniform: [0.5, 1.5], level: month}}
    flows:
      filed_with_one: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 100, noise: poisson}
      filed_with_two: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 100, noise: {negbin: 9}}
      monthly_at_one: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: {uniform: [0, 9_000], level: month}}
      monthly_at_two: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: {uniform: [0, 9_000], level: month}}
      noisy_at_one: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 9_000, ar1: {rho: 0, sigma: 0.3}}
      noisy_at_two: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 9_000, ar1: {rho: 0, sigma: 0.3}}
      rounded_to_one: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 10.4}
      rounded_to_two: {kind: inflow, to: fed, shares: {x: 1, y: 0}, rate: 10.4}
      leave_a: {kind: hazard, from: a, to: out, rate: 0.3}
      leave_b: {kind: hazard, from: b, to: out, rate: 0.3}
      leave_h: {kind: hazard, from: h, to: out, classes: [x], rate: 0.3}
      other_h: {kind: hazard, from: h, to: out, classes: [y], rate: 0.3}
      called_one: {kind: pulse, from: c, to: fed, on: 2022-01-10, share: 0.5}
      called_two: {kind: pulse, from: d, to: fed, on: 2022-01-10, share: 0.5}
      chosen_by_one: {kind: capacity, from: e, to: out, capacity: 40}
      chosen_by_two: {kind: capacity, from: f, to: out, capacity: 40}
      heard_by_one: {kind: capacity, from: g, to: out, resource: people_of_one}
      heard_by_two: {kind: capacity, from: g, to: out, resource: people_of_two}
    events:
      event_one: {on: {uniform: [2022-01-01, 2022-03-01]}, probability: 0.4, set: {flows.leave_a.rate: 0.3}}
      event_two: {on: {uniform: [2022-01-01, 2022-03-01]}, probability: 0.4, set: {flows.leave_a.rate: 0.3}}
    metrics:
"""
BY_MONTH = [f"{kind}_{name}" for kind in ("filed_with", "monthly_at", "noisy_at", "heard_by") for name in ("one", "two")]
ONCE = ["rounded_to_one", "rounded_to_two"]
BY_CLASS = ["leave_a", "leave_b", "leave_h", "other_h", "called_one", "called_two"]
CHOSEN = ["chosen_by_one", "chosen_by_two"]


def series():
    """Return samples by name that are independent by law, each (replicate,)."""
    metrics = [f"      {flow}: {{flow: [{flow}]}}\n" for flow in BY_MONTH + ONCE]
    metrics += [f"      {flow}_{kind}: {{flow: [{flow}], classes: [{kind}]}}\n" for flow in BY_CLASS + CHOSEN for kind in "xy"]
    run = result(SYSTEM + "".join(metrics))
    found = {f"{flow} in month {month}": np.diff(run.paths[flow], axis=0)[month] for flow in BY_MONTH for month in (0, 1)}
    found |= {flow: run.paths[flow][1] for flow in ONCE}
    by_class = {f"{flow}_{kind}": run.paths[f"{flow}_{kind}"][1] for flow in BY_CLASS for kind in "xy"}
    found |= {name: moved for name, moved in by_class.items() if moved.any()}
    found |= {f"{flow}_x": run.paths[f"{flow}_x"][1] for flow in CHOSEN}
    return found | run.drawn | run.happened


def apart():
    found = series()
    assert_apart(found, detects=0.13, name="flows, classes, months, coins")
    parts = {name: np.split(values, len(values) // BLOCK)[:3] for name, values in found.items()}
    split = {f"{name} in block {k}": part for name, found in parts.items() for k, part in enumerate(found)}
    assert_apart(split, detects=1.0, name="the same in three blocks")


def date_and_coin():
    """Whether an event happens says nothing about when."""
    events = "events: {a: {on: {uniform: [2022-01-01, 2023-01-01]}, probability: 0.5, set: {flows.filed.rate: 1}}}"
    found = world(system("100", events), blocks=5)
    assert_mean(found.times["a"][found.happened["a"]], 6, detects=0.5, name="dates of events that happen")


@pytest.mark.parametrize("case", [apart, date_and_coin])
def test_nothing_shares_its_draws(case):
    case()


# Faults


def names_cut_short(patch):
    """Streams are named by the beginning of a path: flows that begin alike draw alike."""
    real = Streams.open
    patch.setattr(Streams, "open", lambda self, name, step=0: real(self, name[:14], step))


def months_named_alike(patch):
    """Every step reads the stream of the first."""
    real = Streams.open
    patch.setattr(Streams, "open", lambda self, name, step=0: real(self, name, 0))


def parameters_of_the_first_block(patch):
    """Blocks have draws of their own, and all of them the parameters of the first."""
    real = blocks.World
    patch.setattr(blocks, "World", lambda scenario, calendar, streams, n: real(scenario, calendar, Streams(scenario.seed, 0), n))


def coin_is_the_date(patch):
    """Whether an event happens is read from the draw of its date."""
    real = World.uniform
    patch.setattr(World, "uniform", lambda self, name, step=0: real(self, name.replace(".comes", ".on"), step))


FAULTS = [
    (names_cut_short, apart),
    (months_named_alike, apart),
    (parameters_of_the_first_block, apart),
    (coin_is_the_date, date_and_coin),
]


@pytest.mark.parametrize(("fault", "case"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_fault_is_caught(fault, case, monkeypatch):
    fault(monkeypatch)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as caught:
        case()
    assert not isinstance(caught.value, kit.TooSmallError)
