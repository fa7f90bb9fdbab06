"""Everything in one system, in every arrangement of the step, against the step written out in plain numbers.

The oracle shares nothing with the engine: dictionaries of numbers, one loop per paragraph of `docs/method.md`, and every parameter of
every step worked out by hand. Expected mode must agree to the last digits, in every cell and flow, on every bound.
"""

from collections import defaultdict
from math import exp

import pytest

from tests.statistical.runs import result

TEXT = """
    end: 2022-04-21
    classes: [x, y]
    stages:
      open: {kind: active, initial: {x: 300, y: 100}}
      held: {kind: active, initial: {x: 40, y: 80}}
      kept: {kind: active}
      gone: {kind: closed, initial: {x: 0, y: 50}}
    resources: {people: {headcount: 8, productivity: 5}, clerks: {headcount: 1, productivity: 30}}
    flows:
      filed: {kind: inflow, to: open, rate: 90, season: [1, 2, 0.5, 1, 0.5, 0.5, 1, 1, 1, 1, 1, 1.5], noise: {negbin: 3}, shares: {x: 0.3, y: rest}}
      leave:
        kind: hazard
        from: open
        classes: [x]
        rate: {series: {2022-01-01: 0.2, 2022-02-01: 0.4, 2022-03-16: 0.1}}
        outcomes: {out: {share: 0.25, to: gone}, aside: {share: 0.75, to: held}}
      quit: {kind: hazard, from: open, to: gone, rate: 0.1, uses: {people: 0.5}}
      back: {kind: hazard, from: held, to: open, rate: 0.3}
      heard:
        kind: capacity
        from: [open, held]
        resource: people
        outcomes: {done: {share: 0.6, to: gone, uses: {people: 2, clerks: 0.25}}, stays: {share: rest, to: kept, uses: 1}}
      late: {kind: capacity, from: kept, to: gone, capacity: 7}
      filed_away: {kind: capacity, from: gone, to: kept, resource: clerks, classes: [y]}
      called: {kind: pulse, from: [gone, held], to: open, on: 2022-02-10, count: 11}
      moved: {kind: pulse, from: kept, to: held, on: 2022-03-01, share: 0.2}
    events:
      fewer: {on: 2022-03-16, set: {resources.people.headcount: 4}}
      other: {on: 2022-02-01, set: {flows.filed.shares.x: 0.8, flows.heard.outcomes.done.share: 0.3}}
    adjustment: {%s}
    metrics:
"""
STAGES, CLASSES = ("open", "held", "kept", "gone"), ("x", "y")
FLOWS = ("filed", "leave.out", "leave.aside", "quit", "back", "heard.done", "heard.stays", "late", "filed_away", "called", "moved")

MONTHS = (21 / 31, 1.0, 1.0, 20 / 30)
SEASON = (1, 2, 0.5, 1)
SHARE_OF_X = (0.3, 0.8, 0.8, 0.8)
DONE = (0.6, 0.3, 0.3, 0.3)
LEAVE = (0.2, 0.4, (15 * 0.4 + 16 * 0.1) / 31, 0.1)
HEADS = (8, 8, (15 * 8 + 16 * 4) / 31, 4)


