"""Assertions about samples, each with the chance that it fails on a right sample and the discrepancy it is sure to see.

Every check names two numbers. `rate` is its false-alarm rate: the chance that it fails although the hypothesis holds (two-sided z,
or a chi-square quantile). `detects` is the discrepancy that must be visible: where the sample is too small to see it with a chance of
at least 99% the check fails as well, with a message of its own, because a check that could not detect a fault proves nothing.
Each check appends a row to `REGISTER`; `tests/conftest.py` prints those of all tests as one table.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import stats

RATE = 1e-6
POWER = 0.99
LEVELS = (0.05, 0.5, 0.95)
"""Of the order statistics that are kept of a sample."""


class Row(NamedTuple):
    """One check that was made: what, against which law, how often it lies, how often it sees its fault, what it found."""

    name: str
    law: str
    rate: float
    power: float
    statistic: float


REGISTER: list[Row] = []


class TooSmallError(AssertionError):
    """The sample cannot show the discrepancy that the check is there for."""


def assert_mean(sample, mean, *, detects, name, rate=RATE, sd=None):
    """Check a mean by z; `detects` is a difference of means, `sd` the law's standard deviation (the sample's by default)."""
    sample = np.asarray(sample, dtype=float)
    spread = sample.std(ddof=1) if sd is None else sd
    _judge(name, f"mean {mean:.8g}", sample.mean() - mean, spread / math.sqrt(sample.size), detects, rate)


def assert_variance(sample, variance, *, detects, name, rate=RATE):
    """Check a variance by z, with the sample's own kurtosis; `detects` is a difference of variances."""
    deviation = np.asarray(sample, dtype=float) - np.mean(sample)
    found = deviation @ deviation / (deviation.size - 1)
    kurtosis = np.mean(deviation**4) / found**2 if found > 0 else 3.0
    error = variance * math.sqrt(max(kurtosis - 1, 0.0) / deviation.size)
    _judge(name, f"variance {variance:.8g}", found - variance, error, detects, rate)


def assert_covariance(x, y, covariance, *, detects, name, rate=RATE):
    """Check a covariance by z, with the spread of the products; `detects` is a difference of covariances."""
    products = (np.asarray(x, dtype=float) - np.mean(x)) * (np.asarray(y, dtype=float) - np.mean(y))
    found = products.sum() / (products.size - 1)
    _judge(name, f"covariance {covariance:.8g}", found - covariance, products.std(ddof=1) / math.sqrt(products.size), detects, rate)


def assert_probability(hits, probability, *, detects, name, rate=RATE):
    """Check the share of True among independent draws by z; `detects` is a difference of probabilities."""
    hits = np.asarray(hits, dtype=bool)
    error = math.sqrt(probability * (1 - probability) / hits.size)
    _judge(name, f"probability {probability:.8g}", hits.mean() - probability, error, detects, rate)


def assert_independent(x, y, *, detects, name, rate=RATE):
    """Check that two samples are uncorrelated in their ranks and in how extreme these are; `detects` is a rank correlation."""
    a, b = (stats.rankdata(np.asarray(v, dtype=float)) for v in (x, y))
    error = 1 / math.sqrt(a.size - 1)
    for label, u, v in (("ranks", a, b), ("extremes", np.abs(a - a.mean()), np.abs(b - b.mean()))):
        found = np.corrcoef(u, v)[0, 1] if u.std() and v.std() else 1.0
        _judge(f"{name}, {label}", "independent", found, error, detects, rate / 2)


def assert_apart(samples, *, detects, name, rate=RATE):
    """Check that no two of many samples are correlated, in their ranks and in how extreme these are, by one chi-square over all pairs.

    `samples` holds them by name; `detects` is the rank correlation of one pair.
    """
    names = list(samples)
    ranks = stats.rankdata(np.array([samples[each] for each in names], dtype=float), axis=1)
    first, second = np.triu_indices(len(names), 1)
    for label, values in (("ranks", ranks), ("extremes", np.abs(ranks - ranks.mean(axis=1, keepdims=True)))):
        with np.errstate(invalid="ignore"):
            squares = np.nan_to_num(np.corrcoef(values)[first, second] ** 2, nan=1.0)
        statistic, bound = float((ranks.shape[1] - 1) * squares.sum()), float(stats.chi2.isf(rate / 2, squares.size))
        power = float(stats.ncx2.sf(bound, squares.size, (ranks.shape[1] - 1) * detects**2))
        worst = f", {names[first[squares.argmax()]]} and {names[second[squares.argmax()]]} most" if statistic > bound else ""
        row = Row(f"{name}, {label}{worst}", f"chi-square, {squares.size} df", rate / 2, power, statistic)
        _record(row, bound, f"the samples have {ranks.shape[1]}")


