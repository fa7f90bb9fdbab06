"""What differs between two scenarios, in parts that can be exchanged: a flow, a parameter, an event, the step.

Compared is what the parts mean and not how they are written: defaults written out, a figure or the same number in place, notes and sources
make no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sim.model.noun import Noun
from sim.model.number import Cited, FigureValue
from sim.model.paths import numbers
from sim.model.scenario import Scenario
from sim.model.stage import Stage

SECTIONS = ("stages", "flows", "resources", "parameters", "events")
"""What a scenario holds by name."""

SINGLE = ("start", "end", "step", "arrivals", "moves", "classes", "correlations", "adjustment")
"""What it has one of."""

ORDERED = ("stages", "flows", "events")
"""Sections whose order is the order in which things happen."""

_TEXTS = frozenset({"note", "source", "known_on"})
_WORDS = frozenset({"kind", "level", "per", "noise", "discipline", "statistic", "between", "applies_to"})
"""Keys whose values are words of the format and no names."""


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
            fields = {name: meaning(getattr(value, name), scenario) for name in type(value).model_fields if name not in _TEXTS}
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


def joined_by_names(parts: Iterable[str], first: Scenario, second: Scenario) -> list[tuple[str, ...]]:
    """Return groups of parts that only make sense together: what exists in one scenario only, with all parts that mention it."""
    groups = [{part} for part in parts]
    for owner, name in one_sided(first, second):
        mention = {part for part in chain(*groups) if part == owner or _mentions(part, name, (first, second))}
        touched = [group for group in groups if group & mention]
        if owner in mention and len(touched) > 1:
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return sorted(tuple(sorted(group)) for group in groups)


def one_sided(first: Scenario, second: Scenario) -> Iterator[tuple[str, str]]:
    """Yield what only one of two scenarios has: the part that holds it, and its name or (of outcomes and numbers) its path."""
    for section in SECTIONS:
        for name in sorted(getattr(first, section).keys() ^ getattr(second, section).keys()):
            yield f"{section}.{name}", name
    for name in sorted(set(first.classes) ^ set(second.classes)):
        yield "classes", name
    for path in sorted(_paths(first) ^ _paths(second)):
        yield ".".join(path.split(".")[:2]), path


def _paths(scenario: Scenario) -> set[str]:
    """Return the paths of all numbers, and FLOW.OUTCOME of all outcomes."""
    outcomes = {
        f"flows.{name}.outcomes.{outcome}" for name, flow in scenario.flows.items() for outcome in getattr(flow, "outcomes", None) or ()
    }
    return set(numbers(scenario)) | outcomes


def _mentions(part: str, name: str, scenarios: tuple[Scenario, Scenario]) -> bool:
    """Tell whether a part names something, in either scenario."""
    short = name.removeprefix("flows.").replace(".outcomes.", ".")
    for scenario in scenarios:
        for word in _words(part_of(scenario, part)):
            if word in (name, short) or word.startswith(f"{name}.") or ("." not in name and name in word.split(".")):
                return True
    return False


def part_of(scenario: Scenario, part: str) -> Any:
    """Return what a part is in a scenario; None where it has none."""
    section, _, name = part.partition(".")
    found = getattr(scenario, section, None)
    return found.get(name) if isinstance(found, dict) else None if name else found


def _words(value: Any) -> Iterator[str]:
    """Yield the names and texts in a value that may refer to something."""
    match value:
        case str():
            yield value
        case Noun():
            for name in type(value).model_fields:
                if name not in _WORDS | _TEXTS or not isinstance(getattr(value, name), str):
                    yield from _words(getattr(value, name))
        case Mapping():
            for key, part in value.items():
                yield from chain([str(key)], _words(part))
        case list() | tuple():
            for part in value:
                yield from _words(part)


def merged_order(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Return all names: the first ones in their order, each of the others after the one it follows in its own list.

    Examples
    --------
    >>> merged_order(["a", "c"], ["a", "b", "c", "d"])
    ['a', 'b', 'c', 'd']
    """
    found, place = list(first), 0
    for name in second:
        if name not in found:
            found.insert(place, name)
        place = found.index(name) + 1
    return found
