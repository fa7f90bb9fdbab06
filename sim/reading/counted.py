"""Does a published figure count what its place asks for: a stock where cases are, a flow over the right time where they move?"""

from __future__ import annotations

import re

from sim.calendar import day_after, months_between
from sim.model.figure import Figure
from sim.model.number import Count, FigureValue
from sim.model.paths import every_number
from sim.reading.draft import Draft

_RATE = re.compile(r"(flows\.[^.]+\.(?:rate|capacity)|resources\.[^.]+\.productivity|adjustment\.count)(?:\.series\.[\d-]+)?")
"""Where a number is so much per unit of time, and no factor stands beside it."""

_STOCK = re.compile(r"stages\.[^.]+\.initial(?:\.[^.]+)?")

_MONTHS = {"year": 12.0, "month": 1.0, "week": 7 / 30.4, "day": 1 / 30.4}


def check(draft: Draft) -> None:
    """Note every figure that is a stock where a flow is asked for or the other way round, or was counted over another time."""
    for path, number in every_number(draft.scenario):
        if isinstance(number, Count) and isinstance(number.count, FigureValue):
            _check_window(draft, path, number, draft.seeds.figures.get(number.count.figure))
        elif isinstance(number, FigureValue) and (figure := draft.seeds.figures.get(number.figure)):
            if _STOCK.fullmatch(path) and figure.from_ is not None:
                draft.add("S105", path, f"`{figure.id}` is {_period(figure)}; what stands in a stage is a stock, counted on one day")
            elif rate := _RATE.fullmatch(path):
                _check_rate(draft, path, _per(draft, rate[1]), figure)


def _check_window(draft: Draft, path: str, number: Count, figure: Figure | None) -> None:
    end = number.by or (day_after(number.through) if number.through else None)
    if figure is None or figure.to is None or end is None or not draft.sound(*(f"{path}.{key}" for key in ("from", "by", "through"))):
        return
    if figure.from_ is None:
        draft.add("S105", f"{path}.count", f"`{figure.id}` is a stock, counted on {figure.to}; a flow counted over a window is allowed")
    elif (figure.from_, day_after(figure.to)) != (number.from_, end):
        text = f"`{figure.id}` is {_period(figure)}; that window is allowed, `from: {figure.from_}, through: {figure.to}`"
        draft.add("S105", path, text)


def _check_rate(draft: Draft, path: str, per: str, figure: Figure) -> None:
    quantity = draft.seeds.quantities.get(figure.quantity)
    if quantity is None or quantity.kind == "rate" or figure.to is None:
        return
    if figure.from_ is None:
        draft.add("S105", path, f"`{figure.id}` is a stock, counted on {figure.to}; so much a {per} is needed")
    elif not _is_about(figure, per):
        text = f"`{figure.id}` is {_period(figure)}, and so much a {per} is needed{_cure(draft, path, figure)}"
        draft.add("S105", path, text)


def _cure(draft: Draft, path: str, figure: Figure) -> str:
    for per in _MONTHS:
        if _is_about(figure, per):
            return f"; `per: {per}` makes it one"
    flow = draft.scenario.flows.get(path.split(".")[1])
    if flow is None or flow.kind == "hazard" or ".series." in path:
        return ""
    return f"; `{{count: {{figure: {figure.id}}}, from: {figure.from_}, through: {figure.to}}}` makes it one"


def _is_about(figure: Figure, per: str) -> bool:
    """Tell whether a flow was counted over one unit of time, within 5 percent."""
    assert figure.from_ is not None
    assert figure.to is not None
    return 0.95 < months_between(figure.from_, day_after(figure.to)) / _MONTHS[per] < 1.05


def _period(figure: Figure) -> str:
    return f"counted from {figure.from_} through {figure.to}"


def _per(draft: Draft, path: str) -> str:
    section, name = path.split(".")[:2]
    owner = draft.scenario.adjustment if section == "adjustment" else getattr(draft.scenario, section)[name]
    return str(owner.per)
