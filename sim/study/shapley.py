"""Shares of a difference that depend on no order: the marginal contribution of a group, averaged over all orders of taking groups over.

Groups are numbered from 0, and a set of groups is an integer with the bit of each. Nothing here knows what a group is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXACT = 8
"""Up to so many groups all sets are looked at."""

PAIRS = 128
"""Beyond, so many pairs of an order and its reverse, over the number of groups less one; at least `LEAST`."""

LEAST = 4


class Step(NamedTuple):
    """A group taken over after the groups in `before`, with the weight of that in the average."""

    group: int
    before: int
    weight: Fraction

    @property
    def after(self) -> int:
        """The set with the group in it."""
        return self.before | 1 << self.group


def every_order(groups: int) -> list[Step]:
    """Return the steps of all orders of so many groups, those after the same set together.

    Notes
    -----
    Shapley, L. S. (1953), A value for n-person games: weight s! (k - s - 1)! / k! for a group after a set of s of the others.

    Examples
    --------
    >>> [(step.group, step.before, str(step.weight)) for step in every_order(2)]
    [(0, 0, '1/2'), (0, 2, '1/2'), (1, 0, '1/2'), (1, 1, '1/2')]
    """
    weights = [Fraction(math.factorial(s) * math.factorial(groups - s - 1), math.factorial(groups)) for s in range(groups)]
    return [
        Step(group, before, weights[before.bit_count()])
        for group in range(groups)
        for before in range(1 << groups)
        if not before >> group & 1
    ]


def sampled_orders(groups: int, seed: int) -> list[list[Step]]:
    """Return steps of orders drawn at random, each with its reverse; every entry holds one such pair, with weights that sum to 1 by group."""
    random = np.random.default_rng([seed, groups])
    pairs = max(LEAST, PAIRS // (groups - 1))
    return [[*_along(order), *_along(order[::-1])] for order in (random.permutation(groups).tolist() for _ in range(pairs))]


def _along(order: Sequence[int]) -> list[Step]:
    steps, before = [], 0
    for group in order:
        steps.append(Step(group, before, Fraction(1, 2)))
        before |= 1 << group
    return steps


def shares(steps: Sequence[Step], value: Mapping[int, Fraction], groups: int) -> list[Fraction]:
    """Return each group's share of the difference between all groups and none, exactly.

    Examples
    --------
    >>> value = {0: Fraction(0), 1: Fraction(2), 2: Fraction(1), 3: Fraction(6)}
    >>> [str(share) for share in shares(every_order(2), value, 2)]
    ['7/2', '5/2']
    """
    found = [Fraction(0)] * groups
    for step in steps:
        found[step.group] += step.weight * (value[step.after] - value[step.before])
    return found


def contributions(steps: Sequence[Step], values: Mapping[int, Floats], groups: int) -> list[Floats]:
    """Return each group's contribution in every replicate, shape (replicate,); exactly 0 where it never changes anything."""
    found = [np.zeros_like(values[0], dtype=float) for _ in range(groups)]
    for step in steps:
        found[step.group] += float(step.weight) * (values[step.after] - values[step.before])
    return found


def settled(exact: Sequence[Fraction]) -> tuple[list[float], float]:
    """Return shares as numbers, and their sum as one, such that adding the numbers in any order gives the sum to the last bit.

    All are rounded to multiples of one power of two, fine enough for 53 bits; what rounding leaves over goes to those it cut most. With
    the signs of all shares turned the result is the same with its signs turned.

    Examples
    --------
    >>> settled([Fraction(1, 3), Fraction(1, 3), Fraction(-1, 7)])
    ([0.33333333333333337, 0.33333333333333337, -0.1428571428571429], 0.5238095238095238)
    """
    size = sum(map(abs, exact), Fraction(0))
    if not size:
        return [0.0] * len(exact), 0.0
    exponent = math.frexp(float(size))[1]
    for bits in (53, 52):
        whole, rest = _rounded([share * Fraction(2) ** (bits - exponent) for share in exact])
        if sum(map(abs, whole)) <= 1 << 53:
            break
    return [math.ldexp(part, exponent - bits) for part in whole], math.ldexp(rest, exponent - bits)


def _rounded(exact: Sequence[Fraction]) -> tuple[list[int], int]:
    """Round to whole numbers whose sum is the rounded sum."""
    whole, sum_ = [round(share) for share in exact], round(sum(exact, Fraction(0)))
    left = sum_ - sum(whole)
    sign = 1 if left > 0 else -1
    for index in sorted(range(len(exact)), key=lambda index: sign * (whole[index] - exact[index]))[: abs(left)]:
        whole[index] += sign
    return whole, sum_
