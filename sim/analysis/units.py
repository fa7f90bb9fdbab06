"""The unit of a metric's values."""

from __future__ import annotations

from sim.model.metric import Metric

_UNITS = {
    "stock": "cases",
    "flow": "cases",
    "wait": "months",
    "age": "months",
    "clearance": "months",
    "relief": "cases a month",
    "filed": "months",
}


def unit_of(metric: Metric) -> str:
    """Return the unit of a metric that no quantity of the seeds gives another.

    Examples
    --------
    >>> unit_of(Metric(wait="heard")), unit_of(Metric(age="open", statistic="over_2y")), unit_of(Metric(stock="open"))
    ('months', 'share', 'cases')
    """
    return "share" if (metric.statistic or "").startswith("over") else _UNITS[metric.kind]
