"""Results that look surer than they are: nothing that is not known is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.model.distribution import Dirichlet, Distribution
from sim.model.flow import Inflow
from sim.model.number import ParameterValue, walk
from sim.model.paths import every_number, numbers
from sim.model.scenario import Scenario
from sim.reading.explain.numbers import typical
from sim.reading.load import Loaded
from sim.reading.warnings.idle import Found

MANY = 10_000
"""With as many cases chance moves a sum by a hundredth of it: what is not known is larger as a rule."""


def found(loaded: Loaded) -> Iterator[Found]:
    """Yield a warning where many replicates differ by chance alone and there are too many cases for chance to matter.

    The arithmetic of a claim is meant so, as are books that nobody asks a claim of, and a scenario that is there to be swept.
    """
    scenario = loaded.scenario
    meant = scenario.arithmetic_of or scenario.sweep or not scenario.claims or scenario.replicates == 1
    if not meant and not _unknown(scenario) and _cases(scenario) >= MANY:
        text = (
            "nothing is drawn by replicate, so that what is not known is not in the results: with so many cases chance"
            " hardly matters; a distribution with `level: replicate` says what is not known"
        )
        yield "W108", "replicates" if loaded.tree.holds("replicates") else "title", text


def _unknown(scenario: Scenario) -> bool:
    """Tell whether anything differs between replicates for as long as they last."""
    drawn = any(isinstance(number, Distribution | Dirichlet) and number.level == "replicate" for number in _acting(scenario))
    lasting = any(isinstance(flow, Inflow) and flow.ar1 and flow.ar1.sigma for flow in scenario.flows.values())
    return drawn or lasting or any(_random(scenario, name) for name in scenario.events)


def _acting(scenario: Scenario) -> Iterator[Any]:
    """Yield every number that something depends on: of parameters those that others refer to, at last from outside of them."""
    waiting = [number for path, number in every_number(scenario) if not path.startswith("parameters.")]
    known: set[str] = set()
    while waiting:
        number = waiting.pop()
        yield number
        if isinstance(number, ParameterValue) and number.parameter not in known:
            known.add(number.parameter)
            path = f"parameters.{number.parameter}"
            waiting += [part for _, part in walk(path, scenario.parameters[number.parameter])]


def _random(scenario: Scenario, name: str) -> bool:
    event = scenario.events[name]
    changes = event.set or event.multiply
    dated = isinstance(event.on, date) and (event.until is None or isinstance(event.until, date | str))
    return bool(changes) and (not dated or event.probability not in (0, 1))


def _cases(scenario: Scenario) -> float:
    return sum(typical(number, scenario) or 0.0 for path, number in numbers(scenario).items() if path.startswith("stages."))
