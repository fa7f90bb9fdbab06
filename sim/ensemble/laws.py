"""Quantile functions, distribution functions and means of the distributions a scenario may write.

Everything is drawn by inversion from one uniform per value, so that truncation is exact and shared draws stay shared when a
parameter of the distribution moves. Built on `scipy.special`; `scipy.stats` would cost a second at every start.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from sim.model import distribution as d

Floats = NDArray[np.float64]

_LEAST_SPAN = 1e-9
"""Probability below which a truncation leaves nothing that inversion could still resolve."""


@dataclass(frozen=True)
class Law:
    """A distribution as functions: `quantile` of u in (0, 1), `cdf` of a value, and the exact `mean`.

    A law that jumps from value to value also knows its mean between two values, both included.
    """

    quantile: Callable[[Floats], Floats]
    cdf: Callable[[float], float]
    mean: float
    mean_between: Callable[[float, float], float] | None = None


def law(distribution: d.Distribution) -> Law:
    """Return the law of a distribution, truncated where it says so.

    Raises
    ------
    ValueError
        If hardly anything of the distribution lies within its truncation.

    Examples
    --------
    >>> beta = d.Beta(beta=d.AlphaBeta(a=60.0, b=40.0), level="month")
    >>> round(law(beta).mean, 12)
    0.6
    """
    whole = _law(distribution)
    return _truncated(whole, *distribution.truncate) if distribution.truncate else whole


def _truncated(whole: Law, low: float, high: float) -> Law:
    """Keep the part of a law between two values (both included), by inversion between their probabilities."""
    below = whole.cdf(math.nextafter(low, -math.inf)) if whole.mean_between else whole.cdf(low)
    span = whole.cdf(high) - below
    if span < _LEAST_SPAN:
        raise ValueError(f"less than one part in a billion of the distribution lies between {low:g} and {high:g}")

    def quantile(u: Floats) -> Floats:
        return np.clip(whole.quantile(below + span * u), low, high)

    mean = whole.mean_between(low, high) if whole.mean_between else _mean(quantile)
    return Law(quantile, lambda x: (min(max(whole.cdf(x), below), below + span) - below) / span, mean)


def _mean(quantile: Callable[[Floats], Floats]) -> float:
    """Integrate a quantile function by tanh-sinh quadrature, to about eleven digits."""
    t = np.linspace(-3.6, 3.6, 4001)
    u = 0.5 * (1 + np.tanh(0.5 * np.pi * np.sinh(t)))
    weight = 0.25 * np.pi * np.cosh(t) / np.cosh(0.5 * np.pi * np.sinh(t)) ** 2
    inside = (u > 0) & (u < 1)
    return float(np.sum(weight[inside] * quantile(u[inside])) / np.sum(weight[inside]))


@singledispatch
def _law(distribution: d.Distribution) -> Law:
    raise NotImplementedError(type(distribution).__name__)


@_law.register
def _uniform(distribution: d.Uniform) -> Law:
    low, high = distribution.uniform
    return Law(lambda u: low + (high - low) * u, lambda x: min(max((x - low) / (high - low), 0.0), 1.0), (low + high) / 2)


@_law.register
def _triangular(distribution: d.Triangular) -> Law:
    low, mode, high = distribution.triangular.low, distribution.triangular.mode, distribution.triangular.high
    at_mode = (mode - low) / (high - low)

    def quantile(u: Floats) -> Floats:
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < at_mode, rising, falling)

    def cdf(x: float) -> float:
        x = min(max(x, low), high)
        if x < mode:
            return (x - low) ** 2 / ((high - low) * (mode - low))
        return 1 - (high - x) ** 2 / ((high - low) * (high - mode)) if high > mode else 1.0

    return Law(quantile, cdf, (low + mode + high) / 3)


@_law.register
def _pert(distribution: d.Pert) -> Law:
    low, mode, high = distribution.pert.low, distribution.pert.mode, distribution.pert.high
    width = high - low
    inner = _beta_law(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width)
    return Law(lambda u: low + width * inner.quantile(u), lambda x: inner.cdf((x - low) / width), (low + 4 * mode + high) / 6)


@_law.register
def _beta(distribution: d.Beta) -> Law:
    return _beta_law(*distribution.shapes)


def _beta_law(a: float, b: float) -> Law:
    from scipy.special import betainc, betaincinv

    return Law(lambda u: betaincinv(a, b, u), lambda x: float(betainc(a, b, min(max(x, 0.0), 1.0))), a / (a + b))


@_law.register
def _normal(distribution: d.Normal) -> Law:
    return _normal_law(distribution.normal.mean, distribution.normal.sd)


def _normal_law(mean: float, sd: float) -> Law:
    from scipy.special import ndtr, ndtri

    return Law(lambda u: mean + sd * ndtri(u), lambda x: float(ndtr((x - mean) / sd)), mean)


@_law.register
def _lognormal(distribution: d.Lognormal) -> Law:
    mu, sigma = distribution.log_mean_sd
    log = _normal_law(mu, sigma)
    return Law(
        lambda u: np.exp(log.quantile(u)),
        lambda x: log.cdf(math.log(x)) if x > 0 else 0.0,
        math.exp(mu + sigma**2 / 2),
    )


@_law.register
def _gamma(distribution: d.Gamma) -> Law:
    from scipy.special import gammainc, gammaincinv

    shape = 1 / distribution.gamma.cv**2
    scale = distribution.gamma.mean / shape
    return Law(
        lambda u: np.asarray(scale * gammaincinv(shape, u)), lambda x: float(gammainc(shape, max(x, 0.0) / scale)), distribution.gamma.mean
    )


@_law.register
def _poisson(distribution: d.Poisson) -> Law:
    from scipy.special import pdtr, pdtrik

    mean = distribution.poisson.mean
    return _counting(lambda u: np.asarray(pdtrik(u, mean), dtype=float), lambda x: np.where(x < 0, 0.0, pdtr(np.maximum(x, 0), mean)), mean)


@_law.register
def _negbin(distribution: d.Negbin) -> Law:
    from scipy.special import nbdtrik

    mean, k = distribution.negbin.mean, distribution.negbin.k
    p = k / (k + mean)
    return _counting(lambda u: nbdtrik(u, k, p), lambda x: _negbin_cdf(k, p, x), mean)


def _negbin_cdf(k: float, p: float, x: Floats) -> Floats:
    from scipy.special import betainc

    return np.where(x < 0, 0.0, betainc(k, np.maximum(x, 0) + 1, p))


def _counting(inverse: Callable[[Floats], Floats], cdf: Callable[[Floats], Floats], mean: float) -> Law:
    """A law on whole numbers from the continuous inverse of its distribution function."""

    def quantile(u: Floats) -> Floats:
        upper = np.ceil(np.nan_to_num(inverse(u)))
        lower = np.maximum(upper - 1, 0)
        found: Floats = np.where(cdf(lower) >= u, lower, upper)
        return found

    def mean_between(low: float, high: float) -> float:
        first, last = quantile(np.array([1e-16, 1 - 1e-16]))
        values = np.arange(max(math.ceil(low), first), min(math.floor(high), last) + 1)
        if not 0 < values.size <= 10**6:
            return _mean(lambda u: np.clip(quantile(cdf(np.asarray(low - 1)) * (1 - u) + cdf(np.asarray(high)) * u), low, high))
        weights = np.diff(cdf(values), prepend=cdf(values[:1] - 1))
        return float(values @ weights / weights.sum())

    return Law(quantile, lambda x: float(cdf(np.asarray(math.floor(x)))) if x >= 0 else 0.0, mean, mean_between)


@_law.register
def _discrete(distribution: d.Discrete) -> Law:
    return _listed(sorted(distribution.discrete.items()))


@_law.register
def _empirical(distribution: d.Empirical) -> Law:
    return _listed([(value, 1.0) for value in sorted(distribution.empirical)])


def _listed(pairs: list[tuple[float, float]]) -> Law:
    values, weights = np.array(pairs, dtype=float).T
    upto = np.cumsum(weights) / weights.sum()
    upto[-1] = 1.0

    def cdf(x: float) -> float:
        return float(upto[values <= x][-1]) if x >= values[0] else 0.0

    def mean_between(low: float, high: float) -> float:
        inside = (values >= low) & (values <= high)
        return float(values[inside] @ weights[inside] / weights[inside].sum())

    return Law(lambda u: values[np.searchsorted(upto, u, side="left")], cdf, float(values @ weights / weights.sum()), mean_between)
