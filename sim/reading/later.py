"""Can an event that applies to later cases alone change what it changes?

Cases that arrive while such an event is in force keep what it changed wherever they go, so only what is a case's own can be changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.model.event import MAX_LATER, Event
from sim.model.flow import Capacity, Hazard, Inflow, Mover, Uses
from sim.model.number import ParameterValue
from sim.model.paths import changeable, every_number
from sim.reading.draft import Draft


def check(draft: Draft) -> None:
    """Note every event that cannot apply to later cases alone."""
    later = {name: event for name, event in draft.scenario.events.items() if event.applies_to == "later"}
    if later and draft.sound("flows") and not any(isinstance(flow, Inflow) for flow in draft.scenario.flows.values()):
        draft.add("S105", f"events.{next(iter(later))}.applies_to", "no inflow brings cases, so that none is later; all is allowed")
    for index, (name, event) in enumerate(later.items()):
        path = f"events.{name}"
        if index >= MAX_LATER:
            text = f"{len(later)} events apply to later cases; at most {MAX_LATER} are allowed: each doubles the classes"
            draft.add("S105", f"{path}.applies_to", text)
        _check_event(draft, path, event)


def _check_event(draft: Draft, path: str, event: Event) -> None:
    if event.ramp != 0 and draft.sound(f"{path}.ramp"):
        draft.add("S105", f"{path}.ramp", "`ramp` has no part in an event for later cases: a case arrives before it or after it")
    known = changeable(draft.scenario)
    for verb in ("set", "multiply"):
        for target in getattr(event, verb):
            if target in known and draft.sound("flows"):
                _check_target(draft, f"{path}.{verb}.{target}", target)


def _check_target(draft: Draft, path: str, target: str) -> None:
    for place in _places(draft, target):
        why = _why_not(draft, place)
        if why:
            draft.add("S105", path, why if place == target else f"`{place}` uses it: {why}", key=True)
            return


def _places(draft: Draft, target: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the place of a number; of a parameter all places that use it, by way of other parameters too."""
    section, name, *_ = target.split(".")
    if section != "parameters":
        yield target
        return
    for place, number in every_number(draft.scenario):
        if isinstance(number, ParameterValue) and number.parameter == name and place not in seen:
            yield from _places(draft, place, (*seen, place))


def _why_not(draft: Draft, place: str) -> str | None:
    """Say why a number cannot be another for later cases; None where it can."""
    section, name, *rest = place.split(".")
    flow = draft.scenario.flows.get(name) if section == "flows" else None
    of_an_outcome = isinstance(flow, Mover) and rest[0] == "outcomes"
    if of_an_outcome and isinstance(flow, Capacity) and len(_prices(flow)) > 1:
        return f"outcomes of `{name}` take different `uses`, so that how many are served would depend on who is; equal ones are allowed"
    if of_an_outcome or (isinstance(flow, Hazard) and rest[0] in ("rate", "probability")):
        return None
    return (
        "later cases have no value of their own here; the rate or probability of a hazard, the share of an outcome,"
        " or a parameter that nothing else uses, is allowed"
    )


def _prices(flow: Capacity) -> set[float]:
    """Return what the outcomes of a flow cost of the resource that limits it."""
    return {_price(flow.uses if outcome.uses is None else outcome.uses, flow.resource) for outcome in (flow.outcomes or {}).values()}


def _price(uses: Uses | None, resource: str | None) -> float:
    if isinstance(uses, dict):
        return uses.get(resource or "", 1.0)
    return 1.0 if uses is None else uses
