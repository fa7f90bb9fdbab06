"""What a metric is, in a reader's words: its title, its window, and what stands on each date of its picture."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.analysis.claims import ClaimRow
from sim.analysis.record import MetricInfo, Record
from sim.plots.marks import Floats, rows_of
from sim.plots.say import day, listed, name, number, window

NO_LIMIT = "Where the bands or the median leave the picture at the top, there is no limit or it lies far above."

_OVER = {"over_1y": "over 1 year", "over_2y": "over 2 years", "over_3y": "over 3 years"}


def phrase(record: Record, metric: str) -> str:
    """Name what a metric is, without its window: a stock or a flow by its own name, a time by what it is the time of."""
    return phrase_of(metric, record.about[metric])


def phrase_of(metric: str, info: MetricInfo) -> str:
    """Name what a metric is, from what is known of it."""
    found = _phrase(metric, info, listed([_part(one) for one in info.of]))
    return found if info.whole or info.kind in ("stock", "flow") else f"{found} ({listed([name(one) for one in info.classes])} only)"


def _phrase(metric: str, info: MetricInfo, of: str) -> str:
    over = _OVER.get(info.statistic or "")
    match info.kind:
        case "wait":
            return f"share of cases of {of} that waited {over}" if over else f"{info.statistic} wait of {of}"
        case "age":
            return f"share of cases waiting {over} in {of}" if over else f"{info.statistic} age of cases in {of}"
        case "clearance":
            return f"months until {of} is empty at the pace"
        case "relief":
            return f"cases a month more that bring {of} to {number(info.target or 0.0)}"
        case "filed":
            return f"wait of a case newly filed for {of} at the pace"
    return name(metric)


def _part(identifier: str) -> str:
    """Write a stage, a flow or a flow's outcome in words."""
    first, _, outcome = identifier.partition(".")
    return f"{name(first)} ({name(outcome)})" if outcome else name(first)


def title(record: Record, metric: str, begin: date | None = None) -> str:
    """Name a metric as its picture shows it: what is counted or reckoned over a window, with the day on which that begins."""
    found = phrase(record, metric)
    if record.about[metric].kind in ("stock", "age", "wait"):
        return found
    return f"{found} since {day(begin or record.start)}"


def reading_title(record: Record, row: ClaimRow) -> str:
    """Name what a reading is about, and its window."""
    metric = row.metric or ""
    joint = " of " if record.about[metric].kind in ("clearance", "filed") else ", "
    return f"{phrase(record, metric)}{joint}{window(row.window)}"


def legend(record: Record, metric: str, quantiles: Floats) -> list[str]:
    """Say what stands on each date of a metric's picture where its axes do not show it, and where values are not drawn."""
    info, known = record.about[metric], np.asarray(~np.isnan(quantiles).all(axis=0))
    found: list[str] = []
    if info.kind == "wait":
        claimed = "; a claim is about those of its whole window" if rows_of(record, metric) else ""
        found.append(f"A wait on a date is that of the cases taken in the {record.step} before it, in the replicates with any{claimed}.")
        if not known[1:].all():
            found.append("In the gaps no case was taken in any replicate.")
    elif info.kind == "age" and not known.all():
        found.append("Nobody looked at the ages on the dates that are left empty.")
    elif info.kind in ("clearance", "filed"):
        found.append(f"The pace on a date is that of the window from {day(record.start)} to it.")
    elif info.kind == "relief":
        found.append(f"The cases that a date needs are spread over the months from {day(record.start)} to it.")
    return found + [NO_LIMIT] * bool(np.isinf(quantiles).any())
