"""What differs between two scenarios, in parts that can be exchanged: a flow, a parameter, an event, the step.

Compared is what the parts mean and not how they are written: defaults written out, a figure or the same number in place, notes and sources
make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.model.noun import Noun
from sim.model.number import Cited, FigureValue
from sim.model.scenario import Scenario
from sim.model.stage import Stage

SECTIONS = ("stages", "flows", "resources", "parameters", "events")
"""What a scenario holds by name."""

SINGLE = ("start", "end", "step", "arrivals", "moves", "classes", "correlations", "adjustment")
"""What it has one of."""

ORDERED = ("stages", "flows", "events")
"""Sections whose order is the order in which things happen."""

TEXTS = frozenset({"note", "source", "known_on"})
"""Keys that say where a value comes from, and change no number."""


def order_of(section: str) -> str:
    """Name the part that is the order of a section."""
    return f"order of {section}"


def changed_parts(first: Scenario, second: Scenario) -> list[str]:
    """Return the parts that differ in anything that could change a number, sorted.

    Examples
    --------
    >>> from sim.reading.load import load
    >>> files = ("constant-rate", "vacated-june-2022")
    >>> changed_parts(*(load(f"scenarios/pd-2022/{name}.yaml").scenario for name in files))
    ['events.vacatur_in_force', 'events.vacatur_ordered', 'parameters.share_kept']
    """
    found = [key for key in SINGLE if meaning(getattr(first, key), first) != meaning(getattr(second, key), second)]
    for section in SECTIONS:
        ours, theirs = getattr(first, section), getattr(second, section)
        found += [
            f"{section}.{name}"
            for name in {**ours, **theirs}
            if name not in ours or name not in theirs or meaning(ours[name], first) != meaning(theirs[name], second)
        ]
        if section in ORDERED and [name for name in ours if name in theirs] != [name for name in theirs if name in ours]:
            found.append(order_of(section))
    return sorted(found)


def meaning(value: Any, scenario: Scenario) -> Any:
    """Return a part of a scenario as plain values without its texts, figures as their numbers; outcomes keep their order."""
    match value:
        case FigureValue():
            return scenario.figures[value.figure].value
        case Cited():
            return value.value
        case Noun():
            fields = {name: meaning(getattr(value, name), scenario) for name in type(value).model_fields if name not in TEXTS}
            if isinstance(value, Stage):
                fields["initial"] = meaning(value.at_start, scenario)
            if isinstance(fields.get("outcomes"), dict):
                fields["outcomes"] = list(fields["outcomes"].items())
            return type(value).__name__, fields
        case Mapping():
            return {key: meaning(part, scenario) for key, part in value.items()}
        case list() | tuple():
            return [meaning(part, scenario) for part in value]
    return value