class Oracle:
    """The law of one step, in numbers by (stage, class)."""

    def __init__(self, arrivals, moves, adjustment):
        self.arrivals, self.moves, self.adjustment = arrivals, moves, adjustment
        self.n = defaultdict(float, {("open", "x"): 300, ("open", "y"): 100, ("held", "x"): 40, ("held", "y"): 80, ("gone", "y"): 50})
        self.flow, self.owed, self.landing = defaultdict(float), {"people": 0.0, "clerks": 0.0}, []
        self.unused, self.short = {"people": 0.0, "clerks": 0.0, "flows.late.capacity": 0.0}, {"people": 0.0, "clerks": 0.0}

    def run(self):
        yield self
        for step in range(4):
            self.step(step)
            yield self

    def step(self, t):
        half = 0.5 if self.moves == "at-once" else 1.0
        if self.arrivals == "start":
            self.arrive(t)
        self.leave(t, STAGES, half)
        if self.arrivals == "mid" and self.moves == "at-once":
            self.arrive(t)
        self.serve(t)
        if self.moves == "at-once":
            self.leave(t, STAGES[::-1], half)
        if self.arrivals == "end" or (self.arrivals == "mid" and self.moves == "end"):
            self.arrive(t)
        for cell, cases in self.landing:
            self.n[cell] += cases
        self.landing = []
        if t == 1:
            self.pulse("called", ("gone", "held"), "open", 11 / sum(self.n[s, k] for s in ("gone", "held") for k in CLASSES))
        if t == 2:
            self.pulse("moved", ("kept",), "held", 0.2)
        self.adjust(t)

    def move(self, flow, stage, to, kind, cases):
        self.n[stage, kind] -= cases
        self.flow[flow, kind] += cases
        if self.moves == "at-once":
            self.n[to, kind] += cases
        else:
            self.landing.append(((to, kind), cases))

    def arrive(self, t):
        for kind, share in zip(CLASSES, (SHARE_OF_X[t], 1 - SHARE_OF_X[t]), strict=True):
            cases = 90 * SEASON[t] * MONTHS[t] * share
            self.n["open", kind] += cases
            self.flow["filed", kind] += cases

    def leave(self, t, stages, half):
        ways = {
            ("open", "x"): {("leave.out", "gone"): 0.25 * LEAVE[t], ("leave.aside", "held"): 0.75 * LEAVE[t], ("quit", "gone"): 0.1},
            ("open", "y"): {("quit", "gone"): 0.1},
            ("held", "x"): {("back", "open"): 0.3},
            ("held", "y"): {("back", "open"): 0.3},
        }
        for stage in stages:
            for kind in CLASSES:
                causes, present = ways.get((stage, kind), {}), self.n[stage, kind]
                total = sum(causes.values())
                for (flow, to), rate in causes.items():
                    cases = present * (1 - exp(-half * MONTHS[t] * total)) * rate / total
                    self.move(flow, stage, to, kind, cases)
                    self.owed["people"] += 0.5 * cases * (flow == "quit")

    def serve(self, t):
        left = {"people": HEADS[t] * 5 * MONTHS[t], "clerks": 30 * MONTHS[t], "flows.late.capacity": 7 * MONTHS[t]}
        for name, units in self.owed.items():
            self.short[name] += max(units - left[name], 0.0)
            left[name] = max(left[name] - units, 0.0)
            self.owed[name] = 0.0
        price = 2 * DONE[t] + (1 - DONE[t])
        outcomes = {("heard.done", "gone"): DONE[t], ("heard.stays", "kept"): 1 - DONE[t]}
        left["people"] -= price * self.take(("open", "held"), CLASSES, left["people"] / price, outcomes)
        left["flows.late.capacity"] -= self.take(("kept",), CLASSES, left["flows.late.capacity"], {("late", "gone"): 1})
        left["clerks"] -= self.take(("gone",), "y", left["clerks"], {("filed_away", "kept"): 1})
        self.unused = {name: self.unused[name] + units for name, units in left.items()}

    def take(self, stages, kinds, room, outcomes):
        """Serve up to `room` cases, every case with the same chance."""
        cells = {(stage, kind): self.n[stage, kind] for stage in stages for kind in kinds}
        waiting = sum(cells.values())
        served = min(room, waiting)
        for (stage, kind), cases in cells.items():
            for (flow, to), share in outcomes.items():
                self.move(flow, stage, to, kind, served * cases / waiting * share if waiting else 0.0)
                self.owed["clerks"] += 0.25 * (served * cases / waiting * share if flow == "heard.done" else 0)
        return served

    def pulse(self, flow, stages, to, share):
        for stage in stages:
            for kind in CLASSES:
                cases = share * self.n[stage, kind]
                self.n[stage, kind] -= cases
                self.n[to, kind] += cases
                self.flow[flow, kind] += cases

    def adjust(self, t):
        cells = [(stage, kind) for stage in ("open", "held", "kept") for kind in CLASSES]
        total = sum(self.n[cell] for cell in cells)
        amount = self.adjustment * MONTHS[t] * (total if abs(self.adjustment) < 2 else 1)
        for cell in cells:
            self.n[cell] *= 1 + amount / total


@pytest.mark.parametrize("adjustment", [0.02, 1.9, -15])
@pytest.mark.parametrize("moves", ["at-once", "end"])
@pytest.mark.parametrize("arrivals", ["start", "mid", "end"])
def test_every_cell_and_flow_is_what_the_law_says(arrivals, moves, adjustment):
    cells = {f"{stage}_{kind}": (stage, kind) for stage in STAGES for kind in CLASSES}
    flows = {f"{flow.replace('.', '_')}_{kind}": (flow, kind) for flow in FLOWS for kind in CLASSES}
    lines = [f"      {name}: {{stock: [{stage}], classes: [{kind}]}}" for name, (stage, kind) in cells.items()]
    lines += [f"      flow_{name}: {{flow: [{flow}], classes: [{kind}]}}" for name, (flow, kind) in flows.items()]
    text = TEXT % f"{'rate' if abs(adjustment) < 2 else 'count'}: {adjustment}" + "\n".join(lines)
    run = result(text, "start=2022-01-11", f"arrivals={arrivals}", f"moves={moves}", mode="expected")
    oracle = Oracle(arrivals, moves, adjustment)
    for bound, known in enumerate(oracle.run()):
        for name, cell in cells.items():
            assert run.paths[name][bound, 0] == pytest.approx(known.n[cell], abs=1e-9), f"{name} on bound {bound}"
        for name, flow in flows.items():
            assert run.paths[f"flow_{name}"][bound, 0] == pytest.approx(known.flow[flow], abs=1e-9), f"{name} up to bound {bound}"
    assert {name: float(units[0]) for name, units in run.unused.items()} == pytest.approx(oracle.unused, abs=1e-9)
    assert {name: float(run.shortfall[name][0]) for name in oracle.short} == pytest.approx(oracle.short, abs=1e-9)
