"""The matrix behind rank correlations, and the nearest of them that can all hold at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model.correlation import Correlation, members

Matrix = NDArray[np.float64]


def normal_matrix(correlations: Sequence[Correlation]) -> Matrix:
    r"""Return the correlation matrix of the normal scores behind the ranks, in the order of `members`.

    .. math:: r = 2 \sin(\pi \rho_S / 6)

    Notes
    -----
    Pearson, K. (1907), On further methods of determining correlation. Pairs that are not named are independent.

    Examples
    --------
    >>> normal_matrix([Correlation(between=("a", "b"), rank=0.5)]).round(4).tolist()
    [[1.0, 0.5176], [0.5176, 1.0]]
    """
    paths = members(correlations)
    matrix = np.eye(len(paths))
    for one in correlations:
        i, j = (paths.index(path) for path in one.between)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * one.rank / 6)
    return matrix


def nearest_ranks(correlations: Sequence[Correlation]) -> list[float]:
    """Return, for each correlation named, its rank in the nearest correlation matrix that is positive definite.

    The ranks are drawn in by half a percent, so that four digits of them can still hold at once.

    Notes
    -----
    Higham, N. J. (2002), Computing the nearest correlation matrix, IMA Journal of Numerical Analysis 22, 329-343: alternating
    projections with Dykstra's correction, on the matrix of normal scores.
    """
    matrix = normal_matrix(correlations)
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(500):
        shifted = found - correction
        values, vectors = np.linalg.eigh(shifted)
        projected = (vectors * np.maximum(values, 1e-6)) @ vectors.T
        correction = projected - shifted
        found = projected.copy()
        np.fill_diagonal(found, 1.0)
    paths = members(correlations)
    scores = (found[paths.index(one.between[0]), paths.index(one.between[1])] for one in correlations)
    return [float(0.995 * 6 / np.pi * np.arcsin(score / 2)) for score in scores]
