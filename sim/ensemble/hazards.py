"""Hazards of a scenario, gathered by the cells on which they compete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PER_MONTH
from sim.engine import system as e
from sim.ensemble.routes import Routes
from sim.ensemble.world import World
from sim.errors import InputError, Place, Problem
from sim.model.flow import Hazard, destinations, names, origins

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Cause:
    """One hazard flow: rates per month by segment, or probabilities by step that become rates where they compete."""

    name: str
    flow: Hazard
    signal: Floats


def exits(world: World, routes: Routes) -> tuple[e.Exits, ...]:
    """Return the groups of competing hazards, stages in file order; classes with the same causes share a group."""
    scenario = world.scenario
    causes = [_cause(world, name, flow) for name, flow in scenario.flows.items() if isinstance(flow, Hazard)]
    groups: list[e.Exits] = []
    for stage, stage_name in enumerate(scenario.stages):
        cells: dict[tuple[str, ...], list[str]] = {}
        for class_ in scenario.classes:
            acting = tuple(c.name for c in causes if stage_name in origins(c.flow) and class_ in names(c.flow.classes or scenario.classes))
            if acting and routes.cells[stage, routes.classes.index(class_)]:
                cells.setdefault(acting, []).append(class_)
        for acting, class_names in cells.items():
            groups.append(_group(world, routes, stage, class_names, [cause for cause in causes if cause.name in acting]))
    return tuple(groups)


def _cause(world: World, name: str, flow: Hazard) -> _Cause:
    path = f"flows.{name}"
    if flow.rate is not None:
        return _Cause(name, flow, world.value(f"{path}.rate") * PER_MONTH[flow.per])
    return _Cause(name, flow, world.by_step(world.value(f"{path}.probability")))


def _group(world: World, routes: Routes, stage: int, class_names: list[str], causes: list[_Cause]) -> e.Exits:
    classes = e.some([routes.classes.index(class_) for class_ in class_names])
    rates: list[Floats] = []
    ways: list[int] = []
    for cause, rate in zip(causes, _rates(world, causes), strict=True):
        shares = world.shares_of(cause.name)
        for outcome in destinations(cause.flow):
            rates.append(_shared(world, cause, rate, shares[outcome]))
            ways.append(routes.index(cause.name, outcome, stage))
    together = np.stack(np.broadcast_arrays(*rates), axis=1)[:, :, np.newaxis, :]
    name = f"stages.{routes.stages[stage]}.leave.{'+'.join(class_names)}"
    return e.Exits(name, stage, classes, tuple(ways), together)


def _shared(world: World, cause: _Cause, rate: Floats, share: Floats) -> Floats:
    """Return the part of a cause's rate that goes to one outcome, by step."""
    return rate * world.by_step(share) if cause.flow.probability is not None else world.by_step(rate * share)


def _rates(world: World, causes: list[_Cause]) -> list[Floats]:
    """Return the causes' rates per month, by segment; probabilities compete by step as h_i = -ln(1 - sum p) p_i / sum p."""
    given = [cause for cause in causes if cause.flow.probability is not None]
    if not given:
        return [cause.signal for cause in causes]
    total = sum((cause.signal for cause in given), np.zeros((1, 1)))
    if (total >= 1).any():
        flows = ", ".join(cause.name for cause in given)
        raise InputError(
            [
                Problem(
                    Place("scenario"),
                    "S202",
                    f"flows.{given[0].name}.probability",
                    f"the chances of {flows} sum to {total.max():.4g}; below 1 is allowed",
                )
            ]
        )
    per_step = np.divide(-np.log1p(-total), total, out=np.ones_like(total), where=total > 0)
    length = (world.calendar.exposure / world.calendar.whole)[:, np.newaxis]
    length = length[:1] if np.ptp(length) == 0 else length
    return [cause.signal * per_step / length if cause.flow.probability is not None else cause.signal for cause in causes]
