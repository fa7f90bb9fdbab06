"""Every number of a scenario by its path: the dotted place in the file, used by `set`, events, streams and reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.model.distribution import Dirichlet
from sim.model.event import Event
from sim.model.flow import Capacity, Flow, Hazard, Inflow, Mover, Pulse
from sim.model.number import walk
from sim.model.resource import PoissonHires, Resource
from sim.model.stage import Stage

REST = "rest"


def numbers(scenario: Any) -> dict[str, Any]:
    """Return the numbers of a scenario by path, as written, without the numbers inside them.

    `rest` is left out; a Dirichlet stands under the path of its `shares`. Works on anything with a scenario's fields.
    """
    found: dict[str, Any] = {}
    for name, stage in scenario.stages.items():
        found.update(_of_stage(f"stages.{name}", stage))
    for name, flow in scenario.flows.items():
        found.update(_of_flow(f"flows.{name}", flow))
    for name, resource in scenario.resources.items():
        found.update(_of_resource(f"resources.{name}", resource))
    for name, number in scenario.parameters.items():
        found[f"parameters.{name}"] = number
    for name, event in scenario.events.items():
        found.update(_of_event(f"events.{name}", event))
    if scenario.adjustment:
        found.update(_given("adjustment", {"rate": scenario.adjustment.rate, "count": scenario.adjustment.count}))
    return {path: number for path, number in found.items() if number != REST}


def every_number(scenario: Any) -> Iterator[tuple[str, Any]]:
    """Yield every number of a scenario with its path, those inside other numbers included."""
    for path, number in numbers(scenario).items():
        yield from walk(path, number)


def movable(scenario: Any) -> dict[str, Any]:
    """Return the numbers, those inside other numbers included, in whose place another number may stand, by path.

    Not a law of several shares at once, nor the nothing that a stage of several classes begins with where it says nothing.
    """
    several = {f"stages.{name}.initial" for name in scenario.stages} if len(scenario.classes) > 1 else set()
    return {path: number for path, number in every_number(scenario) if path not in several and not isinstance(number, Dirichlet)}


def changeable(scenario: Any) -> list[str]:
    """Return the paths an event may change: every number that acts during the run, and not once."""
    return [
        inner
        for path, number in numbers(scenario).items()
        if not acts_once(scenario, path) and not isinstance(number, Dirichlet)
        for inner, part in walk(path, number)
        if not inner.endswith(".count") or inner == path
    ]


def acts_once(scenario: Any, path: str) -> bool:
    """Tell whether a number, by its path, is needed once and not all through the run, so that neither events nor months can change it."""
    section, name, *rest = [*path.split("."), ""]
    if section == "flows":
        return isinstance(scenario.flows.get(name), Pulse) or rest[0] == "drift"
    if section == "resources":
        return rest[0] == "learning" or (rest[0] == "hires" and rest[1] != "poisson")
    return section in ("stages", "events")


def _given(path: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{path}.{name}": value for name, value in values.items() if value is not None}


def _of_stage(path: str, stage: Stage) -> dict[str, Any]:
    if isinstance(stage.at_start, dict):
        return _given(f"{path}.initial", stage.at_start)
    return {f"{path}.initial": stage.at_start}


def _of_flow(path: str, flow: Flow) -> dict[str, Any]:
    if isinstance(flow, Inflow):
        return _given(path, {"rate": flow.rate, "drift": flow.drift}) | _of_shares(path, flow.shares)
    if isinstance(flow, Pulse):
        return _given(path, {"share": flow.share, "count": flow.count})
    assert isinstance(flow, Mover)
    found = _of_shares(path, flow.shares)
    if isinstance(flow, Hazard):
        found |= _given(path, {"rate": flow.rate, "probability": flow.probability})
    if isinstance(flow, Capacity):
        found |= _given(path, {"capacity": flow.capacity})
    for name, outcome in (flow.outcomes or {}).items():
        found |= _given(f"{path}.outcomes.{name}", {"share": outcome.share})
    return found


def _of_shares(path: str, shares: Any) -> dict[str, Any]:
    if isinstance(shares, Dirichlet):
        return {f"{path}.shares": shares}
    return _given(f"{path}.shares", shares or {})


def _of_resource(path: str, resource: Resource) -> dict[str, Any]:
    values = {"headcount": resource.headcount, "productivity": resource.productivity, "noise": resource.noise}
    found = _given(path, values | {"attrition": resource.attrition})
    if isinstance(resource.hires, PoissonHires):
        found[f"{path}.hires.poisson"] = resource.hires.poisson
    else:
        found |= {f"{path}.hires.{day.isoformat()}": heads for day, heads in (resource.hires or {}).items()}
    if resource.learning:
        found |= _given(f"{path}.learning", {"months": resource.learning.months, "from": resource.learning.from_})
    return found | (_given(f"{path}.refill", {"share": resource.refill.share}) if resource.refill else {})


def _of_event(path: str, event: Event) -> dict[str, Any]:
    found = _given(path, {"probability": event.probability, "ramp": event.ramp})
    for verb in ("set", "multiply"):
        found |= {f"{path}.{verb}.{target}": number for target, number in getattr(event, verb).items()}
    return found
