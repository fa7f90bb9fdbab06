"""How far a scenario's assumptions lie from published bounds: shown beside every version, and what versions are ordered by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.analysis.existing import existing, finite, quantiles_of
from sim.analysis.units import unit_of
from sim.calendar import months_between
from sim.ensemble.lanes import Lanes
from sim.ensemble.result import Result
from sim.ensemble.staff import staff
from sim.ensemble.world import World
from sim.model.scenario import Plausibility

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlausibilityRow:
    """One metric held against a published bound.

    `median`, `q05` and `q95` are of the metric over the window, divided as `unit` says, over the `n` replicates in which it exists; each is
    None where it has no limit, or where n is 0. `excess` is how many times the nearest bound the median is outside it, 1 where it is
    within, None where that has no meaning (a bound or a median of 0, a median without limit).
    """

    metric: str
    unit: str
    window: dict[str, str | None]
    median: float | None
    q05: float | None
    q95: float | None
    low: float | None
    high: float | None
    source: str
    excess: float | None
    note: str | None
    n: int = 0

    @property
    def verdict(self) -> str:
        """Say where the median lies."""
        if self.excess == 1.0:
            return "within the published bounds"
        if self.median is None and self.n == 0:
            return "no replicate has a value"
        side = "above" if self.median is None or (self.high is not None and self.median > self.high) else "below"
        return f"{side} the published bound" + (f", by a factor of {self.excess:.2g}" if self.excess else "")


def farthest(rows: Sequence[PlausibilityRow]) -> PlausibilityRow | None:
    """Return the row that lies farthest from what is published, by its factor, one without a factor before all; None where none has a value."""
    return max((row for row in rows if row.n or row.median is not None), key=lambda row: row.excess or math.inf, default=None)


def distance_of(rows: Sequence[PlausibilityRow]) -> float:
    """Return the factor by which assumptions lie outside what is published, what versions are ordered by: 1 within, infinite where unknown."""
    row = farthest(rows)
    return row.excess or math.inf if row else math.inf


def plausibility_rows(result: Result) -> list[PlausibilityRow]:
    """Evaluate the plausibility rows of a result's scenario, in file order."""
    return [_row(result, row) for row in result.scenario.plausibility]


def _row(result: Result, row: Plausibility) -> PlausibilityRow:
    begin, end = row.window(result.calendar.start, result.calendar.end)
    is_stock = result.at_a_date(row.metric)
    values, unit = result.over(row.metric, None if is_stock else begin, end), unit_of(result.scenario.metrics[row.metric])
    if row.over:
        whole = result.over(row.over, None if result.at_a_date(row.over) else begin, end)
        values, unit = _share(values, whole), f"share of {row.over}"
    if row.per_head:
        values = values / (_heads(result, row.per_head, begin, end) * months_between(begin, end))
        unit = f"a month for each of the {row.per_head}"
    low, high = _bounds(result, row)
    median, q05, q95 = quantiles_of(values, (0.5, 0.05, 0.95)).tolist()
    return PlausibilityRow(
        metric=row.metric,
        unit=unit,
        window={"from": None if is_stock else begin.isoformat(), "to": end.isoformat()},
        median=finite(median),
        q05=finite(q05),
        q95=finite(q95),
        low=low,
        high=high,
        source=row.source,
        excess=_excess(median, low, high),
        note=row.note,
        n=len(existing(values)),
    )


def _share(part: Floats, whole: Floats) -> Floats:
    """Divide, with 0 of nothing; NaN where either does not exist, or both are without limit."""
    absent = np.isnan(part) | np.isnan(whole) | (np.isinf(part) & np.isinf(whole))
    return np.divide(part, whole, out=np.where(absent, np.nan, 0.0), where=(whole > 0) & ~absent)


def _bounds(result: Result, row: Plausibility) -> tuple[float | None, float | None]:
    """Return the row's bounds: its own, or those of the figure it names as source."""
    figure = result.scenario.figures.get(row.source)
    if row.low is not None or row.high is not None or figure is None:
        return row.low, row.high
    return (figure.value, figure.value) if figure.value is not None else (figure.low, figure.high)


def _heads(result: Result, resource: str, begin: date, end: date) -> Floats:
    """Return the mean headcount of a resource over a window, at the mean of its parameters and the same for all replicates (assumption A35)."""
    world = World(result.scenario, result.calendar, None, Lanes(1))
    heads = np.broadcast_to(staff(world, f"resources.{resource}", result.scenario.resources[resource])[:, 0], len(world.segments.begin))
    first, last = result.calendar.time(begin), result.calendar.time(end)
    inside = np.clip(np.minimum(world.segments.end, last) - np.maximum(world.segments.begin, first), 0.0, None)
    return np.asarray(heads @ inside / inside.sum())


def _excess(median: float, low: float | None, high: float | None) -> float | None:
    if np.isnan(median) or (high is not None and np.isinf(median)):
        return None
    if high is not None and median > high:
        return median / high if high > 0 else None
    if low is not None and median < low:
        return low / median if median > 0 else None
    return 1.0
