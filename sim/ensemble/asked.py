"""What the engine is to record, from what metrics, claims and bounds ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.engine import system as e
from sim.ensemble.routes import Routes
from sim.ensemble.world import World
from sim.model.asked import dates, windows
from sim.model.flow import names
from sim.model.metric import Metric
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Floats = NDArray[np.float64]


def probes(scenario: Scenario, routes: Routes, name: str) -> Iterator[e.Probe]:
    """Yield what is recorded of a metric on every bound: a stock, a flow, or the stocks and flows its arithmetic needs."""
    metric = scenario.metrics[name]
    if metric.kind in ("stock", "clearance", "relief"):
        yield e.Probe(name, "stock", _cells(routes, metric, [routes.stage(stage) for stage in names(metric.of)]))
    elif metric.kind == "flow":
        yield e.Probe(name, "flow", _on_routes(routes, metric, _routes(routes, metric)))
    elif metric.kind == "filed":
        served = _on_routes(routes, metric, _routes(routes, metric))
        cells = tuple(dict.fromkeys((routes.all[route].origin, kind) for route, kind in served))
        every = [(route, kind) for route in range(len(routes.all)) for kind in routes.classes_on(route)]
        left = [(route, kind) for route, kind in every if (routes.all[route].origin, kind) in cells and (route, kind) not in served]
        yield e.Probe(name, "stock", cells)
        yield e.Probe(f"{name}.served", "flow", served)
        yield e.Probe(f"{name}.left", "flow", tuple(left))


def _kinds(routes: Routes, metric: Metric) -> list[int]:
    return routes.kinds.of(names(metric.classes or routes.scenario.classes))


def _cells(routes: Routes, metric: Metric, stages: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((stage, kind) for stage in stages for kind in _kinds(routes, metric))


def _routes(routes: Routes, metric: Metric) -> list[int]:
    return sorted({route for flow in names(metric.of) for route in routes.of(flow)})


def _on_routes(routes: Routes, metric: Metric, items: list[int]) -> tuple[tuple[int, int], ...]:
    wanted = _kinds(routes, metric)
    return tuple((route, kind) for route in items for kind in wanted if kind in routes.classes_on(route))


def timers(world: World, routes: Routes) -> tuple[e.Timer, ...]:
    """Return what is recorded of waits and ages."""
    return tuple(_timer(world, routes, name, metric) for name, metric in world.scenario.metrics.items() if metric.kind in ("wait", "age"))


def _timer(world: World, routes: Routes, name: str, metric: Metric) -> e.Timer:
    asked = metric.statistic or "mean"
    spans = windows(world.scenario, name) if metric.kind == "wait" else ()
    stages = [routes.stage(stage) for stage in names(metric.of)] if metric.kind == "age" else []
    return e.Timer(
        name=name,
        kind="wait" if metric.kind == "wait" else "age",
        statistic="over" if asked.startswith("over") else asked,  # type: ignore[arg-type]
        over=12.0 * int(asked[5]) if asked.startswith("over") else 0.0,
        cells=_on_routes(routes, metric, _routes(routes, metric)) if metric.kind == "wait" else _cells(routes, metric, stages),
        shares=np.array([_within(world.calendar, *span) for span in spans]).reshape(len(spans), world.calendar.steps),
        bounds=_bounds(world, name, metric) if metric.kind == "age" else frozenset(),
    )


def _within(calendar: Calendar, begin: date, end: date) -> Floats:
    """Return the share of each step that lies in a window, shape (step,): that share of its waits counts (assumption A3)."""
    first, last = calendar.time(begin), calendar.time(end)
    inside = np.minimum(calendar.times[1:], last) - np.maximum(calendar.times[:-1], first)
    return np.asarray(np.clip(inside / calendar.exposure, 0.0, 1.0))


def _bounds(world: World, name: str, metric: Metric) -> frozenset[int]:
    """Return the bounds on which an age is looked at: those on both sides of each date asked for."""
    times = world.calendar.times
    if metric.dates == "every-step":
        return frozenset(range(len(times)))
    asked = [world.calendar.time(day) for day in dates(world.scenario, name)]
    before = [int(np.searchsorted(times, time, side="right")) - 1 for time in asked]
    return frozenset(before) | {int(np.searchsorted(times, time, side="left")) for time in asked}
