"""How far numbers move when the step is halved: an estimate of the error of the time step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.claims import ClaimRow, claim_rows
from sim.ensemble.result import Result


@dataclass(frozen=True)
class ReadingMove:
    """A reading's probability and median at the scenario's step and at half of it; no probability in expected mode."""

    id: str
    reading: str
    probability: float | None
    probability_half: float | None
    median: float | None
    median_half: float | None


@dataclass(frozen=True)
class MetricMove:
    """A metric's mean at the scenario's step and at half of it: a stock at the end, a flow over the run.

    `error` is the simulation's standard error of the difference of the two means: both runs share what is drawn by replicate and by
    month, but not the chance of single cases.
    """

    metric: str
    mean: float
    mean_half: float
    error: float


@dataclass(frozen=True)
class StepCheck:
    """What moves when the step is halved: one row per computed reading, and one per metric."""

    claims: tuple[ReadingMove, ...]
    metrics: tuple[MetricMove, ...]

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Return both lists as plain values, under the keys that `sim run --json` prints."""
        return {"step_check": [asdict(row) for row in self.claims], "step_check_metrics": [asdict(row) for row in self.metrics]}


def step_check(result: Result, half: Result) -> StepCheck:
    """Compare a result with one of the same scenario, seed and mode whose steps were half as long."""
    pairs = zip(_computed(result), _computed(half), strict=True)
    return StepCheck(
        claims=tuple(ReadingMove(a.id, a.reading, a.probability, b.probability, a.median, b.median) for a, b in pairs),
        metrics=tuple(_metric_move(result, half, name) for name in result.paths),
    )


def _computed(result: Result) -> list[ClaimRow]:
    return [row for row in claim_rows(result) if row.median is not None and not row.given]


def _metric_move(result: Result, half: Result, name: str) -> MetricMove:
    full, halved = (np.asarray(each.paths[name][-1], dtype=float) for each in (result, half))
    n = len(full)
    error = float((halved - full).std(ddof=1)) / n**0.5 if n > 1 else 0.0
    return MetricMove(name, float(full.mean()), float(halved.mean()), error)
