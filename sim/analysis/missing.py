"""What a reader must know of replicates in which a metric does not exist, or has no limit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import every_value
from sim.ensemble.result import Result
from sim.model.flow import names
from sim.model.metric import Metric

Floats = NDArray[np.float64]


def missing(result: Result) -> list[str]:
    """Say of every metric and reading in how many replicates it does not exist or has no limit; nothing where that is none."""
    found: list[str] = []
    for name, metric in result.scenario.metrics.items():
        found += _said(name, result.value(name), *_reasons(metric))
    for reading, values in every_value(result):
        found += _said(reading, values, "there is no value", "it has no limit")
    return found


def _said(name: str, values: Floats, absent: str, limitless: str) -> Iterator[str]:
    without, beyond = int(np.isnan(values).sum()), int(np.isinf(values).sum())
    if without:
        yield f"{name}: {absent} in {without:,} of {len(values):,} replicates, which are left out"
    if beyond:
        yield f"{name}: {limitless} in {beyond:,} of {len(values):,} replicates; they count as above any number"


def _reasons(metric: Metric) -> tuple[str, str]:
    """Return why a metric may not exist, and why it may have no limit."""
    of = " and ".join(names(metric.of))
    if metric.kind == "clearance":
        return "", f"{of} does not fall over the run, so that it is never empty,"
    if metric.kind == "filed":
        return "", f"{of} takes nobody over the run, so that a case filed at the end waits without limit,"
    return (f"no case was there ({of}) at the end" if metric.kind == "age" else f"no case was taken ({of}) over the run"), ""
