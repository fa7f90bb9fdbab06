"""One number of a scenario moved along a range, everything else drawn alike: how a reading's probability follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import wilson
from sim.analysis.tally import Asked, merged, tallies
from sim.engine.streams import BLOCK
from sim.ensemble.blocks import run_points
from sim.ensemble.lanes import Lanes
from sim.ensemble.result import Result
from sim.ensemble.threads import Threads, awaited
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Floats = NDArray[np.float64]

_LANES = 4_000
"""Lanes of one call of the engine, about."""


@dataclass(frozen=True)
class Place:
    """What is known at one value, over `n` replicates.

    The probability with its 95% interval, the shares `below` and `above` what was claimed, and the mean of what was claimed about.
    """

    value: float
    probability: float
    low: float
    high: float
    below: float
    above: float
    n: int
    mean: float

    def side(self, probability: float) -> int:
        """Tell whether the probability lies below another (-1) or above it (1), or cannot be told from it (0)."""
        return -1 if self.high < probability else 1 if self.low > probability else 0

    @property
    def lean(self) -> int:
        """Tell whether more than half of the replicates are below what was claimed (-1), or above it (1); 0 where neither."""
        return -1 if self.below > 0.5 else 1 if self.above > 0.5 else 0


@dataclass(frozen=True)
class Line:
    """A number of a scenario, by its path, that is moved; `asked` is the reading looked at."""

    scenario: Scenario
    path: str
    asked: Asked
    jobs: int

    def look(self, values: Sequence[float], replicates: int) -> list[Place]:
        """Return what is known at some values, each over the first `replicates` replicates.

        Parameters and months' noise are the same draws at every value and in every call.
        """
        width = max(1, _LANES // min(replicates, BLOCK))
        chunks = [list(values[begin : begin + width]) for begin in range(0, len(values), width)]
        with Threads(self.jobs) as pool:
            futures = [pool.submit(self._tally, chunk, replicates) for chunk in chunks]
            found = np.concatenate([awaited(future) for future in futures])
        return [_place(value, tally) for value, tally in zip(values, found, strict=True)]

    def _tally(self, values: list[float], replicates: int) -> Floats:
        """Tally the reading at some values, block by block, shape (value, field)."""
        whole: Floats | None = None
        for block, begin in enumerate(range(0, replicates, BLOCK)):
            lanes = Lanes(min(BLOCK, replicates - begin), len(values), {self.path: np.array(values)})
            tally = tallies(self._run(lanes, block), lanes, (self.asked,))[:, 0]
            whole = tally if whole is None else merged(whole, tally)
        assert whole is not None
        return whole

    def result(self, value: float, replicates: int) -> Result:
        """Return the whole result at one value, of at most one block."""
        return self._run(Lanes(min(replicates, BLOCK), 1, {self.path: np.array([value])}), 0)

    def _run(self, lanes: Lanes, block: int) -> Result:
        calendar = Calendar(self.scenario.start, self.scenario.end, self.scenario.step)
        return run_points(self.scenario, calendar, lanes, "random", block, "curve/")


def _place(value: float, tally: Floats) -> Place:
    n, below, above = (int(count) for count in tally[:3])
    if n == 0:
        return Place(value, np.nan, 0.0, 1.0, np.nan, np.nan, 0, np.nan)
    low, high = wilson(n - below - above, n)
    return Place(value, (n - below - above) / n, low, high, below / n, above / n, n, float(tally[4]) if tally[3] else np.nan)
