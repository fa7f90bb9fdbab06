"""The one seam between chance and its mean: the same engine runs on `RandomDraws` and on `ExpectedDraws`.

Every method takes the name of a stream and a step; random draws give whole cases, expected draws the mean of the same law,
real-valued.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.streams import Streams
from sim.engine.system import MAX_CASES
from sim.errors import InputError, Place, Problem

Counts = NDArray[Any]
Floats = NDArray[np.float64]


class Source(Protocol):
    """Draws from one stream."""

    def binomial(self, n: Counts, p: Floats) -> Counts:
        """Of `n` cases, how many meet a chance `p`."""

    def hypergeometric(self, good: Counts, bad: Counts, sample: Counts) -> Counts:
        """Of `sample` cases taken from `good + bad`, how many are good."""

    def arrivals(self, mean: Floats, size: float) -> Counts:
        """Arrivals with a mean: negative binomial with gamma shape `size`; Poisson where that is infinite."""


class Draws(Protocol):
    """A source of randomness for one block."""

    @property
    def dtype(self) -> type[np.generic]:
        """Kind of the counts: whole or real."""

    def at(self, name: str, step: int) -> Source:
        """Open the stream `name` of a step."""

    def whole(self, name: str, cumulative: Floats, replicates: int) -> Counts:
        """Round what has come up to each bound, (step + 1, replicate or 1), to increments (step, replicate)."""

    def rounded(self, name: str, step: int, values: Floats) -> Counts:
        """Round to whole cases without changing the mean."""


class RandomDraws:
    """Whole cases, drawn from named streams."""

    dtype: type[np.generic] = np.int64

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._generator = streams.open("")

    def at(self, name: str, step: int) -> Source:
        """Open the stream `name` of a step."""
        self._generator = self._streams.open(name, step)
        return self

    def binomial(self, n: Counts, p: Floats) -> Counts:
        """Draw from Binomial(n, p)."""
        return self._generator.binomial(n, p)

    def hypergeometric(self, good: Counts, bad: Counts, sample: Counts) -> Counts:
        """Draw from the hypergeometric law.

        Raises
        ------
        InputError
            If noise has brought more cases than numpy's draws can take.
        """
        try:
            return self._generator.hypergeometric(good, bad, sample)
        except ValueError:
            if max(good.max(initial=0), bad.max(initial=0)) < MAX_CASES:
                raise
            message = f"noise has brought {MAX_CASES:,} cases or more into one place; below that is allowed"
            raise InputError([Problem(Place("scenario"), "S502", "", message)]) from None

    def arrivals(self, mean: Floats, size: float) -> Counts:
        """Draw from Poisson(mean), or from the negative binomial with variance mean + mean^2 / size."""
        if np.isinf(size):
            return self._generator.poisson(mean)
        return self._generator.negative_binomial(size, size / (size + mean))

    def whole(self, name: str, cumulative: Floats, replicates: int) -> Counts:
        """Round with one uniform per replicate for the whole run (A23): never off by more than one in total, exact in the mean."""
        u = self._streams.open(name).random(replicates)
        steps: Counts = np.diff(np.floor(cumulative + u), axis=0).astype(np.int64)
        return steps

    def rounded(self, name: str, step: int, values: Floats) -> Counts:
        """Round up with the chance of the fraction."""
        whole: Counts = np.floor(values + self._streams.open(name, step).random(values.shape)).astype(np.int64)
        return whole


class ExpectedDraws:
    """The mean of every draw, real-valued; of products and of the lesser of two it is not the mean (assumption A27).

    Examples
    --------
    >>> ExpectedDraws().at("leave", 0).binomial(np.array([10.0]), np.array([0.25]))
    array([2.5])
    """

    dtype: type[np.generic] = np.float64

    def at(self, name: str, step: int) -> Source:
        """Return itself: means have no stream."""
        return self

    def binomial(self, n: Counts, p: Floats) -> Counts:
        """Return n p."""
        return n * p

    def hypergeometric(self, good: Counts, bad: Counts, sample: Counts) -> Counts:
        """Return sample good / (good + bad)."""
        total = good + bad
        return np.asarray(np.divide(sample * good, total, out=np.zeros(np.shape(total)), where=total > 0))

    def arrivals(self, mean: Floats, size: float) -> Counts:
        """Return the mean."""
        return mean

    def whole(self, name: str, cumulative: Floats, replicates: int) -> Counts:
        """Return the increments."""
        return np.broadcast_to(np.diff(cumulative, axis=0), (len(cumulative) - 1, replicates))

    def rounded(self, name: str, step: int, values: Floats) -> Counts:
        """Return the values."""
        return values
