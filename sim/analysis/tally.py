"""What is kept of one point's replicates: counts and moments that can be added up block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import meeting, values_of
from sim.ensemble.lanes import Lanes
from sim.ensemble.result import Result
from sim.model.asked import metric_of
from sim.model.scenario import Scenario

Floats = NDArray[np.float64]

FIELDS = 6
"""Numbers of a tally: replicates with a value, below and above the claim's range, with a finite value, their mean, their sum of squares
around it."""


@dataclass(frozen=True)
class Asked:
    """One column of a sweep: a reading of a claim (its probability and its value), or a metric (its value)."""

    name: str
    claim: int | None = None
    reading: str = ""
    given: bool = False

    @property
    def is_reading(self) -> bool:
        """Tell whether it has a range, and so a probability."""
        return self.claim is not None


def asked(scenario: Scenario) -> tuple[Asked, ...]:
    """Return what a sweep keeps: every reading that can be computed, those that look at given events too, then every metric."""
    found = []
    for index, claim in enumerate(scenario.claims):
        names = [name for name, reading in claim.readings.items() if _computed(scenario, index, name)]
        found += [Asked(f"{claim.id}/{name}", index, name) for name in names]
        if claim.given:
            said = ", ".join(f"{event}={str(happened).lower()}" for event, happened in claim.given.items())
            found += [Asked(f"{claim.id}/{name} given {said}", index, name, given=True) for name in names]
    return (*found, *(Asked(name) for name in scenario.metrics))


def _computed(scenario: Scenario, claim: int, reading: str) -> bool:
    return metric_of(scenario, scenario.claims[claim], scenario.claims[claim].readings[reading]) is not None


def tallies(result: Result, lanes: Lanes, columns: Sequence[Asked]) -> Floats:
    """Tally the replicates of each point, shape (point, column, field).

    Parameters
    ----------
    result : Result
        Whose replicates are the lanes.
    lanes : Lanes
    columns : sequence of Asked
        Of a scenario with the same claims and metrics as the result's.
    """
    return np.stack([_tally(result, lanes, column) for column in columns], axis=1)


def _tally(result: Result, lanes: Lanes, column: Asked) -> Floats:
    """Tally one column, shape (point, field)."""
    low, high = -np.inf, np.inf
    if column.claim is None:
        values: Floats | None = result.value(column.name)
    else:
        claim = result.scenario.claims[column.claim]
        low, high = (-np.inf if claim.low is None else claim.low), (np.inf if claim.high is None else claim.high)
        values = values_of(result, claim, claim.readings[column.reading])
    if values is None:
        return np.zeros((lanes.points, FIELDS))
    given = result.scenario.claims[column.claim].given if column.given and column.claim is not None else None
    kept = ~np.isnan(values) & meeting(result, given)
    return _fields(lanes.by_point(values), lanes.by_point(kept), low, high)


def _fields(values: Floats, kept: NDArray[np.bool_], low: float, high: float) -> Floats:
    finite = kept & np.isfinite(values)
    n = finite.sum(axis=1)
    inside = np.where(finite, values, 0.0)
    mean = np.divide(inside.sum(axis=1), n, out=np.zeros(len(n)), where=n > 0)
    squares = (np.where(finite, values - mean[:, np.newaxis], 0.0) ** 2).sum(axis=1)
    counts = [kept.sum(axis=1), (kept & (values < low)).sum(axis=1), (kept & (values > high)).sum(axis=1), n]
    return np.stack([*counts, mean, squares], axis=1).astype(float)


def merged(a: Floats, b: Floats) -> Floats:
    """Add up tallies of two blocks, shape (..., field); the order of the blocks is part of the last bit.

    Chan, Golub and LeVeque (1979): the sum of squares of both is that of each and of the two means around their own.

    Examples
    --------
    >>> whole = np.array([4.0, 1.0, 0.0, 4.0, 2.5, 5.0])
    >>> merged(np.array([2.0, 1.0, 0.0, 2.0, 1.5, 0.5]), np.array([2.0, 0.0, 0.0, 2.0, 3.5, 0.5])).tolist() == whole.tolist()
    True
    """
    n, m = a[..., 3], b[..., 3]
    total = n + m
    shift = b[..., 4] - a[..., 4]
    share = np.divide(m, total, out=np.zeros_like(total), where=total > 0)
    mean = a[..., 4] + shift * share
    squares = a[..., 5] + b[..., 5] + shift**2 * n * share
    return np.concatenate([a[..., :4] + b[..., :4], np.stack([mean, squares], axis=-1)], axis=-1)
