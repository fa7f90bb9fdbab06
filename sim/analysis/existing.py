"""Values of which some do not exist (NaN: nobody left, so nobody waited) and some have no limit (infinite: a stock that does not fall)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def existing(values: Floats) -> Floats:
    """Return the values that exist, in their order; infinite ones do."""
    return values[~np.isnan(values)]


def finite(value: float) -> float | None:
    """Return a number as JSON can hold it: None where it does not exist or has no limit.

    Examples
    --------
    >>> finite(2.5), finite(math.inf), finite(math.nan)
    (2.5, None, None)
    """
    return float(value) if math.isfinite(value) else None


def quantiles_of(values: Floats, quantiles: Sequence[float]) -> Floats:
    """Return quantiles of the values that exist, linear between neighbours; NaN where there is none.

    Parameters
    ----------
    values : ndarray, shape (replicate,)
        None of them negatively infinite.
    quantiles : sequence of float in [0, 1]

    Returns
    -------
    ndarray, shape (quantile,)
        Infinite where a neighbour that counts is.

    Examples
    --------
    >>> quantiles_of(np.array([1.0, np.inf, 2.0, np.nan, 3.0, np.inf]), (0.25, 0.5, 0.6, 1.0)).tolist()
    [2.0, 3.0, inf, inf]
    """
    found = np.sort(existing(values))
    if not found.size:
        return np.full(len(quantiles), np.nan)
    if np.isfinite(found[-1]):
        return np.asarray(np.quantile(found, quantiles))
    place = np.asarray(quantiles) * (len(found) - 1)
    before, after = found[np.floor(place).astype(np.intp)], found[np.ceil(place).astype(np.intp)]
    gap = np.subtract(after, before, out=np.zeros_like(place), where=after > before)
    return np.asarray(before + (place % 1) * gap)
