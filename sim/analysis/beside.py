"""What a reader must know of claims dated inside a step in which the system changes: there the step's average is read (assumption A3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.ensemble.result import Result
from sim.model.asked import metric_of
from sim.model.claim import Claim
from sim.model.flow import Pulse
from sim.model.scenario import Scenario
from sim.timeline import Calendar


def beside_changes(result: Result) -> list[str]:
    """Say of every claim with a window that begins or ends inside a step with a change on a given day; nothing where there is none.

    Changes on drawn days are not looked at: they lie in another step in every replicate.
    """
    calendar = result.calendar
    changes = list(_changes(result.scenario, calendar))
    found: dict[str, None] = {}
    for claim in result.scenario.claims:
        for day in _days(result, claim):
            met = [f"{name} ({on})" for name, on in changes if calendar.step_of(on) == calendar.step_of(day)]
            if met and day not in calendar.bounds:
                said = f"{day} lies inside the {calendar.step} of {' and '.join(dict.fromkeys(met))}, which is counted in a straight line"
                found[f"{claim.id}: {said}; a shorter `step` looks closer"] = None
    return list(found)


def _days(result: Result, claim: Claim) -> Iterator[date]:
    """Yield the days between which a claim's readings are counted, or on which they hold."""
    for reading in claim.readings.values():
        metric = metric_of(result.scenario, claim, reading)
        if metric is not None:
            yield from [reading.end] if result.at_a_date(metric) else [reading.begin or result.scenario.start, reading.end]


def _changes(scenario: Scenario, calendar: Calendar) -> Iterator[tuple[str, date]]:
    """Yield what changes inside a step on a given day: pulses, and events that change anything."""
    for name, event in scenario.events.items():
        days = [day for day in (event.on, event.until) if isinstance(day, date) and (event.set or event.multiply)]
        yield from ((name, day) for day in days if scenario.start < day < scenario.end and day not in calendar.bounds)
    for name, flow in scenario.flows.items():
        if isinstance(flow, Pulse):
            yield name, flow.on
