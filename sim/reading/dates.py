"""Do the dates follow each other, inside the run?"""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.model.asked import metric_of
from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate
from sim.model.flow import Hazard, Pulse
from sim.model.metric import Kind
from sim.model.number import Count, Series
from sim.model.paths import every_number
from sim.model.scenario import Plausibility
from sim.reading.draft import Draft

_SAID: dict[Kind, str] = {
    "stock": "a stock, counted",
    "flow": "a flow, counted",
    "wait": "a wait, taken",
    "age": "an age, taken",
    "clearance": "a clearance time, reckoned",
    "relief": "a relief, reckoned",
    "filed": "a time to wait, reckoned",
}
"""What a metric is, by its kind, and how one comes to its number."""


def check(draft: Draft) -> None:
    """Note every date that cannot be meant."""
    start, end = draft.scenario.start, draft.scenario.end
    if not draft.sound("start", "end"):
        return
    if start >= end:
        draft.add("S301", "end", f"{end} is not after the start, {start}")
        return
    for name, event in draft.scenario.events.items():
        _check_event(draft, f"events.{name}", event, start, end)
    for name, flow in draft.scenario.flows.items():
        if isinstance(flow, Pulse) and not start <= flow.on < end:
            draft.add("S302", f"flows.{name}.on", f"{flow.on} lies outside the run, {start} to {end}")
    for name, resource in draft.scenario.resources.items():
        if isinstance(resource.hires, dict):
            _check_hires(draft, f"resources.{name}.hires", resource.hires, start, end)
    for name, metric in draft.scenario.metrics.items():
        if isinstance(metric.dates, tuple):
            _check_dates(draft, f"metrics.{name}.dates", metric.dates, start, end)
    for path, number in every_number(draft.scenario):
        if isinstance(number, Series):
            _check_series(draft, path, number, start, end)
        elif isinstance(number, Count) and number.from_ != start and isinstance(draft.scenario.flows.get(path.split(".")[1]), Hazard):
            draft.add(
                "S302", f"{path}.from", f"{number.from_} is not the start of the run, {start}, where the window of a hazard's count begins"
            )
    for index, claim in enumerate(draft.scenario.claims):
        for name, reading in claim.readings.items():
            _check_window(draft, f"claims.{index}.readings.{name}", claim, reading, start, end)
    for index, row in enumerate(draft.scenario.plausibility):
        _check_row(draft, f"plausibility.{index}", row, start, end)


def _check_event(draft: Draft, path: str, event: Any, start: date, end: date) -> None:
    last = latest(event.on)
    if isinstance(event.on, date) and not start < event.on < end:
        hint = "; what holds from the start belongs into the parameters themselves" if event.on <= start else ""
        draft.add("S302", f"{path}.on", f"{event.on} lies outside the run, {start} to {end}{hint}")
    elif last <= start and draft.sound(f"{path}.on"):
        draft.add("S302", f"{path}.on", f"no day after the start of the run, {start}; the last one is {last}")
    until, ender = event.until, draft.scenario.events.get(event.until) if isinstance(event.until, str) else None
    until = ender.on if ender and ender is not event and draft.sound(f"events.{event.until}.on") else until
    if isinstance(until, str | None) or not draft.sound(f"{path}.on"):
        return
    if isinstance(event.on, date) and latest(until) <= event.on:
        draft.add("S301", f"{path}.until", f"{latest(until)} is not after {event.on}, when the event begins")
    elif latest(until) <= start:
        draft.add("S302", f"{path}.until", f"{latest(until)} is not after the start of the run, {start}")


def latest(when: Any) -> date:
    """Return the last day a date may fall on; `date.max` where there is none."""
    if isinstance(when, UniformDate):
        return when.uniform[1]
    if isinstance(when, DiscreteDate):
        return max(when.discrete)
    return date.max if isinstance(when, ExponentialDate) else when


def _check_hires(draft: Draft, path: str, hires: dict[date, Any], start: date, end: date) -> None:
    for day in hires:
        if not start <= day < end and draft.sound(path):
            hint = "; who is there at the start belongs into the headcount" if day < start else ""
            draft.add("S302", f"{path}.{day}", f"{day} lies outside the run, {start} to {end}{hint}", key=True)


def _check_dates(draft: Draft, path: str, dates: tuple[date, ...], start: date, end: date) -> None:
    for index, day in enumerate(dates):
        if day in dates[:index]:
            draft.add("S005", f"{path}.{index}", f"{day} is written twice")
        elif not start <= day <= end:
            draft.add("S302", f"{path}.{index}", f"{day} lies outside the run, {start} to {end}")


def _check_series(draft: Draft, path: str, series: Series, start: date, end: date) -> None:
    days = list(series.series)
    late = next((day for before, day in zip(days, days[1:], strict=False) if day <= before), None)
    if not draft.sound(f"{path}.series"):
        return
    if late:
        draft.add("S301", f"{path}.series.{late}", f"{late} comes after a later date; the dates of a series rise", key=True)
        return
    hint = "is allowed with `beyond: hold`, which keeps the end values"
    if days[0] > start and series.beyond is None:
        draft.add("S303", path, f"the series begins {days[0]}, after the start of the run, {start}; that {hint}")
    if series.between == "linear" and days[-1] < end and series.beyond is None:
        draft.add("S303", path, f"the series ends {days[-1]}, before the end of the run, {end}; that {hint}")


def _check_row(draft: Draft, path: str, row: Plausibility, start: date, end: date) -> None:
    begin, last = row.window(start, end)
    if not draft.sound(*(f"{path}.{key}" for key in ("from", "by", "through"))):
        return
    if begin >= last:
        draft.add("S301", _at_fault(draft, path, False), f"the window ends {last}, not after it begins, {begin}")
    elif begin < start or last > end:
        text = f"the window {begin} to {last} lies outside the run, {start} to {end}"
        draft.add("S302", _at_fault(draft, path, begin < start), text)


def _at_fault(draft: Draft, path: str, at_its_beginning: bool) -> str:
    """Return the path of the date to blame for where a window lies; that of the window itself where it is not written."""
    keys = ("from", "window") if at_its_beginning else ("by", "through", "window")
    return next((f"{path}.{key}" for key in keys if draft.tree.holds(f"{path}.{key}")), path)


def _check_window(draft: Draft, path: str, claim: Any, reading: Any, start: date, end: date) -> None:
    name = metric_of(draft.scenario, claim, reading)
    if name is None or not draft.sound(f"metrics.{name}", *(f"{path}.{key}" for key in ("from", "by", "through", "window"))):
        return
    metric = draft.scenario.metrics[name]
    if not metric.at_a_date and reading.begin is None:
        draft.add("S102", f"{path}.from", f"`from` is missing; `{name}` is {_SAID[metric.kind]} over a window")
        return
    if metric.at_a_date and reading.from_ is not None:
        draft.add("S105", f"{path}.from", f"`from` has no meaning; `{name}` is {_SAID[metric.kind]} at a date")
    begin = None if metric.at_a_date else reading.begin
    if (begin and begin < start) or reading.end > end or reading.end < start:
        window = f"the window {begin} to {reading.end}" if begin else str(reading.end)
        draft.add("S302", _at_fault(draft, path, bool(begin and begin < start)), f"{window} lies outside the run, {start} to {end}")
