"""A run as it is shown and kept: everything plots and reports need, whether it has just been made or is read from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.beside import beside_changes
from sim.analysis.claims import ClaimRow, claim_rows, every_value, recorded_outcome
from sim.analysis.differences import Differences
from sim.analysis.missing import missing
from sim.analysis.plausibility import PlausibilityRow, plausibility_rows
from sim.analysis.summary import QUANTILES, metric_summary, quantile_paths
from sim.analysis.units import unit_of
from sim.analysis.variance import Split
from sim.ensemble.result import Result
from sim.model.flow import names
from sim.reading.assumptions import Assumption, assumptions
from sim.reading.load import Loaded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MetricInfo:
    """What a metric is: its kind, of which classes, of which quantity and unit, and that quantity's definition.

    `of` names the stages or flows it is about, `statistic` what is taken of waits and ages, `target` the stock that `relief` is to reach;
    `whole` is true where it counts every class.
    """

    kind: str
    classes: tuple[str, ...]
    quantity: str | None
    unit: str
    definition: str | None
    of: tuple[str, ...] = ()
    statistic: str | None = None
    target: float | None = None
    whole: bool = True


@dataclass(frozen=True)
class ClaimInfo:
    """What a claim says and where it was said."""

    statement: str | None
    source: str | None
    made_on: str | None


@dataclass(frozen=True)
class Record:
    """One run of one scenario.

    `quantiles[metric]` has shape (quantile, bound), with the quantiles of `sim.analysis.summary.QUANTILES` of what
    `sim.analysis.summary.over_time` says: flows are cumulated from the start. `drawn` and `values` hold one number per replicate: parameters by path, readings by `claim/reading`.
    `citations` gives the words for the sources that outcomes and plausibility rows name by id, `arguments` the reasons for what is
    said to have happened by `claim/reading`, `definitions` what the quantities count that claims and metrics name.
    `since[metric][begin]` holds the same quantiles of a flow counted from where a claim's window begins, if that is not the start: as
    lists, by quantile, at that day (ISO 8601) and at every bound after it. `baseline` is this run minus that of the scenario's baseline,
    `variance` how the variance of each reading splits by level, where that was looked at.
    """

    scenario: str
    title: str
    question: str | None
    assumption: str | None
    start: date
    end: date
    step: str
    as_of: date | None
    seed: int
    replicates: int
    elapsed: float
    dates: tuple[date, ...]
    metrics: dict[str, dict[str, float | None]]
    about: dict[str, MetricInfo]
    quantiles: dict[str, Floats]
    claims: list[ClaimRow]
    statements: dict[str, ClaimInfo]
    plausibility: list[PlausibilityRow]
    assumptions: list[Assumption]
    not_modelled: tuple[str, ...]
    notes: list[str]
    drawn: Mapping[str, Floats]
    values: Mapping[str, Floats]
    since: dict[str, dict[str, list[list[float]]]] = field(default_factory=dict)
    citations: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    baseline: Differences | None = None
    variance: tuple[Split, ...] = ()


def record(loaded: Loaded, result: Result, baseline: Differences | None = None) -> Record:
    """Summarise a result for showing and keeping; `baseline` is its difference from the run of the scenario's baseline."""
    scenario = result.scenario
    rows = claim_rows(result)
    return Record(
        scenario=loaded.stem,
        title=scenario.title,
        question=scenario.question,
        assumption=scenario.assumption,
        start=scenario.start,
        end=scenario.end,
        step=scenario.step,
        as_of=scenario.as_of,
        seed=scenario.seed,
        replicates=result.replicates,
        elapsed=result.elapsed,
        dates=result.calendar.bounds,
        metrics=metric_summary(result),
        about={name: about_metric(loaded, name) for name in scenario.metrics},
        quantiles={name: quantile_paths(result, name) for name in scenario.metrics},
        claims=rows,
        statements={claim.id: _statement(loaded, claim) for claim in scenario.claims},
        plausibility=plausibility_rows(result),
        assumptions=assumptions(loaded),
        not_modelled=scenario.not_modelled,
        notes=notes(result),
        drawn=dict(sorted(result.drawn.items())),
        values=dict(every_value(result)),
        since=_since(result, rows),
        citations=_citations(loaded, rows),
        arguments=_arguments(loaded),
        definitions=_definitions(loaded, rows),
        baseline=baseline,
    )


