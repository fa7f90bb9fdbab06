"""Ticks that read in any language and locale: dates by month or year, counts with thousands separators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from sim.calendar import MONTHS
from sim.plots.say import number
from sim.plots.style import SIZES
from sim.plots.text import width

_EPOCH = date(1970, 1, 1).toordinal()
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


def days(when: date) -> float:
    """Return a date as matplotlib counts it: days since 1 January 1970."""
    return float(when.toordinal() - _EPOCH)


def date_ticks(ax: Axes, dates: tuple[date, ...], most: int = 6) -> None:
    """Mark at most so many dates under an Axes, the year where it changes."""
    mark_dates(ax.xaxis, dates, most)


def mark_dates(axis: Axis, dates: tuple[date, ...], most: int = 6) -> None:
    """Mark at most so many dates on an axis, the year where it changes."""
    marked = _months(dates[0], dates[-1], most) or _spread(dates, most)
    axis.set_major_locator(FixedLocator([days(when) for when in marked]))
    axis.set_major_formatter(FixedFormatter(_labels(marked)))
    axis.set_minor_locator(NullLocator())


def _months(first: date, last: date, most: int) -> list[date]:
    """Return firsts of months inside a period, as close as `most` allows; none where there would be fewer than two."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    for step in _STEPS:
        months = range(-(-begin // step) * step, end + 1, step)
        found = [when for month in months if first <= (when := date(month // 12, month % 12 + 1, 1)) <= last]
        if len(found) <= most:
            return found if len(found) > 1 else []
    return []


def _spread(dates: tuple[date, ...], most: int) -> list[date]:
    """Return the first, the last and some dates between them that do not crowd each other."""
    span = (dates[-1] - dates[0]).days
    kept = [dates[0]]
    if span == 0:
        return kept
    for when in dates[1:-1]:
        if min((when - kept[-1]).days, (dates[-1] - when).days) * most >= span:
            kept.append(when)
    return [*kept, dates[-1]]


def _labels(marked: list[date]) -> list[str]:
    if all(when.day == when.month == 1 for when in marked) and len(marked) > 1:
        return [str(when.year) for when in marked]
    labels, year = [], None
    for when in marked:
        text = MONTHS[when.month - 1][:3] if when.day == 1 else f"{when.day} {MONTHS[when.month - 1][:3]}"
        labels.append(text if when.year == year else f"{text}\n{when.year}")
        year = when.year
    return labels


def count_ticks(axis: Axis, low: float, high: float, room: float | None = None, write: Callable[[float], str] = number) -> None:
    """Mark round numbers between two limits: five at most, fewer where `room` inches do not hold them side by side."""
    locator = next(found for n in (5, 4, 3, 2, 1) if (found := _locator(n)) and (n == 1 or _fits(found, low, high, room, write)))
    axis.set_major_locator(locator)
    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def _locator(n: int) -> MaxNLocator:
    return MaxNLocator(n, steps=[1, 2, 2.5, 5, 10])


def _fits(locator: MaxNLocator, low: float, high: float, room: float | None, write: Callable[[float], str]) -> bool:
    texts = [write(float(value)) for value in locator.tick_values(low, high) if low <= value <= high]
    return room is None or sum(width(text, SIZES["small"]) + 0.18 for text in texts) <= room


def margin(ax: Axes) -> float:
    """Return the room that the labels of the vertical axis need, unit: inches."""
    marked = _marked(ax.yaxis, *ax.get_ylim())
    return max((width(line, SIZES["small"]) for _, text in marked for line in text.split("\n")), default=0.0) + 0.12


def overhang(ax: Axes, room: float) -> tuple[float, float]:
    """Return how far labels of the horizontal axis reach beyond its ends if it is `room` inches wide; unit: inches."""
    low, high = ax.get_xlim()
    before, after = 0.0, 0.0
    for value, text in _marked(ax.xaxis, low, high):
        half, place = max(width(line, SIZES["small"]) for line in text.split("\n")) / 2, (value - low) / (high - low) * room
        before, after = max(before, half - place), max(after, half - (room - place))
    return before, after


def _marked(axis: Axis, low: float, high: float) -> list[tuple[float, str]]:
    """Return the ticks of an axis within its limits, with their labels."""
    low, high = sorted((low, high))
    values = [float(value) for value in axis.get_major_locator().tick_values(low, high)]
    return [(value, axis.get_major_formatter()(value, index)) for index, value in enumerate(values) if low <= value <= high]
