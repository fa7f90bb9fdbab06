"""Splitting cases over several ways to go by conditional binomial draws, and choosing some of many by successive hypergeometric ones."""

from __future__ import annotations

import numpy as np

from sim.engine.draws import Counts, Source
from sim.engine.system import Floats


def conditional(weights: Floats) -> Floats:
    """Return the chance of each part but the last, given that no earlier one was met.

    Parameters
    ----------
    weights : ndarray, shape (part, ...), at least 0

    Returns
    -------
    ndarray, one part fewer, shape (part - 1, ...)

    Examples
    --------
    >>> conditional(np.array([0.5, 0.25, 0.25])).tolist()
    [0.5, 0.5]
    """
    suffix = np.cumsum(weights[::-1], axis=0)[::-1]
    chance: Floats = np.divide(weights, suffix, out=np.zeros_like(suffix), where=suffix > 0)
    return chance[:-1]


def split(cases: Counts, chances: Floats, source: Source) -> list[Counts]:
    """Split cases over `len(chances) + 1` parts; what no part takes goes to the last, so nothing is lost.

    Every case has the same chances, whoever goes with it (assumption A19).

    Examples
    --------
    >>> from sim.engine.draws import ExpectedDraws
    >>> [float(part[0]) for part in split(np.array([8.0]), conditional(np.array([0.5, 0.25, 0.25])), ExpectedDraws())]
    [4.0, 2.0, 2.0]
    """
    parts: list[Counts] = []
    for chance in chances:
        part = source.binomial(cases, chance)
        parts.append(part)
        cases = cases - part
    return [*parts, cases]


def choose(stock: Counts, sample: Counts, source: Source) -> Counts:
    """Choose `sample` cases at random from cells, by successive hypergeometric draws.

    Parameters
    ----------
    stock : ndarray, shape (cell, ...), unit: cases
    sample : ndarray, shape (...,), at most the sum of `stock` over cells

    Returns
    -------
    ndarray, shape of `stock`

    Examples
    --------
    >>> from sim.engine.draws import ExpectedDraws
    >>> choose(np.array([[30.0], [10.0]]), np.array([8.0]), ExpectedDraws()).tolist()
    [[6.0], [2.0]]
    """
    rest = stock.sum(axis=0)
    chosen = np.zeros_like(stock)
    for cell in range(len(stock) - 1):
        rest = rest - stock[cell]
        if stock[cell].any():
            chosen[cell] = source.hypergeometric(stock[cell], rest, sample)
            sample = sample - chosen[cell]
    chosen[-1] = sample
    return chosen
