"""Designs: the points of a sweep, each with a value for every axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.laws import law
from sim.model.paths import movable
from sim.model.scenario import Scenario
from sim.model.sweep import Range, Sweep

Floats = NDArray[np.float64]
Value = float | str | date | dict[str, Any]


@dataclass(frozen=True)
class Design:
    """Points in order: `points[i][j]` is the value of axis `axes[j]` at point i, or the name of an alternative."""

    kind: str
    axes: tuple[str, ...]
    points: tuple[tuple[Any, ...], ...]
    replicates: int

    def column(self, axis: str) -> list[Any]:
        """Return the values of one axis over the points."""
        index = self.axes.index(axis)
        return [point[index] for point in self.points]


def design(scenario: Scenario) -> Design:
    """Return the points of a scenario's sweep.

    A grid takes all values of all axes, the last axis fastest. Otherwise every axis is a function of a number between 0 and 1: a range in a
    straight line, a list or alternatives in equal parts, a distribution by its quantiles; and the points are those of a Latin hypercube, of
    a scrambled Sobol' sequence (`scipy.stats.qmc`), or for `saltelli` of two such sets A and B, followed for each axis by A with that
    axis taken from B: d + 2 times the points asked for, what Sobol' indices are worked out from.

    Examples
    --------
    >>> import sim
    >>> pool = sim.load("scenarios/pd-2022/depletion.yaml", ["sweep={vary: {seed: [1, 2], stages.eligible.initial: {from: 1e6, to: 2e6, points: 3}}}"])
    >>> found = design(pool.scenario)
    >>> found.axes, found.points[:3]
    (('seed', 'stages.eligible.initial'), ((1, 1000000.0), (1, 1500000.0), (1, 2000000.0)))
    """
    sweep = scenario.sweep
    assert sweep is not None
    numbers = movable(scenario)
    axes = tuple(sweep.vary)
    if sweep.kind == "grid":
        points = list(product(*(_levels(axis, numbers.get(name)) for name, axis in sweep.vary.items())))
    else:
        curves = [_curve(axis, numbers.get(name)) for name, axis in sweep.vary.items()]
        places = _places(sweep, len(axes), scenario.seed)
        points = list(zip(*(curve(places[:, index]) for index, curve in enumerate(curves)), strict=True))
    return Design(sweep.kind, axes, tuple(points), sweep.replicates or scenario.replicates)


def _levels(axis: Any, number: Any) -> list[Value]:
    """Return the values of an axis on a grid."""
    if not isinstance(axis, Range):
        return list(axis)
    if axis.from_ is None:
        return _curve(axis, number)((np.arange(axis.points) + 0.5) / axis.points)
    return _curve(axis, number)(np.arange(axis.points) / (axis.points - 1))


def _curve(axis: Any, number: Any) -> Callable[[Floats], list[Value]]:
    """Return an axis as a function of numbers from 0 to 1."""
    if not isinstance(axis, Range):
        values = list(axis)
        return lambda u: [values[index] for index in np.minimum((u * len(values)).astype(int), len(values) - 1)]
    if axis.from_ is None:
        quantile = law(number).quantile
        return lambda u: np.asarray(quantile(np.clip(u, 2.0**-54, 1 - 2.0**-53))).tolist()
    if isinstance(axis.from_, date):
        assert isinstance(axis.to, date)
        first, last = axis.from_.toordinal(), axis.to.toordinal()
        return lambda u: [date.fromordinal(round(first + (last - first) * float(place))) for place in u]
    low, high = float(axis.from_), float(axis.to)  # type: ignore[arg-type]
    return lambda u: [float(value) for value in low + (high - low) * u]


def _places(sweep: Sweep, axes: int, seed: int) -> Floats:
    """Return the points in the unit cube, (point, axis); they depend on the scenario's seed."""
    from scipy.stats import qmc

    chance = np.random.default_rng([seed, axes])
    count = sweep.points or 256
    if sweep.kind == "lhs":
        return np.asarray(qmc.LatinHypercube(axes, rng=chance).random(count))
    if sweep.kind == "sobol":
        return np.asarray(qmc.Sobol(axes, rng=chance).random_base2(math.ceil(math.log2(count))))[:count]
    both = np.asarray(qmc.Sobol(2 * axes, rng=chance).random_base2(int(math.log2(count))))
    return _saltelli(both[:, :axes], both[:, axes:])


def _saltelli(a: Floats, b: Floats) -> Floats:
    mixed = [np.where(np.arange(a.shape[1]) == axis, b, a) for axis in range(a.shape[1])]
    return np.concatenate([a, b, *mixed])


def of_saltelli(values: Sequence[float], axes: int) -> tuple[Floats, Floats, Floats]:
    """Return what a saltelli design gave, by its parts: at A, (point,), at B, and at A with each axis from B, (axis, point)."""
    parts = np.asarray(values, dtype=float).reshape(axes + 2, -1)
    return parts[0], parts[1], parts[2:]
