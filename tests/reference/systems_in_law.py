"""Small systems on which the twin and the engine are compared in law, each with the fault of the engine that must be seen."""

from functools import cache

import numpy as np

from sim.engine.capacity import Workload
from sim.engine.draws import RandomDraws
from sim.engine.reference import questions
from sim.engine.reference.run import run as twin
from sim.ensemble.blocks import run
from sim.ensemble.events import Eventful
from tests.statistical import faults
from tests.statistical.runs import scenario


def begun_is_lost(patch):
    """What is left of the capacity below the price of one case is lost."""
    real = Workload.close
    patch.setattr(Workload, "close", lambda self, whole: real(self, False))


def hazards_are_not_charged(patch):
    """What hazards use is never taken off."""
    real = Workload.open

    def open(self, step):
        self.owed = np.zeros_like(self.owed)
        real(self, step)

    patch.setattr(Workload, "open", open)


def rounded_step_by_step(patch):
    """A capacity is rounded with a fresh uniform in each step."""

    def whole(self, name, cumulative, replicates):
        steps = np.diff(cumulative, axis=0)
        return np.floor(steps + self._streams.open(name).random((len(steps), replicates))).astype(np.int64)

    patch.setattr(RandomDraws, "whole", whole)


def events_always_happen(patch):
    """The chance that an event happens is not read."""
    real = Eventful._comes
    patch.setattr(Eventful, "_comes", lambda self, name, dates: real(self, name, dates) | (self._drawn_times[name] < 4))


NETWORK = """
end: 2022-05-15
stages: {a: {kind: active, initial: 40}, b: {kind: active}, c: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 25}
  leave: {kind: hazard, from: a, to: c, rate: 0.5}
  move: {kind: hazard, from: a, outcomes: {back: {share: 0.25, to: c}, on: {share: rest, to: b}}, rate: 0.9}
  serve: {kind: capacity, from: a, capacity: 4.5, outcomes: {x: {share: 0.4, to: b}, y: {share: rest, to: c}}}
  return: {kind: hazard, from: b, to: a, rate: 0.5}
metrics: {found: {stock: a}}
"""
SWITCHING = """
end: 2022-07-01
moves: end
stages: {a: {kind: active, initial: 50}, b: {kind: inactive}}
flows:
  off: {kind: hazard, from: a, to: b, probability: 0.3}
  on: {kind: hazard, from: b, to: a, probability: 0.5}
metrics: {found: {stock: a}}
"""
HALL = """
end: 2022-08-01
stages: {a: {kind: active, initial: 60}, b: {kind: closed}}
resources: {people: {headcount: 2.5, productivity: 4}}
flows:
  serve: {kind: capacity, from: a, to: b, resource: people, uses: 3}
  leave: {kind: hazard, from: a, to: b, rate: 0.05, uses: {people: 1}}
metrics: {found: {flow: serve}}
"""
WEEKS = """
end: 2022-03-20
step: week
stages: {a: {kind: active, initial: 30}, b: {kind: active, initial: 20}, c: {kind: closed}}
flows:
  come: {kind: inflow, to: a, rate: 8.3, noise: none}
  serve: {kind: capacity, from: [a, b], to: c, capacity: 13.7}
metrics: {found: {flow: serve}}
"""
UNKNOWN = """
end: 2022-06-01
stages: {a: {kind: active, initial: 60}, b: {kind: closed}}
flows:
  leave: {kind: hazard, from: a, to: b, rate: {gamma: {mean: 0.3, cv: 0.5}, level: replicate}}
  serve: {kind: capacity, from: a, to: b, capacity: {lognormal: {mean: 5, cv: 0.5}, level: month}}
events:
  ruling: {on: {uniform: [2022-01-01, 2022-05-01]}, probability: 0.4, set: {flows.leave.rate: 0}, multiply: {flows.serve.capacity: 0}}
metrics: {found: {stock: a}}
"""
ARRIVALS = """
end: 2022-07-01
classes: [x, y]
stages: {a: {kind: active}}
flows:
  come: {kind: inflow, to: a, rate: 10, noise: {negbin: 1.5}, ar1: {rho: 0.5, sigma: 0.3}, season: [2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
         shares: {dirichlet: {mean: {x: 0.7, y: 0.3}, n: 5}, level: month}}
metrics: {found: {stock: a, classes: x}}
"""
ONCE = """
end: 2022-04-01
classes: [x, y]
stages: {a: {kind: active, initial: {x: 30, y: 20}}, b: {kind: active, initial: {x: 25, y: 0}}, c: {kind: closed}}
flows:
  leave: {kind: hazard, from: a, to: c, rate: 0.1}
  some: {kind: pulse, from: [a, b], to: c, count: 20.5, on: 2022-02-10}
  part: {kind: pulse, from: b, to: c, share: 0.3, classes: x, on: 2022-03-10}
adjustment: {rate: -0.1}
metrics: {found: {stock: [a, b], classes: x}}
"""
CASES = {
    "network": (NETWORK, faults.hazard_as_chance),
    "network, order": (NETWORK, faults.arrivals_first),
    "switching": (SWITCHING, faults.moves_land_at_once),
    "hall": (HALL, begun_is_lost),
    "hall, charged": (HALL, hazards_are_not_charged),
    "weeks": (WEEKS, rounded_step_by_step),
    "unknown": (UNKNOWN, events_always_happen),
    "arrivals": (ARRIVALS, faults.shape_not_dispersion),
    "once": (ONCE, faults.chance_without_its_draw),
}


@cache
def of_the_twin(text, n):
    """Return the metric `found` in replicates of the twin: over the run, or at its end; NaN where it does not exist."""
    system = scenario(text)
    return np.array([_found(twin(system, seed)) for seed in range(n)], dtype=float)


def _found(result):
    system = result.scenario
    if system.metrics["found"].kind == "wait":
        return questions.wait(result, "found", system.start, system.end)
    return questions.age(result, "found", system.end) if system.metrics["found"].kind == "age" else result.paths["found"][-1]


def of_the_engine(text, n=20_000):
    """Return the same in replicates of the engine."""
    return run(scenario(text, f"replicates={n}")).value("found")
