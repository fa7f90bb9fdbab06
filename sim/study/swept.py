"""What a sweep says: the points that are done, with probabilities, means and how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import wilson
from sim.analysis.sensitivity import Effect, Indices, effects, sobol
from sim.analysis.tally import Asked
from sim.study.design import Design, of_saltelli
from sim.study.store import Store
from sim.study.subject import Subject, own_values, subjects
from sim.study.sweep import Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Swept:
    """A sweep's points and what is known of them.

    `tallies` has shape (point, column, field), NaN in every field of a point that is not done. `own` has the values that stand in the
    scenario's file, by axis, where it has one; `subjects` says what each reading is about.
    """

    scenario: str
    title: str
    assumption: str | None
    mode: str
    design: Design
    columns: tuple[Asked, ...]
    tallies: Floats
    seed: int
    precision: float | None = None
    own: Mapping[str, float | date] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)

    @property
    def known(self) -> list[int]:
        """The points that are done."""
        return np.flatnonzero(~np.isnan(self.tallies[:, 0, 0])).tolist() if self.columns else []

    @property
    def done(self) -> int:
        """Number of points that are done."""
        return len(self.known)

    @property
    def readings(self) -> list[str]:
        """Names of the readings, those that look at given events left out."""
        return [column.name for column in self.columns if column.is_reading and not column.given]

    def column(self, name: str) -> Floats:
        """Return the tallies of a column over the points, (point, field).

        Raises
        ------
        KeyError
            If there is no such column.
        """
        return self.tallies[:, [column.name for column in self.columns].index(name)]

    def probability(self, reading: str) -> Floats:
        """Return a reading's probability at each point; NaN where no replicate has a value, or the point is not done."""
        n, below, above = self.column(reading)[:, :3].T
        return np.asarray(np.divide(n - below - above, n, out=np.full(len(n), np.nan), where=n > 0))

    def interval(self, reading: str) -> Floats:
        """Return the 95% Wilson interval of a reading's probability at each point, (point, 2)."""
        rows = self.column(reading)
        bounds = [wilson(int(n - below - above), int(n)) if n > 0 else (np.nan, np.nan) for n, below, above in rows[:, :3]]
        return np.array(bounds)

    def mean(self, name: str) -> Floats:
        """Return the mean of a reading's or metric's value at each point; NaN where none is finite."""
        n, mean = self.column(name)[:, 3:5].T
        return np.where(n > 0, mean, np.nan)

    def sd(self, name: str) -> Floats:
        """Return the standard deviation of a value between the replicates of each point."""
        n, _, squares = self.column(name)[:, 3:6].T
        return np.asarray(np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)))

    def wide(self, reading: str) -> list[int]:
        """Return the points at which a reading's interval is wider than the precision asked for."""
        if self.precision is None or self.mode == "expected":
            return []
        low, high = self.interval(reading).T
        return np.flatnonzero(high - low > self.precision).tolist()

    @cached_property
    def indices(self) -> dict[str, Indices | None]:
        """Sobol' indices of a saltelli design by reading: their bootstrap is drawn once for table, JSON and plots."""
        return {name: _sobol(self, name) for name in self.readings}

    def answer(self, reading: str) -> Floats:
        """Return what a reading's column of the table holds: its probability, or in expected mode its value."""
        return self.mean(reading) if self.mode == "expected" else self.probability(reading)


def swept(plan: Plan, store: Store) -> Swept:
    """Read what a store holds of a plan."""
    scenario = plan.loaded.scenario
    tallies = np.full((len(plan.design.points), len(plan.columns), 6), np.nan)
    for point, blocks, tally in store.tallies(len(plan.columns)):
        if plan.is_done(blocks, tally):
            tallies[point] = tally
    own, about = own_values(scenario, plan.design.axes), subjects(plan.loaded, plan.columns)
    names = (plan.loaded.stem, scenario.title, scenario.assumption)
    narrow = plan.precision.width if plan.precision else None
    return Swept(*names, plan.mode, plan.design, plan.columns, tallies, scenario.seed, narrow, own, about)


def table(found: Swept) -> tuple[list[str], Iterator[list[Any]]]:
    """Return header and rows of the sweep's table: the varied paths, then `<claim>/<reading>`; only points that are done."""
    answers = [found.answer(name) for name in found.readings]
    rows = ([*found.design.points[index], *(float(answer[index]) for answer in answers)] for index in found.known)
    return [*found.design.axes, *found.readings], rows


def long_table(found: Swept) -> tuple[list[str], Iterator[list[Any]]]:
    """Return header and rows of everything that is known: a row per point and column."""
    header = [*found.design.axes, "name", "n", "probability", "probability_low", "probability_high", "below", "above", "mean", "sd"]
    rows = (
        [*found.design.points[index], column.name, *_details(tally, column.is_reading and found.mode == "random")]
        for index in found.known
        for column, tally in zip(found.columns, found.tallies[index], strict=True)
    )
    return header, rows


def _details(tally: Floats, chances: bool) -> list[float | None]:
    """Return one row of details from a tally, (field,); None for what does not exist."""
    n, below, above, finite, mean, squares = tally.tolist()
    moments = [mean if finite else None, math.sqrt(squares / (finite - 1)) if finite > 1 else None]
    if not chances or not n:
        return [int(n), *[None] * 5, *moments]
    inside = n - below - above
    return [int(n), inside / n, *wilson(int(inside), int(n)), below / n, above / n, *moments]


def moved(found: Swept, reading: str) -> list[Effect]:
    """Return how far a reading's answer moves along each axis, the others averaged over."""
    return effects(found.design.axes, found.design.points, found.answer(reading), sampled=found.design.kind != "grid")


def sensitivity(found: Swept, reading: str) -> Indices | None:
    """Return the Sobol' indices of a reading's value from a saltelli design; None where nothing varies or a point is missing.

    Raises
    ------
    ValueError
        If the design is another one.
    """
    if found.design.kind != "saltelli":
        raise ValueError(f"a {found.design.kind} design has no Sobol' indices; saltelli has")
    return found.indices[reading]


def _sobol(found: Swept, reading: str) -> Indices | None:
    answers = found.mean(reading)
    if np.isnan(answers).any():
        return None
    a, b, mixed = of_saltelli(answers.tolist(), len(found.design.axes))
    spread = found.sd(reading)
    within = 0.0 if found.mode == "expected" else float(np.nanmean(spread**2))
    error = within / found.design.replicates
    return sobol(reading, found.design.axes, a, b, mixed, within, error, found.seed)
