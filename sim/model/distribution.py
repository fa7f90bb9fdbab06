"""Distributions: what is not known, or not constant, and at which level it is drawn.

The *level* says what a distribution means. `replicate`: we do not know the value, it is one in every possible world.
`month`: it fluctuates, one value per calendar month. `case`: chance case by case; allowed for outcome shares only, where
nothing but the mean matters. Means are exact; quantile functions live with the sampling, in `sim.ensemble.laws`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.noun import Day, KnownOn, Noun, Objection

Level = Literal["replicate", "month", "case"]
Positive = Annotated[float, Field(gt=0)]
Counted = Annotated[float, Field(gt=0, le=1e6)]
"""The mean of a law on whole numbers, whose quantiles are searched for."""

Dispersion = Annotated[float, Field(ge=1e-6)]
"""Below it nearly all draws are 0 and some beyond any number of cases."""

NINETY_PERCENT = 3.28971
"""Width of the central 90% of a standard normal, as the scenario format fixes it."""


def _by_keys(value: Any) -> str:
    """Tag a mapping by its keys, where it can be written in two ways that share none or some of them."""
    keys = value if isinstance(value, Mapping) else type(value).model_fields if isinstance(value, Noun) else ()
    return next((tag for tag in ("median, p05, p95", "mean, cv", "a, b", "mean, n") if set(tag.split(", ")) == set(keys)), "else").join(
        "<>"
    )


class Distribution(Noun):
    """What all distributions of numbers share: the level at which they are drawn, and an explicit truncation."""

    level: Level = Field(description="replicate (not known), month (fluctuates) or case (chance; outcome shares only)")
    truncate: tuple[float, float] | None = Field(None, description="keep only values between these two")
    source: str | None = Field(None, description="what it rests on: a figure or policy by id, or words; without it an assumption")
    known_on: KnownOn | None = Field(
        None, description="day on which the source was first public; where the seeds know a later one, that counts"
    )

    def objections(self) -> Iterator[Objection]:
        """Object to a truncation that leaves nothing."""
        if self.truncate:
            yield from _rising("truncate", truncate=self.truncate)


def _rising(at: str = "", **values: float | tuple[float, float]) -> Iterator[Objection]:
    """Object unless the values rise from the first to the last; some of them may be equal, but not all."""
    flat = [value for given in values.values() for value in (given if isinstance(given, tuple) else (given,))]
    if flat != sorted(flat) or flat[0] == flat[-1]:
        found = ", ".join(f"{value:g}" for value in flat)
        names = " <= ".join(values) if len(values) > 1 else "the first below the second"
        yield Objection("S201", f"{found} do not rise; {names} is allowed", tuple(values), at)


class Uniform(Distribution):
    """Every value between two bounds is equally likely."""

    uniform: tuple[float, float] = Field(description="[low, high]")

    def objections(self) -> Iterator[Objection]:
        """Object to bounds in the wrong order."""
        yield from super().objections()
        yield from _rising("uniform", uniform=self.uniform)


class LowModeHigh(Noun):
    """A range and the most likely value in it."""

    low: float = Field(description="lowest value")
    mode: float = Field(description="most likely value")
    high: float = Field(description="highest value")

    def objections(self) -> Iterator[Objection]:
        """Object to values in the wrong order."""
        yield from _rising(low=self.low, mode=self.mode, high=self.high)


class Triangular(Distribution):
    """Density rising in a straight line from `low` to `mode` and falling to `high`."""

    triangular: LowModeHigh = Field(description="{low, mode, high}")


class Pert(Distribution):
    """A beta distribution stretched over [low, high], with mean (low + 4 mode + high) / 6."""

    pert: LowModeHigh = Field(description="{low, mode, high}")


class MeanSd(Noun):
    """Mean and standard deviation."""

    mean: float = Field(description="mean")
    sd: Positive = Field(description="standard deviation")


class Normal(Distribution):
    """The normal distribution."""

    normal: MeanSd = Field(description="{mean, sd}")


class MedianRange(Noun):
    """A median and the central 90% of a lognormal."""

    median: Positive = Field(description="half of the values lie below it")
    p05: Positive = Field(description="5% of the values lie below it")
    p95: Positive = Field(description="5% of the values lie above it")

    def objections(self) -> Iterator[Objection]:
        """Object to a range whose ends are exchanged, or that the median lies outside of."""
        yield from _rising(p05=self.p05, median=self.median, p95=self.p95)


class MeanCv(Noun):
    """Mean and coefficient of variation (sd over mean)."""

    mean: Positive = Field(description="mean")
    cv: Positive = Field(description="coefficient of variation: standard deviation over mean")


class Lognormal(Distribution):
    """The lognormal distribution, by median and 90% range or by mean and coefficient of variation."""

    lognormal: Annotated[
        Annotated[MedianRange, Tag("<median, p05, p95>")] | Annotated[MeanCv, Tag("<mean, cv>")],
        Discriminator(_by_keys, custom_error_type="not_lognormal", custom_error_message="{median, p05, p95} or {mean, cv}"),
    ] = Field(description="{median, p05, p95} or {mean, cv}")

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

    a: Positive = Field(description="first shape: weight of 1")
    b: Positive = Field(description="second shape: weight of 0")


class MeanSize(Noun):
    """A mean share and the number of observations it is worth."""

    mean: Annotated[float, Field(gt=0, lt=1)] = Field(description="mean")
    n: Positive = Field(description="observations it is worth: a + b")


class Beta(Distribution):
    """The beta distribution, by shapes `a, b` or by mean and `n` = a + b."""

    beta: Annotated[
        Annotated[AlphaBeta, Tag("<a, b>")] | Annotated[MeanSize, Tag("<mean, n>")],
        Discriminator(_by_keys, custom_error_type="not_beta", custom_error_message="{a, b} or {mean, n}"),
    ] = Field(description="{a, b} or {mean, n}")

    @property
    def shapes(self) -> tuple[float, float]:
        """The shapes a and b."""
        given = self.beta
        if isinstance(given, AlphaBeta):
            return given.a, given.b
        return given.mean * given.n, (1 - given.mean) * given.n


class Gamma(Distribution):
    """The gamma distribution, by mean and coefficient of variation."""

    gamma: MeanCv = Field(description="{mean, cv}")


class MeanOnly(Noun):
    """A mean."""

    mean: Counted = Field(description="mean")


class Poisson(Distribution):
    """The Poisson distribution."""

    poisson: MeanOnly = Field(description="{mean}")


class MeanDispersion(Noun):
    """Mean and dispersion k: variance = mean + mean^2 / k."""

    mean: Counted = Field(description="mean")
    k: Dispersion = Field(description="dispersion: the smaller, the wider")


class Negbin(Distribution):
    """The negative binomial distribution."""

    negbin: MeanDispersion = Field(description="{mean, k}")


class Discrete(Distribution):
    """A few values with weights (normalised to 1)."""

    discrete: dict[float, Annotated[float, Field(ge=0)]] = Field(min_length=1, description="{VALUE: weight}")

    def objections(self) -> Iterator[Objection]:
        """Object to weights that are all 0."""
        yield from super().objections()
        if sum(self.discrete.values()) <= 0:
            yield Objection("S202", "the weights are all 0; at least one above 0 is needed", ("discrete",), "discrete")


class Empirical(Distribution):
    """Values as observed, each equally likely."""

    empirical: tuple[float, ...] = Field(min_length=1, description="the values")


class MeansSize(Noun):
    """Mean shares by name (they sum to 1) and the number of observations they are worth."""

    mean: dict[str, Positive] = Field(min_length=2, description="{NAME: mean share}; they sum to 1")
    n: Positive = Field(description="observations they are worth: the fewer, the wider")

    def objections(self) -> Iterator[Objection]:
        """Object to mean shares that do not sum to 1."""
        if abs(sum(self.mean.values()) - 1) > 1e-9:
            yield Objection("S202", f"the mean shares sum to {sum(self.mean.values()):.12g}, not to 1", ("mean",), "mean")


class Dirichlet(Noun):
    """Shares that sum to 1, drawn together."""

    dirichlet: MeansSize = Field(description="{mean: {NAME: share}, n}")
    level: Level = Field(description="replicate (not known), month (fluctuates) or case (chance; outcome shares only)")


class MonthsAfter(Noun):
    """A mean waiting time in months and the day it is counted from."""

    mean: Positive = Field(description="mean waiting time in months")
    after: Day = Field(description="the day it is counted from")


class ExponentialDate(Noun):
    """A date that comes at a constant rate after a day."""

    exponential: MonthsAfter = Field(description="{mean: MONTHS, after: DATE}")


class UniformDate(Noun):
    """A date between two days, all equally likely."""

    uniform: tuple[Day, Day] = Field(description="[first day, last day]")

    def objections(self) -> Iterator[Objection]:
        """Object to days in the wrong order."""
        if not self.uniform[0] < self.uniform[1]:
            yield Objection("S301", f"{self.uniform[1]} is not after {self.uniform[0]}", ("uniform",), "uniform")


class DiscreteDate(Noun):
    """One of a few dates, with weights (normalised to 1)."""

    discrete: dict[Day, Annotated[float, Field(gt=0)]] = Field(min_length=1, description="{DATE: weight}")
