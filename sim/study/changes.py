"""Which of the parts that differ between two scenarios only make sense together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sim.model.changes import SECTIONS, TEXTS
from sim.model.noun import Noun
from sim.model.paths import numbers
from sim.model.scenario import Scenario

_WORDS = frozenset({"kind", "level", "per", "noise", "discipline", "statistic", "between", "applies_to"})
"""Keys whose values are words of the format and no names."""


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
                if name not in _WORDS | TEXTS or not isinstance(getattr(value, name), str):
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
