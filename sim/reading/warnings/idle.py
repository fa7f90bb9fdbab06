"""What stands in a scenario and does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.model.asked import metric_of
from sim.model.distribution import Dirichlet
from sim.model.event import Event
from sim.model.flow import Inflow, Mover
from sim.model.number import ParameterValue
from sim.model.paths import every_number
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
        if why := _idle(event):
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
    return bool(counts.get(name, 0.0) != 0.0)


def _idle(event: Event) -> str | None:
    """Say why an event can never change anything; one that changes nothing in any case may be there to be asked about."""
    if event.probability == 0:
        return "its probability is 0, so that it never happens"
    changes = [*event.set.values(), *(factor for factor in event.multiply.values() if factor != 1)]
    return "all it does is to multiply by 1" if event.multiply and not changes else None
