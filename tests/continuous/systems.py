"""Systems whose numbers are all fixed, and how far the engine's steps are off the equations that they follow."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.ensemble.blocks import run
from sim.ensemble.halves import half_steps
from sim.reading.load import load
from tests.continuous.median import at_median
from tests.continuous.ode import Continuous

LOOP = """
title: Two loops of hazards, one fast and one slow
start: 2022-01-01
end: 2024-01-01
step: week
stages:
  open: {kind: active, initial: 8_000}
  paused: {kind: inactive, initial: 1_000}
  asked: {kind: active, initial: 500}
  closed: {kind: closed, initial: 20_000}
flows:
  filed: {kind: inflow, to: open, rate: 400}
  pause: {kind: hazard, from: open, to: paused, rate: 0.04}
  resume: {kind: hazard, from: paused, to: open, rate: 0.25}
  ask: {kind: hazard, from: open, to: asked, rate: 0.1}
  answer: {kind: hazard, from: asked, rate: 0.8, outcomes: {granted: {share: 0.4, to: closed}, refused: {share: 0.6, to: open}}}
  reopened: {kind: hazard, from: closed, to: open, rate: 0.0014}
metrics:
  pauses: {flow: pause}
  resumptions: {flow: resume}
  requests: {flow: ask}
  grants: {flow: answer.granted}
  reopenings: {flow: reopened}
  open: {stock: open}
"""

REOPENING = """
title: A queue that runs empty, and cases that come back to it
start: 2022-01-01
end: 2025-01-01
step: week
stages:
  pending: {kind: active, initial: 3_000}
  decided: {kind: closed, initial: 10_000}
  left: {kind: closed}
flows:
  filed: {kind: inflow, to: pending, rate: 300}
  reopened: {kind: hazard, from: decided, to: pending, rate: 0.004}
  heard: {kind: capacity, from: pending, capacity: 500, outcomes: {granted: {share: 0.3, to: left}, refused: {share: rest, to: decided}}}
metrics:
  hearings: {flow: heard}
  refusals: {flow: heard.refused}
  reopenings: {flow: reopened}
"""

RULING = """
title: A ruling in the middle of a month, a hiring wave and its end
start: 2022-01-10
end: 2023-10-20
stages:
  open: {kind: active, initial: 30_000}
  stayed: {kind: inactive, initial: 4_000}
  gone: {kind: closed}
parameters: {pace: 60}
resources:
  officers: {headcount: {series: {2022-01-01: 10, 2022-09-15: 14, 2023-11-01: 12}, between: linear}, productivity: {parameter: pace}}
flows:
  filed: {kind: inflow, to: open, rate: 900}
  dropped: {kind: hazard, from: open, to: gone, rate: 0.01}
  stay: {kind: hazard, from: open, to: stayed, rate: 0.03}
  lifted: {kind: hazard, from: stayed, to: open, rate: 0.05}
  decided: {kind: capacity, from: open, to: gone, resource: officers}
events:
  ruling: {on: 2022-06-11, set: {flows.stay.rate: 0.09}, multiply: {parameters.pace: 0.5}}
  wave: {on: 2022-11-23, until: 2023-05-07, ramp: 2.5, multiply: {parameters.pace: 1.8, flows.dropped.rate: 2}}
metrics:
  stays: {flow: stay}
  lifts: {flow: lifted}
  drops: {flow: dropped}
  decisions: {flow: decided}
"""

SEASON = """
title: Applications with a season and a drift, and a queue that swells and shrinks
start: 2022-03-17
end: 2024-11-05
stages:
  waiting: {kind: active, initial: 2_500}
  seen: {kind: closed}
  given_up: {kind: closed}
flows:
  applied:
    kind: inflow
    to: waiting
    rate: 1_000
    season: [0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.3, 1.1, 1.0, 0.9, 0.7, 0.7]
    drift: 0.08
    noise: {negbin: 20}
  gave_up: {kind: hazard, from: waiting, to: given_up, rate: 0.05}
  returned: {kind: hazard, from: given_up, to: waiting, rate: 0.02}
  visit: {kind: capacity, from: waiting, to: seen, capacity: 1_030}
metrics:
  applications: {flow: applied}
  visits: {flow: visit}
  surrenders: {flow: gave_up}
  returns: {flow: returned}
  waiting: {stock: waiting}