def _since(result: Result, rows: list[ClaimRow]) -> dict[str, dict[str, list[list[float]]]]:
    """Return quantiles of each claimed flow, counted from the beginning of its window."""
    found: dict[str, dict[str, list[list[float]]]] = {}
    for row in rows:
        begin = row.window["from"]
        is_flow = row.metric is not None and result.scenario.metrics[row.metric].kind == "flow"
        if (
            row.metric
            and is_flow
            and begin
            and date.fromisoformat(begin) > result.calendar.start
            and begin not in found.get(row.metric, {})
        ):
            found.setdefault(row.metric, {})[begin] = _counted_from(result, row.metric, date.fromisoformat(begin))
    return found


def _counted_from(result: Result, metric: str, begin: date) -> list[list[float]]:
    base, after = result.at(metric, begin), [index for index, bound in enumerate(result.calendar.bounds) if bound > begin]
    path = np.vstack([np.zeros_like(base), result.paths[metric][after] - base])
    return [[float(value) for value in line] for line in np.quantile(path, QUANTILES, axis=1)]


def about_metric(loaded: Loaded, name: str) -> MetricInfo:
    """Say what one of a scenario's metrics is."""
    metric = loaded.scenario.metrics[name]
    quantity = loaded.seeds.quantities.get(metric.quantity or "")
    return MetricInfo(
        kind=metric.kind,
        classes=names(metric.classes or loaded.scenario.classes),
        quantity=metric.quantity,
        unit=quantity.unit if quantity and metric.kind in ("stock", "flow") else unit_of(metric),
        definition=quantity.definition if quantity else None,
        of=names(metric.of),
        statistic=(metric.statistic or "mean") if metric.kind in ("wait", "age") else None,
        target=metric.target,
        whole=set(names(metric.classes or loaded.scenario.classes)) == set(loaded.scenario.classes),
    )


def _citations(loaded: Loaded, rows: list[ClaimRow]) -> dict[str, str]:
    named = [row.outcome.source for row in rows if row.outcome] + [row.source for row in loaded.scenario.plausibility]
    return {name: loaded.seeds.cite(name) for name in dict.fromkeys(named)}


def _arguments(loaded: Loaded) -> dict[str, str]:
    """Return why an outcome is what it is said to be, with the quality of its source, by `claim/reading`."""
    found: dict[str, str] = {}
    for claim in loaded.scenario.claims:
        for name, reading in claim.readings.items():
            settled = recorded_outcome(claim, name, reading)
            if settled:
                found[f"{claim.id}/{name}"] = f"{settled.quality}: {' '.join(settled.argument.split())}"
    return found


def _definitions(loaded: Loaded, rows: list[ClaimRow]) -> dict[str, str]:
    named = [row.definition for row in rows] + [metric.quantity for metric in loaded.scenario.metrics.values()]
    known = loaded.seeds.quantities
    return {name: known[name].definition for name in dict.fromkeys(named) if name in known}


def _statement(loaded: Loaded, claim: Any) -> ClaimInfo:
    source = loaded.seeds.cite(claim.source) if claim.source else None
    return ClaimInfo(claim.statement, source, claim.made_on.isoformat() if claim.made_on else None)


def notes(result: Result) -> list[str]:
    """Say what its numbers alone do not show of a run: values that do not exist, dates beside a change, unused capacity, shortfalls."""
    found: list[str] = []
    if result.mode == "expected":
        found.append(
            "expected mode: one run in which every draw is its mean, so there are values and no probabilities; it is not the mean of random"
            " runs where a capacity binds now and then"
        )
    found += [*missing(result), *beside_changes(result)]
    for name, unused in result.unused.items():
        share = float((unused > 0.5).mean())
        if share:
            found.append(f"{name}: some capacity stood unused in {share:.1%} of replicates (mean {unused.mean():,.0f} units of work)")
    for name, shortfall in result.shortfall.items():
        share = float((shortfall > 0.5).mean())
        if share:
            found.append(
                f"{name}: {shortfall[shortfall > 0.5].mean():,.0f} units on average could not be taken off, in {share:.1%} of replicates"
            )
    for name, happened in result.happened.items():
        share = float(happened.mean())
        if share < 1:
            found.append(f"event {name} happened before the end in {share:.1%} of replicates")
    for key, reason in result.scenario.use_anyway.items():
        found.append(f"{key} is admitted, whatever the day on which it was first public: {reason}")
    return found
