"""Between which bounds a number can lie by its form, and may lie by its place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.model import distribution as d
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series

Bounds = tuple[float, float]


def support(number: Any, parameters: Mapping[str, Any], figures: Mapping[str, Any]) -> Bounds:
    """Return the lowest and highest value a number can take; infinite where it has no bound or cannot be known.

    Examples
    --------
    >>> support(Product(product=(2.0, d.Uniform(uniform=(1.0, 3.0), level="month"))), {}, {})
    (2.0, 6.0)
    """
    match number:
        case int() | float():
            return float(number), float(number)
        case Cited():
            return number.value, number.value
        case FigureValue():
            value = getattr(figures.get(number.figure), "value", None)
            return (value, value) if value is not None else (-math.inf, math.inf)
        case ParameterValue():
            inner = parameters.get(number.parameter)
            return support(inner, {k: v for k, v in parameters.items() if k != number.parameter}, figures)
        case Product():
            return _product([support(factor, parameters, figures) for factor in number.product])
        case Series():
            return _hull([support(value, parameters, figures) for value in number.series.values()])
        case Count():
            return support(number.count, parameters, figures)
        case d.Distribution():
            return _truncated(_of_distribution(number), number.truncate)
    return -math.inf, math.inf


def _of_distribution(number: d.Distribution) -> Bounds:
    match number:
        case d.Uniform():
            return number.uniform
        case d.Triangular():
            return number.triangular.low, number.triangular.high
        case d.Pert():
            return number.pert.low, number.pert.high
        case d.Beta():
            return 0.0, 1.0
        case d.Discrete():
            return min(number.discrete), max(number.discrete)
        case d.Empirical():
            return min(number.empirical), max(number.empirical)
        case d.Normal():
            return -math.inf, math.inf
    return 0.0, math.inf


def _truncated(bounds: Bounds, truncate: Bounds | None) -> Bounds:
    return (max(bounds[0], truncate[0]), min(bounds[1], truncate[1])) if truncate else bounds


def _hull(bounds: list[Bounds]) -> Bounds:
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _product(bounds: list[Bounds]) -> Bounds:
    low, high = 1.0, 1.0
    for a, b in bounds:
        corners = [x * y if x and y else 0.0 for x in (low, high) for y in (a, b)]
        low, high = min(corners), max(corners)
    return low, high


def allowed_range(path: str) -> tuple[float, float]:
    """Return the range a number may lie in by its path.

    Examples
    --------
    >>> allowed_range("flows.heard.outcomes.granted.share"), allowed_range("flows.filed.drift")
    ((0.0, 1.0), (-inf, inf))
    """
    section, *rest = path.split(".")
    if section == "events" and rest[1:2] == ["set"]:
        return allowed_range(".".join(rest[2:]))
    if section in ("adjustment", "parameters") or (section == "flows" and rest[-1:] == ["drift"]):
        return -math.inf, math.inf
    if section == "resources" and rest[1:] in (["refill", "share"], ["learning", "from"]):
        return 0.0, 1.0
    if section == "flows" and (rest[-1:] in (["share"], ["probability"]) or rest[1:2] == ["shares"]):
        return 0.0, 1.0
    if section == "events" and rest[1:] == ["probability"]:
        return 0.0, 1.0
    return 0.0, math.inf
