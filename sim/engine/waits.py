"""Waits and ages as statistics: mean, median, and the share over so many months."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.ages import Taken
from sim.engine.draws import Counts, Source
from sim.engine.split import choose
from sim.engine.system import NOBODY, Floats, Timer

_HALF = 0.5 * (1 - 1e-12)
"""Half of the cases, less what sums of real numbers may be off."""


def statistic(timer: Timer, months: Floats, cases: Counts) -> Floats:
    """Return a statistic of waits or ages, NaN where there are no cases.

    Parameters
    ----------
    timer : Timer
        Which statistic.
    months : ndarray, shape (value,), increasing
    cases : ndarray, shape (value, replicate)
        How many cases have waited each of the `months`.

    Returns
    -------
    ndarray, shape (replicate,)
    """
    number = cases.sum(axis=0)
    if timer.statistic == "median":
        found = months[np.argmax(np.cumsum(cases, axis=0) >= _HALF * number, axis=0)]
    else:
        found = np.divide(weights(timer, months) @ cases, number, out=np.zeros(number.shape), where=number > NOBODY)
    return np.where(number > NOBODY, found, np.nan)


def weights(timer: Timer, months: Floats) -> Floats:
    """Return what each value counts for: itself in a mean, 1 in a share where it is over the limit."""
    return months if timer.statistic == "mean" else (months > timer.over + 1e-9).astype(float)


def divide(taken: Sequence[Taken], parts: Sequence[Counts], source: Source) -> list[list[Taken]]:
    """Divide what was taken, whose ages are known, over parts, whose numbers are: which of them went where is drawn.

    Parameters
    ----------
    taken : sequence of Taken
    parts : sequence by part of ndarray, shape (cell, replicate)

    Returns
    -------
    list by part of lists of Taken
    """
    left = np.stack(parts)
    found: list[list[Taken]] = [[] for _ in parts]
    for lanes, arrived, cases in taken:
        shares = choose(left[:, :, lanes], cases, source)
        left[:, :, lanes] -= shares
        for index, share in enumerate(shares):
            found[index].append(Taken(lanes, arrived, share))
    return found
