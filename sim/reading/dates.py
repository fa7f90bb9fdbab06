"""Do the dates follow each other, inside the run?"""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.calendar import day_after
from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate
from sim.model.flow import Hazard, Pulse
from sim.model.number import Count, Series
from sim.model.paths import every_number
from sim.reading.draft import Draft
from sim.reading.names import metric_of


def check(draft: Draft) -> None:
    """Note every date that cannot be meant."""
    start, end = draft.top.get("start"), draft.top.get("end")
    if not (start and end):
        return
    if start >= end:
        draft.add("S301", "end", f"{end} is not after the start, {start}")
        return
    for name, event in draft.events.items():
        _check_event(draft, f"events.{name}", event, start, end)
    for name, flow in draft.flows.items():
        if isinstance(flow, Pulse) and not start <= flow.on < end:
            draft.add("S302", f"flows.{name}.on", f"{flow.on} lies outside the run, {start} to {end}")
    for path, number in every_number(draft):
        if isinstance(number, Series):
            _check_series(draft, path, number, start, end)
        elif isinstance(number, Count):
            _check_count(draft, path, number, start, end)
    for index, claim in enumerate(draft.claims):
        if claim:
            for name, reading in claim.readings.items():
                _check_window(draft, f"claims.{index}.readings.{name}", claim, reading, start, end)


def _check_event(draft: Draft, path: str, event: Any, start: date, end: date) -> None:
    if isinstance(event.on, date) and not start < event.on < end:
        hint = "; write what holds from the start into the parameters themselves" if event.on <= start else ""
        draft.add("S302", f"{path}.on", f"{event.on} lies outside the run, {start} to {end}{hint}")
    until = event.until
    if isinstance(until, str) and until in draft.events:
        until = draft.events[until].on
    if isinstance(until, date) and isinstance(event.on, date) and until <= event.on:
        draft.add("S301", f"{path}.until", f"{until} is not after {event.on}, when the event begins")
    if isinstance(until, UniformDate | DiscreteDate | ExponentialDate) and latest(until) <= start:
        draft.add("S302", f"{path}.until", f"ends before the run begins, {start}")


def latest(when: Any) -> date:
    """Return the last day a date may fall on; `date.max` where there is none."""
    if isinstance(when, UniformDate):
        return when.uniform[1]
    if isinstance(when, DiscreteDate):
        return max(when.discrete)
    return date.max if isinstance(when, ExponentialDate) else when


def _check_series(draft: Draft, path: str, series: Series, start: date, end: date) -> None:
    first, last = min(series.series), max(series.series)
    if list(series.series) != sorted(series.series):
        draft.add("S301", path, "the dates of a series must rise")
    if series.beyond == "hold":
        return
    if first > start:
        draft.add("S303", path, f"the series begins {first}, after the start, {start}; `beyond: hold` keeps its end values")
    if series.between == "linear" and last < end:
        draft.add("S303", path, f"the series ends {last}, before the end, {end}; `beyond: hold` keeps its end values")


def _check_count(draft: Draft, path: str, count: Count, start: date, end: date) -> None:
    last = count.by or day_after(count.through or start)
    if count.from_ >= last:
        draft.add("S301", path, "the window ends before it begins")
    if isinstance(draft.flows.get(path.split(".")[1]), Hazard) and count.from_ != start:
        draft.add("S301", f"{path}.from", f"the window of a hazard's count begins at the start of the run, {start}")


def _check_window(draft: Draft, path: str, claim: Any, reading: Any, start: date, end: date) -> None:
    name = metric_of(draft, claim, reading)
    metric = draft.metrics.get(name) if name else None
    if metric is None:
        return
    if metric.flow and reading.begin is None:
        draft.add("S102", path, f"`from` is missing: `{name}` is a flow, counted over a window")
    if metric.stock and reading.from_ is not None:
        draft.add("S105", path, f"`from` has no meaning: `{name}` is a stock, counted at a date")
    begin = reading.begin if metric.flow else None
    if (begin and begin < start) or reading.end > end or reading.end < start:
        draft.add("S302", path, f"its window, {begin or ''} to {reading.end}, lies outside the run, {start} to {end}")
