"""Do numbers refer to parameters and figures that exist, and do events change what can be changed?"""

from __future__ import annotations

from typing import Any

from sim.model.number import Count, FigureValue, ParameterValue, walk
from sim.model.paths import changeable, every_number
from sim.reading.draft import Draft


def check(draft: Draft) -> None:
    """Note every reference that leads nowhere, or back to itself."""
    for path, number in every_number(draft.scenario):
        _check_number(draft, path, number)
    _check_circles(draft)
    for name, event in draft.scenario.events.items():
        _check_event(draft, f"events.{name}", name, event)


def _check_number(draft: Draft, path: str, number: Any) -> None:
    if isinstance(number, ParameterValue):
        draft.unknown("parameter", number.parameter, draft.names("parameters"), f"{path}.parameter")
    elif isinstance(number, FigureValue):
        _check_figure(draft, f"{path}.figure", number.figure)
    elif isinstance(number, Count) and number.of is not None and draft.sound(f"{path.rsplit('.', 1)[0]}.outcomes"):
        outcomes = getattr(draft.scenario.flows.get(path.split(".")[1]), "outcomes", None) or {}
        draft.unknown("outcome", number.of, outcomes, f"{path}.of")


def _check_figure(draft: Draft, path: str, name: str) -> None:
    figure = draft.seeds.figures.get(name)
    if figure is None:
        draft.unknown("figure", name, draft.seeds.figures, path, "S402")
    elif figure.value is None:
        allowed = "a figure with one value is allowed, or a distribution over the range"
        draft.add("S403", path, f"`{name}` {_range(figure.low, figure.high)}; {allowed}")


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "has no value"
    if low is None or high is None:
        return f"is a range (at most {high:,.10g})" if low is None else f"is a range (at least {low:,.10g})"
    return f"is a range ({low:,.10g} to {high:,.10g})"


def _check_circles(draft: Draft) -> None:
    """Note the first parameter of each circle of parameters that refer to each other, also by way of events that change them."""
    refers = {
        name: [part.parameter for _, part in walk("", number) if isinstance(part, ParameterValue)]
        for name, number in draft.scenario.parameters.items()
    }
    for event in draft.scenario.events.values():
        for target, amount in (*event.set.items(), *event.multiply.items()):
            section, _, name = target.partition(".")
            if section == "parameters" and (name := name.partition(".")[0]) in refers:
                refers[name] += [part.parameter for _, part in walk("", amount) if isinstance(part, ParameterValue)]
    seen: set[str] = set()
    for name in refers:
        circle = _circle(name, name, refers, ())
        if circle and not seen & set(circle):
            draft.add("S105", f"parameters.{name}", f"parameters refer to each other in a circle: {' -> '.join((*circle, name))}")
        seen |= set(circle)


def _circle(start: str, name: str, refers: dict[str, list[str]], done: tuple[str, ...]) -> tuple[str, ...]:
    for following in refers.get(name, ()):
        if following == start:
            return (*done, name)
        if following not in done and following != name and (found := _circle(start, following, refers, (*done, name))):
            return found
    return ()


def _check_event(draft: Draft, path: str, name: str, event: Any) -> None:
    allowed = changeable(draft.scenario)
    for verb in ("set", "multiply"):
        for target in getattr(event, verb):
            if target not in allowed and draft.sound(target):
                draft.unknown("parameter path", target, allowed, f"{path}.{verb}.{target}", "S106", key=True)
    for where, part in (*walk(f"{path}.probability", event.probability), *walk(f"{path}.ramp", event.ramp)):
        if isinstance(part, ParameterValue) and f"parameters.{part.parameter}" in _changed(draft):
            draft.add("S105", where, f"`{part.parameter}` is itself changed by an event; when it acts could not be told")
    if event.until == name:
        draft.add("S105", f"{path}.until", "the event would end itself; a date or another event is allowed")
    elif isinstance(event.until, str):
        draft.unknown("event", event.until, draft.names("events"), f"{path}.until")


def _changed(draft: Draft) -> set[str]:
    return {target for event in draft.scenario.events.values() for target in (*event.set, *event.multiply)}
