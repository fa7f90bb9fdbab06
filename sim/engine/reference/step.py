"""The step: half of the hazards, arrivals, services, the other half in reverse, pulses and the adjustment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from sim.engine.reference.cases import NOBODY, Cell, at_start
from sim.engine.reference.numbers import NONE, Later
from sim.engine.reference.replicate import Replicate, Way
from sim.engine.reference.staff import work
from sim.model.flow import Capacity, Inflow, NegbinNoise, Pulse, names, origins

T = TypeVar("T")

OUTSIDE = ""
"""The stage that arrivals come from."""

SLACK = 1e-9
"""Relative slack when work is turned into cases, so that 5,000 cases at a price of 0.1 fit into 500 units."""


class Move(NamedTuple):
    """Cases that went one way in a step, out of a stage in which they were since a time."""

    flow: str
    outcome: str | None
    origin: str
    class_: str
    since: float


class Resource:
    """What a resource has left, what has been used of it, and what is carried from step to step, in units of work."""

    def __init__(self, steps: Sequence[float]) -> None:
        self.steps = steps
        self.owed = self.left = self.carried = self.unused = self.shortfall = 0.0
        self.waiting = False

    def open(self, step: int) -> None:
        """Take what the step gives, less what was used since the last service."""
        left = self.steps[step] + self.carried - self.owed
        self.shortfall += max(-left, 0.0)
        self.left, self.owed, self.waiting = max(left, 0.0), 0.0, False

    def close(self, whole: bool) -> None:
        """Keep what is left of a case that is begun; the rest is lost."""
        self.carried = self.left if self.waiting and whole else 0.0
        self.unused += self.left - self.carried


class Run:
    """One replicate while it runs; `stocks` holds the cells on each bound, `moves` what moved in each step."""

    def __init__(self, replicate: Replicate) -> None:
        self.replicate, self.chance, self.scenario = replicate, replicate.chance, replicate.scenario
        self.cases, self.landing = at_start(replicate), dict[Cell, float]()
        self.stocks, self.moves = [dict(self.cases)], list[dict[Move, float]]()
        self.resources = {name: Resource(self.chance.increments(work(replicate, name))) for name in self.scenario.resources}
        for name, flow in self._flows(Capacity):
            if flow.resource is None:
                self.resources[replicate.limit(name, flow)] = Resource(self.chance.increments(replicate.capacity(name, flow)))
        self.arriving = {name: self._plan(name, flow) for name, flow in self._flows(Inflow)}
        self.found: dict[Any, Any] = {}
        self.charges: dict[Way, list[tuple[str, list[float]]]] = {}
        self.short: dict[str, float] = {"adjustment": 0.0}
        self.step = 0

    def run(self) -> None:
        """Go from the start to the end."""
        for step in range(self.replicate.periods.steps):
            self.step = step
            self.moves.append({})
            self._step(self.scenario.arrivals, self.scenario.moves == "at-once")
            self.cases = {cell: cases for cell, cases in self.cases.items() if cases}
            self.stocks.append(dict(self.cases))

    def _step(self, arrivals: str, at_once: bool) -> None:
        if arrivals == "start":
            self._arrive()
        self._leave(self.scenario.stages, 0.5 if at_once else 1.0)
        if arrivals == "mid" and at_once:
            self._arrive()
        self._serve()
        if at_once:
            self._leave(reversed(self.scenario.stages), 0.5)
        if arrivals == "end" or (arrivals == "mid" and not at_once):
            self._arrive()
        for cell, cases in self.landing.items():
            self.cases[cell] = self.cases.get(cell, 0) + cases
        self.landing.clear()
        for name, flow in self._flows(Pulse):
            if self.replicate.periods.step_of(flow.on) == self.step:
                self._pulse(name, flow)
        if self.scenario.adjustment:
            self._adjust()

    def _once(self, key: Any, find: Callable[[], T]) -> T:
        """Work something out when it is first asked for."""
        if key not in self.found:
            self.found[key] = find()
        found: T = self.found[key]
        return found

    def _flows(self, kind: type) -> list[tuple[str, Any]]:
        return [(name, flow) for name, flow in self.scenario.flows.items() if isinstance(flow, kind)]

    def _move(self, way: Way, origin: Cell, cases: float, lands: bool = True) -> None:
        """Move cases one way; they land at once, or with all others at the end of the step."""
        if not cases:
            return
        flow, outcome = way
        if origin.stage != OUTSIDE:
            self.cases[origin] -= cases
        goal = origin._replace(stage=self.replicate.to(way), since=self._now(self.replicate.to(way)))
        landing = self.cases if lands or self.scenario.moves == "at-once" else self.landing
        landing[goal] = landing.get(goal, 0) + cases
        move = Move(flow, outcome, origin.stage, origin.class_, origin.since)
        self.moves[-1][move] = self.moves[-1].get(move, 0) + cases
        for resource, uses in self._charges(way):
            self.resources[resource].owed += uses[self.step] * cases

    def _now(self, stage: str) -> float:
        """Return when the cases of a step arrive in a stage: in its middle; one that keeps no ages tells them not apart."""
        return self.replicate.periods.middle(self.step) if self.scenario.stages[stage].ages else 0.0

    def _charges(self, way: Way) -> list[tuple[str, list[float]]]:
        """Return what a case that goes one way takes of resources that do not limit its flow, by step."""
        if way not in self.charges:
            flow = self.scenario.flows[way[0]]
            limiting = self.replicate.limit(way[0], flow) if isinstance(flow, Capacity) else None
            self.charges[way] = [
                (name, [self.replicate.uses(*way, name)] * self.replicate.periods.steps) for name in self.resources if name != limiting
            ]
            for name, resource in self.scenario.resources.items():
                if resource.refill and resource.refill.flow in (way[0], f"{way[0]}.{way[1]}"):
                    used_again = self.replicate.by_step(self.replicate.value(f"resources.{name}.refill.share"))
                    self.charges[way].append((name, [1.0 - share for share in used_again]))
        return self.charges[way]

    def _leave(self, stages: Iterable[str], part: float) -> None:
        """Let cases leave by hazards, all causes of a stage at once, during a part of the step."""
        length = part * self.replicate.periods.lengths[self.step]
        for stage in stages:
            for cell in self._present((stage,), self.scenario.classes, least=0.0):
                rates = {way: each[self.step] for way, each in self._hazards(cell).items()}
                if together := sum(rates.values()):
                    leaving = self.chance.meet(self.cases[cell], -math.expm1(-length * together))
                    for way, cases in zip(rates, self.chance.divide(leaving, list(rates.values())), strict=True):
                        self._move(way, cell, cases, lands=False)

    def _hazards(self, cell: Cell) -> dict[Way, list[float]]:
        return self._once(("hazards", *cell[:3]), lambda: self.replicate.hazards(*cell[:3]))

    def _outcomes(self, name: str, later: Later) -> dict[str | None, list[float]]:
        """Return the shares of a flow's outcomes in each step."""

        def find() -> dict[str | None, list[float]]:
            return {outcome: self.replicate.by_step(shares) for outcome, shares in self.replicate.outcomes(name, later).items()}

        return self._once(("outcomes", name, later), find)

    def _present(self, stages: Sequence[str], classes: Sequence[str], least: float = NOBODY) -> list[Cell]:
        """Return the cells that hold more than some number of cases: hazards act on the least of them, what is served is somebody."""
        return [cell for cell, cases in self.cases.items() if cases > least and cell.stage in stages and cell.class_ in classes]

    def _plan(self, name: str, flow: Inflow) -> list[float]:
        """Return how many cases arrive in each step."""
        means = self.replicate.arrivals(name, flow)
        if flow.noise == "none":
            return self.chance.increments(means)
        size = flow.noise.negbin if isinstance(flow.noise, NegbinNoise) else math.inf
        return [self.chance.arrivals(mean, size * length) for mean, length in zip(means, self.replicate.periods.lengths, strict=True)]

    def _arrive(self) -> None:
        for name, flow in self._flows(Inflow):
            shares = self._once(("arriving", name), partial(self.replicate.arriving, name, flow))
            parts = self.chance.divide(self.arriving[name][self.step], [each[self.step] for each in shares.values()])
            for (class_, later), cases in zip(shares, parts, strict=True):
                self._move((name, None), Cell(OUTSIDE, class_, later, 0.0), cases)

    def _serve(self) -> None:
        for resource in self.resources.values():
            resource.open(self.step)
        for name, flow in self._flows(Capacity):
            self._serve_one(name, flow, self.resources[self.replicate.limit(name, flow)])
        for resource in self.resources.values():
            resource.close(self.chance.whole)

    def _serve_one(self, name: str, flow: Capacity, resource: Resource) -> None:
        eligible = self._present(origins(flow), names(flow.classes or self.scenario.classes))
        price = self._price(name, flow, eligible)
        total = sum(self.cases[cell] for cell in eligible)
        room = resource.left / price if price else math.inf
        served = min(total, math.floor(room * (1 + SLACK)) if self.chance.whole and price else room)
        resource.waiting |= served < total
        resource.left = max(resource.left - served * price, 0.0)
        left = served
        for _, group in groupby(sorted(eligible, key=lambda cell: _turn(flow, cell)), key=lambda cell: _turn(flow, cell)):
            cells = list(group)
            present = [self.cases[cell] for cell in cells]
            taken = present if sum(present) <= left else self.chance.sample(present, left)
            left = max(left - sum(taken), 0)
            for cell, cases in zip(cells, taken, strict=True):
                self._decide(name, cell, cases)

    def _decide(self, name: str, cell: Cell, cases: float) -> None:
        """Send cases that are served to their outcomes."""
        shares = {outcome: each[self.step] for outcome, each in self._outcomes(name, cell.later).items()}
        for outcome, number in zip(shares, self.chance.divide(cases, list(shares.values())), strict=True):
            self._move((name, outcome), cell, number, lands=False)

    def _price(self, name: str, flow: Capacity, eligible: Sequence[Cell]) -> float:
        found = [
            self._once(("price", name, later), partial(self.replicate.price, name, flow, later))[self.step]
            for later in {NONE, *(cell.later for cell in eligible)}
        ]
        if max(found) - min(found) > SLACK:
            raise NotImplementedError(f"flows.{name}: an event for later cases that changes what a case costs")
        return found[0]

    def _pulse(self, name: str, flow: Pulse) -> None:
        cells = self._present(origins(flow), names(flow.classes or self.scenario.classes))
        present = [self.cases[cell] for cell in cells]
        if flow.share is not None:
            share = self.replicate.on_a_day(f"flows.{name}.share", flow.on)
            taken = [self.chance.meet(cases, share) for cases in present]
        else:
            count = self.chance.rounded(self.replicate.on_a_day(f"flows.{name}.count", flow.on))
            self.short[f"flows.{name}"] = max(count - sum(present), 0.0)
            taken = self.chance.sample(present, min(count, sum(present)))
        for cell, cases in zip(cells, taken, strict=True):
            self._move((name, None), cell, cases)

    def _adjust(self) -> None:
        """Add or take away cases over the active stages in proportion to their stock; where all are empty, add to the first class."""
        given = self.scenario.adjustment
        active = [name for name, stage in self.scenario.stages.items() if stage.kind == "active"]
        cells = self._present(active, self.scenario.classes)
        present = [self.cases[cell] for cell in cells]
        total = sum(present)
        amount = self._once("adjustment", self.replicate.adjustment)[self.step]
        wanted = self.chance.rounded(amount * total if given and given.rate is not None else amount)
        applied = max(wanted, -total)
        self.short["adjustment"] += applied - wanted
        copies, rest = divmod(abs(applied), total) if total else (0, 0)
        for cell, cases, more in zip(cells, present, self.chance.sample(present, rest), strict=True):
            number = copies * cases + more
            if applied < 0:
                self.cases[cell] -= number
            else:
                young = cell._replace(since=self._now(cell.stage))
                self.cases[young] = self.cases.get(young, 0) + number
        if not total and applied:
            first = Cell(active[0], self.scenario.classes[0], NONE, self._now(active[0]))
            self.cases[first] = self.cases.get(first, 0) + applied


def _turn(flow: Capacity, cell: Cell) -> tuple[int, float]:
    """Return when it is a case's turn: by class where these have a priority, then by age where that counts; among equals at random."""
    ranks = list(flow.priority or ())
    rank = ranks.index(cell.class_) if cell.class_ in ranks else len(ranks)
    return rank, {"random": 0.0, "fifo": cell.since, "lifo": -cell.since}[flow.order]
