"""Competing hazards: who leaves a cell in a part of a step, and by which cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.draws import Counts, Source
from sim.engine.split import conditional, split
from sim.engine.system import Floats


@dataclass(frozen=True)
class Chances:
    """The chance to leave at all, and the chance of each cause but the last given that no earlier one was met."""

    leave: Floats
    causes: Floats


def chances(rates: Floats, exposure: float) -> Chances:
    r"""Turn competing hazards into the chances of a chain of binomial draws.

    .. math:: p = 1 - e^{-f \sum_j h_j},\qquad p_j = h_j / \sum_{i \ge j} h_i

    Parameters
    ----------
    rates : ndarray, shape (cause, ...), unit: 1/month
    exposure : float, unit: months

    Examples
    --------
    >>> found = chances(np.array([0.03, 0.02]), 12.0)
    >>> float(found.leave), found.causes.tolist()
    (0.4511883639059736, [0.6])
    """
    return Chances(-np.expm1(-exposure * rates.sum(axis=0)), conditional(rates))


def exits(stock: Counts, found: Chances, source: Source) -> list[Counts]:
    r"""Draw the cases that leave each cell by competing hazards in one part of a step.

    All causes compete at once, so that none is favoured by the order in which they are listed:

    .. math:: L \sim \mathrm{Binomial}(n,\; 1 - e^{-f \sum_j h_j}),\qquad
              (D_1, \dots, D_J) \mid L \sim \mathrm{Multinomial}(L;\; h_j / \textstyle\sum_j h_j)

    Parameters
    ----------
    stock : ndarray, shape (class, replicate), unit: cases
        Cases present.
    found : Chances
        From `chances`, shapes that broadcast with `stock`.
    source : Source
        Where the draws come from; in expected mode their means.

    Returns
    -------
    list of ndarray, one per cause, shape (class, replicate), unit: cases
        Leavers by cause; summed they never exceed `stock`.

    Notes
    -----
    Assumptions A4 and A5 (docs/assumptions.md): cases in a cell are exchangeable, and each cause acts by itself. Exact for any
    exposure: two halves have the law of the whole.

    Examples
    --------
    >>> from sim.engine.draws import ExpectedDraws
    >>> found = chances(np.array([[[0.03]], [[0.02]]]), 12.0)
    >>> [leavers.round(4).tolist() for leavers in exits(np.array([[10_000.0]]), found, ExpectedDraws())]
    [[[2707.1302]], [[1804.7535]]]
    """
    return split(source.binomial(stock, found.leave), found.causes, source)
