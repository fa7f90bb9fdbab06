"""Rank correlation between what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sim.model.noun import Noun


class Correlation(Noun):
    """Spearman's rank correlation of two numbers that are drawn by replicate, by their paths."""

    between: tuple[str, str] = Field(description="[PATH, PATH] of two numbers drawn by replicate")
    rank: Annotated[float, Field(gt=-1, lt=1)] = Field(description="Spearman's rank correlation")


_LEAST = 1e-8
"""Smallest eigenvalue that a correlation matrix may have and still count as positive definite."""


def can_hold(correlations: Sequence[Correlation]) -> bool:
    r"""Tell whether rank correlations can all hold at once: the matrix of the normal scores behind them is positive definite.

    By Cholesky's elimination, which comes to its end with such matrices only, and in plain Python, so that a file is read without numpy.

    Examples
    --------
    >>> pairs = [(("a", "b"), 0.9), (("b", "c"), 0.9), (("a", "c"), -0.9)]
    >>> can_hold([Correlation(between=pair, rank=rank) for pair, rank in pairs])
    False
    """
    paths = members(correlations)
    left = [[float(i == j) * (1 - _LEAST) for j in range(len(paths))] for i in range(len(paths))]
    for one in correlations:
        i, j = (paths.index(path) for path in one.between)
        left[i][j] = left[j][i] = 2 * math.sin(math.pi * one.rank / 6)
    for k, pivot in enumerate(left):
        if pivot[k] <= 0:
            return False
        for row in left[k + 1 :]:
            factor = row[k] / pivot[k]
            for j in range(k + 1, len(paths)) if factor else ():
                row[j] -= factor * pivot[j]
    return True


def members(correlations: Sequence[Correlation]) -> list[str]:
    """Return the paths that are correlated with any other, in the order in which they are first named."""
    return list(dict.fromkeys(path for one in correlations for path in one.between))
