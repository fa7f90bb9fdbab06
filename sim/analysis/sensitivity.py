"""What an answer depends on: effects of axes over a design, and Sobol' indices with a share of their own for chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVELS = 20
"""An axis with more values than this is looked at by its lowest and highest tenth."""

_RESAMPLES = 999
"""Of the bootstrap behind the intervals of Sobol' indices."""


@dataclass(frozen=True)
class Effect:
    """How far the mean of an answer moves along one axis, the others averaged over.

    `low` and `high` are the means over the points at the lowest and highest value (or its lowest and highest tenth), named by `low_at`
    and `high_at`; among names those with the lowest and highest mean. `error` is the standard error of their difference that comes from
    looking at some points only, None where the design holds them all.
    """

    axis: str
    low_at: str
    high_at: str
    low: float
    high: float
    error: float | None

    @property
    def swing(self) -> float:
        """From the one mean to the other."""
        return self.high - self.low


def effects(axes: Sequence[str], points: Sequence[Sequence[Any]], answers: Floats, *, sampled: bool) -> list[Effect]:
    """Return the effect of every axis with more than one value, the widest first.

    Parameters
    ----------
    axes : names of the axes
    points : sequence of (value of each axis)
    answers : ndarray, shape (point,)
        NaN where there is none.
    sampled : bool
        Whether the points are a sample of all there could be, and not a grid.

    Examples
    --------
    >>> found = effects(["a", "b"], [(0, "x"), (0, "y"), (1, "x"), (1, "y")], np.array([0.0, 0.1, 0.5, 0.6]), sampled=False)
    >>> [(each.axis, round(each.swing, 9)) for each in found]
    [('a', 0.5), ('b', 0.1)]
    """
    known: list[int] = np.flatnonzero(~np.isnan(answers)).tolist()
    found = []
    for index, axis in enumerate(axes):
        groups = _ends([points[point][index] for point in known])
        if groups is None:
            continue
        ends = [(name, answers[known][inside]) for name, inside in groups]
        if not isinstance(points[known[0]][index], int | float | date):
            ends = sorted(ends, key=lambda end: float(end[1].mean()))
        (low_at, low), (high_at, high) = ends[0], ends[-1]
        error = math.hypot(_error_of_mean(low), _error_of_mean(high)) if sampled else None
        found.append(Effect(axis, low_at, high_at, float(low.mean()), float(high.mean()), error))
    return sorted(found, key=lambda effect: -abs(effect.swing))


def _error_of_mean(values: Floats) -> float:
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0


def _ends(values: list[Any]) -> list[tuple[str, NDArray[np.intp]]] | None:
    """Return the points of each value of an axis, or of its lowest and highest tenth; None where it has one value only."""
    if values and isinstance(values[0], int | float | date) and len(set(values)) > _LEVELS:
        numbers = np.array([value.toordinal() if isinstance(value, date) else value for value in values], dtype=float)
        low, high = np.quantile(numbers, [0.1, 0.9])
        return [("lowest tenth", np.flatnonzero(numbers <= low)), ("highest tenth", np.flatnonzero(numbers >= high))]
    levels = list(dict.fromkeys(values))
    if len(levels) < 2:
        return None
    if isinstance(levels[0], int | float | date):
        levels.sort()
    return [(_name(level), np.array([i for i, value in enumerate(values) if value == level], dtype=np.intp)) for level in levels]


def _name(value: Any) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


@dataclass(frozen=True)
class Index:
    """Shares of an answer's variance: `first` of one axis alone, `total` with all its interactions, each with a 95% bootstrap interval.

    `noise` tells that the interval of the first holds 0 and that of the total what the simulation error of the points could make, or that
    an index lies outside [0, 1] by more than its interval: such a share is not told from none.
    """

    axis: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float
    noise: bool


