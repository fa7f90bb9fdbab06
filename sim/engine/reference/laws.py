"""Distributions: their means, and draws by the samplers of `random`."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from itertools import count

from sim.engine.reference.quadrature import integral
from sim.model import distribution as d

_WIDE = 40
"""So many standard deviations from the middle nothing is left of a law with endless tails."""


def mean(law: d.Distribution) -> float:
    """Return the mean of a distribution, its truncation included.

    Examples
    --------
    >>> round(mean(d.Uniform(uniform=(0.0, 4.0), level="month", truncate=(2.0, 9.0))), 12)
    3.0
    """
    if law.truncate is None:
        return _mean(law)
    low, high = law.truncate
    if isinstance(law, d.Poisson | d.Negbin | d.Discrete | d.Empirical):
        kept = [(value, weight) for value, weight in _points(law) if low <= value <= high]
        return sum(value * weight for value, weight in kept) / sum(weight for _, weight in kept)
    density, edges = _density(law)
    inside = [max(low, edges[0]), *(edge for edge in edges if low < edge < high), min(high, edges[-1])]
    return integral(lambda x: x * density(x), inside) / integral(density, inside)


def _mean(law: d.Distribution) -> float:
    match law:
        case d.Uniform():
            return sum(law.uniform) / 2
        case d.Triangular():
            return (law.triangular.low + law.triangular.mode + law.triangular.high) / 3
        case d.Pert():
            return (law.pert.low + 4 * law.pert.mode + law.pert.high) / 6
        case d.Normal():
            return law.normal.mean
        case d.Lognormal():
            middle, spread = law.log_mean_sd
            return math.exp(middle + spread**2 / 2)
        case d.Beta():
            return law.shapes[0] / sum(law.shapes)
        case d.Gamma():
            return law.gamma.mean
        case d.Poisson():
            return law.poisson.mean
        case d.Negbin():
            return law.negbin.mean
        case d.Discrete():
            return sum(value * weight for value, weight in law.discrete.items()) / sum(law.discrete.values())
        case d.Empirical():
            return sum(law.empirical) / len(law.empirical)
    raise NotImplementedError(f"the mean of {type(law).__name__}")


def _points(law: d.Poisson | d.Negbin | d.Discrete | d.Empirical) -> Iterator[tuple[float, float]]:
    """Yield values and weights; those of a law on 0, 1, 2, ... until nothing is left."""
    if isinstance(law, d.Discrete):
        yield from law.discrete.items()
    elif isinstance(law, d.Empirical):
        yield from ((value, 1.0) for value in law.empirical)
    else:
        mean, size = (law.poisson.mean, math.inf) if isinstance(law, d.Poisson) else (law.negbin.mean, law.negbin.k)
        weight = math.exp(-mean) if math.isinf(size) else (size / (size + mean)) ** size
        for value in count():
            yield value, weight
            weight *= mean / (value + 1) if math.isinf(size) else mean / (size + mean) * (size + value) / (value + 1)
            if value > mean and weight < 1e-30:
                return


def _density(law: d.Distribution) -> tuple[Callable[[float], float], list[float]]:
    """Return a density, up to a factor, and edges from end to end between which it is smooth and not too narrow."""
    match law:
        case d.Uniform():
            return lambda x: 1.0, list(law.uniform)
        case d.Triangular():
            low, mode, high = law.triangular.low, law.triangular.mode, law.triangular.high
            return lambda x: (x - low) / (mode - low) if x < mode else (high - x) / (high - mode), sorted({low, mode, high})
        case d.Pert():
            low, high = law.pert.low, law.pert.high
            a, b = _pert_shapes(law)
            return lambda x: (x - low) ** (a - 1) * (high - x) ** (b - 1), _cut(low, high, _mean(law), (high - low) / 20)
        case d.Beta():
            a, b = law.shapes
            spread = math.sqrt(a * b / (a + b + 1)) / (a + b)
            peak = (a - 1) * math.log(a / (a + b)) + (b - 1) * math.log(b / (a + b))
            return lambda x: math.exp((a - 1) * math.log(x) + (b - 1) * math.log1p(-x) - peak), _cut(0.0, 1.0, a / (a + b), spread)
        case d.Normal():
            middle, spread = law.normal.mean, law.normal.sd
            return lambda x: math.exp(-(((x - middle) / spread) ** 2) / 2), _cut(-math.inf, math.inf, middle, spread)
        case d.Lognormal():
            middle, spread = law.log_mean_sd
            edges = [math.exp(edge) for edge in _cut(-math.inf, math.inf, middle, spread)]
            return lambda x: math.exp(-(((math.log(x) - middle) / spread) ** 2) / 2) / x, edges
        case d.Gamma():
            shape, scale = law.gamma.cv**-2, law.gamma.mean * law.gamma.cv**2
            peak = (shape - 1) * math.log(law.gamma.mean) - shape
            edges = _cut(0.0, math.inf, law.gamma.mean, law.gamma.mean * law.gamma.cv)
            return lambda x: math.exp((shape - 1) * math.log(x) - x / scale - peak), edges
    raise NotImplementedError(f"the mean of a truncated {type(law).__name__}")


def _cut(low: float, high: float, middle: float, spread: float) -> list[float]:
    edges = [middle + spread * step for step in range(-_WIDE, _WIDE + 1)]
    ends = [low] * math.isfinite(low), [high] * math.isfinite(high)
    return [*ends[0], *(edge for edge in edges if low < edge < high), *ends[1]]


def _pert_shapes(law: d.Pert) -> tuple[float, float]:
    low, mode, high = law.pert.low, law.pert.mode, law.pert.high
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def draw(law: d.Distribution, rng: random.Random) -> float:
    """Draw a value; one that a truncation does not keep is drawn again."""
    low, high = law.truncate or (-math.inf, math.inf)
    while not low <= (value := _draw(law, rng)) <= high:
        pass
    return value


def _draw(law: d.Distribution, rng: random.Random) -> float:
    match law:
        case d.Uniform():
            return rng.uniform(*law.uniform)
        case d.Triangular():
            return rng.triangular(law.triangular.low, law.triangular.high, law.triangular.mode)
        case d.Pert():
            return law.pert.low + (law.pert.high - law.pert.low) * rng.betavariate(*_pert_shapes(law))
        case d.Normal():
            return rng.normalvariate(law.normal.mean, law.normal.sd)
        case d.Lognormal():
            return rng.lognormvariate(*law.log_mean_sd)
        case d.Beta():
            return rng.betavariate(*law.shapes)
        case d.Gamma():
            return rng.gammavariate(law.gamma.cv**-2, law.gamma.mean * law.gamma.cv**2)
        case d.Poisson():
            return poisson(law.poisson.mean, rng)
        case d.Negbin():
            return negbin(law.negbin.mean, law.negbin.k, rng)
        case d.Discrete():
            return rng.choices(list(law.discrete), list(law.discrete.values()))[0]
        case d.Empirical():
            return rng.choice(law.empirical)
    raise NotImplementedError(f"a draw of {type(law).__name__}")


def poisson(mean: float, rng: random.Random) -> int:
    """Draw from the Poisson law: so many waiting times of mean 1 fit into `mean`."""
    number, passed = 0, rng.expovariate(1.0)
    while passed < mean:
        number += 1
        passed += rng.expovariate(1.0)
    return number


def negbin(mean: float, size: float, rng: random.Random) -> int:
    """Draw from the negative binomial law of variance mean + mean^2 / size: Poisson with a gamma mean."""
    return poisson(rng.gammavariate(size, mean / size), rng) if mean > 0 else 0
