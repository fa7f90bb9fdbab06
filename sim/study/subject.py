"""What the pictures of a sweep say beside its numbers: what each reading is about, and which values the scenario itself has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sim.analysis.record import MetricInfo, about_metric
from sim.analysis.tally import Asked
from sim.model.asked import metric_of
from sim.model.number import Cited, FigureValue
from sim.model.paths import every_number
from sim.model.scenario import Scenario
from sim.reading.load import Loaded


@dataclass(frozen=True)
class Subject:
    """A reading's claim, metric and window, as ISO dates (`begin` is None for what holds at a date), and the range it is held against."""

    claim: str
    reading: str
    metric: str
    info: MetricInfo
    begin: str | None
    end: str
    low: float | None
    high: float | None


def subjects(loaded: Loaded, columns: Iterable[Asked]) -> dict[str, Subject]:
    """Return what each reading is about, by its name; those that look at given events left out."""
    scenario, found = loaded.scenario, {}
    for column in columns:
        if column.claim is None or column.given:
            continue
        claim = scenario.claims[column.claim]
        reading = claim.readings[column.reading]
        metric = metric_of(scenario, claim, reading) or ""
        begin = None if scenario.metrics[metric].at_a_date else (reading.begin or scenario.start).isoformat()
        window = (begin, reading.end.isoformat())
        found[column.name] = Subject(claim.id, column.reading, metric, about_metric(loaded, metric), *window, claim.low, claim.high)
    return found


def own_values(scenario: Scenario, axes: Iterable[str]) -> dict[str, float | date]:
    """Return the value that the scenario's file has at each axis: a plain number, a published figure or the date of an event.

    What is drawn, composed or not there has none.
    """
    numbers = dict(every_number(scenario))
    found = {axis: _own(scenario, axis, numbers.get(axis)) for axis in axes}
    return {axis: value for axis, value in found.items() if value is not None}


def _own(scenario: Scenario, axis: str, number: object) -> float | date | None:
    match number:
        case int() | float():
            return float(number)
        case Cited():
            return number.value
        case FigureValue():
            return scenario.figures[number.figure].value
    section, name, key = [*axis.split("."), "", ""][:3]
    when = getattr(scenario.events.get(name), key, None) if section == "events" and key in ("on", "until") else None
    return when if isinstance(when, date) else None
