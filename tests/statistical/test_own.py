"""Each replicate goes by its own numbers: rates, shares, prices, amounts and dates that were drawn for it and for no other.

A rate taken from a neighbour, or chances kept from before an event, leave the mean of all replicates nearly as it was. So every
result is held against the law at the replicate's own parameters: standardised by them, its mean is 0 and its variance 1.
"""

from types import SimpleNamespace

import numpy as np
import pytest

import sim.engine.capacity as capacity
import sim.engine.inflow as inflow
import sim.engine.simulate as engine
from sim.engine.hazards import Chances
from sim.engine.streams import BLOCK, Streams
from sim.ensemble.lanes import Lanes
from sim.ensemble.world import World
from sim.timeline import Calendar
from tests.statistical import kit
from tests.statistical.kit import assert_mean, assert_variance
from tests.statistical.runs import N, result, scenario

SYSTEM = """
    end: 2022-11-01
    seed: 72
    classes: [x, y]
    stages:
      a: {kind: active, initial: {x: 20_000, y: 0}}
      b: {kind: active, initial: {x: 20_000, y: 0}}
      c: {kind: active, initial: {x: 900_000, y: 300_000}}
      d: {kind: inactive, initial: {x: 20_000, y: 0}}
      fed: {kind: inactive}
      out: {kind: closed}
      lost: {kind: closed}
    resources: {people: {headcount: {uniform: [5, 20], level: replicate}, productivity: 31.7}}
    flows:
      leave: {kind: hazard, from: a, to: out, rate: {uniform: [0.01, 0.1], level: replicate}}
      quit: {kind: hazard, from: a, to: lost, rate: {uniform: [0.01, 0.1], level: replicate}}
      fall: {kind: hazard, from: b, to: out, rate: 0.05}
      rise: {kind: hazard, from: b, to: lost, rate: 0.05}
      filed:
        kind: inflow
        to: fed
        rate: {uniform: [500, 5_000], level: replicate}
        noise: poisson
        shares: {x: {uniform: [0.1, 0.9], level: replicate}, y: rest}
      heard:
        kind: capacity
        from: c
        resource: people
        outcomes: {done: {share: {uniform: [0.1, 0.9], level: replicate}, to: out, uses: 3}, kept: {share: rest, to: lost, uses: 0.5}}
      called: {kind: pulse, from: d, to: out, on: 2022-05-05, share: {uniform: [0.1, 0.9], level: replicate}}
    events:
      slower: {on: {discrete: {2022-03-01: 0.5, 2022-08-01: 0.5}}, set: {flows.rise.rate: 0.01}}
    metrics:
      leave: {flow: [leave]}
      quit: {flow: [quit]}
      fall: {flow: [fall]}
      rise: {flow: [rise]}
      b: {stock: [b]}
      filed: {flow: [filed]}
      filed_x: {flow: [filed], classes: [x]}
      heard: {flow: [heard]}
      heard_x: {flow: [heard], classes: [x]}
      done: {flow: [heard.done]}
      called: {flow: [called]}
"""
MONTHS = 10


def own():
    run = result(SYSTEM)
    drawn, ends = run.drawn, {name: path[-1].astype(float) for name, path in run.paths.items()}
    leave, quit = drawn["flows.leave.rate"], drawn["flows.quit.rate"]
    gone = -np.expm1(-MONTHS * (leave + quit))
    _binomial("leavers", ends["leave"] + ends["quit"], 20_000, gone)
    _binomial("leavers by the first cause", ends["leave"], ends["leave"] + ends["quit"], leave / (leave + quit))
    rate = drawn["flows.filed.rate"] * MONTHS
    _standard("arrivals", (ends["filed"] - rate) / np.sqrt(rate))
    _binomial("classes of arrivals", ends["filed_x"], ends["filed"], drawn["flows.filed.shares.x"])
    share = drawn["flows.heard.outcomes.done.share"]
    _binomial("outcomes", ends["done"], ends["heard"], share)
    _binomial("pulse", ends["called"], 20_000, drawn["flows.called.share"])
    work, price = drawn["resources.people.headcount"] * 31.7 * MONTHS, 3 * share + 0.5 * (1 - share)
    used = ends["heard"] * price
    assert (np.abs(used - work) <= 1 + price + 1e-6).all(), "capacity, at the replicate's own price"
    _standard("who is served", (ends["heard_x"] - 0.75 * ends["heard"]) / np.sqrt(0.1875 * ends["heard"] * (1 - ends["heard"] / 1.2e6)))


