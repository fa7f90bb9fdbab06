"""Every number of a scenario in words, with its source or the tag "assumption"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.model import distribution as d
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series, walk
from sim.model.paths import numbers
from sim.model.stage import Stage
from sim.reading.explain.numbers import ASSUMPTION, value
from sim.reading.explain.parts import when
from sim.reading.load import Loaded


@dataclass(frozen=True)
class Assumption:
    """One number of a scenario: where it stands, what it says, and what it rests on.

    `source` is a citation, or "assumption"; `quality` that of the published figure, empty otherwise; `place` is file and line.
    """

    path: str
    value: str
    source: str
    quality: str
    place: str


def assumptions(loaded: Loaded) -> list[Assumption]:
    """Return the numbers of a scenario that someone had to choose, in file order; zeros and ones by default are left out."""
    written = [(path, number) for path, number in numbers(loaded.scenario).items() if loaded.tree.holds(path)]
    rows = [_row(path, number, loaded) for path, number in written]
    rows += [_history(loaded, name, stage) for name, stage in loaded.scenario.stages.items() if stage.history and stage.at_start != 0.0]
    dated = [_event(loaded, name, event) for name, event in loaded.scenario.events.items()]
    return [*rows, *dated]


def _row(path: str, number: Any, loaded: Loaded) -> Assumption:
    sources, qualities = _sources(path, number, loaded)
    source = "; ".join(dict.fromkeys(sources)) or ASSUMPTION
    return Assumption(
        path, say(number, loaded) + _unit(loaded, path), source, ", ".join(dict.fromkeys(qualities)), str(loaded.tree.place_of(path))
    )


def _unit(loaded: Loaded, path: str) -> str:
    """Return the time unit of a number where it is not the month."""
    owner = _owner(loaded, path)
    if path.startswith("resources.") and path.endswith(".hires.poisson"):
        owner = owner.hires
    elif not path.endswith(("rate", "capacity", "productivity")):
        return ""
    per = getattr(owner, "per", "month")
    return "" if per == "month" else f" per {per}"


def _history(loaded: Loaded, name: str, stage: Stage) -> Assumption:
    """Say how long the cases of a stage are taken to have waited at the start."""
    given, path = stage.history.initial if stage.history else None, f"stages.{name}.ages"
    if given is None:
        text = "all cases count as new at the start"
    elif given == "steady":
        text = "cases at the start are as old as a steady history leaves them"
    else:
        lists = given.items() if isinstance(given, dict) else [("", given)]
        text = "; ".join(f"{class_}: ".lstrip(": ") + _by_age(counts) for class_, counts in lists)
    return Assumption(path, text, ASSUMPTION, "", str(loaded.tree.place_of(path, True)))


def _by_age(counts: tuple[float, ...]) -> str:
    return f"{sum(counts):,.10g} cases by age in {len(counts)} step{'s' if len(counts) > 1 else ''}, youngest first"


def _owner(loaded: Loaded, path: str) -> Any:
    section, name = ([*path.split("."), ""])[:2]
    found = getattr(loaded.scenario, section, None)
    return found.get(name) if isinstance(found, dict) else found


def _sources(path: str, number: Any, loaded: Loaded) -> tuple[list[str], list[str]]:
    sources: list[str] = []
    qualities: list[str] = []
    for _, part in walk(path, number):
        if isinstance(part, FigureValue):
            figure = loaded.scenario.figures[part.figure]
            sources.append(f"{figure.id}: {loaded.seeds.cite(figure.source)}")
            qualities.append(figure.quality)
        elif isinstance(part, Cited | d.Distribution) and part.source:
            sources.append(loaded.seeds.cite(part.source))
    return sources, qualities


def _event(loaded: Loaded, name: str, event: Any) -> Assumption:
    sources = dict.fromkeys(event.source_of(key) for key in ("on", "until") if getattr(event, key) is not None)
    source = "; ".join(loaded.seeds.cite(source) if source else ASSUMPTION for source in sources)
    until = when(event.until, " until {}").replace("`", "") if event.until is not None else ""
    whom = ", for cases that arrive later" if event.applies_to == "later" else ""
    return Assumption(
        f"events.{name}", f"{when(event.on, 'from {}')}{until}{whom}", source, "", str(loaded.tree.place_of(f"events.{name}", True))
    )


def say(number: Any, loaded: Loaded) -> str:
    """Say in words what a number is.

    Distributions name their level, so that what is not known can be told from what fluctuates.
    """
    match number:
        case ParameterValue():
            return f"the parameter {number.parameter}"
        case Product():
            return " x ".join(say(factor, loaded) for factor in number.product)
        case Series():
            points = "; ".join(f"{day}: {say(each, loaded)}" for day, each in number.series.items())
            return f"{points} ({'in straight lines between' if number.between == 'linear' else 'each until the next'})"
        case Count():
            of = f" of {number.of}" if number.of else ""
            return f"counted{of} from {number.from_} {_window_end(number)}: {say(number.count, loaded)}"
    return value(number, loaded.scenario)


def _window_end(count: Count) -> str:
    return f"to {count.by}" if count.by else f"through {count.through}"
