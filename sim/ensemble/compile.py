"""From a scenario and one block's world to the arrays the engine runs on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PER_MONTH
from sim.engine import system as e
from sim.engine.split import conditional
from sim.ensemble.aging import ages
from sim.ensemble.asked import probes, timers
from sim.ensemble.hazards import exits
from sim.ensemble.numbers import impossible
from sim.ensemble.reach import reachable
from sim.ensemble.routes import Routes
from sim.ensemble.size import check_size, finite
from sim.ensemble.staff import staff
from sim.ensemble.twins import Kinds, arrivals, inflow_shares
from sim.ensemble.world import World
from sim.model.flow import Capacity, Inflow, NegbinNoise, Pulse, destinations
from sim.model.scenario import Scenario

Floats = NDArray[np.float64]

_MOST_DRIFT = 100
"""A drift of so much a year multiplies an inflow by more than 4,000 every month."""


@finite()
def compile_system(world: World) -> e.System:
    """Compile a scenario for one block.

    Raises
    ------
    InputError
        If drawn values are impossible: more cases or work than the engine's draws can take, a count above the pool.
    """
    scenario, kinds = world.scenario, Kinds.in_scenario(world.scenario)
    routes = Routes(scenario, kinds, reachable(world, kinds))
    resources, hazards = _resources(world, routes), exits(world, routes)
    system = e.System(
        exposure=world.calendar.exposure,
        initial=_initial(world, kinds),
        routes=tuple(routes.all),
        exits=hazards,
        inflows=tuple(_inflow(world, routes, name, flow) for name, flow in _of_kind(scenario, Inflow)),
        services=tuple(_service(world, routes, resources, name, flow) for name, flow in _of_kind(scenario, Capacity) if routes.find(flow)),
        resources=tuple(resources.values()),
        charges=_charges(world, routes, list(resources)),
        pulses=tuple(_pulse(world, routes, name, flow) for name, flow in _of_kind(scenario, Pulse) if routes.find(flow)),
        adjustment=_adjustment(world),
        active=np.array([i for i, stage in enumerate(scenario.stages.values()) if stage.kind == "active"], dtype=np.intp),
        probes=tuple(probe for name in scenario.metrics for probe in probes(scenario, routes, name)),
        ages=ages(world, routes, hazards),
        timers=timers(world, routes),
        arrivals=scenario.arrivals,
        moves=scenario.moves,
    )
    check_size(system, list(scenario.stages))
    return system


def _of_kind(scenario: Scenario, kind: type) -> list[tuple[str, Any]]:
    return [(name, flow) for name, flow in scenario.flows.items() if isinstance(flow, kind)]


def _initial(world: World, kinds: Kinds) -> Floats:
    """Return the cases at the start, shape (stage, kind, replicate or 1); twins have none."""
    stages = [list(world.initial(stage).values()) for stage in world.scenario.stages]
    cells = np.stack(np.broadcast_arrays(*(values for stage in stages for values in stage)))
    found = np.zeros((len(stages), len(kinds.all), cells.shape[-1]))
    found[:, : len(world.scenario.classes)] = cells.reshape(len(stages), -1, cells.shape[-1])
    return found


def _charges(world: World, routes: Routes, resources: list[str]) -> tuple[e.Charge, ...]:
    """Return what cases are charged beyond the price of their service: work of other resources, and freed work that is lost (A14)."""
    found = [e.Charge(resources.index(name), route, np.full((1, 1), units)) for name, route, units in routes.charged()]
    for name, resource in world.scenario.resources.items():
        if resource.refill:
            lost = 1.0 - world.by_step(world.value(f"resources.{name}.refill.share"))
            found += [e.Charge(resources.index(name), route, lost) for route in routes.of(resource.refill.flow)]
    return tuple(found)


def _inflow(world: World, routes: Routes, name: str, flow: Inflow) -> e.Inflow:
    path, segments = f"flows.{name}", world.segments
    rate = world.value(f"{path}.rate") * PER_MONTH[flow.per] * _drift(world, path)
    if flow.season:
        rate = rate * np.array(flow.season)[segments.month % 12, np.newaxis]
    if flow.ar1:
        rate = rate * world.ar1(f"{path}.ar1", flow.ar1.rho, flow.ar1.sigma)
    classes, shares = arrivals(world, routes.kinds, inflow_shares(world, name, flow))
    dispersion = flow.noise.negbin if isinstance(flow.noise, NegbinNoise) else {"poisson": np.inf, "none": 0.0}[flow.noise]
    return e.Inflow(
        name=path,
        route=routes.index(name, None, None),
        mean=world.by_step(rate) * world.calendar.exposure[:, np.newaxis],
        classes=classes,
        chances=_chances(shares, world),
        dispersion=float(dispersion),
    )


def _drift(world: World, path: str) -> Floats:
    """Return the mean of exp(g t) over each segment, with g the drift per month."""
    g = world.value(f"{path}.drift") / 12
    if not g.any():
        return np.ones((1, 1))
    if (most := float(np.abs(g).max()) * 12) >= _MOST_DRIFT:
        raise impossible("S502", f"{path}.drift", f"a drift of {most:,.6g} a year was drawn; below {_MOST_DRIFT:,} are allowed")
    begin, length = world.segments.begin[:, np.newaxis], world.segments.length[:, np.newaxis]
    grown = np.divide(np.expm1(g * length), g * length, out=np.ones(np.broadcast_shapes(g.shape, length.shape)), where=g != 0)
    return np.exp(g * begin) * grown


def _stacked(signals: list[Floats], world: World) -> Floats:
    """Stack signals by segment, averaged by step, along a new first axis."""
    return np.stack(np.broadcast_arrays(*(world.by_step(signal) for signal in signals)))


def _chances(shares: list[Floats], world: World) -> Floats:
    """Return the chance of each share but the last given none before it, a signal (step, share less one, replicate)."""
    return np.moveaxis(conditional(_stacked(shares, world)), 0, 1)


def _work(world: World, rate: Floats) -> Floats:
    """Cumulate a rate per month over the steps, shape (step + 1, replicate or 1)."""
    each = np.atleast_2d(world.by_step(rate) * world.calendar.exposure[:, np.newaxis])
    return np.concatenate([np.zeros((1, each.shape[1])), np.cumsum(each, axis=0)])


def _resources(world: World, routes: Routes) -> dict[str, e.Resource]:
    """Return the scenario's resources, and one for each flow with a capacity of its own; none of them sees the queue (assumption A28)."""
    found: dict[str, e.Resource] = {}
    for name, resource in world.scenario.resources.items():
        path = f"resources.{name}"
        rate = staff(world, path, resource) * world.value(f"{path}.productivity") * world.value(f"{path}.noise")
        found[name] = e.Resource(name, _work(world, rate * PER_MONTH[resource.per]))
    for name, flow in _of_kind(world.scenario, Capacity):
        if flow.capacity is not None:
            rate = world.value(f"flows.{name}.capacity") * PER_MONTH[flow.per]
            found[routes.own(name)] = e.Resource(routes.own(name), _work(world, rate))
    return found


