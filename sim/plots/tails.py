"""Which of a reading's values have a place in its picture, and what is said of the others."""

from __future__ import annotations

import numpy as np

from sim.analysis.existing import existing
from sim.analysis.record import Record
from sim.plots.marks import Floats
from sim.plots.say import significant

_TAIL = 0.0005
_ENDLESS = 0.10
"""Share of the finite values left out above where others have no limit: what tends to infinity is too far out for any axis."""


def bounded(values: Floats) -> Floats:
    """Return the values that have a place on an axis: those that exist and are finite."""
    return values[np.isfinite(values)]


def tails(values: Floats) -> tuple[float, float]:
    """Return the range of values drawn: all, or all but a thousandth where far outliers would flatten the rest; less where some are infinite."""
    drawn = bounded(values)
    if np.isinf(values).any():
        return float(drawn.min()), float(np.quantile(drawn, 1 - _ENDLESS))
    inner, outer = np.quantile(drawn, [_TAIL, 1 - _TAIL]), (float(drawn.min()), float(drawn.max()))
    far = outer[1] - outer[0] > 1.5 * (inner[1] - inner[0]) > 0
    return (float(inner[0]), float(inner[1])) if far else outer


def trimmed(values: Floats) -> bool:
    """Tell whether the outermost thousandth of finite values is not drawn."""
    return not np.isinf(values).any() and tails(values) != (bounded(values).min(), bounded(values).max())


def not_drawn(record: Record, reading: str) -> list[str]:
    """Say how many replicates have no value in a reading, and how many lie too far above to be drawn."""
    values = record.values[reading]
    n, absent, limitless = len(values), len(values) - len(existing(values)), int(np.isinf(values).sum())
    found = [f"{absent:,} of {n:,} replicates have no value and are left out."] * bool(absent)
    if limitless:
        high = tails(existing(values))[1]
        beyond = int((values > high).sum())
        found.append(f"{beyond:,} of {n:,} replicates lie above {significant(high, 3)} and are not drawn; {limitless:,} have no limit.")
    return found
