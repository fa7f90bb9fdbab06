"""Metrics in numbers: mean, sd and quantiles, at the end and over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.existing import existing, finite, quantiles_of
from sim.ensemble.result import Result

Floats = NDArray[np.float64]

QUANTILES = (0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975)


def label(quantile: float) -> str:
    """Name a quantile as files do.

    Examples
    --------
    >>> [label(q) for q in (0.025, 0.1, 0.5)]
    ['q025', 'q10', 'q50']
    """
    digits = f"{quantile:.3f}"[2:]
    return f"q{digits.removesuffix('0')}"


def metric_summary(result: Result) -> dict[str, dict[str, float | None]]:
    """Return mean, sd and quantiles of every metric: stocks and ages at the end, everything else over the run.

    Replicates in which a metric does not exist are left out. A number is None where no replicate has a value, and where it is infinite.
    """
    return {name: _summary(existing(result.value(name))) for name in result.scenario.metrics}


def _summary(values: Floats) -> dict[str, float | None]:
    bounded = bool(values.size and np.isfinite(values).all())
    sd = values.std(ddof=1) if bounded and len(values) > 1 else 0.0
    numbers = {"mean": float(values.mean()), "sd": float(sd)} if bounded else dict.fromkeys(("mean", "sd"))
    quantiles = zip(QUANTILES, quantiles_of(values, QUANTILES), strict=True)
    return numbers | {label(q): finite(value) for q, value in quantiles}


def quantile_paths(result: Result, metric: str, quantiles: tuple[float, ...] = QUANTILES) -> Floats:
    """Return quantiles of a metric on the bounds, shape (quantile, bound), over the replicates in which it exists there.

    NaN where it exists in none, infinite where so many have no limit; `over_time` says what stands on a bound.
    """
    path = over_time(result, metric)
    if np.isfinite(path).all():
        return np.asarray(np.quantile(path, quantiles, axis=1))
    return np.stack([quantiles_of(values, quantiles) for values in path], axis=1)


def over_time(result: Result, metric: str) -> Floats:
    """Return a metric on the bounds, shape (bound, replicate).

    Flows are cumulated from the start. A wait is that of the cases that left in the step before, NaN where there were none; an age is NaN
    where nobody looked. `clearance`, `relief` and `filed` are those of the window from the start to the bound, NaN on the first.
    """
    if result.scenario.metrics[metric].kind not in ("clearance", "relief", "filed"):
        return np.asarray(result.paths[metric], dtype=float)
    first, *later = result.calendar.bounds
    return np.stack([np.full(result.replicates, np.nan), *(result.over(metric, first, bound) for bound in later)])