@dataclass(frozen=True)
class Indices:
    """Sobol' indices of every axis, the largest total first, and the share of `chance`: of all that a design does not vary.

    The shares are of the variance of one replicate's value; `n` is the number of points of each of the design's sets.
    """

    of: str
    axes: tuple[Index, ...]
    chance: float
    variance: float
    n: int


def sobol(of: str, axes: Sequence[str], a: Floats, b: Floats, mixed: Floats, within: float, error: float, seed: int) -> Indices | None:
    r"""Return the Sobol' indices of a saltelli design; None where nothing varies.

    .. math:: S_j = \frac{\mathrm{Var}\,E[Y \mid x_j]}{\mathrm{Var}\,Y}, \qquad
              T_j = \frac{E\,\mathrm{Var}[Y \mid x_{\sim j}]}{\mathrm{Var}\,Y}, \qquad
              \mathrm{Var}\,Y = \mathrm{Var}_x E[Y \mid x] + E_x \mathrm{Var}[Y \mid x]

    Parameters
    ----------
    of : str
        What the answers are.
    axes : names of the axes
    a, b : ndarray, shape (point,)
        Mean of the answer at the points of the two sets.
    mixed : ndarray, shape (axis, point)
        At the points of the first set, with each axis from the second.
    within : float
        Mean variance of single replicates at a point, the second term above; its share is `chance`.
    error : float
        Mean squared error of the means, at most: what simulation alone could make a total order of.
    seed : int
        Of the bootstrap.

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181, 259-270, as in `scipy.stats.sobol_indices`.
    """
    between = float(np.var(np.concatenate([a, b])))
    if between <= 1e-24 * max(1.0, float(np.mean(a)) ** 2):
        return None
    share = between / (between + within)
    (first_low, total_low), (first_high, total_high) = _intervals(a, b, mixed, seed)
    first, total = _orders(a, b, mixed)
    rows = share * np.stack([first, first_low, first_high, total, total_low, total_high])
    floor = error / (between + within)
    indices = [_index(axis, row, floor) for axis, row in zip(axes, rows.T, strict=True)]
    return Indices(of, tuple(sorted(indices, key=lambda index: -index.total)), 1.0 - share, between + within, len(a))


def _intervals(a: Floats, b: Floats, mixed: Floats, seed: int) -> Floats:
    """Return the ends of 95% intervals by the quantiles of a bootstrap over points, (end, order, axis).

    SciPy's own bootstrap takes no seed, and has no interval for an axis that changes nothing.
    """
    chance = np.random.default_rng(seed)
    picks = (chance.integers(len(a), size=len(a)) for _ in range(_RESAMPLES))
    return np.asarray(np.nanquantile([_resampled(a[at], b[at], mixed[:, at]) for at in picks], [0.025, 0.975], axis=0))


def _resampled(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Return what `_orders` does of one resample, in less than half the time; (order, axis)."""
    middle, variance = np.mean([a, b]), float(np.var([a, b])) or np.nan
    return np.stack([np.mean((b - middle) * (mixed - a), axis=-1), np.mean((a - mixed) ** 2, axis=-1) / 2]) / variance


def _orders(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Return first and total order of each axis by SciPy, (order, axis)."""
    from scipy.stats import sobol_indices

    twice = np.repeat(mixed, 2, axis=0) if len(mixed) == 1 else mixed  # SciPy cannot take a single axis
    values: Any = {"f_A": a[np.newaxis].copy(), "f_B": b[np.newaxis].copy(), "f_AB": twice[:, np.newaxis].copy()}
    found = sobol_indices(func=values, n=len(a))
    return np.stack([np.reshape(order, -1)[: len(mixed)] for order in (found.first_order, found.total_order)])


def _index(axis: str, row: Floats, floor: float) -> Index:
    first, first_low, first_high, total, total_low, total_high = map(float, row)
    nothing = first_low <= 0 and total_low <= floor
    return Index(axis, first, first_low, first_high, total, total_low, total_high, bool(nothing or first_high < 0 or first_low > 1))
