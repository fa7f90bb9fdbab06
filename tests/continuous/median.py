"""A scenario whose every distribution stands at its median: one fixed system, for the engine and for the equations alike."""

import math
from datetime import date, timedelta

import numpy as np

from sim.ensemble.laws import law
from sim.model.distribution import Dirichlet, Distribution, ExponentialDate
from sim.model.noun import Noun
from tests.continuous.ode import months


def at_median(node):
    """Return a part of a scenario with medians in place of distributions.

    A Dirichlet has no median that sums to 1: its means stay. An exponential date becomes the day that its median falls in.
    """
    match node:
        case Dirichlet():
            return node
        case ExponentialDate():
            return day_of(months(node.exponential.after) + node.exponential.mean * math.log(2))
        case Distribution():
            return float(law(node).quantile(np.array([0.5]))[0])
        case Noun():
            return node.model_copy(update={name: at_median(getattr(node, name)) for name in type(node).model_fields})
        case dict():
            return {key: at_median(value) for key, value in node.items()}
        case tuple():
            return tuple(map(at_median, node))
    return node


def day_of(time: float) -> date:
    """Return the day in which a time in months since year 0 falls."""
    first = date(int(time) // 12, int(time) % 12 + 1, 1)
    return next(day for day in (first + timedelta(days=n) for n in range(31)) if months(day + timedelta(days=1)) > time)
