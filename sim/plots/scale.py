"""One varied axis of a sweep: where its points lie, and how its values are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from sim.plots.marks import Floats
from sim.plots.say import day, number
from sim.plots.style import SIZES
from sim.plots.text import clean, width, wrap
from sim.plots.ticks import count_ticks, days, mark_dates
from sim.study.swept import Swept

MANY = 20
"""An axis with more values than this is looked at by parts of it, not value by value."""

BESIDE = 1.3
"""Room for names beside an upright axis, unit: inches."""


@dataclass(frozen=True)
class Scale:
    """An axis: `places` of the points, shape (point,): numbers as they are, dates in days since 1970, names by their order.

    `own` is the place of the value in the scenario's file, None where it has none.
    """

    axis: str
    kind: Literal["number", "date", "name"]
    places: Floats
    own: float | None = None
    names: tuple[str, ...] = ()

    @property
    def levels(self) -> Floats:
        """The places that occur, in order."""
        return np.unique(self.places)

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of the axis, with a little room on both sides."""
        low, high = float(self.places.min()), float(self.places.max())
        if self.kind == "name":
            return low - 0.5, high + 0.5
        room = 0.04 * (high - low) or (15.0 if self.kind == "date" else max(abs(low) * 0.1, 0.1))
        return low - room, high + room

    @property
    def own_inside(self) -> float | None:
        """The place of the scenario's own value where the points surround it, or it lies hardly outside."""
        low, high = self.limits
        return self.own if self.own is not None and self.kind != "name" and low <= self.own <= high else None

    def write(self, place: float) -> str:
        """Write the value at a place."""
        if self.kind == "name":
            return clean(self.names[round(place)])
        return day(date.fromordinal(round(place) + date(1970, 1, 1).toordinal())) if self.kind == "date" else written(place)

    def about(self, place: float) -> str:
        """Write the value at a place, to a thousandth of the axis where there are too many values for each to matter."""
        span = float(np.ptp(self.levels))
        return number(place, span / 1_000) if self.kind == "number" and len(self.levels) > MANY else self.write(place)


def written(value: float) -> str:
    """Write a number of an axis with as many digits as it has: four at most, or all before the point.

    Examples
    --------
    >>> written(0.302525), written(1_767_950.0), written(22.0)
    ('0.3025', '1,767,950', '22')
    """
    return f"{value:,.4g}" if abs(value) < 1_000 else f"{value:,.6g}" if abs(value) < 100_000 else f"{value:,.0f}"


def scale(found: Swept, axis: str) -> Scale:
    """Return an axis of a sweep with the places of its points."""
    values = found.design.column(axis)
    own = found.own.get(axis)
    if all(isinstance(value, date) for value in values):
        places = np.array([days(value) for value in values])
        return Scale(axis, "date", places, days(own) if isinstance(own, date) else None)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return Scale(axis, "number", np.array(values, dtype=float), own if isinstance(own, int | float) else None)
    names = tuple(dict.fromkeys(map(_name, values)))
    order = {name: float(index) for index, name in enumerate(names)}
    return Scale(axis, "name", np.array([order[_name(value)] for value in values]), names=names)


def _name(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def moving(found: Swept) -> list[Scale]:
    """Return the axes that have more than one value; the first one where none has."""
    scales = [scale(found, axis) for axis in found.design.axes]
    return [one for one in scales if len(one.levels) > 1] or scales[:1]


def mark(axis: Axis, one: Scale, room: float | None, most: int = 6) -> None:
    """Set limits and ticks of a matplotlib axis that shows an axis of a sweep over `room` inches; upright where that is None."""
    low, high = one.limits
    axis.set_view_interval(low, high, ignore=True)
    if one.kind == "number":
        count_ticks(axis, low, high, room, written)
    elif one.kind == "date":
        first, last = (date.fromordinal(round(end) + date(1970, 1, 1).toordinal()) for end in (one.levels[0], one.levels[-1]))
        mark_dates(axis, (first, last), most)
    else:
        axis.set_major_locator(FixedLocator(one.levels.tolist()))
        axis.set_major_formatter(FixedFormatter(labels(one, room) if room is not None else beside(one)))
        axis.set_minor_locator(NullLocator())


def labels(one: Scale, room: float) -> list[str]:
    """Return the names of alternatives broken to lines if they fit side by side into `room` inches, and else their numbers from 1."""
    each = room / len(one.names) - 0.1
    fit = each > 0.25 and all(width(word, SIZES["small"]) <= each for name in one.names for word in clean(name).split())
    lines = [wrap(name, each) for name in one.names] if fit else []
    if fit and max(map(len, lines)) <= 3:
        return ["\n".join(some) for some in lines]
    step = -(-len(one.names) // max(1, int(room / 0.35)))
    return [str(index + 1) if index % step == 0 else "" for index in range(len(one.names))]


def beside(one: Scale) -> list[str]:
    """Return the names of alternatives as they stand beside an upright axis, three lines at most."""
    found = []
    for name in one.names:
        lines = wrap(name, BESIDE)
        found.append("\n".join([*lines[:2], cut(" ".join(lines[2:]), BESIDE)] if len(lines) > 2 else lines))
    return found


def cut(text: str, room: float) -> str:
    """Shorten a text to `room` inches, its middle left out where it is longer."""
    text = clean(text)
    if width(text, SIZES["small"]) <= room:
        return text
    kept = (f"{text[: n // 2]}…{text[n // 2 - n :]}" for n in range(len(text) - 1, 1, -1))
    return next((short for short in kept if width(short, SIZES["small"]) <= room), "…")


def numbered(one: Scale, room: float) -> str:
    """Say which number stands for which alternative, where `labels` writes numbers; nothing otherwise."""
    if one.kind != "name" or labels(one, room)[0] != "1":
        return ""
    named = [f"{index + 1} {clean(name)}" for index, name in enumerate(one.names[:12])]
    rest = f"; and {len(one.names) - 12} more" if len(one.names) > 12 else ""
    return f"{one.axis}: {'; '.join(named)}{rest}."


def path_lines(path: str, room: float, bold: bool = False) -> list[str]:
    """Break a dotted path to lines no wider than `room` inches, where it has dots or underscores if that is possible."""
    lines = [""]
    for piece in re.findall(r"[^._]*[._]?", clean(path)):
        if lines[-1] and width(lines[-1] + piece, SIZES["small"], bold) > room:
            lines.append("")
        lines[-1] += piece
    return [part for line in lines for part in wrap(line, room, bold=bold)]
