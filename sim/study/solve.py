"""The inverse: at which value of a number a claim has the probability asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from sim.analysis.intervals import Z_95
from sim.engine.streams import BLOCK
from sim.study.curve import Line, Place

Status = Literal["found", "none", "several", "jump"]

_COARSE, _FINE = 25, 9
"""Values looked at over the whole range, and inside each bracket after it."""

WIDE = 30.0
"""Ranges whose ends differ by more than this factor are looked at in equal ratios."""

_NARROW = 1e-5
"""A probability that moves from one side to the other within this part of the value is said to jump there."""


@dataclass(frozen=True)
class Crossing:
    """One value at which the curve crosses: `low` to `high` is its 95% interval (simulation error only), or for a jump what holds it."""

    value: float
    low: float
    high: float
    jump: bool
    before: float
    after: float


@dataclass(frozen=True)
class Solution:
    """What solving found. `curve` holds every value looked at over the whole range, in order.

    `found`: one crossing; `jump`: one, at which the probability leaps over the one asked for; `several`: more than one; `none`: no value
    of the range does it.
    """

    status: Status
    probability: float
    between: tuple[float, float]
    crossings: tuple[Crossing, ...]
    curve: tuple[Place, ...]


def solve(line: Line, probability: float, between: tuple[float, float], replicates: int) -> Solution:
    """Find the values between two bounds at which a reading has a probability.

    The range is looked at in 25 places; wherever the curve is surely on one side and then surely on the other, the bracket is narrowed
    until the error of simulating it is larger than what is left, or until a jump is left.

    Parameters
    ----------
    line : Line
    probability : float, above 0 and below 1
    between : (low, high)
    replicates : int
        At each value, once its neighbourhood is known.
    """
    curve = line.look(_spread(*between), min(replicates, BLOCK))
    unsure = [place.value for place in curve if place.side(probability) == 0]
    if unsure and replicates > BLOCK:
        surer = {place.value: place for place in line.look(unsure, replicates)}
        curve = [surer.get(place.value, place) for place in curve]
    crossings = tuple(_refine(line, probability, a, b, replicates) for a, b in _brackets(curve, probability))
    if not crossings:
        crossings = tuple(_touching(curve, probability))
    status: Status = "none" if not crossings else "several" if len(crossings) > 1 else "jump" if crossings[0].jump else "found"
    return Solution(status, probability, between, crossings, tuple(curve))


def _spread(low: float, high: float) -> list[float]:
    spread = np.geomspace if low > 0 and high / low > WIDE else np.linspace
    inner = [float(f"{value:.12g}") for value in spread(low, high, _COARSE)[1:-1]]
    return [low, *inner, high]


def _brackets(curve: list[Place], probability: float) -> Iterator[tuple[Place, Place]]:
    """Yield neighbours of which one is surely below and the other surely above; those that cannot be told lie between them."""
    sure = [place for place in curve if place.side(probability)]
    yield from ((a, b) for a, b in pairwise(sure) if a.side(probability) != b.side(probability))


def _touching(curve: list[Place], probability: float) -> Iterator[Crossing]:
    """Yield the stretch over which the probability cannot be told from the one asked for, where the curve leaves it to one side only."""
    flat = [place for place in curve if place.side(probability) == 0 and place.n]
    if flat:
        best = min(flat, key=lambda place: abs(place.probability - probability))
        yield Crossing(best.value, flat[0].value, flat[-1].value, jump=False, before=flat[0].probability, after=flat[-1].probability)


def _refine(line: Line, probability: float, a: Place, b: Place, replicates: int) -> Crossing:
    """Narrow a bracket down to the crossing in it."""
    while True:
        scale = max(abs(a.value), abs(b.value))
        if b.value - a.value <= _NARROW * scale:
            room = _NARROW * scale / 2
            value = _shortest(a.value - room, b.value + room)
            low, high = min(a.value, value), max(b.value, value)
            return Crossing(value, low, high, jump=True, before=a.probability, after=b.probability)
        places = [a, *line.look(np.linspace(a.value, b.value, _FINE + 2)[1:-1].tolist(), min(replicates, BLOCK)), b]
        sure = [place for place in places if place.side(probability)]
        left, right = next((x, y) for x, y in pairwise(sure) if x.side(probability) != y.side(probability))
        unsure = [place.value for place in places if left.value < place.value < right.value]
        if unsure:
            return _interpolated(probability, line.look([left.value, *unsure, right.value], replicates))
        a, b = left, right


def _interpolated(probability: float, places: list[Place]) -> Crossing:
    """Return the crossing of a straight line through places around it, with the error that its probabilities leave."""
    values, chances = np.array([place.value for place in places]), np.array([place.probability for place in places])
    slope, level = np.polyfit(values - values.mean(), chances, 1)
    value = float(np.clip(values.mean() + (probability - level) / slope, values[0], values[-1])) if slope else float(values.mean())
    error = Z_95 * np.sqrt(probability * (1 - probability) / places[0].n) / abs(slope) if slope else np.inf
    return Crossing(
        value, float(value - error), float(value + error), jump=False, before=places[0].probability, after=places[-1].probability
    )


def _shortest(low: float, high: float) -> float:
    """Return the number with the fewest digits between two numbers.

    Examples
    --------
    >>> _shortest(29_999.87, 30_000.02), _shortest(0.12341, 0.12349)
    (30000.0, 0.12345)
    """
    for digits in range(1, 18):
        for value in (float(f"{(low + high) / 2:.{digits}g}"), float(f"{high:.{digits}g}"), float(f"{low:.{digits}g}")):
            if low <= value <= high:
                return value
    return high
