"""The inverse: at which value of a number a claim has the probability asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

import numpy as np

from sim.analysis.intervals import Z_95
from sim.engine.streams import BLOCK
from sim.study.curve import Line, Place

Status = Literal["found", "none", "several", "jump", "touching"]

_COARSE, _FINE = 25, 9
"""Values looked at over the whole range, and inside each bracket after it."""

WIDE = 30.0
"""Ranges whose ends differ by more than this factor are looked at in equal ratios."""

_NARROW = 1e-5
"""A probability that moves from one side to the other within this part of the value is said to jump there."""


@dataclass(frozen=True)
class Crossing:
    """One value at which the curve crosses: `low` to `high` is its 95% interval (simulation error only), or for a jump what holds it.

    Where `touches` is set it may not cross: the curve comes from one side and goes back to it, or the range ends, and from `low` to `high`
    nothing tells whether it is reached once, twice or never; `value` is where it comes nearest.
    """

    value: float
    low: float
    high: float
    jump: bool
    before: float
    after: float
    touches: bool = False


@dataclass(frozen=True)
class Solution:
    """What solving found. `curve` holds every value looked at over the whole range, in order.

    `found`: one crossing; `jump`: one, at which the probability leaps over the one asked for; `touching`: one stretch that comes so near
    that nothing tells whether it crosses; `several`: more than one of them; `none`: no value of the range does it.
    """

    status: Status
    probability: float
    between: tuple[float, float]
    crossings: tuple[Crossing, ...]
    curve: tuple[Place, ...]

    @property
    def value(self) -> float | None:
        """The one value found, None where there is none, more than one, or one that may not be."""
        return self.crossings[0].value if self.status in ("found", "jump") else None


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
        curve = _with(curve, line.look(unsure, replicates))
    for a, b in _leaps(curve, probability):
        curve = _with(curve, _over(line, probability, a, b, replicates))
    for around in _stretches(curve, probability):
        curve = _with(curve, line.look(_inside(around[0], around[-1]), replicates))
    crossed = [_refine(line, probability, a, b, replicates) for a, b in _brackets(curve, probability)]
    touched = [_touching(around, probability) for around in _stretches(curve, probability)]
    crossings = tuple(sorted([*crossed, *touched], key=lambda crossing: crossing.value))
    return Solution(_status(crossings), probability, between, crossings, tuple(curve))


def _status(crossings: Sequence[Crossing]) -> Status:
    if len(crossings) != 1:
        return "several" if crossings else "none"
    return "touching" if crossings[0].touches else "jump" if crossings[0].jump else "found"


def _with(curve: list[Place], more: list[Place]) -> list[Place]:
    """Return a curve with further places, in order; those known before are replaced."""
    found = {place.value: place for place in [*curve, *more]}
    return [found[value] for value in sorted(found)]


def _spread(low: float, high: float) -> list[float]:
    spread = np.geomspace if low > 0 and high / low > WIDE else np.linspace
    inner = [float(f"{value:.12g}") for value in spread(low, high, _COARSE)[1:-1]]
    return [low, *inner, high]


def _brackets(curve: list[Place], probability: float) -> Iterator[tuple[Place, Place]]:
    """Yield neighbours of which one is surely below and the other surely above; those that cannot be told lie between them."""
    sure = [place for place in curve if place.side(probability)]
    yield from ((a, b) for a, b in pairwise(sure) if a.side(probability) != b.side(probability))


def _leaps(curve: list[Place], probability: float) -> Iterator[tuple[Place, Place]]:
    """Yield places between which what is claimed about passes through the whole range that is claimed, and the probability stays below."""
    turning = [place for place in curve if place.lean or place.side(probability) >= 0]
    yield from ((a, b) for a, b in pairwise(turning) if a.lean * b.lean < 0)


def _over(line: Line, probability: float, a: Place, b: Place, replicates: int) -> list[Place]:
    """Look ever closer at the peak between two neighbours of a leap, until it is not surely below the probability, or told from nothing."""
    found: list[Place] = []
    while b.value - a.value > _NARROW * max(abs(a.value), abs(b.value)):
        places = [a, *line.look(_inside(a, b), min(replicates, BLOCK)), b]
        found += places[1:-1]
        top = max(range(1, len(places) - 1), key=lambda index: places[index].probability)
        peak, (a, b) = places[top], (places[top - 1], places[top + 1])
        if peak.side(probability) >= 0 or max(a.high, b.high) > peak.low:
            break
    return found


def _stretches(curve: list[Place], probability: float) -> list[list[Place]]:
    """Return the places that cannot be told from a probability, with those around them, where the curve does not surely cross.

    Places between two of them that all lie on one side part nothing: of so many that are looked at some are off by chance.
    """
    sides = [place.side(probability) if place.n else None for place in curve]
    found: list[tuple[int, int]] = []
    for side, group in groupby(range(len(curve)), key=sides.__getitem__):
        inside = list(group)
        before, after = max(inside[0] - 1, 0), min(inside[-1] + 1, len(curve) - 1)
        if side == 0 and not sides[before] == -(sides[after] or 0) != 0:
            is_apart = not found or len({*sides[found[-1][1] : before + 1]}) > 1
            found.append((before if is_apart else found.pop()[0], after))
    return [curve[before : after + 1] for before, after in found]


def _inside(a: Place, b: Place) -> list[float]:
    return [float(value) for value in np.linspace(a.value, b.value, _FINE + 2)[1:-1]]


def _touching(around: list[Place], probability: float) -> Crossing:
    """Return a stretch over which the probability cannot be told from the one asked for, and which the curve leaves to one side at most.

    Where the range ends in it the curve may cross before: it does if the probabilities at its two ends lie on either side.
    """
    known = [place for place in around if place.n]
    best = min((place for place in known if place.side(probability) == 0), key=lambda place: abs(place.probability - probability))
    before, after = known[0].probability, known[-1].probability
    touches = (before - probability) * (after - probability) >= 0
    return Crossing(best.value, known[0].value, known[-1].value, jump=False, before=before, after=after, touches=touches)


def _refine(line: Line, probability: float, a: Place, b: Place, replicates: int) -> Crossing:
    """Narrow a bracket down to the crossing in it."""
    while True:
        scale = max(abs(a.value), abs(b.value))
        if b.value - a.value <= _NARROW * scale:
            room = _NARROW * scale / 2
            value = _shortest(a.value - room, b.value + room)
            low, high = min(a.value, value), max(b.value, value)
            return Crossing(value, low, high, jump=True, before=a.probability, after=b.probability)
        places = [a, *line.look(_inside(a, b), min(replicates, BLOCK)), b]
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
