"""Correlated uniforms: a Gaussian copula over what is drawn by replicate; what it does not name is independent (assumption A9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model.correlation import Correlation, members
from sim.model.ranks import normal_matrix

Floats = NDArray[np.float64]


def correlated(correlations: Sequence[Correlation], uniform: Callable[[str], Floats]) -> dict[str, Floats]:
    r"""Return uniforms by path whose rank correlations are those named.

    .. math:: u = \Phi(C\, \Phi^{-1}(v)), \qquad C C^T = R

    Parameters
    ----------
    correlations : sequence of Correlation
        Whose matrix is positive definite.
    uniform : callable
        Gives the independent uniforms v of a path, each of shape (replicate,); the first path named keeps them as they are.

    Examples
    --------
    >>> draws = np.random.default_rng(1)
    >>> found = correlated([Correlation(between=("a", "b"), rank=0.5)], lambda path: draws.random(100_000))
    >>> float(np.corrcoef(found["a"], found["b"])[0, 1].round(2))
    0.5
    """
    from scipy.special import ndtr, ndtri

    first, *others = members(correlations)
    independent = {path: uniform(path) for path in (first, *others)}
    scores = np.linalg.cholesky(normal_matrix(correlations)) @ ndtri(np.stack(list(independent.values())))
    return {first: independent[first]} | {path: np.asarray(ndtr(row)) for path, row in zip(others, scores[1:], strict=True)}
