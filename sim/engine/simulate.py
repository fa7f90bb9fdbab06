"""The step, and the only loop over time.

Order inside a step matters more than any speed: half of the hazards, arrivals, services, then the other half of the hazards with
the stages in reverse order. This palindrome, in which a move enters its new stage at once, is second order in the length of the
step. Under `moves: end` hazards are drawn once, from the cases present, and all moves land at the end. What else happens within a
step does not matter (assumption A2).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.engine import inflow as inflows
from sim.engine.capacity import serve
from sim.engine.clocks import Clocks
from sim.engine.discipline import Shelf, at_random, by_age, shelf
from sim.engine.draws import Counts, Draws
from sim.engine.hazards import Chances, chances, exits
from sim.engine.invariants import Ledger
from sim.engine.split import choose, split
from sim.engine.state import State
from sim.engine.system import NOBODY, Adjustment, Exits, Floats, Pulse, Service, System, Trajectories, at
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
    """One block while it runs."""

    def __init__(self, system: System, draws: Draws, replicates: int) -> None:
        self.system, self.draws, self.replicates = system, draws, replicates
        self.state = State(system, draws, replicates)
        self.at_once = system.moves == "at-once"
        self.whole = np.issubdtype(draws.dtype, np.integer)
        self.planned = [inflows.plan(flow, draws, replicates) for flow in system.inflows]
        self.chances: dict[str, tuple[tuple[float, int], Chances]] = {}
        self.adjustment_shortfall = np.zeros(replicates)
        self.pulse_shortfall: dict[str, Floats] = {}
        self.recorder = Recorder(system, draws.dtype, replicates)
        self.ledger = Ledger(system, self.state.stock)
        self.clocks = Clocks(system, draws, replicates)
        self.shelves: dict[str, Shelf | None] = {
            flow.name: shelf(self.state.book, system.ages, flow, system.initial.shape[1]) for flow in system.flows
        }

    def run(self) -> Trajectories:
        self.recorder.start(self.state.stock)
        self.clocks.look(0, self.state.book)
        for step in range(self.system.steps):
            self._step(step)
        return self.recorder.trajectories(self.state.workloads, self.adjustment_shortfall, self.pulse_shortfall, self.clocks.clocks)

    def _step(self, step: int) -> None:
        system, state, at_once = self.system, self.state, self.at_once
        state.moved[:] = 0
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
            state.land()
        for pulse in system.pulses:
            if pulse.step == step:
                self._pulse(pulse)
        added = self._adjust(system.adjustment, step) if system.adjustment else None
        self.ledger.check(step, state.stock, state.moved, added)
        if state.book and system.ages:
            state.book.close(step)
            self.ledger.check_ages(step, state.stock, system.ages, state.book)
        self.recorder.record(step, state.stock, state.moved)
        self.clocks.close(step, state.book)

    def _leave(self, step: int, part: str, groups: Iterable[Exits], share: float) -> None:
        exposure = float(self.system.exposure[step])
        for group in groups:
            found = self._chances(group, step, share * exposure)
            source = self.draws.at(f"{group.name}.{part}", step)
            parts = exits(self.state.stock[group.stage, group.classes], found, source)
            self._forget(group, parts, f"{group.name}.{part}", step)
            self._move(group, parts, step, at_once=self.at_once)

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
            self.state.move(flow.route, flow.classes, cases, step, at_once=self.at_once)

    def _serve(self, step: int) -> None:
        for workload in self.state.workloads:
            workload.open(step)
        for service in self.system.services:
            self._serve_one(service, step)
        for workload in self.state.workloads:
            workload.close(self.whole)

    def _serve_one(self, service: Service, step: int) -> None:
        present = self.state.present(service.origins, service.classes)
        served = serve(service, present.sum(axis=0), step, self.state.workloads[service.resource], self.whole)
        found = self.shelves[service.name]
        if service.order == "random" or found is None:
            source = self.draws.at(service.name, step)
            parts = split(at_random(service, present, served, source), at(service.chances, step), source)
            self._forget(service, parts, service.name, step)
        else:
            chosen, taken = by_age(service, present, served, found, self.draws.at(f"{service.name}.ages", step))
            parts = split(chosen, at(service.chances, step), self.draws.at(service.name, step))
            self.clocks.left(service.name, service.name, parts, taken, step)
        self._move(service, parts, step, at_once=self.at_once)

    def _move(self, flow: Exits | Service | Pulse, parts: list[Counts], step: int, *, at_once: bool) -> None:
        """Move what left by a flow, by outcome (cell, replicate), along its routes."""
        for cases, routes in zip(parts, flow.ways, strict=True):
            for route, part in zip(routes, np.split(cases, len(routes)) if len(routes) > 1 else (cases,), strict=True):
                self.state.move(route, flow.classes, part, step, at_once=at_once)

    def _forget(self, flow: Exits | Service | Pulse, parts: list[Counts], stream: str, step: int) -> None:
        """Take those who leave by chance off the ages of their cells, before any of them comes back."""
        found = self.shelves[flow.name]
        if found:
            left = sum(parts[1:], parts[0])[found.cells]
            taken = found.book.leave(found.rows, left, self.draws.at(f"{stream}.ages", step))
            self.clocks.left(flow.name, stream, parts, found.spread(taken, len(parts[0])), step)

    def _pulse(self, pulse: Pulse) -> None:
        """Move a share or a count of the cases present, at the end of the step with the pulse's date (assumption A16)."""
        present = self.state.present(pulse.origins, pulse.classes)
        if pulse.is_share:
            cases = self.draws.at(pulse.name, pulse.step).binomial(present, pulse.amount)
        else:
            count = self.draws.rounded(f"{pulse.name}.rounding", pulse.step, np.broadcast_to(pulse.amount, (self.replicates,)))
            found = np.minimum(count, present.sum(axis=0))
            self.pulse_shortfall[pulse.name] = np.asarray(count - found, dtype=float)
            cases = choose(present, found, self.draws.at(pulse.name, pulse.step))
        self._forget(pulse, [cases], pulse.name, pulse.step)
        self._move(pulse, [cases], pulse.step, at_once=True)

    def _adjust(self, adjustment: Adjustment, step: int) -> Counts:
        """Spread the adjustment over the active stages by stock; returns what was added, (stage, class, replicate).

        Every case present is copied or taken away with the same chance; where nothing is present, arrivals go to the first class of
        the first active stage (assumption A24).
        """
        active = self.system.active
        present = self.state.stock[active].reshape(-1, self.replicates)
        total = present.sum(axis=0)
        amount = at(adjustment.amount, step) * (total if adjustment.is_share else 1.0)
        wanted = self.draws.rounded("adjustment.rounding", step, np.broadcast_to(amount, (self.replicates,)))
        applied = np.maximum(wanted, -total)
        self.adjustment_shortfall = self.adjustment_shortfall + (applied - wanted)
        copies, rest = np.divmod(np.abs(applied), np.where(total > NOBODY, total, 1))
        spread = copies * present + choose(present, np.where(total > NOBODY, rest, 0), self.draws.at("adjustment", step))
        spread[0] += np.where(total > NOBODY, 0, np.abs(applied))
        added = np.zeros_like(self.state.stock)
        added[active] = (np.sign(applied) * spread).reshape(len(active), -1, self.replicates)
        self.state.add(added, self.draws, step)
        return added
