"""Every number of a scenario, one by one: its value, what it rests on, at which level it is drawn, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sim.calendar import in_words
from sim.model.distribution import Distribution
from sim.model.flow import Inflow, Mover, NegbinNoise
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series, walk
from sim.model.paths import numbers
from sim.model.support import allowed_range
from sim.reading.explain.grammar import percent, plain
from sim.reading.explain.numbers import ASSUMPTION, Form, basis, value
from sim.reading.explain.parts import when
from sim.reading.load import Loaded
from sim.reading.seeds import Seeds

Basis = Literal["source", "assumption", "parameter", "default"]


@dataclass(frozen=True)
class Entry:
    """One number: where it stands in the scenario and in which file, what it is, and on what it rests.

    `basis` says whether it is cited, only assumed, that of a parameter, or a default that no file mentions; `source` is the id or the words of
    the source; `level` is that of a drawn number.
    """

    path: str
    value: str
    basis: Basis
    source: str | None
    cited: str | None
    quality: str | None
    level: str | None
    place: str | None


def entries(loaded: Loaded) -> list[Entry]:
    """Return all numbers in the order of the file, those inside others one by one; those no file mentions are tagged as defaults."""
    found = [_entry(loaded, path, part) for path, part in _single(loaded)]
    return [*found, *(_assumed(loaded, path, text, level) for path, text, level in _beside(loaded))]


def _single(loaded: Loaded) -> Iterator[tuple[str, Any]]:
    """Yield every number that is not made of others."""
    for path, number in numbers(loaded.scenario).items():
        for inner, part in walk(path, number):
            if not isinstance(part, Product | Series | Count):
                yield inner, part


def _entry(loaded: Loaded, path: str, number: Any) -> Entry:
    where = _where(loaded, path)
    if not loaded.tree.holds(path) and number in (0.0, 1.0):
        return Entry(path, plain(number), "default", None, None, None, None, None)
    if isinstance(number, ParameterValue):
        return Entry(path, value(number, loaded.scenario), "parameter", f"parameters.{number.parameter}", None, None, None, where)
    source = None if basis(number) == ASSUMPTION else basis(number)
    return Entry(
        path,
        value(number, loaded.scenario, form_of(path)),
        "source" if source else "assumption",
        source,
        cite(loaded, number),
        loaded.scenario.figures[number.figure].quality if isinstance(number, FigureValue) else None,
        getattr(number, "level", None),
        where,
    )


def form_of(path: str) -> Form:
    """Return how the number at a path is written: shares and probabilities as percentages."""
    return percent if allowed_range(path) == (0.0, 1.0) else plain


def cite(loaded: Loaded, number: Any) -> str | None:
    """Return the source of a number in full; None where it has none."""
    if isinstance(number, FigureValue):
        return citation(loaded.seeds, number.figure)
    return citation(loaded.seeds, number.source) if isinstance(number, Cited | Distribution) and number.source else None


def citation(seeds: Seeds, source: str) -> str:
    """Return a figure, policy or source by id as words for a reader; free text stands for itself."""
    return seeds.cite(source).removeprefix(f"{source} ")


def _where(loaded: Loaded, path: str) -> str:
    place = loaded.tree.place_of(path)
    return f"{place.file}:{place.line}" if place.line else place.file


def _assumed(loaded: Loaded, path: str, text: str, level: str | None) -> Entry:
    """Return what cannot carry a source of its own: an event's date has that of the event, all else is an assumption."""
    section, name, key = path.split(".")[:3]
    source = loaded.scenario.events[name].source_of(key) if section == "events" else None
    cited = citation(loaded.seeds, source) if source else None
    return Entry(path, text, "source" if source else "assumption", source, cited, None, level, _where(loaded, path))


def _beside(loaded: Loaded) -> Iterator[tuple[str, str, str | None]]:
    """Yield what is a number of the world and stands where no distribution may stand: path, value and level."""
    scenario = loaded.scenario
    for name, stage in scenario.stages.items():
        if stage.history and stage.at_start != 0.0:
            given = stage.history.initial
            told = "all count as new" if given is None else "steady" if given == "steady" else _ages(given)
            yield f"stages.{name}.ages", told, None
    for name, flow in scenario.flows.items():
        yield from _of_flow(f"flows.{name}", flow)
    for index, one in enumerate(scenario.correlations):
        yield f"correlations.{index}.rank", plain(one.rank), None
    for name, event in scenario.events.items():
        for key in ("on", "until"):
            date = getattr(event, key)
            if date is not None and not isinstance(date, str):
                yield f"events.{name}.{key}", when(date, "{}"), None if hasattr(date, "year") else "replicate"


def _ages(given: Any) -> str:
    lists = given if isinstance(given, dict) else {"": given}
    return "; ".join(f"{name}: ".removeprefix(": ") + ", ".join(map(plain, counts)) for name, counts in lists.items())


def _of_flow(path: str, flow: Any) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(flow, Inflow):
        if isinstance(flow.noise, NegbinNoise):
            yield f"{path}.noise.negbin", plain(flow.noise.negbin), None
        if flow.ar1:
            yield f"{path}.ar1", f"rho {plain(flow.ar1.rho)}, sigma {plain(flow.ar1.sigma)}", "month"
        if flow.season:
            yield f"{path}.season", ", ".join(map(plain, flow.season)), None
    if isinstance(flow, Mover):
        takers = {path: flow.uses} | {f"{path}.outcomes.{name}": outcome.uses for name, outcome in (flow.outcomes or {}).items()}
        for where, uses in takers.items():
            for name, units in (uses if isinstance(uses, dict) else {"": uses}).items():
                if units is not None:
                    yield f"{where}.uses.{name}".rstrip("."), plain(units), None
    if hasattr(flow, "on"):
        yield f"{path}.on", in_words(flow.on), None
