"""The error of a probability that comes from simulating it a finite number of times."""

from __future__ import annotations

import math

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
