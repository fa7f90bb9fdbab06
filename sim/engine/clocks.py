"""Clocks: what metrics ask of waits and ages, recorded while the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.ages import Book, Taken
from sim.engine.draws import Counts, Draws
from sim.engine.system import NOBODY, Ages, Exits, Floats, Pulse, Service, System, Timer
from sim.engine.waits import divide, statistic, weights


class Clock:
    """Records one timer: by step for its path, and over its windows."""

    def __init__(self, timer: Timer, ages: Ages, steps: int, replicates: int) -> None:
        self.timer, self.ages = timer, ages
        self.path = np.full((steps + 1, replicates), np.nan)
        self.cases = np.zeros((len(ages.arrived), replicates))
        self.touched = np.zeros(len(ages.arrived), dtype=bool)
        waits = np.subtract.outer(ages.arrived[len(ages.initial) :], ages.arrived).round(9)
        self.values = np.unique(waits[waits >= 0]) if timer.statistic == "median" else np.zeros(2)
        self.sums = np.zeros((len(timer.shares), len(self.values), replicates))

    def add(self, taken: Sequence[Taken], cells: Sequence[int]) -> None:
        """Count cases of some cells that left."""
        for lanes, arrived, cases in taken:
            part = cases[cells].sum(axis=0)
            self.cases[arrived, lanes] += part
            self.touched[arrived] = True

    def close(self, step: int) -> None:
        """End a step: the statistic of those who left in it, and their part in the windows."""
        at = np.flatnonzero(self.touched)[::-1]
        if at.size:
            months = (self.ages.arrived[len(self.ages.initial) + step] - self.ages.arrived[at]).round(9)
            cases = self.cases[at]
            self.path[step + 1] = statistic(self.timer, months, cases)
            for window in np.flatnonzero(self.timer.shares[:, step]):
                self._count(window, months, self.timer.shares[window, step] * cases)
            self.cases[at] = 0
            self.touched[at] = False

    def _count(self, window: Any, months: Floats, cases: Floats) -> None:
        """Add to a window: cases by value for a median, else the weighted sum and the number."""
        if self.timer.statistic == "median":
            self.sums[window, np.searchsorted(self.values, months)] += cases
        else:
            self.sums[window, 0] += weights(self.timer, months) @ cases
            self.sums[window, 1] += cases.sum(axis=0)

    def look(self, bound: int, cases: Counts, now: float) -> None:
        """Record the ages of cases by arrival step, (arrival step, replicate), on a bound."""
        self.path[bound] = statistic(self.timer, (now - self.ages.arrived)[::-1], cases[::-1])

    def windows(self) -> Floats:
        """Return the statistic of each window, shape (window, replicate)."""
        if self.timer.statistic == "median":
            return np.array([statistic(self.timer, self.values, cases) for cases in self.sums]).reshape(len(self.sums), -1)
        sums, number = self.sums[:, 0], self.sums[:, 1]
        return np.asarray(np.divide(sums, number, out=np.full(sums.shape, np.nan), where=number > NOBODY))


class Clocks:
    """All timers of a run, and which cells of which flow each of them listens to."""

    def __init__(self, system: System, draws: Draws, replicates: int) -> None:
        self.system, self.draws = system, draws
        self.clocks = [Clock(timer, system.ages, system.steps, replicates) for timer in system.timers if system.ages]
        self.plans: dict[str, list[tuple[Clock, list[list[int]]]]] = {}
        for flow in system.flows:
            cells = _cells(system, flow)
            heard = [(clock, [_heard(clock.timer, outcome) for outcome in cells]) for clock in self.clocks if clock.timer.kind == "wait"]
            self.plans[flow.name] = [(clock, each) for clock, each in heard if any(each)]

    def left(self, name: str, stream: str, parts: Sequence[Counts], taken: Sequence[Taken], step: int) -> None:
        """Count the cases that left by a flow: `parts` by outcome, (cell, replicate), and what is known of the ages of all of them.

        Which of them went which way is drawn from `stream`, where it is asked for.
        """
        plan = self.plans[name]
        if not plan or not taken:
            return
        if all(each == heard[0] for _, heard in plan for each in heard):
            for clock, heard in plan:
                clock.add(taken, heard[0])
            return
        divided = divide(taken, parts, self.draws.at(f"{stream}.waits", step))
        for clock, heard in plan:
            for part, cells in zip(divided, heard, strict=True):
                clock.add(part, cells)

    def close(self, step: int, book: Book | None) -> None:
        """End a step, and look at the ages on its bound where they are asked for."""
        for clock in self.clocks:
            if clock.timer.kind == "wait":
                clock.close(step)
        self.look(step + 1, book)

    def look(self, bound: int, book: Book | None) -> None:
        """Look at the ages on a bound where they are asked for; who asks about the same cells sees the same ages.

        Each look is a draw of its own (assumption A30).
        """
        asked = [clock for clock in self.clocks if bound in clock.timer.bounds]
        now = float(self.system.exposure[:bound].sum()) if asked else 0.0
        for cells in dict.fromkeys(clock.timer.cells for clock in asked):
            cases = self._ages(book, cells, bound)
            for clock in asked:
                if clock.timer.cells == cells:
                    clock.look(bound, cases, now)

    def _ages(self, book: Book | None, cells: tuple[tuple[int, int], ...], bound: int) -> Counts:
        """Return the cases of some (stage, class) by arrival step, (arrival step, replicate)."""
        assert book is not None
        assert self.system.ages is not None
        rows = np.array([self.system.ages.first[stage] + class_ for stage, class_ in cells], dtype=np.intp)
        return np.asarray(book.reveal(rows, self.draws.at(f"ages.{'+'.join(map(str, rows))}", bound)).sum(axis=1))


def _cells(system: System, flow: Exits | Service | Pulse) -> list[list[tuple[int, int]]]:
    """Return the (route, class) of each cell of a flow, by outcome."""
    classes = np.arange(system.initial.shape[1])[flow.classes].tolist()
    return [[(route, class_) for route in routes for class_ in classes] for routes in flow.ways]


def _heard(timer: Timer, cells: list[tuple[int, int]]) -> list[int]:
    return [index for index, cell in enumerate(cells) if cell in timer.cells]