"""

SHARED = """
title: Two classes, one resource for both, and hazards that use it too
start: 2022-04-25
end: 2025-01-01
step: week
classes: [simple, hard]
stages:
  new: {kind: active, initial: {simple: 18_000, hard: 12_000}}
  ready: {kind: active, initial: {simple: 800, hard: 1_200}}
  motion: {kind: active, initial: {hard: 150}}
  done: {kind: closed, initial: {simple: 5_000, hard: 5_000}}
resources:
  judges: {headcount: 12, productivity: 600, per: year}
flows:
  filed: {kind: inflow, to: new, rate: 450, shares: {simple: 0.6, hard: rest}}
  prepared: {kind: hazard, from: new, to: ready, rate: 0.06}
  moved: {kind: hazard, from: new, to: motion, classes: hard, rate: 0.02}
  ruled: {kind: hazard, from: motion, rate: 0.5, uses: {judges: 0.2}, outcomes: {granted: {share: 0.7, to: done}, denied: {share: rest, to: ready}}}
  reopened: {kind: hazard, from: done, to: ready, rate: 0.003}
  heard: {kind: capacity, from: [new, ready], resource: judges, outcomes: {closed: {share: 0.8, to: done}, next: {share: rest, to: ready, uses: 0.5}}}
metrics:
  rulings: {flow: ruled}
  hearings: {flow: heard}
  hearings_of_hard_cases: {flow: heard, classes: hard}
  reopenings: {flow: reopened}
"""

URGENT = """
title: Two services of one resource, of which the first always finds an empty queue
start: 2022-04-25
end: 2025-01-01
classes: [simple, hard]
stages:
  new: {kind: active, initial: {simple: 6_000, hard: 3_000}}
  ready: {kind: active, initial: {simple: 800, hard: 1_200}}
  motion: {kind: active, initial: {hard: 150}}
  done: {kind: closed, initial: {simple: 5_000, hard: 5_000}}
resources:
  judges: {headcount: 12, productivity: 600, per: year}
flows:
  filed: {kind: inflow, to: new, rate: 450, shares: {simple: 0.6, hard: rest}}
  prepared: {kind: hazard, from: new, to: ready, rate: 0.06}
  moved: {kind: hazard, from: new, to: motion, classes: hard, rate: 0.02}
  ruled: {kind: hazard, from: motion, rate: 0.5, uses: {judges: 0.2}, outcomes: {granted: {share: 0.7, to: done}, denied: {share: rest, to: ready}}}
  reopened: {kind: hazard, from: done, to: ready, rate: 0.003}
  urgent: {kind: capacity, from: ready, classes: hard, resource: judges, uses: 1.5, to: done}
  heard: {kind: capacity, from: [new, ready], resource: judges, outcomes: {closed: {share: 0.8, to: done}, next: {share: rest, to: ready, uses: 0.5}}}
metrics:
  rulings: {flow: ruled}
  urgent_hearings: {flow: urgent}
  hearings: {flow: heard}
  hearings_of_hard_cases: {flow: heard, classes: hard}
  reopenings: {flow: reopened}
"""

FIVE = {"loop": LOOP, "reopening": REOPENING, "ruling": RULING, "season": SEASON, "shared": SHARED}
OWN = FIVE | {"urgent": URGENT}
COURTS = {file.stem: file for file in sorted((Path(__file__).parents[2] / "scenarios" / "base").glob("immigration-court-2022*.yaml"))}


def scenario(name: str, *overrides: str):
    """Return one of the systems, or a court of 2022 at its medians."""
    if name in COURTS:
        return at_median(load(COURTS[name], list(overrides)).scenario)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.yaml"
        file.write_text(OWN[name], encoding="utf-8")
        return load(file, list(overrides)).scenario


@cache
def exact(name: str) -> dict[str, float]:
    """Return a system's metrics in continuous time."""
    return Continuous(scenario(name)).metrics("RK45" if name in COURTS else "LSODA")


def errors(name: str, *overrides: str, halved: bool = False) -> dict[str, float]:
    """Return the relative error of every flow of a system over the run, in expected mode."""
    system = scenario(name, *overrides)
    result = run(system, mode="expected", calendar=half_steps(system) if halved else None)
    return {metric: float(result.paths[metric][-1, 0]) / value - 1 for metric, value in exact(name).items() if not result.at_a_date(metric)}