def assert_law(sample, pmf, *, detects, name, rate=RATE):
    """Check a law on 0, 1, 2, ... by chi-square, cells pooled until each expects at least 10.

    `pmf` holds the probabilities of 0 .. len - 1 (what is missing to 1 lies above); `detects` is another such law.
    """
    sample = np.asarray(sample)
    size = max(len(pmf), len(detects)) + 1
    p, q = (_closed(law, size) for law in (pmf, detects))
    observed = np.bincount(np.minimum(sample, size - 1).astype(int), minlength=size)
    cells = _pooled(p * sample.size)
    expected, other, seen = (np.add.reduceat(values, cells) for values in (p * sample.size, q * sample.size, observed))
    statistic = float(np.sum((seen - expected) ** 2 / expected))
    freedom = len(cells) - 1
    bound = stats.chi2.isf(rate, freedom)
    power = float(stats.ncx2.sf(bound, freedom, np.sum((other - expected) ** 2 / expected)))
    _record(Row(name, f"chi-square, {freedom} df", rate, power, float(statistic)), bound, f"the sample has {sample.size}")


def assert_same_mean(x, y, *, detects, name, rate=RATE):
    """Check that two samples have one mean, by z; `detects` is a difference of means."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    error = math.sqrt(x.var(ddof=1) / x.size + y.var(ddof=1) / y.size)
    _judge(name, f"mean {y.mean():.8g}", x.mean() - y.mean(), error, detects, rate)


def assert_same_variance(x, y, *, detects, name, rate=RATE):
    """Check that two samples have one variance, by z with the kurtosis of both; `detects` is a difference of variances."""
    both = [np.asarray(sample, dtype=float) - np.mean(sample) for sample in (x, y)]
    found = [deviation @ deviation / (deviation.size - 1) for deviation in both]
    error = math.sqrt(sum(max(np.mean(d**4) - np.mean(d**2) ** 2, 0.0) / d.size for d in both))
    _judge(name, f"variance {found[1]:.8g}", found[0] - found[1], error, detects, rate)


def assert_same_law(x, y, *, detects, name, rate=RATE):
    """Check that two samples of whole numbers have one law, by chi-square of two samples, cells pooled until the smaller expects 10.

    `detects` is a sample of the law that `y` would have with the fault.
    """
    samples = [np.asarray(sample).astype(int) for sample in (x, y, detects)]
    low, high = min(sample.min() for sample in samples), max(sample.max() for sample in samples)
    counts = [np.bincount(sample - low, minlength=high - low + 1) for sample in samples]
    n, m = samples[0].size, samples[1].size
    cells = _pooled((counts[0] + counts[1]) * min(n, m) / (n + m))
    a, b, c = (np.add.reduceat(values, cells).astype(float) for values in counts)
    c *= m / c.sum()
    statistic = float(np.sum((math.sqrt(m / n) * a - math.sqrt(n / m) * b) ** 2 / (a + b)))
    freedom = len(cells) - 1
    bound = stats.chi2.isf(rate, freedom) if freedom else 0.0
    noncentral = np.sum((math.sqrt(m / n) * a - math.sqrt(n / m) * c) ** 2 / np.maximum(a + c, 1.0)) - freedom
    power = float(stats.ncx2.sf(bound, freedom, max(noncentral, 0.0))) if freedom else 0.0
    _record(Row(name, f"two samples, {freedom} df", rate, power, statistic), bound, f"the samples have {n} and {m}")


def order_statistics(sample):
    """Return the order statistics of a sample that stand at `LEVELS`; what is not a number stands above all."""
    ordered = np.sort(np.where(np.isnan(sample), np.inf, sample))
    return [float(ordered[math.ceil(level * ordered.size) - 1]) for level in LEVELS]


def assert_quantiles(samples, reference, size, *, shift, spread, name, rate=RATE):
    """Check that samples have the laws, whatever they are, of others of which only the size and the `order_statistics` are known.

    How many values lie below an order statistic, and how many between the first and the last, is beta-binomial, since the part of a
    continuous law below it is beta. `shift` in standard deviations and `spread`, a factor, are what must be visible in a normal law.
    """
    z, worst, n = 0.0, "", 0
    for what, sample in samples.items():
        for label, ranks, least, most in _counted(sample, reference[what], size):
            n = len(sample)
            at_most, at_least = _tails(n, ranks, size)
            tail = min(at_most[most], at_least[least], 0.5)
            z, worst = max((z, worst), (float(stats.norm.isf(tail)), f"{what} {label}"))
    counts = len(samples) * (len(LEVELS) + 1)
    share, width = stats.norm.sf(shift), stats.norm.ppf(LEVELS[-1]) / spread
    seen = (_seen(n, 0.5, share, size, rate / counts), _seen(n, LEVELS[-1] - LEVELS[0], 1 - 2 * stats.norm.sf(width), size, rate / counts))
    bound = float(stats.norm.isf(rate / counts / 2))
    row = Row(f"{name}, {worst}" if z > bound else name, f"beta-binomial, {counts} counts", rate, min(seen), z)
    _record(row, bound, f"the samples have {n}")


def _counted(sample, marks, size):
    """Yield what is counted, how much of the reference lies there, and the least and the most that ties allow.

    Values within 1e-9 of a mark are tied with it: the last bits are the processor's.
    """
    sample = np.where(np.isnan(sample), np.inf, sample)
    ranks = [math.ceil(level * size) for level in LEVELS]
    tied = [np.isclose(sample, mark, rtol=1e-9, atol=1e-9) for mark in marks]
    below = [(sample < mark) & ~near for mark, near in zip(marks, tied, strict=True)]
    for level, rank, under, near in zip(LEVELS, ranks, below, tied, strict=True):
        yield f"below {level:.0%}", rank, under.sum(), (under | near).sum()
    least, most = below[-1] & ~below[0] & ~tied[0], (below[-1] | tied[-1]) & ~below[0]
    yield f"from {LEVELS[0]:.0%} to {LEVELS[-1]:.0%}", ranks[-1] - ranks[0], least.sum(), most.sum()


def _seen(n, share, other, size, rate):
    """Return the chance that a count is refused if the share is another than the reference has."""
    at_most, at_least = _tails(n, round(share * size), size)
    refused = np.flatnonzero(np.minimum(at_most, at_least) < rate / 2)
    return float(stats.binom.pmf(refused, n, other).sum())


@cache
def _tails(n, ranks, size):
    """Return the chances of at most, and of at least, 0 to n values in what holds so many of the ranks of a reference."""
    law = stats.betabinom.pmf(np.arange(n + 1), n, ranks, size + 1 - ranks)
    return law.cumsum(), law[::-1].cumsum()[::-1]


def _closed(law, size):
    """Give what is missing to 1 to the last cell."""
    whole = np.zeros(size)
    whole[: len(law)] = law
    whole[-1] += max(0.0, 1 - whole.sum())
    return whole


def _pooled(expected):
    """Return where cells begin so that each expects at least 10."""
    begins, held = [0], 0.0
    for index, value in enumerate(expected):
        if held >= 10:
            begins.append(index)
            held = 0.0
        held += value
    return begins if held >= 10 or len(begins) == 1 else begins[:-1]


def _judge(name, law, difference, error, detects, rate):
    """Judge a difference with a standard error; where there is no error, only no difference passes."""
    bound = stats.norm.isf(rate / 2)
    if error == 0:
        _record(Row(name, law, 0.0, 1.0, 0.0 if difference == 0 else math.inf), bound, "")
        return
    power = float(stats.norm.sf(bound - abs(detects) / error))
    need = f"what it can see is {(bound + stats.norm.ppf(POWER)) * error:.4g}"
    _record(Row(name, law, rate, power, float(difference / error)), bound, need)


def _record(row, bound, need):
    REGISTER.append(row)
    if abs(row.statistic) > bound:
        raise AssertionError(f"{row.name}: {row.law} fails, statistic {row.statistic:.4g} beyond {bound:.4g} (false alarms {row.rate:g})")
    if row.power < POWER:
        raise TooSmallError(f"{row.name}: the discrepancy would be seen with a chance of {row.power:.3g} only; {need}")
