"""Ages at the start, and which stages keep them.

Before the start the system was steady where a stage says so, and the clock begins at the start where nothing is said (assumption A29).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PER_MONTH, STEP_MONTHS
from sim.engine import system as e
from sim.ensemble.numbers import impossible
from sim.ensemble.routes import Routes
from sim.ensemble.twins import inflow_shares
from sim.ensemble.world import World
from sim.model.flow import Capacity, Hazard, Inflow, Pulse, destinations, names, origins
from sim.model.scenario import Scenario
from sim.model.stage import Ages

Floats = NDArray[np.float64]


def ages(world: World, routes: Routes, hazards: Sequence[e.Exits]) -> e.Ages | None:
    """Return the stages that keep ages, with the cases at the start by arrival step; None where there are none.

    Arrival steps are the bins before the start, oldest first, then the start itself for cases of unknown age, then the steps, each at
    its middle (assumption A12).
    """
    kept = {stage: history for stage in routes.stages if (history := world.scenario.stages[stage].history)}
    if not kept:
        return None
    bins = max(history.bins for history in kept.values())
    length = STEP_MONTHS[world.scenario.step]
    before = -(np.arange(bins)[::-1] + 0.5) * length
    steps = (world.calendar.times[1:] + world.calendar.times[:-1]) / 2
    count = len(routes.kinds.all)
    cells = [_at_start(world, routes, hazards, stage, kept[stage], bins) for stage in kept]
    wide = max(cell.shape[-1] for cell in cells)
    initial = np.zeros((bins + 1, len(kept) * count, wide))
    for index, cell in enumerate(cells):
        initial[:, index * count : index * count + len(world.scenario.classes)] = cell
    used = np.flatnonzero(initial.any(axis=(1, 2)))
    first = int(used[0]) if used.size else bins
    return e.Ages(
        first={routes.stage(stage): index * count for index, stage in enumerate(kept)},
        rows=len(kept) * count,
        initial=initial[first:],
        arrived=np.concatenate([before, [0.0], steps])[first:],
        known=_known(world.scenario, set(kept)),
    )


def _known(scenario: Scenario, stages: set[str]) -> bool:
    """Tell whether every arrival step must be known: someone asks how old they are who leave by chance, or the latest are served first."""
    asked = {flow.partition(".")[0] for metric in scenario.metrics.values() for flow in names(metric.wait or ())}
    return any(
        (isinstance(flow, Capacity) and flow.order == "lifo")
        or (name in asked and (isinstance(flow, Hazard | Pulse) or (isinstance(flow, Capacity) and flow.order == "random")))
        for name, flow in scenario.flows.items()
        if stages & set(origins(flow))
    )


def _at_start(world: World, routes: Routes, hazards: Sequence[e.Exits], stage: str, history: Ages, bins: int) -> Floats:
    """Return the cases of a stage at the start by arrival step, (bin + 1, class, replicate or 1), oldest first; whole in random mode."""
    found = []
    for class_, cases in world.initial(stage).items():
        if history.initial is None or not cases.any():
            young = np.zeros((bins + 1, len(cases)))
        elif history.initial == "steady":
            young = _cumulated(world, _steady(world, routes, hazards, stage, class_, history, cases), cases, bins)
        else:
            counts = history.initial[class_] if isinstance(history.initial, dict) else history.initial
            total = sum(counts)
            young = _cumulated(world, np.cumsum([0.0, *counts])[:, np.newaxis] / total * cases, cases, bins)
        by_age = np.diff(young, axis=0)
        found.append(np.concatenate([by_age[::-1], (cases - young[-1])[np.newaxis]]))
    return np.stack([np.broadcast_to(each, (bins + 1, max(cell.shape[1] for cell in found))) for each in found], axis=1)


def _cumulated(world: World, young: Floats, cases: Floats, bins: int) -> Floats:
    """Return how many are younger than 0, 1, ... `bins` steps, the last bin being open; whole in random mode."""
    padded = np.concatenate([young[:-1], np.broadcast_to(cases, (bins + 2 - len(young), young.shape[1]))])
    return padded if world.streams is None else np.rint(padded)


def _steady(world: World, routes: Routes, hazards: Sequence[e.Exits], stage: str, class_: str, history: Ages, cases: Floats) -> Floats:
    """Return how many are younger than 0, 1, ... steps in a steady history, (bin + 1, replicate or 1); see docs/method.md."""
    step = STEP_MONTHS[world.scenario.step]
    index = routes.kinds.classes.index(class_)
    hazard = np.zeros(1)
    for group in hazards:
        if group.stage == routes.stage(stage) and index in np.arange(len(routes.kinds.all))[group.classes]:
            hazard = e.at(group.rates, 0).sum(axis=0)[0] * step
    q = np.exp(-hazard)
    arriving = _arrivals(world, stage, class_) * step
    if arriving.any() or not _is_served(world.scenario, stage, class_):
        arriving = np.maximum(arriving, cases * (1 - q))
    if not np.all((arriving > 0) | (cases == 0)):
        raise impossible(
            "S105",
            f"stages.{stage}.ages.initial",
            f"no cases of class `{class_}` arrive from outside, and no hazard alone takes them: no steady history is known",
        )
    a = np.arange(history.bins + 1)[:, np.newaxis]
    if any(isinstance(f, Capacity) and f.order == "fifo" and stage in origins(f) for f in world.scenario.flows.values()):
        grown = np.divide(1 - q**a, 1 - q, out=np.broadcast_to(a * 1.0, np.broadcast_shapes(a.shape, q.shape)).copy(), where=q < 1)
        return np.asarray(np.minimum(cases, arriving * grown))
    share = np.divide(np.minimum(arriving, cases), cases, out=np.zeros(np.broadcast_shapes(arriving.shape, cases.shape)), where=cases > 0)
    return np.asarray(cases * (1 - (1 - share) ** a))


def _is_served(scenario: Scenario, stage: str, class_: str) -> bool:
    flows = [flow for flow in scenario.flows.values() if isinstance(flow, Capacity) and stage in origins(flow)]
    return any(class_ in names(flow.classes or scenario.classes) for flow in flows)


def _arrivals(world: World, stage: str, class_: str) -> Floats:
    """Return the arrivals per month from outside in the first step, (replicate or 1,)."""
    found = np.zeros(1)
    for name, flow in world.scenario.flows.items():
        if isinstance(flow, Inflow) and stage in destinations(flow).values():
            share = inflow_shares(world, name, flow).get(class_, np.zeros((1, 1)))
            found = found + world.by_step(world.value(f"flows.{name}.rate") * share)[0] * PER_MONTH[flow.per]
    return found
