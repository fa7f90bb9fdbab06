"""What of a run is a forecast in the hubverse's sense: tasks, each a target on a day, with what was forecast and what is known to have happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import ClaimRow
from sim.analysis.existing import quantiles_of
from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES
from sim.plots.say import between

Floats = NDArray[np.float64]
Group = Literal["metric", "reading", "claim"]
OutputType = Literal["quantile", "sample", "pmf"]

LEVELS = tuple(map(repr, QUANTILES))
"""Levels of quantiles as shortest decimals: 0.025, 0.05, 0.1 and so on."""

CATEGORIES = ("missed", "met")
"""What may become of a claim, in order."""

_COUNTED = {"wait": "of the step before", **dict.fromkeys(("flow", "clearance", "relief", "filed"), "since the start")}
"""What the value of a metric on a day is about, where it is not that midnight."""


@dataclass(frozen=True)
class Task:
    """One target on one day.

    `forecasts` holds ids and values by output type. `observed` holds what an oracle would have said, by output type and id; the id is None
    where the value is the same for every id. It is empty where nothing is recorded, or not what exactly.
    """

    group: Group
    target: str
    words: str
    unit: str
    day: date
    forecasts: dict[OutputType, tuple[Sequence[str], Sequence[float] | Floats]]
    observed: dict[tuple[OutputType, str | None], float] = field(default_factory=dict)


def tasks_of(record: Record) -> tuple[list[Task], list[str]]:
    """Return the tasks of a run, and what was left out of them with the reason.

    A metric is a target on every bound after the start, by its quantiles. Each reading that was computed is one at the end of its window,
    by quantiles and by the values of all replicates, and a claim of it another: met or missed, with the claim's probability.
    """
    tasks: list[Task] = []
    left_out: list[str] = []
    for name in record.quantiles:
        found = list(_of_metric(record, name))
        missing = len(record.dates) - 1 - len(found)
        if missing:
            left_out.append(f"{name}: no finite quantiles on {missing} of {len(record.dates) - 1} days")
        tasks += found
    rows = [row for row in record.claims if row.n and not row.given]
    for row in rows:
        task, why = _of_reading(record, row)
        tasks += [task] if task else []
        left_out += [f"{row.name}: {why}"] if why else []
    tasks += [_of_claim(record, row) for row in rows if not row.premise]
    left_out += [f"{row.name} met: its probability follows from the scenario's assumption" for row in rows if row.premise]
    left_out += [f"{row.name} given its events: no outcome tells what would have been" for row in record.claims if row.n and row.given]
    return tasks, left_out


def _of_metric(record: Record, name: str) -> Iterator[Task]:
    about, table = record.about[name], record.quantiles[name]
    counted = _COUNTED.get(about.kind, "at midnight")
    for bound, day in enumerate(record.dates):
        values = table[:, bound]
        if bound and np.isfinite(values).all():
            yield Task("metric", name, f"{name.replace('_', ' ')}, {counted}", about.unit, day, {"quantile": (LEVELS, values)})


def _of_reading(record: Record, row: ClaimRow) -> tuple[Task | None, str | None]:
    """Return the task of a reading's value, None where it has no finite quantiles; and what is missing from it."""
    values = record.values[row.name]
    quantiles = quantiles_of(values, QUANTILES)
    if not np.isfinite(quantiles).all():
        return None, "its quantiles have no limit"
    forecasts: dict[OutputType, tuple[Sequence[str], Sequence[float] | Floats]] = {"quantile": (LEVELS, quantiles)}
    whole = bool(np.isfinite(values).all())
    if whole:
        forecasts["sample"] = ([str(index) for index in range(len(values))], values)
    happened = row.outcome
    known = happened.low if happened and happened.low == happened.high else None
    observed: dict[tuple[OutputType, str | None], float] = {(kind, None): known for kind in forecasts} if known is not None else {}
    task = Task("reading", row.name, f"{row.metric}, {_window(row)}", _unit(record, row), _end(row), forecasts, observed)
    return task, None if whole else "no samples: it has no value, or no limit, in some replicates"


def _of_claim(record: Record, row: ClaimRow) -> Task:
    assert row.probability is not None
    assert row.below is not None
    assert row.above is not None
    observed: dict[tuple[OutputType, str | None], float] = {}
    if row.outcome and row.outcome.status in CATEGORIES:
        observed = {("pmf", category): float(category == row.outcome.status) for category in CATEGORIES}
    chances = (row.below + row.above, row.probability)
    words = f"whether {row.metric}, {_window(row)}, is {between(row.low, row.high)}"
    return Task("claim", f"{row.name} met", words, "met or missed", _end(row), {"pmf": (CATEGORIES, chances)}, observed)


def _unit(record: Record, row: ClaimRow) -> str:
    return record.about[row.metric].unit if row.metric else ""


def _window(row: ClaimRow) -> str:
    return f"from {row.window['from']} to {row.window['to']}" if row.window["from"] else f"at {row.window['to']}"


def _end(row: ClaimRow) -> date:
    assert row.window["to"] is not None
    return date.fromisoformat(row.window["to"])
