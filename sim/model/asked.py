"""What a scenario asks of its metrics: which of them a claim is about, over which windows and at which dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.model.claim import Claim, Reading

Span = tuple[date, date]


def metric_of(scenario: Any, claim: Claim, reading: Reading) -> str | None:
    """Return the name of the metric a reading is about, or None where the scenario has none of its quantity."""
    named = reading.metric or (None if reading.quantity else claim.metric)
    if named:
        return named if named in scenario.metrics else None
    quantity = reading.quantity or claim.quantity
    return next((name for name, metric in scenario.metrics.items() if quantity and metric.quantity == quantity), None)


def windows(scenario: Any, name: str) -> tuple[Span, ...]:
    """Return the windows, from midnight to midnight, over which a metric is asked for: the whole run first, each once."""
    return tuple(dict.fromkeys([(scenario.start, scenario.end), *_asked(scenario, name)]))


def dates(scenario: Any, name: str) -> tuple[date, ...]:
    """Return the dates at which a metric is asked for: start and end, those it lists, and those of claims and bounds."""
    listed = scenario.metrics[name].dates
    named = listed if isinstance(listed, tuple) else ()
    return tuple(dict.fromkeys([scenario.start, scenario.end, *named, *(end for _, end in _asked(scenario, name))]))


def _asked(scenario: Any, name: str) -> Iterator[Span]:
    for claim in scenario.claims:
        for reading in claim.readings.values():
            if metric_of(scenario, claim, reading) == name:
                yield reading.begin or scenario.start, reading.end
    for row in scenario.plausibility:
        if name in (row.metric, row.over):
            yield row.window(scenario.start, scenario.end)
