"""Metrics in numbers: mean, sd and quantiles, at the end and over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.result import Result

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


def metric_summary(result: Result) -> dict[str, dict[str, float]]:
    """Return mean, sd and quantiles of every metric: stocks at the end, flows from start to end."""
    summary: dict[str, dict[str, float]] = {}
    for name, path in result.paths.items():
        values = path[-1].astype(float)
        sd = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        quantiles = np.quantile(values, QUANTILES)
        summary[name] = {"mean": float(values.mean()), "sd": sd} | {
            label(q): float(value) for q, value in zip(QUANTILES, quantiles, strict=True)
        }
    return summary


def quantile_paths(result: Result, metric: str, quantiles: tuple[float, ...] = QUANTILES) -> NDArray[np.float64]:
    """Return quantiles of a metric on the bounds, shape (quantile, bound); flows cumulated from the start."""
    return np.asarray(np.quantile(result.paths[metric], quantiles, axis=1))
