"""Integrals, by the one rule that also bears an infinite height at an end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

_SPACING = 1 / 8
_REACH = 32


def _rule() -> list[tuple[float, float]]:
    """Return the distances from the ends of [0, 1] and the weights of the tanh-sinh rule, one half of it."""
    rule = []
    for index in range(_REACH + 1):
        t = index * _SPACING
        u = math.pi / 2 * math.sinh(t)
        from_end = 1 / (1 + math.exp(2 * u))
        weight = _SPACING * math.pi / 4 * math.cosh(t) / math.cosh(u) ** 2
        rule.append((from_end, weight))
    return rule


_RULE = _rule()


def integral(f: Callable[[float], float], edges: Sequence[float]) -> float:
    """Integrate a function that is smooth between the edges, which rise.

    Examples
    --------
    >>> round(integral(lambda x: x**-0.5, [0.0, 1.0]), 9), round(integral(abs, [-1.0, 0.0, 2.0]), 12)
    (2.0, 2.5)
    """
    return sum(_between(f, a, b) for a, b in pairwise(edges) if b > a)


def _between(f: Callable[[float], float], a: float, b: float) -> float:
    width = b - a
    total = _RULE[0][1] * f(a + width / 2)
    for from_end, weight in _RULE[1:]:
        low, high = a + width * from_end, b - width * from_end
        total += weight * sum(f(x) for x in (low, high) if a < x < b)
    return total * width


def mean(f: Callable[[float], float], a: float, b: float, kinks: Sequence[float]) -> float:
    """Return the mean of a function over [a, b] that is smooth but for its kinks."""
    return integral(f, sorted({a, b, *(kink for kink in kinks if a < kink < b)})) / (b - a)
