"""How far a probability moves with each number that is not known: among the replicates with its lowest and its highest values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import Z_95

Floats = NDArray[np.float64]

FIFTH = 0.2
"""Share of the replicates at each end of a number's law."""

_CLASSES = 20
"""Groups of replicates, by the number's size, among which the variance of a reading is compared."""


@dataclass(frozen=True)
class Prior:
    """What one number drawn by replicate does to the probability of a reading.

    `low` and `high` are the ends of its lowest and highest fifth, `below` and `above` the probability among the `n_below` and `n_above`
    replicates in which it lies there, and `share` the part of the variance of the reading's value that this number accounts for alone:
    None where some values have no limit, or its groups of replicates hold fewer than two each. Numbers that are drawn together move together: what one does here may be the other's.
    """

    path: str
    low: float
    high: float
    below: float
    n_below: int
    above: float
    n_above: int
    share: float | None

    @property
    def range(self) -> float:
        """How far apart the two probabilities lie."""
        return abs(self.above - self.below)


def priors(values: Floats, low: float | None, high: float | None, drawn: Mapping[str, Floats]) -> list[Prior]:
    """Return what every number that varies does to a reading, the one that moves it farthest first.

    Those whose two probabilities cannot be told apart (95%) come last, by their part of the variance.

    Parameters
    ----------
    values : ndarray, shape (replicate,)
        The reading's value; replicates in which it does not exist are left out.
    low, high : float, optional
        The claim's range, in the reading's unit.
    drawn : mapping of path to ndarray, shape (replicate,)
        Numbers drawn by replicate.

    Examples
    --------
    >>> pace = np.linspace(0.0, 1.0, 1_001)
    >>> [found] = priors(1_000 * pace, 500.0, None, {"pace": pace})
    >>> found.below, found.above, round(found.share, 2)
    (0.0, 1.0, 1.0)
    """
    exists = ~np.isnan(values)
    held = ((values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high)))[exists]
    rows = (_prior(path, number[exists], held, values[exists]) for path, number in drawn.items() if number.shape == values.shape)
    return sorted((row for row in rows if row), key=lambda row: (-_told(row), -(row.share or 0.0), row.path))


def _told(one: Prior) -> float:
    """Return how far two probabilities lie apart, 0 where simulation error alone may part them."""
    n, m = one.n_below, one.n_above
    pooled = (n * one.below + m * one.above) / (n + m)
    error = Z_95 * float(np.sqrt(max(pooled * (1 - pooled), 1 / (n + m)) * (1 / n + 1 / m)))
    return one.range if one.range > error else 0.0


def _prior(path: str, number: Floats, held: NDArray[np.bool_], values: Floats) -> Prior | None:
    if not number.size or not np.isfinite(number).all() or number.min() == number.max():
        return None
    low, high = np.quantile(number, [FIFTH, 1 - FIFTH], method="inverted_cdf").tolist()
    first, last = number <= low, number >= high if high > low else number > low
    if not (first.any() and last.any()):
        return None
    share = _share(number, values) if np.isfinite(values).all() and values.min() < values.max() else None
    below, above = float(held[first].mean()), float(held[last].mean())
    return Prior(path, low, high, below, int(first.sum()), above, int(last.sum()), share)


def _share(number: Floats, values: Floats) -> float | None:
    r"""Return the part of the variance that a number accounts for alone, from the means of groups of replicates by its size.

    .. math:: \hat\omega^2 = \frac{B - (k - 1) W}{T}, \qquad W = \frac{T - B}{n - k}

    with the sums of squares between the k groups (B) and in all (T); chance alone gives 0 on average. None where the
    groups have fewer than two replicates each, on average.
    """
    edges = np.unique(np.quantile(number, np.linspace(0, 1, _CLASSES + 1)[1:-1], method="inverted_cdf"))
    group = np.searchsorted(edges, number, side="left")
    counts = np.bincount(group)
    kept, n = counts > 0, len(values)
    centred = values - values.mean()
    between = float((np.bincount(group, centred)[kept] ** 2 / counts[kept]).sum())
    total, k = float((centred**2).sum()), int(kept.sum())
    return (between - (k - 1) * (total - between) / (n - k)) / total if n >= 2 * k else None
