"""How well a version's probabilities agree with what happened, where that is known to lie in an interval.

An interval is scored as an interval, never at a point inside it. The distribution is that of the replicates: F is their share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores of one reading under one version; a field is None where it does not exist.

    `pit_low` and `pit_high` are the shares of replicates below the outcome's interval and not above it; `log_score` is None where no
    replicate lies inside; the CRPS is in the reading's unit, None at an end that is open or where a value is infinite.
    """

    brier: float
    pit_low: float
    pit_high: float
    log_score: float | None
    crps_nearest: float | None
    crps_farthest: float | None


def score(values: Floats, probability: float, met: bool, low: float | None, high: float | None) -> Scores:
    """Return all scores of a determined outcome in [low, high], an open end None.

    Parameters
    ----------
    values : ndarray, shape (replicate,), at least one and none of them NaN
    probability : float, between 0 and 1
        Of the claim, under the version.
    met : bool
        Whether the claim was.
    low, high : float or None
    """
    pit = pit_interval(values, low, high)
    ends = sorted(crps(values, end) for end in (low, high) if end is not None) if np.isfinite(values).all() else []
    return Scores(
        brier=brier(probability, met),
        pit_low=pit[0],
        pit_high=pit[1],
        log_score=log_score(*pit),
        crps_nearest=ends[0] if ends else None,
        crps_farthest=ends[1] if len(ends) == 2 else None,
    )


def brier(probability: float, met: bool) -> float:
    """Return the Brier score, (p - met)^2: 0 is best, 1 worst, 0.25 that of a coin.

    Notes
    -----
    Brier, G. W. (1950), Monthly Weather Review 78, 1-3.

    Examples
    --------
    >>> brier(0.5, met=True), brier(1.0, met=False)
    (0.25, 1.0)
    """
    return (probability - met) ** 2


def pit_interval(values: Floats, low: float | None, high: float | None) -> tuple[float, float]:
    """Return the share of values below `low` and the share not above `high`: 0 and 1 where an end is open.

    Their difference is the probability of the closed interval, so that a count known exactly has the probability of that count.

    Notes
    -----
    Czado, C., Gneiting, T. and Held, L. (2009), Biometrics 65, 1254-1261, for counts; an interval is treated as they treat a count.

    Examples
    --------
    >>> pit_interval(np.array([1.0, 2.0, 3.0, 4.0]), 2.0, 3.0), pit_interval(np.array([1.0, 2.0]), None, 1.0)
    ((0.25, 0.75), (0.0, 0.5))
    """
    below = 0.0 if low is None else float((values < low).mean())
    return below, 1.0 if high is None else float((values <= high).mean())


def log_score(below: float, upto: float) -> float | None:
    """Return ln of the probability of an interval, from the shares at its ends: 0 is best; None where no replicate lies inside.

    Examples
    --------
    >>> log_score(0.0, 1.0), log_score(0.3, 0.3)
    (0.0, None)
    """
    return math.log(upto - below) if upto > below else None


def crps(values: Floats, outcome: float) -> float:
    """Return the continuous ranked probability score of an ensemble, the integral of (F(x) - 1[x >= outcome])^2, exactly.

    Parameters
    ----------
    values : ndarray, shape (replicate,), finite
    outcome : float, same unit

    Returns
    -------
    float, same unit, 0 or more

    Notes
    -----
    E|X - y| - E|X - X'|/2 over all pairs: Gneiting, T. and Raftery, A. E. (2007), Journal of the American Statistical Association 102, 359-378.

    Examples
    --------
    >>> crps(np.array([0.0, 1.0]), 0.0), crps(np.array([5.0]), 3.0)
    (0.25, 2.0)
    """
    n = len(values)
    ordered = np.sort(values) - outcome
    spread = 2 * float((2 * np.arange(1, n + 1) - n - 1) @ ordered) / (n * n)
    return max(float(np.abs(ordered).mean()) - spread / 2, 0.0)
