"""Lanes: the replicates of a block, of one scenario or of several points of a sweep side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lanes:
    """One block's lanes: the replicates of each point, one point after the other.

    A run is one point. In a sweep `laid` holds, by path, the number that stands there in each point, shape (point,), in place of the
    scenario's own, and changes no draw of any other (assumption A32). What is drawn by replicate or by month is drawn once and is the same in
    every point.

    Examples
    --------
    >>> lanes = Lanes(replicates=3, points=2, laid={"flows.leave.rate": np.array([0.1, 0.2])})
    >>> lanes.count, lanes.number("flows.leave.rate").tolist(), lanes.shared(np.array([7, 8, 9])).tolist()
    (6, [[0.1, 0.1, 0.1, 0.2, 0.2, 0.2]], [7, 8, 9, 7, 8, 9])
    """

    replicates: int
    points: int = 1
    laid: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of lanes."""
        return self.replicates * self.points

    def number(self, path: str) -> Floats:
        """Return the number that is laid over a path, shape (1, lane)."""
        return np.repeat(self.laid[path], self.replicates)[np.newaxis]

    def shared(self, drawn: NDArray[Any]) -> NDArray[Any]:
        """Return draws of the replicates, (..., replicate), for all lanes, (..., lane)."""
        return np.tile(drawn, self.points) if self.points > 1 else drawn

    def by_point(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values of the lanes, (..., lane), as (..., point, replicate)."""
        return values.reshape(*values.shape[:-1], self.points, self.replicates)
