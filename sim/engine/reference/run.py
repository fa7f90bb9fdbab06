"""Run a scenario once, and read off what its metrics ask for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sim.engine.reference.chance import Coins, Means
from sim.engine.reference.periods import Periods
from sim.engine.reference.replicate import Replicate
from sim.engine.reference.step import Move, Run
from sim.model.flow import Capacity, names, origins
from sim.model.metric import Metric
from sim.model.scenario import Scenario


@dataclass(frozen=True)
class Result:
    """What one replicate gives.

    `paths` holds stocks on bounds and flows cumulated from the start, one list a metric; `waits` what the cases taken in each step
    had waited, and `ages` what the cases on each bound have waited, as cases by months; `rows` what `clearance`, `relief` and `filed`
    are made of: on bounds the `stock`, and cumulated the cases `served` and those leaving `otherwise`. `unused` and `shortfall` are
    units of work by resource, and cases.
    """

    scenario: Scenario
    periods: Periods
    paths: dict[str, list[float]]
    waits: dict[str, list[dict[float, float]]]
    ages: dict[str, list[dict[float, float]]]
    rows: dict[str, dict[str, list[float]]]
    unused: dict[str, float]
    shortfall: dict[str, float]


def run(scenario: Scenario, seed: int | None = None) -> Result:
    """Run one replicate.

    Parameters
    ----------
    scenario : Scenario
        Its own seed and its number of replicates have no part in this.
    seed : int, optional
        Of the replicate; without it every draw is its mean (expected mode).

    Raises
    ------
    NotImplementedError
        Naming what the twin cannot do.
    InputError
        If drawn values are impossible.

    Examples
    --------
    >>> import sim
    >>> court = sim.load("scenarios/pd-2022/constant-rate.yaml").scenario
    >>> round(run(court).paths["pd_dismissals"][-1], 6) > 0
    True
    """
    found = Run(Replicate(scenario, Means() if seed is None else Coins(random.Random(seed))))
    found.run()
    asked = scenario.metrics
    resources = {name: resource.unused for name, resource in found.resources.items()}
    short = {name: resource.shortfall for name, resource in found.resources.items()}
    return Result(
        scenario=scenario,
        periods=found.replicate.periods,
        paths={name: _path(found, metric) for name, metric in asked.items() if metric.kind in ("stock", "flow")},
        waits={name: [_waits(found, step, metric) for step in range(len(found.moves))] for name, metric in asked.items() if metric.wait},
        ages={name: [_ages(found, bound, metric) for bound in range(len(found.stocks))] for name, metric in asked.items() if metric.age},
        rows={name: _row(found, metric) for name, metric in asked.items() if metric.kind in ("clearance", "relief", "filed")},
        unused=resources,
        shortfall=short | found.short,
    )


def _path(run: Run, metric: Metric) -> list[float]:
    if metric.stock is not None:
        return _stock(run, names(metric.stock), _classes(run, metric))
    wanted, classes = names(metric.flow or ()), _classes(run, metric)
    return _cumulated([sum(n for move, n in moves.items() if _is_of(move, wanted) and move.class_ in classes) for moves in run.moves])


def _classes(run: Run, metric: Metric) -> tuple[str, ...]:
    return names(metric.classes or run.scenario.classes)


def _is_of(move: Move, flows: tuple[str, ...]) -> bool:
    return move.flow in flows or f"{move.flow}.{move.outcome}" in flows


def _stock(run: Run, stages: tuple[str, ...], classes: tuple[str, ...]) -> list[float]:
    return [sum(n for cell, n in stock.items() if cell.stage in stages and cell.class_ in classes) for stock in run.stocks]


def _cumulated(steps: list[float]) -> list[float]:
    found = [0.0]
    for each in steps:
        found.append(found[-1] + each)
    return found


def _waits(run: Run, step: int, metric: Metric) -> dict[float, float]:
    wanted, classes = names(metric.wait or ()), _classes(run, metric)
    now, found = run.replicate.periods.middle(step), dict[float, float]()
    for move, cases in run.moves[step].items():
        if _is_of(move, wanted) and move.class_ in classes:
            found[now - move.since] = found.get(now - move.since, 0) + cases
    return found


def _ages(run: Run, bound: int, metric: Metric) -> dict[float, float]:
    now, found = run.replicate.periods.times[bound], dict[float, float]()
    for cell, cases in run.stocks[bound].items():
        if cell.stage in names(metric.age or ()) and cell.class_ in _classes(run, metric):
            found[now - cell.since] = found.get(now - cell.since, 0) + cases
    return found


def _row(run: Run, metric: Metric) -> dict[str, list[float]]:
    """Return the stock of the stages, or of what a flow takes cases from, and for a flow what leaves it."""
    classes = _classes(run, metric)
    if metric.filed is None:
        return {"stock": _stock(run, names(metric.of), classes)}
    flows: list[Any] = [run.scenario.flows[name] for name in names(metric.filed)]
    stages = tuple(dict.fromkeys(stage for flow in flows if isinstance(flow, Capacity) for stage in origins(flow)))
    taken = {class_ for flow in flows for class_ in names(flow.classes or run.scenario.classes)}
    classes = tuple(class_ for class_ in classes if class_ in taken)
    stock = _stock(run, stages, classes)
    leaving = [{move: n for move, n in moves.items() if move.origin in stages and move.class_ in classes} for moves in run.moves]
    served = [sum(n for move, n in moves.items() if move.flow in names(metric.filed)) for moves in leaving]
    return {
        "stock": stock,
        "served": _cumulated(served),
        "otherwise": _cumulated([sum(moves.values()) - n for moves, n in zip(leaving, served, strict=True)]),
    }
