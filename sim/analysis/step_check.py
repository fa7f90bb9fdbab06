"""How far numbers move when the step is halved: an estimate of the error of the time step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import ClaimRow, claim_rows
from sim.analysis.existing import finite
from sim.ensemble.result import Result

Floats = NDArray[np.float64]


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
    """A metric's mean at the scenario's step and at half of it: a stock or an age at the end, everything else over the run.

    Only replicates in which it exists in both runs count; a number is None where there are none, or where it has no limit. `error` is the simulation's standard error of the difference of the two means: both runs share what is drawn by replicate and by
    month, but not the chance of single cases.
    """

    metric: str
    mean: float | None
    mean_half: float | None
    error: float | None


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
        metrics=tuple(_metric_move(result, half, name) for name in result.scenario.metrics),
    )


def _computed(result: Result) -> list[ClaimRow]:
    return [row for row in claim_rows(result) if row.metric is not None and not row.given]


def _metric_move(result: Result, half: Result, name: str) -> MetricMove:
    full, halved = result.value(name), half.value(name)
    both = ~(np.isnan(full) | np.isnan(halved))
    mean, mean_half = _mean(full[both]), _mean(halved[both])
    return MetricMove(name, mean, mean_half, None if mean is None or mean_half is None else _error(halved[both] - full[both]))


def _mean(values: Floats) -> float | None:
    return finite(values.mean()) if len(values) else None


def _error(moves: Floats) -> float:
    return float(moves.std(ddof=1)) / len(moves) ** 0.5 if len(moves) > 1 else 0.0