def own_dates():
    """Chances are worked out anew in the replicates an event has reached, and only there, whatever the neighbours and other causes do."""
    ends = {name: path.astype(float) for name, path in result(SYSTEM).paths.items()}
    date = _dates()
    for month in (2, 7):
        here = date == month
        assert 0.4 < here.mean() < 0.6
        left = np.exp(-0.1 * month - 0.06 * (MONTHS - month))
        _binomial(f"left behind, slower from month {month}", ends["b"][-1][here], 20_000, left)
        early, late = 0.5, 0.05 / 0.06
        fell, went = ends["fall"][-1] - ends["fall"][month], 20_000 - ends["b"][-1] - (20_000 - ends["b"][month])
        _binomial(f"one cause before month {month}", ends["fall"][month][here], 20_000 - ends["b"][month][here], early)
        _binomial(f"one cause after month {month}", fell[here], went[here], late)


def _dates():
    """When the event comes in each replicate, in months."""
    read = scenario(SYSTEM)
    calendar = Calendar(read.start, read.end, read.step)
    return np.concatenate([World(read, calendar, Streams(read.seed, block), Lanes(BLOCK)).times["slower"] for block in range(N // BLOCK)])


def _binomial(name, count, n, p):
    _standard(name, (count - n * p) / np.sqrt(n * p * (1 - p)))


def _standard(name, z):
    assert_mean(z, 0, sd=1, detects=0.1, name=f"own numbers, {name}")
    assert_variance(z, 1, detects=0.15, name=f"own numbers, {name}")


@pytest.mark.parametrize("case", [own, own_dates])
def test_each_replicate_goes_by_its_own_numbers(case):
    case()


# Faults


def hazards_of_the_first(patch):
    """All replicates of a block leave at the hazards of the first."""
    real = engine.chances
    patch.setattr(engine, "chances", lambda rates, f: Chances(real(rates[..., :1], f).leave, real(rates, f).causes))


def causes_of_the_first(patch):
    """All replicates split over causes as the first."""
    real = engine.chances
    patch.setattr(engine, "chances", lambda rates, f: Chances(real(rates, f).leave, real(rates[..., :1], f).causes))


def arrivals_of_the_first(patch):
    """All replicates get the arrivals, and the classes, of the first."""
    real = inflow.at
    patch.setattr(inflow, "at", lambda signal, step: real(signal, step)[..., :1])


def prices_of_the_first(patch):
    """All replicates pay the price, and have the outcomes, of the first."""
    real = capacity.at
    patch.setattr(capacity, "at", lambda signal, step: real(signal, step)[..., :1])


def chances_kept(same):
    """Chances are kept from step to step where some of the rates are what they were."""

    def fault(patch):
        real = np.array_equal
        patch.setattr(engine, "np", SimpleNamespace(**vars(np) | {"array_equal": lambda a, b: real(a[same], b[same])}))

    return fault


FAULTS = {
    "hazards of the first": (hazards_of_the_first, own),
    "causes of the first": (causes_of_the_first, own),
    "arrivals of the first": (arrivals_of_the_first, own),
    "prices of the first": (prices_of_the_first, own),
    "kept by the first replicate": (chances_kept((..., slice(1))), own_dates),
    "kept by the first cause": (chances_kept(0), own_dates),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_caught(name, monkeypatch):
    fault, case = FAULTS[name]
    fault(monkeypatch)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError) as caught:
        case()
    assert not isinstance(caught.value, kit.TooSmallError)
