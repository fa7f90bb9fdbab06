"""Numbers far from what is published for the same place: in the parent, in the source they name, or of the quantity that is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sim.calendar import PER_MONTH, day_after, months_between
from sim.model.distribution import Distribution
from sim.model.figure import Figure
from sim.model.flow import Inflow, names
from sim.model.number import Cited
from sim.model.paths import every_number, numbers
from sim.model.scenario import Scenario
from sim.reading.explain.grammar import plain
from sim.reading.explain.numbers import ASSUMPTION, basis, typical
from sim.reading.load import Loaded
from sim.reading.seeds import Seeds
from sim.reading.warnings.idle import Found

FAR = 2.0
"""How many times beyond the published range a number must lie to be called far from it."""

NEAR = timedelta(days=46)
"""How long before or after the start a stock may have been counted to say what stands at the start."""

Range = tuple[float, float]


def found(loaded: Loaded) -> Iterator[Found]:
    """Yield numbers more than twice the highest published value, or less than half the lowest."""
    for path, number in every_number(loaded.scenario):
        value = typical(number, loaded.scenario)
        if value is not None:
            for figure in _figures_of(loaded, path, number):
                yield from _far(path, value, _range([figure.value, figure.low, figure.high]), f"the figure `{figure.id}`")
    yield from _of_quantities(loaded.scenario, loaded.seeds)


def _figures_of(loaded: Loaded, path: str, number: Any) -> Iterator[Figure]:
    """Yield the figure that a number of its own replaces, and the range that a number names as its source."""
    known = loaded.seeds.figures
    if basis(number) == ASSUMPTION and not _written_anew(loaded, path):
        node = loaded.tree.at(path)
        named = node.before.get("figure") if node and node.before else None
        figure = known.get(named.value) if named else None
        if figure and (not path.startswith("stages.") or _is_about(figure, loaded.scenario, stock=True)):
            yield figure
    elif isinstance(number, Cited | Distribution) and number.source and number.source in known:
        figure = known[number.source]
        if figure.value is None and path.endswith((".count", ".initial")):
            yield figure


def _written_anew(loaded: Loaded, path: str) -> bool:
    """Tell whether heads and what each gets through are both replaced: only their product acts, and one head may stand for all."""
    section, name = path.split(".")[:2]
    nodes = [loaded.tree.at(f"{section}.{name}.{key}") for key in ("headcount", "productivity")] if section == "resources" else [None]
    return all(node is not None and node.before is not None for node in nodes)


def _of_quantities(scenario: Scenario, seeds: Seeds) -> Iterator[Found]:
    """Yield metrics of a published quantity whose stock at the start, or whose arrivals, are far from what was counted then."""
    for name, metric in scenario.metrics.items():
        if metric.quantity is None or metric.classes is not None or metric.kind not in ("stock", "flow"):
            continue
        stock = metric.kind == "stock"
        value = _stock(scenario, names(metric.of)) if stock else _arrivals(scenario, names(metric.of))
        figures = [figure for figure in seeds.figures.values() if figure.quantity == metric.quantity and _is_about(figure, scenario, stock)]
        if value is None or not figures:
            continue
        counted = [one for figure in figures for one in _paces(figure, stock)]
        what = "cases at the start" if stock else "arrivals a month"
        yield from _far(f"metrics.{name}", value, _range(counted), f"the figures of `{metric.quantity}` near the start", what)


def _is_about(figure: Figure, scenario: Scenario, stock: bool) -> bool:
    """Tell whether a figure counts a stock near the start, or a flow over a time that holds the start or ends by it within a year."""
    if figure.to is None or stock != (figure.from_ is None):
        return False
    if figure.from_ is None:
        return abs(day_after(figure.to) - scenario.start) <= NEAR
    return figure.from_ <= scenario.start and scenario.start - day_after(figure.to) <= timedelta(days=366)


def _paces(figure: Figure, stock: bool) -> Iterator[float | None]:
    months = 1.0 if stock or figure.from_ is None or figure.to is None else months_between(figure.from_, day_after(figure.to))
    for one in (figure.value, figure.low, figure.high):
        yield one / months if one is not None else None


def _stock(scenario: Scenario, stages: tuple[str, ...]) -> float | None:
    found = [number for path, number in numbers(scenario).items() if path.startswith(tuple(f"stages.{name}.initial" for name in stages))]
    totals = [scenario.stages[name].at_start for name in stages]
    if any(isinstance(one, dict) and "total" in one for one in totals):
        found = [one["total"] if isinstance(one, dict) and "total" in one else one for one in totals]
    return _sum(found, scenario)


def _arrivals(scenario: Scenario, flows: tuple[str, ...]) -> float | None:
    inflows = [scenario.flows.get(name) for name in flows]
    rates = [typical(flow.rate, scenario) if isinstance(flow, Inflow) else None for flow in inflows]
    if None in rates:
        return None
    return sum((rate or 0.0) * PER_MONTH[flow.per] for rate, flow in zip(rates, inflows, strict=True) if isinstance(flow, Inflow))


def _sum(found: list[Any], scenario: Scenario) -> float | None:
    values = [typical(number, scenario) for number in found]
    return None if None in values else sum(value or 0.0 for value in values)


def _range(values: list[float | None]) -> Range | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _far(path: str, value: float, published: Range | None, of: str, what: str = "") -> Iterator[Found]:
    """Yield a warning about a value far outside a range; 0 leaves something out on purpose."""
    if published is None or published[0] <= 0 or value <= 0:
        return
    low, high = published
    if value > FAR * high or value < low / FAR:
        factor = f"{_times(value / high)} times more" if value > high else f"{_times(low / value)} times less"
        told = plain(_short(low)) if low == high else f"{plain(_short(low))} to {plain(_short(high))}"
        number = " ".join([plain(_short(value)), what]).strip()
        yield "W107", path, f"{number} found, {factor} than {of} {'say' if what else 'says'}, {told}"


def _times(ratio: float) -> str:
    return plain(float(f"{ratio:.3g}"))


def _short(value: float) -> float:
    return float(f"{value:.4g}") if value < 1000 else round(value)
