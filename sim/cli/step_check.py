"""`sim run --step-check` as blocks: each number at the scenario's step and at half of it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.analysis.step_check import MetricMove, ReadingMove, StepCheck
from sim.cli.blocks import Block, Column, Line, Table, cells


def _column(title: str, *fields: str) -> Column:
    left = title in ("claim", "reading", "metric")
    return Column(title, fields, "left" if left else "right", wrap=left, fold=True)


_READING = (
    _column("claim", "id"),
    _column("reading", "reading"),
    _column("probability", "probability"),
    _column("half", "probability_half"),
    _column("moves", "probability_move"),
    _column("median", "median"),
    _column("half", "median_half"),
    _column("moves", "median_move"),
)

_METRIC = (
    _column("metric", "metric"),
    _column("mean", "mean"),
    _column("half", "mean_half"),
    _column("moves", "mean_move"),
    _column("in percent", "share_move"),
    _column("standard error", "error"),
)


def step_blocks(found: StepCheck) -> Iterator[Block]:
    """Yield how far readings and metrics move when the step is halved."""
    yield Line("\nWith half the step: parameters and monthly noise are the same, single cases are drawn anew", "bold")
    claims = [cells(_READING, _reading(row), vars(row) | _moves(row, "probability", "median")) for row in found.claims]
    yield Table("step-check-claims", _READING, claims, listed=bool(found.claims))
    metrics = [cells(_METRIC, _metric(row), vars(row) | _moves(row, "mean") | {"share_move": _share(row)}) for row in found.metrics]
    yield Table("step-check-metrics", _METRIC, metrics)


def _moves(row: ReadingMove | MetricMove, *names: str) -> dict[str, float | None]:
    pairs = {name: (getattr(row, name), getattr(row, f"{name}_half")) for name in names}
    return {f"{name}_move": None if None in pair else pair[1] - pair[0] for name, pair in pairs.items()}


def _share(row: MetricMove) -> float | None:
    return (row.mean_half - row.mean) / abs(row.mean) if row.mean and row.mean_half is not None else None


def _reading(row: ReadingMove) -> list[str]:
    return [
        row.id,
        row.reading,
        *_pair(row.probability, row.probability_half, ".4f"),
        *_pair(row.median, row.median_half, _form(row.median)),
    ]


def _pair(full: float | None, half: float | None, form: str) -> list[str]:
    if full is None or half is None:
        return ["none", "none", ""]
    return [f"{full:{form}}", f"{half:{form}}", f"{half - full:+{form}}"]


def _metric(row: MetricMove) -> list[str]:
    moved = _share(row)
    share = "" if moved is None else f"{moved:+.3%}"
    error = "" if row.error is None else f"{row.error:{_form(row.mean)}}"
    return [row.metric, *_pair(row.mean, row.mean_half, _form(row.mean)), share, error]


def _form(value: float | None) -> str:
    """Return the format of a number and its moves: one decimal, and at least four significant digits."""
    size = math.floor(math.log10(abs(value))) if value else 0
    return f",.{max(1, 3 - size)}f"
