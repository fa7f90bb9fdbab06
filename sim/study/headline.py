"""The one number that a comparison takes apart: the probability of a reading, or the mean of a metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import values_of
from sim.analysis.differences import Difference, Differences, metric_name, metric_values, readings, shared_window, within
from sim.ensemble.result import Result
from sim.errors import InputError, Place, Problem, nearest

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Headline:
    """Which number: its name in the tables, what it is, and for a mean the window it is taken over."""

    name: str
    kind: Literal["probability", "mean"]
    window: tuple[date, date] | None = None

    def metric(self, result: Result) -> str:
        """Return the metric it rests on in one of the two runs compared."""
        return self.name if self.kind == "mean" else metric_name(result, self.name) or ""

    def values(self, result: Result) -> Floats:
        """Return what is averaged, shape (replicate,): 0 or 1 of a probability; NaN where a replicate does not count."""
        if self.kind == "mean":
            values = metric_values(result, self.name, self.window)
            assert values is not None
            return np.where(np.isfinite(values), values, np.nan)
        claim, reading = readings(result)[self.name]
        values = values_of(result, claim, reading)
        assert values is not None
        return np.where(np.isnan(values), np.nan, within(claim, values))


def headline(found: Differences, first: Result, second: Result, of: str | None) -> Headline | None:
    """Return what a comparison is about: what is asked for, or else the first reading both have; None where they have no number in common.

    Where the probability of the first reading is the same in both, it is the mean of its metric.

    Raises
    ------
    InputError
        If they have no such metric or reading in common.
    """
    window = shared_window(first, second)
    if of is not None:
        name = _known(found, of)
        return Headline(name, "mean", window) if name in found.metrics else Headline(name, "probability")
    metric = _first(found.metrics, list(first.scenario.metrics), list(second.scenario.metrics))
    reading = _first(found.claims, list(readings(first)), list(readings(second)))
    if reading is None:
        return Headline(metric, "mean", window) if metric else None
    about = metric_name(first, reading)
    same = found.claims[reading].difference == 0 and about == metric_name(second, reading)
    if same and about in found.metrics and found.metrics[about].n:
        return Headline(about, "mean", window)
    return Headline(reading, "probability")


def _first(rows: Mapping[str, Difference], ours: list[str], theirs: list[str]) -> str | None:
    """Return the row that exists and stands first in both files taken together, whichever of them comes first."""
    known = [name for name, row in rows.items() if row.n]
    return min(known, key=lambda name: (ours.index(name) + theirs.index(name), name), default=None)


def row_of(found: Differences, of: Headline) -> Difference:
    """Return the row of the table that a headline stands in."""
    return (found.metrics if of.kind == "mean" else found.claims)[of.name]


def _known(found: Differences, of: str) -> str:
    known = [*found.metrics, *found.claims]
    if of in known:
        return of
    at = Place(f"--of {of}")
    if of in found.not_comparable:
        raise InputError([Problem(at, "S104", "", f"`{of}` cannot be compared: {found.not_comparable[of]}", None)])
    listed = f"; there are {', '.join(known)}" if known else "; they have none in common"
    raise InputError([Problem(at, "S104", "", f"no metric or reading `{of}`{listed}", nearest(of, [*known, *found.not_comparable]))])
