"""The error of a probability, or of a difference, that comes from simulating it a finite number of times."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Z_95 = 1.959963984540054


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95% Wilson interval of a share: simulation error only, at 0 and n too.

    Raises
    ------
    ValueError
        If n is not positive.

    Notes
    -----
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(0, 10_000)]
    [0.0, 0.0004]
    """
    if n <= 0:
        raise ValueError(f"n must be positive, got {n}")
    share, z2 = successes / n, Z_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if successes == 0 else max(centre - half, 0.0)
    high = 1.0 if successes == n else min(centre + half, 1.0)
    return low, high


def paired_shares(gained: int, lost: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a difference of two shares of the same n replicates, of which some gained what others lost.

    Parameters
    ----------
    gained, lost : int
        Replicates inside only with the second of two scenarios, and only with the first.
    n : int, at least 1

    Notes
    -----
    Bonett, D. G. and Price, R. M. (2012), Journal of Educational and Behavioral Statistics 37, 479-488: the adjusted Wald interval, one
    replicate added to each kind of disagreement, so that it has a width where there was none.

    Examples
    --------
    >>> [round(bound, 4) for bound in paired_shares(0, 0, 10_000)], [round(bound, 3) for bound in paired_shares(300, 100, 1_000)]
    ([-0.0003, 0.0003], [0.162, 0.237])
    """
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    room = Z_95 * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return max(up - down - room, -1.0), min(up - down + room, 1.0)


def half_width(values: NDArray[np.float64]) -> float | None:
    """Return half the width of the 95% interval of a mean by Student's t; None where there are fewer than two values.

    Examples
    --------
    >>> round(half_width(np.array([1.0, 2.0, 3.0])), 3)
    2.484
    """
    if len(values) < 2:
        return None
    return float(stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / math.sqrt(len(values)))
