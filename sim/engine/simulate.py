"""The step, and the only loop over time.

Order inside a step matters more than any speed: half of the hazards, arrivals, services, then the other half of the hazards with
the stages in reverse order. This palindrome, in which a move enters its new stage at once, is second order in the length of the
step. Under `moves: end` hazards are drawn once, from the cases present, and all moves land at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.engine import inflow as inflows
from sim.engine.capacity import Workload, choose, serve
from sim.engine.draws import Counts, Draws
from sim.engine.hazards import Chances, chances, exits
from sim.engine.invariants import Ledger
from sim.engine.system import OUTSIDE, Adjustment, Classes, Exits, Floats, Pulse, Service, System, Trajectories, at
from sim.engine.trajectories import Recorder


def simulate(system: System, draws: Draws, replicates: int) -> Trajectories:
    """Run one block of replicates from start to end.

    Parameters
    ----------
    system : System
    draws : Draws
        `RandomDraws` for whole cases, `ExpectedDraws` for their means.
    replicates : int
        Lanes that run side by side.

    Returns
    -------
    Trajectories

    Raises
    ------
    EngineError
        If an invariant of the model breaks.
    """
    return _Run(system, draws, replicates).run()


class _Run:
    """The state of one block while it runs."""

    def __init__(self, system: System, draws: Draws, replicates: int) -> None:
        self.system, self.draws, self.replicates = system, draws, replicates
        shape = (*system.initial.shape[:2], replicates)
        self.stock: Counts = np.broadcast_to(system.initial, shape).astype(draws.dtype)
        self.landing: Counts = np.zeros_like(self.stock)
        self.moved: Counts = np.zeros((len(system.routes), *shape[1:]), draws.dtype)
        self.whole = np.issubdtype(draws.dtype, np.integer)
        self.workloads = [Workload(resource, draws, replicates) for resource in system.resources]
        self.planned = [inflows.plan(flow, draws, replicates) for flow in system.inflows]
        self.chances: dict[str, tuple[tuple[float, int], Chances]] = {}
        self.charges = [
            [(workload, uses[route]) for workload, uses in zip(self.workloads, system.uses, strict=True) if uses[route]]
            for route in range(len(system.routes))
        ]
        self.adjustment_shortfall = np.zeros(replicates)
        self.pulse_shortfall: dict[str, Floats] = {}
        self.recorder = Recorder(system, draws.dtype, replicates)
        self.ledger = Ledger(system, self.stock)

    def run(self) -> Trajectories:
        self.recorder.start(self.stock)
        for step in range(self.system.steps):
            self._step(step)
        return self.recorder.trajectories(self.workloads, self.adjustment_shortfall, self.pulse_shortfall)

    def _step(self, step: int) -> None:
        system = self.system
        at_once = system.moves == "at-once"
        self.moved[:] = 0
        if system.arrivals == "start":
            self._arrive(step)
        if at_once:
            self._leave(step, "first", system.exits, 0.5)
        else:
            self._leave(step, "only", system.exits, 1.0)
        if system.arrivals == "mid" and at_once:
            self._arrive(step)
        self._serve(step)
        if at_once:
            self._leave(step, "second", reversed(system.exits), 0.5)
        if system.arrivals == "end" or (system.arrivals == "mid" and not at_once):
            self._arrive(step)
        if not at_once:
            self.stock += self.landing
            self.landing[:] = 0
        for pulse in system.pulses:
            if pulse.step == step:
                self._pulse(pulse)
        added = self._adjust(system.adjustment, step) if system.adjustment else None
        self.ledger.check(step, self.stock, self.moved, added)
        self.recorder.record(step, self.stock, self.moved)

    def _move(self, route: int, classes: Classes, cases: Counts) -> None:
        """Move cases of some classes along a route; they land at once, or at the end of the step."""
        way = self.system.routes[route]
        if way.origin != OUTSIDE:
            self.stock[way.origin, classes] -= cases
        if way.to != OUTSIDE:
            target = self.stock if self.system.moves == "at-once" or way.origin == OUTSIDE else self.landing
            target[way.to, classes] += cases
        self.moved[route, classes] += cases
        for workload, uses in self.charges[route]:
            workload.owed = workload.owed + uses * cases.sum(axis=0)

    def _leave(self, step: int, part: str, groups: Iterable[Exits], share: float) -> None:
        exposure = float(self.system.exposure[step])
        for group in groups:
            found = self._chances(group, step, share * exposure)
            source = self.draws.at(f"{group.name}.{part}", step)
            present = self.stock[group.stage, group.classes]
            for route, leavers in zip(group.routes, exits(present, found, source), strict=True):
                self._move(route, group.classes, leavers)

    def _chances(self, group: Exits, step: int, exposure: float) -> Chances:
        """Return a group's chances, computed anew only where the rates or the exposure have changed."""
        key = (exposure, step if len(group.rates) > 1 else 0)
        known = self.chances.get(group.name)
        if known and known[0][0] == exposure and (known[0] == key or np.array_equal(group.rates[known[0][1]], group.rates[key[1]])):
            return known[1]
        found = chances(at(group.rates, step), exposure)
        self.chances[group.name] = (key, found)
        return found

    def _arrive(self, step: int) -> None:
        exposure = float(self.system.exposure[step])
        for flow, planned in zip(self.system.inflows, self.planned, strict=True):
            cases = inflows.arrivals(flow, planned, step, exposure, self.replicates, self.draws)
            self._move(flow.route, flow.classes, cases)

    def _serve(self, step: int) -> None:
        for workload in self.workloads:
            workload.open(step)
        for service in self.system.services:
            self._serve_one(service, step)
        for workload in self.workloads:
            workload.close(self.whole)

    def _serve_one(self, service: Service, step: int) -> None:
        present = self._present(service)
        source = self.draws.at(service.name, step)
        served = serve(service, present, step, self.workloads[service.resource], self.whole, source)
        for cases, routes in zip(served, service.routes, strict=True):
            for route, part in zip(routes, np.split(cases, len(routes)), strict=True):
                self._move(route, service.classes, part)

    def _present(self, flow: Service | Pulse) -> Counts:
        """Return the cases in the cells of a flow, shape (cell, replicate)."""
        return np.concatenate([self.stock[stage, flow.classes] for stage in flow.origins])

    def _pulse(self, pulse: Pulse) -> None:
        present = self._present(pulse)
        if pulse.is_share:
            cases = self.draws.at(pulse.name, pulse.step).binomial(present, pulse.amount)
        else:
            count = self.draws.rounded(f"{pulse.name}.rounding", pulse.step, np.broadcast_to(pulse.amount, (self.replicates,)))
            found = np.minimum(count, present.sum(axis=0))
            self.pulse_shortfall[pulse.name] = np.asarray(count - found, dtype=float)
            cases = choose(present, found, self.draws.at(pulse.name, pulse.step))
        for route, part in zip(pulse.routes, np.split(cases, len(pulse.routes)), strict=True):
            way = self.system.routes[route]
            self.stock[way.origin, pulse.classes] -= part
            self.stock[way.to, pulse.classes] += part
            self.moved[route, pulse.classes] += part

    def _adjust(self, adjustment: Adjustment, step: int) -> Counts:
        """Spread the adjustment over the active stages by stock; returns what was added, (stage, class, replicate).

        Every case present is copied or taken away with the same chance; where nothing is present, arrivals go to the first class of
        the first active stage.
        """
        active = self.system.active
        present = self.stock[active].reshape(-1, self.replicates)
        total = present.sum(axis=0)
        amount = at(adjustment.amount, step) * (total if adjustment.is_share else 1.0)
        wanted = self.draws.rounded("adjustment.rounding", step, np.broadcast_to(amount, (self.replicates,)))
        applied = np.maximum(wanted, -total)
        self.adjustment_shortfall = self.adjustment_shortfall + (applied - wanted)
        copies, rest = np.divmod(np.abs(applied), np.maximum(total, 1))
        spread = copies * present + choose(present, np.where(total > 0, rest, 0), self.draws.at("adjustment", step))
        spread[0] += np.where(total > 0, 0, np.abs(applied))
        added = np.zeros_like(self.stock)
        added[active] = (np.sign(applied) * spread).reshape(len(active), -1, self.replicates)
        self.stock += added
        return added
