"""The points of a sweep as text, for the terminal and for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from sim.plots.say import significant
from sim.study.swept import Swept


def point_cells(found: Swept) -> Iterator[list[str]]:
    """Yield for every point that is done its values, and each reading's answer: a probability with its 95% interval, or a value."""
    answers = [(found.answer(name), found.interval(name) if found.mode == "random" else None) for name in found.readings]
    for point in found.known:
        told = [_answer(values[point], spread[point] if spread is not None else None) for values, spread in answers]
        yield [*map(_value, found.design.points[point]), *told]


def _answer(value: float, interval: Any) -> str:
    if np.isnan(value):
        return ""
    return f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})" if interval is not None else f"{value:,.0f}"


def _value(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.isoformat() if isinstance(value, date) else str(value)
    return significant(value) if abs(value) < 1_000_000 else f"{value:,.0f}"


def answers_range(found: Swept, name: str) -> str:
    """Say how far a reading's answers range over the points."""
    answers = found.answer(name)
    answers = answers[~np.isnan(answers)]
    if not answers.size:
        return "no value at any point"
    low, middle, high = np.quantile(answers, [0, 0.5, 1])
    if found.mode == "expected":
        return f"from {low:,.0f} to {high:,.0f}, median of the points {middle:,.0f}"
    share = float((answers >= 0.5).mean())
    return f"probability from {low:.3f} to {high:.3f}, median of the points {middle:.3f}; one half or more at {share:.0%} of them"
