"""From a scenario and one block's world to the arrays the engine runs on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PER_MONTH
from sim.engine import system as e
from sim.engine.split import conditional
from sim.ensemble.hazards import exits
from sim.ensemble.reach import reachable
from sim.ensemble.routes import Routes
from sim.ensemble.world import World
from sim.errors import InputError, Place, Problem
from sim.model.flow import Capacity, Inflow, NegbinNoise, Pulse, destinations, names
from sim.model.scenario import Scenario

Floats = NDArray[np.float64]


def compile_system(world: World) -> e.System:
    """Compile a scenario for one block.

    Raises
    ------
    InputError
        If drawn values are impossible: more eligible cases than the engine's draws can take, a count above the pool.
    """
    scenario, routes = world.scenario, Routes(world.scenario, reachable(world))
    resources = _resources(world, routes)
    system = e.System(
        exposure=world.calendar.exposure,
        initial=_initial(world),
        routes=tuple(routes.all),
        exits=exits(world, routes),
        inflows=tuple(_inflow(world, routes, name, flow) for name, flow in _of_kind(scenario, Inflow)),
        services=tuple(_service(world, routes, resources, name, flow) for name, flow in _of_kind(scenario, Capacity) if routes.find(flow)),
        resources=tuple(resources.values()),
        uses=np.array([routes.charges(name) for name in resources]),
        pulses=tuple(_pulse(world, routes, name, flow) for name, flow in _of_kind(scenario, Pulse) if routes.find(flow)),
        adjustment=_adjustment(world),
        active=np.array([i for i, stage in enumerate(scenario.stages.values()) if stage.kind == "active"], dtype=np.intp),
        probes=tuple(_probe(scenario, routes, name) for name in scenario.metrics),
        arrivals=scenario.arrivals,
        moves=scenario.moves,
    )
    _check_size(system)
    return system


def _of_kind(scenario: Scenario, kind: type) -> list[tuple[str, Any]]:
    return [(name, flow) for name, flow in scenario.flows.items() if isinstance(flow, kind)]


def _initial(world: World) -> Floats:
    """Return the cases at the start, shape (stage, class, replicate or 1)."""
    stages = [list(world.initial(stage).values()) for stage in world.scenario.stages]
    cells = np.broadcast_arrays(*(values for stage in stages for values in stage))
    return np.stack(cells).reshape(len(stages), len(world.scenario.classes), -1)


def _check_size(system: e.System) -> None:
    arrivals = sum((flow.mean.sum(axis=0).max() for flow in system.inflows), 0.0)
    most = float(system.initial.sum(axis=(0, 1)).max()) + 1.5 * float(arrivals)
    if system.adjustment:
        added = float(np.maximum(system.adjustment.amount, 0).sum(axis=0).max())
        most = most * (1 + added) if system.adjustment.is_share else most + added
    if most >= e.MAX_CASES:
        problem = Problem(Place("scenario"), "S502", "", f"as many as {most:,.0f} cases may come up; below {e.MAX_CASES:,} are allowed")
        raise InputError([problem])


def _inflow(world: World, routes: Routes, name: str, flow: Inflow) -> e.Inflow:
    path, segments = f"flows.{name}", world.segments
    rate = world.value(f"{path}.rate") * PER_MONTH[flow.per] * _drift(world, path)
    if flow.season:
        rate = rate * np.array(flow.season)[segments.month % 12, np.newaxis]
    if flow.ar1:
        rate = rate * world.ar1(f"{path}.ar1", flow.ar1.rho, flow.ar1.sigma)
    shares = world.shares(f"{path}.shares") if flow.shares else {world.scenario.classes[0]: np.ones((1, 1))}
    dispersion = flow.noise.negbin if isinstance(flow.noise, NegbinNoise) else {"poisson": np.inf, "none": 0.0}[flow.noise]
    return e.Inflow(
        name=path,
        route=routes.index(name, None, None),
        mean=world.by_step(rate) * world.calendar.exposure[:, np.newaxis],
        classes=e.some([routes.classes.index(class_) for class_ in shares]),
        chances=_chances(list(shares.values()), world),
        dispersion=float(dispersion),
    )


def _drift(world: World, path: str) -> Floats:
    """Return the mean of exp(g t) over each segment, with g the drift per month."""
    g = world.value(f"{path}.drift") / 12
    if not g.any():
        return np.ones((1, 1))
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
    """Return the scenario's resources, and one for each flow with a capacity of its own."""
    found: dict[str, e.Resource] = {}
    for name, resource in world.scenario.resources.items():
        path = f"resources.{name}"
        rate = world.value(f"{path}.headcount") * world.value(f"{path}.productivity") * world.value(f"{path}.noise")
        found[name] = e.Resource(name, _work(world, rate * PER_MONTH[resource.per]))
    for name, flow in _of_kind(world.scenario, Capacity):
        if flow.capacity is not None:
            rate = world.value(f"flows.{name}.capacity") * PER_MONTH[flow.per]
            found[routes.own(name)] = e.Resource(routes.own(name), _work(world, rate))
    return found


def _service(world: World, routes: Routes, resources: dict[str, e.Resource], name: str, flow: Capacity) -> e.Service:
    outcomes, by_outcome = list(destinations(flow)), world.shares_of(name)
    shares = _stacked([by_outcome[outcome] for outcome in outcomes], world)
    resource = flow.resource or routes.own(name)
    prices = [routes.price(flow, outcome, resource) for outcome in outcomes]
    return e.Service(
        name=f"flows.{name}",
        resource=list(resources).index(resource),
        origins=routes.origins(flow),
        classes=routes.classes_of(flow),
        routes=tuple(tuple(routes.index(name, outcome, stage) for stage in routes.origins(flow)) for outcome in outcomes),
        chances=np.moveaxis(conditional(shares), 0, 1),
        price=np.tensordot(np.array(prices), shares, axes=1),
    )


def _pulse(world: World, routes: Routes, name: str, flow: Pulse) -> e.Pulse:
    return e.Pulse(
        name=f"flows.{name}",
        step=world.calendar.step_of(flow.on),
        origins=routes.origins(flow),
        classes=routes.classes_of(flow),
        routes=tuple(routes.index(name, None, stage) for stage in routes.origins(flow)),
        amount=world.once(f"flows.{name}.{'count' if flow.share is None else 'share'}"),
        is_share=flow.share is not None,
    )


def _adjustment(world: World) -> e.Adjustment | None:
    given = world.scenario.adjustment
    if given is None or (given.rate is None and given.count is None):
        return None
    path = f"adjustment.{'count' if given.rate is None else 'rate'}"
    amount = world.by_step(world.value(path) * PER_MONTH[given.per]) * world.calendar.exposure[:, np.newaxis]
    return e.Adjustment(amount, is_share=given.rate is not None)


def _probe(scenario: Scenario, routes: Routes, name: str) -> e.Probe:
    metric = scenario.metrics[name]
    wanted = [scenario.classes.index(class_) for class_ in names(metric.classes or scenario.classes)]
    if metric.stock is not None:
        return e.Probe(name, "stock", tuple((routes.stage(stage), class_) for stage in names(metric.stock) for class_ in wanted))
    items = sorted({route for flow in names(metric.flow or ()) for route in routes.of(flow)})
    return e.Probe(name, "flow", tuple((route, class_) for route in items for class_ in wanted if class_ in routes.classes_on(route)))