def _service(world: World, routes: Routes, resources: dict[str, e.Resource], name: str, flow: Capacity) -> e.Service:
    outcomes = list(destinations(flow))
    shares = _outcome_shares(world, name, outcomes)
    resource = flow.resource or routes.own(name)
    prices = [routes.price(flow, outcome, resource) for outcome in outcomes]
    classes, stages = routes.classes_of(flow), routes.origins(flow)
    return e.Service(
        name=f"flows.{name}",
        resource=list(resources).index(resource),
        origins=stages,
        classes=classes,
        routes=tuple(tuple(routes.index(name, outcome, stage) for stage in stages) for outcome in outcomes),
        chances=_service_chances(world, routes, name, outcomes),
        price=np.tensordot(np.array(prices), shares, axes=1),
        tiers=_tiers(flow, [kind.class_ for _ in stages for kind in routes.kinds.on(classes)]),
        order=flow.order,
    )


def _outcome_shares(world: World, name: str, outcomes: list[str | None]) -> Floats:
    """Return the shares of a flow's outcomes, shape (outcome, step or 1, replicate or 1)."""
    by_outcome = world.shares_of(name)
    return _stacked([by_outcome[outcome] for outcome in outcomes], world)


def _service_chances(world: World, routes: Routes, name: str, outcomes: list[str | None]) -> Floats:
    """Return the chances of a service's outcomes, a signal (step, outcome less one, cell or 1, replicate)."""
    flow = world.scenario.flows[name]
    kinds = routes.kinds.on(routes.classes_of(flow))
    later = [kind.later for _ in routes.origins(flow) for kind in kinds] if any(kind.later for kind in kinds) else [frozenset[str]()]
    by_cell = np.stack(np.broadcast_arrays(*(_outcome_shares(world.at_arrival(each), name, outcomes) for each in later)), axis=2)
    return np.moveaxis(conditional(by_cell), 0, 1)


def _tiers(flow: Capacity, cells: list[str]) -> tuple[e.Indices, ...]:
    """Return the cells of a service, named by their classes, in groups that are served one after the other."""
    ranks = [flow.priority.index(class_) if flow.priority and class_ in flow.priority else len(flow.priority or ()) for class_ in cells]
    return tuple(np.flatnonzero(np.array(ranks) == rank) for rank in sorted(set(ranks)))


def _pulse(world: World, routes: Routes, name: str, flow: Pulse) -> e.Pulse:
    return e.Pulse(
        name=f"flows.{name}",
        step=world.calendar.step_of(flow.on),
        origins=routes.origins(flow),
        classes=routes.classes_of(flow),
        routes=tuple(routes.index(name, None, stage) for stage in routes.origins(flow)),
        amount=world.once(f"flows.{name}.{'count' if flow.share is None else 'share'}", flow.on),
        is_share=flow.share is not None,
    )


def _adjustment(world: World) -> e.Adjustment | None:
    given = world.scenario.adjustment
    if given is None or (given.rate is None and given.count is None):
        return None
    path = f"adjustment.{'count' if given.rate is None else 'rate'}"
    amount = world.by_step(world.value(path) * PER_MONTH[given.per]) * world.calendar.exposure[:, np.newaxis]
    return e.Adjustment(amount, is_share=given.rate is not None)
