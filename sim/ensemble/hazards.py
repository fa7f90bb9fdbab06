"""Hazards of a scenario, gathered by the cells on which they compete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
    """Return the groups of competing hazards, stages in file order; kinds with the same causes share a group."""
    scenario, kinds = world.scenario, routes.kinds.all
    flows = {name: flow for name, flow in scenario.flows.items() if isinstance(flow, Hazard)}
    groups: list[e.Exits] = []
    for stage, stage_name in enumerate(scenario.stages):
        cells: dict[tuple[str, ...], list[int]] = {}
        for index, kind in enumerate(kinds):
            acting = tuple(
                name
                for name, flow in flows.items()
                if stage_name in origins(flow) and kind.class_ in names(flow.classes or scenario.classes)
            )
            if acting and routes.cells[stage, index]:
                cells.setdefault(acting, []).append(index)
        groups += [_group(world, routes, stage, members, acting) for acting, members in cells.items()]
    return tuple(groups)


def _cause(world: World, name: str, flow: Any) -> _Cause:
    path = f"flows.{name}"
    if flow.rate is not None:
        return _Cause(name, flow, world.value(f"{path}.rate") * PER_MONTH[flow.per])
    return _Cause(name, flow, world.by_step(world.value(f"{path}.probability")))


def _group(world: World, routes: Routes, stage: int, members: list[int], acting: tuple[str, ...]) -> e.Exits:
    kinds = [routes.kinds.all[index] for index in members]
    if any(kind.later for kind in kinds):
        rates = np.concatenate(np.broadcast_arrays(*(_rates(world.at_arrival(kind.later), acting) for kind in kinds)), axis=2)
    else:
        rates = _rates(world, acting)
    ways = tuple(routes.index(name, outcome, stage) for name in acting for outcome in destinations(world.scenario.flows[name]))
    return e.Exits(f"stages.{routes.stages[stage]}.leave.{'+'.join(kind.name for kind in kinds)}", stage, e.some(members), ways, rates)


def _rates(world: World, acting: tuple[str, ...]) -> Floats:
    """Return the rates per month of hazards that compete, by outcome: a signal (step, cause, 1, replicate)."""
    causes = [_cause(world, name, world.scenario.flows[name]) for name in acting]
    found: list[Floats] = []
    for cause, rate in zip(causes, _competing(world, causes), strict=True):
        shares = world.shares_of(cause.name)
        found += [_shared(world, cause, rate, shares[outcome]) for outcome in destinations(cause.flow)]
    return np.stack(np.broadcast_arrays(*found), axis=1)[:, :, np.newaxis, :]


def _shared(world: World, cause: _Cause, rate: Floats, share: Floats) -> Floats:
    """Return the part of a cause's rate that goes to one outcome, by step."""
    return rate * world.by_step(share) if cause.flow.probability is not None else world.by_step(rate * share)


def _competing(world: World, causes: list[_Cause]) -> list[Floats]:
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
