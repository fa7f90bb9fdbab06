"""Answers that are more than a path: waits, ages, and arithmetic on a window."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from sim.engine.reference.cases import NOBODY
from sim.engine.reference.run import Result
from sim.model.metric import Statistic

_SAME = 1e-9
"""Times that differ by less are the same, unit: months; so are shares."""


def statistic(months: Mapping[float, float], which: Statistic | None) -> float | None:
    """Return a statistic of cases by months waited, None where there are none.

    Examples
    --------
    >>> waited = {1.0: 2, 13.0: 1, 12.0: 1}
    >>> statistic(waited, None), statistic(waited, "median"), statistic(waited, "over_1y"), statistic({}, "mean")
    (6.75, 1.0, 0.25, None)
    """
    total = sum(months.values())
    if total < NOBODY:
        return None
    if which in (None, "mean"):
        return sum(time * cases for time, cases in months.items()) / total
    if which == "median":
        passed = 0.0
        for time in sorted(months):
            passed += months[time]
            if passed >= total / 2 * (1 - _SAME):
                return time
    limit = {"over_1y": 12, "over_2y": 24, "over_3y": 36}[which or ""]
    return sum(cases for time, cases in months.items() if time > limit + _SAME) / total


def wait(result: Result, metric: str, begin: date, end: date) -> float | None:
    """Return the months waited by all cases taken within a window; steps that it cuts count in proportion."""
    times, found = result.periods.times, dict[float, float]()
    first, last = result.periods.time(begin), result.periods.time(end)
    for step, waits in enumerate(result.waits[metric]):
        inside = max(min(last, times[step + 1]) - max(first, times[step]), 0.0) / (times[step + 1] - times[step])
        for time, cases in waits.items():
            found[time] = found.get(time, 0.0) + inside * cases
    return statistic(found, result.scenario.metrics[metric].statistic)


def age(result: Result, metric: str, day: date) -> float | None:
    """Return the months since the cases there at a date arrived; inside a step in a straight line between the step's bounds."""
    which = result.scenario.metrics[metric].statistic
    values = [statistic(ages, which) for ages in result.ages[metric]]
    index, part = _place(result, day)
    before, after = values[index], values[min(index + 1, len(values) - 1)]
    if not part:
        return before
    return None if before is None or after is None else before + part * (after - before)


def arithmetic(result: Result, metric: str, begin: date, end: date) -> float:
    """Return the clearance, relief or filed time of a window, unit: months, or for relief cases a month."""
    asked, rows = result.scenario.metrics[metric], result.rows[metric]
    months = result.periods.time(end) - result.periods.time(begin)
    first, last = (_between(result, rows["stock"], day) for day in (begin, end))
    if asked.kind == "clearance":
        return first * months / (first - last) if first > last else math.inf if first else 0.0
    if asked.kind == "relief":
        assert asked.target is not None
        return (last - asked.target) / months
    served, otherwise = (_between(result, rows[name], end) - _between(result, rows[name], begin) for name in ("served", "otherwise"))
    case_months = _case_months(result, rows["stock"], begin, end)
    pace, h = served / months, otherwise / case_months if case_months else 0.0
    if last < NOBODY:
        return 0.0
    if pace < NOBODY:
        return math.inf
    return math.log1p(h * last / pace) / h if h else last / pace


def _place(result: Result, day: date) -> tuple[int, float]:
    """Return the bound before a day, and the part of the step after it that has passed."""
    times, time = result.periods.times, result.periods.time(day)
    index = bisect_right(times, time) - 1
    return (index, 0.0) if index + 1 == len(times) else (index, (time - times[index]) / (times[index + 1] - times[index]))


def _between(result: Result, path: Sequence[float], day: date) -> float:
    index, part = _place(result, day)
    return path[index] + part * (path[index + 1] - path[index]) if part else path[index]


def _case_months(result: Result, stock: Sequence[float], begin: date, end: date) -> float:
    """Integrate a stock, which runs in straight lines between bounds, over a window."""
    days = [begin, *(bound for bound in result.periods.bounds if begin < bound < end), end]
    heights = [_between(result, stock, day) for day in days]
    spans = [result.periods.time(b) - result.periods.time(a) for a, b in pairwise(days)]
    return sum(span * (a + b) / 2 for span, (a, b) in zip(spans, pairwise(heights), strict=True))
