"""One scale of words for probabilities, the number always first.

The scale is that of Intelligence Community Directive 203 (Office of the Director of National Intelligence, 2015), lower ends
included. Below 1% and above 99% the number stands alone.
"""

from __future__ import annotations

import math

SCALE: tuple[tuple[float, str], ...] = (
    (0.01, "almost no chance"),
    (0.05, "very unlikely"),
    (0.20, "unlikely"),
    (0.45, "roughly even chance"),
    (0.55, "likely"),
    (0.80, "very likely"),
    (0.95, "almost certain"),
)
"""Lower end of each band and its words; the last ends at 99%."""

FOLLOWS = "follows from the assumption"


def words(probability: float) -> str | None:
    """Return the scale's words for a probability, or None where the number stands alone.

    Examples
    --------
    >>> words(0.2), words(0.786), words(0.003)
    ('unlikely', 'likely', None)
    """
    if probability < SCALE[0][0] or probability > 0.99:
        return None
    return [term for lower, term in SCALE if probability >= lower][-1]


def shown(probability: float, low: float, high: float, n: int) -> str:
    """Write a probability with the digits its simulation error allows, and at least one that is not 0; 0 of n is "< 3/n".

    Examples
    --------
    >>> shown(0.78612, 0.7804, 0.7917, 20_000), shown(0.0, 0.0, 0.0004, 10_000)
    ('0.79', '< 0.0003')
    >>> shown(1.0, 0.9981, 1.0, 2_000)
    '> 0.9985'
    """
    if probability == 0.0:
        return f"< {min(3 / n, 1.0):.2g}"
    if probability == 1.0:
        return f"> {max(1 - 3 / n, 0.0):.{math.ceil(math.log10(n)) + 1}f}".rstrip("0").removesuffix(".")
    allowed = math.ceil(-math.log10(max(high - low, 1e-9)))
    visible = math.ceil(-math.log10(min(probability, 1 - probability)))
    return f"{probability:.{max(allowed, visible, 2)}f}"
