"""Where the cases are, and how they move."""

from __future__ import annotations

import numpy as np

from sim.engine.ages import Book, Queue
from sim.engine.capacity import Workload
from sim.engine.draws import Counts, Draws
from sim.engine.register import Register
from sim.engine.system import OUTSIDE, Classes, System, at


class State:
    """The stocks of one block, what moved in the step that is going on, and the ages of those stages that keep them.

    `stock` and `landing`, the cases that come in at the end of the step under `moves: end`, have shape (stage, class, replicate);
    `moved` (route, class, replicate).
    """

    def __init__(self, system: System, draws: Draws, replicates: int) -> None:
        self.system = system
        shape = (*system.initial.shape[:2], replicates)
        self.classes = slice(0, shape[1])
        self.stock: Counts = np.broadcast_to(system.initial, shape).astype(draws.dtype)
        self.landing: Counts = np.zeros_like(self.stock)
        self.moved: Counts = np.zeros((len(system.routes), *shape[1:]), draws.dtype)
        self.workloads = [Workload(resource, draws, replicates) for resource in system.resources]
        self.charges = [[charge for charge in system.charges if charge.route == route] for route in range(len(system.routes))]
        self.book: Book | None = None
        if system.ages:
            keep = Register if system.ages.known else Queue
            self.book = keep(system.ages, system.steps, draws, replicates)

    def present(self, origins: tuple[int, ...], classes: Classes) -> Counts:
        """Return the cases in some classes of some stages, shape (cell, replicate), stages first."""
        return np.concatenate([self.stock[stage, classes] for stage in origins])

    def move(self, route: int, classes: Classes, cases: Counts, step: int, *, at_once: bool) -> None:
        """Move cases of some classes along a route; they land at once, or at the end of the step (assumption A17)."""
        way = self.system.routes[route]
        if way.origin != OUTSIDE:
            self.stock[way.origin, classes] -= cases
        if way.to != OUTSIDE:
            if at_once or way.origin == OUTSIDE:
                self._enter(way.to, classes, cases)
            else:
                self.landing[way.to, classes] += cases
        self.moved[route, classes] += cases
        for charge in self.charges[route]:
            workload = self.workloads[charge.resource]
            workload.owed = workload.owed + at(charge.units, step) * cases.sum(axis=0)

    def _enter(self, stage: int, classes: Classes, cases: Counts) -> None:
        self.stock[stage, classes] += cases
        if self.book and self.system.ages and stage in self.system.ages.first:
            self.book.arrive(stage, classes, cases)

    def land(self) -> None:
        """Let in who moved during the step."""
        for stage in range(len(self.stock)):
            self._enter(stage, self.classes, self.landing[stage])
        self.landing[:] = 0

    def add(self, added: Counts, draws: Draws, step: int) -> None:
        """Add cases, (stage, class, replicate), or take them away where they are below 0; what is added arrives now."""
        self.stock += added
        if self.book and self.system.ages:
            for stage, row in self.system.ages.first.items():
                self.book.arrive(stage, self.classes, np.maximum(added[stage], 0))
                rows = np.arange(row, row + len(added[stage]))
                self.book.leave(rows, np.maximum(-added[stage], 0), draws.at(f"adjustment.{stage}.ages", step))
