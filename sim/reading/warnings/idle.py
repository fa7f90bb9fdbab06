"""What stands in a scenario and does nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.model.asked import metric_of
from sim.model.distribution import Dirichlet, DiscreteDate, ExponentialDate, UniformDate
from sim.model.event import Event
from sim.model.flow import Inflow, Mover
from sim.model.number import Cited, ParameterValue
from sim.model.paths import every_number, numbers
from sim.model.scenario import Scenario
from sim.reading.load import Loaded

Found = tuple[str, str, str]
"""Code, path and words of a warning."""


def found(loaded: Loaded) -> Iterator[Found]:
    """Yield what does nothing: parameters, resources, classes, events, claims and correlations.

    Parameters and resources of a parent that a child needs no longer are not meant: nothing is wrong with either file.
    """
    scenario = loaded.scenario
    used = {number.parameter for _, number in every_number(scenario) if isinstance(number, ParameterValue)}
    for name in scenario.parameters:
        if name not in used and _own(loaded, f"parameters.{name}"):
            yield "W101", f"parameters.{name}", "no number refers to this parameter, so that it changes nothing"
    for name in scenario.resources.keys() - _working(scenario):
        if _own(loaded, f"resources.{name}"):
            yield "W102", f"resources.{name}", "no flow takes work of this resource, and no bound is held against its heads"
    for index, name in enumerate(scenario.classes):
        if not _has_cases(scenario, name):
            yield "W103", f"classes.{index}", f"no stage holds a case of class `{name}` at the start, and none arrives"
    for name, event in scenario.events.items():
        if why := _idle(scenario, name, event):
            yield "W104", f"events.{name}", why
    for index, claim in enumerate(scenario.claims):
        if all(metric_of(scenario, claim, reading) is None for reading in claim.readings.values()):
            wanted = sorted({str(reading.quantity or claim.quantity) for reading in claim.readings.values()})
            yield "W105", f"claims.{index}", f"no reading of `{claim.id}` is computed: no metric is of the quantity {' or '.join(wanted)}"
    for index, one in enumerate(scenario.correlations):
        if one.rank == 0:
            yield "W106", f"correlations.{index}.rank", "a rank correlation of 0 is what there is without it"


def _own(loaded: Loaded, path: str) -> bool:
    """Tell whether something was written in the file itself or on the command line, and not in a parent."""
    place = loaded.tree.place_of(path)
    return not place.line or place.file == str(loaded.file)


def _working(scenario: Scenario) -> set[str]:
    """Return the resources that serve cases, are charged, or whose heads something is divided by."""
    names = {row.per_head for row in scenario.plausibility if row.per_head}
    for flow in scenario.flows.values():
        if isinstance(flow, Mover):
            names |= {getattr(flow, "resource", None) or ""}
            for uses in (flow.uses, *(outcome.uses for outcome in (flow.outcomes or {}).values())):
                names |= {name for name, units in uses.items() if units} if isinstance(uses, dict) else set()
    return names


def _has_cases(scenario: Scenario, name: str) -> bool:
    several = len(scenario.classes) > 1
    held = any(
        _some(stage.at_start, name) if isinstance(stage.at_start, dict) else stage.at_start != 0 for stage in scenario.stages.values()
    )
    return held or any(
        not several or isinstance(flow.shares, Dirichlet) or _some(flow.shares or {}, name)
        for flow in scenario.flows.values()
        if isinstance(flow, Inflow)
    )


def _some(counts: dict[str, Any], name: str) -> bool:
    given = counts.get(name, 0.0)
    if given != "rest":
        return bool(given != 0.0)
    others = [_fixed(number) for key, number in counts.items() if key not in ("total", name)]
    known, whole = [one for one in others if one is not None], _fixed(counts.get("total", 1.0))
    return whole is None or len(known) < len(others) or not math.isclose(sum(known), whole)


def _fixed(number: Any) -> float | None:
    """Return the value of a number that is the same in all replicates and at all times; None of any other."""
    number = number.value if isinstance(number, Cited) else number
    return float(number) if isinstance(number, int | float) else None


def _idle(scenario: Scenario, name: str, event: Event) -> str | None:
    """Say why an event can never change anything; one that changes nothing in any case may be there to be asked about."""
    if event.probability == 0:
        return "its probability is 0, so that it never happens"
    first = _first(event.on)
    if first >= scenario.end:
        return f"its first day is {first}, and the end is {scenario.end}, so that it never happens"
    anew = any(not _holds_already(scenario, name, path, number) for path, number in event.set.items())
    if anew or any(factor != 1 for factor in event.multiply.values()) or not (event.set or event.multiply):
        return None
    return "all it does is to set what holds without it" if event.set else "all it does is to multiply by 1"


def _first(on: Any) -> date:
    """Return the first day on which an event may come."""
    match on:
        case UniformDate():
            return on.uniform[0]
        case DiscreteDate():
            return min(on.discrete)
        case ExponentialDate():
            return on.exponential.after
    assert isinstance(on, date)
    return on


def _holds_already(scenario: Scenario, name: str, path: str, number: Any) -> bool:
    """Tell whether an event sets a number to what it is, and nothing else ever moves it."""
    others = [event for other, event in scenario.events.items() if other != name]
    if scenario.sweep or any(path in event.set or path in event.multiply for event in others) or path in scenario.events[name].multiply:
        return False
    own = _fixed(numbers(scenario).get(path))
    return own is not None and own == _fixed(number)
