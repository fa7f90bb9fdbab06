"""Distributions: what is not known, or not constant, and at which level it is drawn.

The *level* says what a distribution means. `replicate`: we do not know the value, it is one in every possible world.
`month`: it fluctuates, one value per calendar month. `case`: chance case by case; allowed for outcome shares only, where
nothing but the mean matters. Means are exact; quantile functions live with the sampling, in `sim.ensemble.laws`.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.model.noun import Noun

Level = Literal["replicate", "month", "case"]
Positive = Annotated[float, Field(gt=0)]

NINETY_PERCENT = 3.28971
"""Width of the central 90% of a standard normal, as the scenario format fixes it."""


class Distribution(Noun):
    """What all distributions of numbers share: the level at which they are drawn, and an explicit truncation."""

    level: Level = Field(description="replicate (not known), month (fluctuates) or case (chance; outcome shares only)")
    truncate: tuple[float, float] | None = Field(None, description="keep only values between these two")

    @model_validator(mode="after")
    def _truncation_is_ordered(self) -> Self:
        if self.truncate and not self.truncate[0] < self.truncate[1]:
            raise PydanticCustomError("order", "the first of `truncate` must be below the second")
        return self


def _ordered(*values: float) -> None:
    if list(values) != sorted(values) or values[0] == values[-1]:
        raise PydanticCustomError("order", "the values must rise from the first to the last")


class Uniform(Distribution):
    """Every value between two bounds is equally likely."""

    uniform: tuple[float, float] = Field(description="[low, high]")

    @model_validator(mode="after")
    def _check(self) -> Self:
        _ordered(*self.uniform)
        return self


class LowModeHigh(Noun):
    """A range and the most likely value in it."""

    low: float
    mode: float
    high: float

    @model_validator(mode="after")
    def _check(self) -> Self:
        _ordered(self.low, self.mode, self.high)
        return self


class Triangular(Distribution):
    """Density rising in a straight line from `low` to `mode` and falling to `high`."""

    triangular: LowModeHigh


class Pert(Distribution):
    """A beta distribution stretched over [low, high], with mean (low + 4 mode + high) / 6."""

    pert: LowModeHigh


class MeanSd(Noun):
    """Mean and standard deviation."""

    mean: float
    sd: Positive


class Normal(Distribution):
    """The normal distribution."""

    normal: MeanSd


class MedianRange(Noun):
    """A median and the central 90% of a lognormal."""

    median: Positive
    p05: Positive
    p95: Positive

    @model_validator(mode="after")
    def _check(self) -> Self:
        _ordered(self.p05, self.p95)
        return self


class MeanCv(Noun):
    """Mean and coefficient of variation (sd over mean)."""

    mean: Positive
    cv: Positive


class Lognormal(Distribution):
    """The lognormal distribution, by median and 90% range or by mean and coefficient of variation."""

    lognormal: MedianRange | MeanCv

    @property
    def log_mean_sd(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm."""
        given = self.lognormal
        if isinstance(given, MedianRange):
            return math.log(given.median), math.log(given.p95 / given.p05) / NINETY_PERCENT
        variance = math.log1p(given.cv**2)
        return math.log(given.mean) - variance / 2, math.sqrt(variance)


class AlphaBeta(Noun):
    """The two shape parameters of a beta distribution."""

    a: Positive
    b: Positive


class MeanSize(Noun):
    """A mean share and the number of observations it is worth."""

    mean: Annotated[float, Field(gt=0, lt=1)]
    n: Positive


class Beta(Distribution):
    """The beta distribution, by shapes `a, b` or by mean and `n` = a + b."""

    beta: AlphaBeta | MeanSize

    @property
    def shapes(self) -> tuple[float, float]:
        """The shapes a and b."""
        given = self.beta
        if isinstance(given, AlphaBeta):
            return given.a, given.b
        return given.mean * given.n, (1 - given.mean) * given.n


class Gamma(Distribution):
    """The gamma distribution, by mean and coefficient of variation."""

    gamma: MeanCv


class MeanOnly(Noun):
    """A mean."""

    mean: Positive


class Poisson(Distribution):
    """The Poisson distribution."""

    poisson: MeanOnly


class MeanDispersion(Noun):
    """Mean and dispersion k: variance = mean + mean^2 / k."""

    mean: Positive
    k: Positive


class Negbin(Distribution):
    """The negative binomial distribution."""

    negbin: MeanDispersion


class Discrete(Distribution):
    """A few values with weights (normalised to 1)."""

    discrete: dict[float, Annotated[float, Field(ge=0)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sum(self.discrete.values()) <= 0:
            raise PydanticCustomError("order", "the weights must not all be 0")
        return self


class Empirical(Distribution):
    """Values as observed, each equally likely."""

    empirical: tuple[float, ...] = Field(min_length=1)


class MeansSize(Noun):
    """Mean shares by name (they sum to 1) and the number of observations they are worth."""

    mean: dict[str, Positive] = Field(min_length=2)
    n: Positive

    @model_validator(mode="after")
    def _check(self) -> Self:
        if abs(sum(self.mean.values()) - 1) > 1e-9:
            raise PydanticCustomError("order", f"the mean shares sum to {sum(self.mean.values()):.12g}, not to 1")
        return self


class Dirichlet(Noun):
    """Shares that sum to 1, drawn together."""

    dirichlet: MeansSize
    level: Level


class MonthsAfter(Noun):
    """A mean waiting time in months and the day it is counted from."""

    mean: Positive
    after: date


class ExponentialDate(Noun):
    """A date that comes at a constant rate after a day."""

    exponential: MonthsAfter


class UniformDate(Noun):
    """A date between two days, all equally likely."""

    uniform: tuple[date, date]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.uniform[0] < self.uniform[1]:
            raise PydanticCustomError("order", "the first date must be before the second")
        return self


class DiscreteDate(Noun):
    """One of a few dates, with weights (normalised to 1)."""

    discrete: dict[date, Annotated[float, Field(gt=0)]] = Field(min_length=1)
