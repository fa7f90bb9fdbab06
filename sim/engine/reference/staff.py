"""Staff: headcount and hires, thinned by attrition and slowed by learning."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import accumulate

from sim.calendar import PER_MONTH
from sim.engine.reference.quadrature import mean
from sim.engine.reference.replicate import Replicate
from sim.errors import InputError, Place, Problem
from sim.model.resource import PoissonHires


def work(replicate: Replicate, name: str) -> list[float]:
    """Return the units of work that a resource has in each step."""
    resource, path = replicate.scenario.resources[name], f"resources.{name}"
    productivity, noise = replicate.value(f"{path}.productivity"), replicate.value(f"{path}.noise")
    rates = [
        PER_MONTH[resource.per] * heads * each * factor
        for heads, each, factor in zip(staff(replicate, name), productivity, noise, strict=True)
    ]
    return replicate.over_steps(rates)


def staff(replicate: Replicate, name: str) -> list[float]:
    """Return the staff that a resource has on average in each piece of time, in heads of full productivity."""
    path = f"resources.{name}"
    leaving, hires = replicate.value(f"{path}.attrition"), list(_hires(replicate, name))
    learning = replicate.scenario.resources[name].learning
    months, first = (replicate.once(f"{path}.learning.{key}") for key in ("months", "from")) if learning else (0.0, 1.0)

    begins = [piece.begin for piece in replicate.pieces]
    before = [0.0, *accumulate(rate * piece.length for rate, piece in zip(leaving, replicate.pieces, strict=True))]

    def lost(t: float) -> float:
        """Integrate the attrition up to `t`."""
        index = bisect_right(begins, t) - 1
        return before[index] + leaving[index] * (t - begins[index])

    def learned(since: float) -> float:
        return first + (1 - first) * min(1.0, since / months) if months else 1.0

    def present(hired: float, t: float) -> float:
        return math.exp(lost(hired) - lost(t)) * learned(t - hired) if t >= hired else 0.0

    found = []
    for piece, heads in zip(replicate.pieces, replicate.value(f"{path}.headcount"), strict=True):
        total = heads * mean(lambda t: math.exp(-lost(t)), piece.begin, piece.end, []) if any(leaving) else heads
        for hired, number in hires:
            if hired < piece.end and number:
                total += number * mean(partial(present, hired), piece.begin, piece.end, [hired, hired + months])
        found.append(total)
    return found


def _hires(replicate: Replicate, name: str) -> Iterator[tuple[float, float]]:
    """Yield when heads begin, in months from the start, and how many."""
    path, given = f"resources.{name}.hires", replicate.scenario.resources[name].hires
    if isinstance(given, PoissonHires):
        rates = replicate.value(f"{path}.poisson")
        for month in sorted({piece.month for piece in replicate.pieces}):
            inside = [(piece, rate) for piece, rate in zip(replicate.pieces, rates, strict=True) if piece.month == month]
            heads = PER_MONTH[given.per] * sum(piece.length * rate for piece, rate in inside)
            yield (inside[0][0].begin + inside[-1][0].end) / 2, replicate.chance.arrivals(heads, math.inf)
        return
    for day in given or {}:
        hired = replicate.periods.time(day)
        if hired < 0:
            message = "hired before the start; they belong to the headcount"
            raise InputError([Problem(Place("scenario"), "S301", f"{path}.{day.isoformat()}", message)])
        if hired < replicate.periods.times[-1]:
            yield hired, replicate.on_a_day(f"{path}.{day.isoformat()}", day)
