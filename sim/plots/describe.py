"""The same picture in one or two sentences, for those who do not see it."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.analysis.claims import ClaimRow
from sim.analysis.intervals import wilson
from sim.analysis.record import Record
from sim.analysis.words import shown
from sim.plots.marks import at, begins, happened, marks, series
from sim.plots.say import between, day, listed, name, number, significant, window
from sim.plots.wanted import Wanted, row_of


def alternative(record: Record, picture: Wanted) -> str:
    """Say what one of the pictures of a run shows, with its numbers."""
    if picture.reading is not None:
        return _distribution(record, picture.reading)
    if picture.kind == "fan" and picture.metric is not None:
        return _fan(record, picture.metric, picture.begin)
    return f"Small fan charts side by side under the scenario {record.title}: {listed([_end(record, m) for m in picture.metrics])}."


def _end(record: Record, metric: str) -> str:
    begin = begins(record, metric)[0]
    dates, quantiles = series(record, metric, begin)
    return f"{title(record, metric, begin)} (median {significant(float(at(quantiles, 0.5)[-1]))} on {day(dates[-1])})"


def title(record: Record, metric: str, begin: date | None = None) -> str:
    """Name a metric, and for a flow the day it is counted from."""
    if record.about[metric].kind == "stock":
        return name(metric)
    return f"{name(metric)} since {day(begin or record.start)}"


def reading_title(row: ClaimRow) -> str:
    """Name what a reading counts, and its window."""
    return f"{name(row.metric or '')}, {window(row.window)}"


def chances(row: ClaimRow) -> tuple[str, str, str]:
    """Write the probabilities below, within and above a claim's range, with no more digits than simulation error allows."""
    found = []
    n = row.n or 1
    for share, possible in ((row.below, row.low is not None), (row.probability, True), (row.above, row.high is not None)):
        share = share or 0.0
        plain = row.premise or not possible or (share in (0.0, 1.0) and n <= 3)
        found.append(f"{share:g}" if plain else shown(share, *wilson(round(share * n), n), n))
    return found[0], found[1], found[2]


def median_of(record: Record, row: ClaimRow) -> str:
    """Write a reading's median, rounded to its simulation error where its values are at hand."""
    if row.median is None:
        return ""
    values = record.values.get(row.name)
    if values is None or row.given:
        return significant(row.median)
    error = 1.2533 * float(np.std(values)) / float(np.sqrt(len(values)))
    return number(row.median, error)


def _fan(record: Record, metric: str, begin: date | None) -> str:
    dates, quantiles = series(record, metric, begin)
    low, median, high = (significant(float(at(quantiles, q)[-1])) for q in (0.025, 0.5, 0.975))
    found = marks(record, metric, begin)
    said = [mark.label for mark in found] + [happened(outcome) for mark in found for _, outcome in mark.outcomes]
    ends = f"; on {day(dates[-1])} the median is {median}, and 95% of replicates lie between {low} and {high}. "
    return f"Fan chart of {title(record, metric, begin)} under the scenario {record.title}{ends}{_sentence(said)}".strip()


def _distribution(record: Record, reading: str) -> str:
    row = row_of(record, reading)
    below, within, above = chances(row)
    shares = f"median {median_of(record, row)}; probability {below} below, {within} within and {above} above the claim's range"
    said = [happened(row.outcome)] if row.outcome else []
    start = f"Distribution of {reading_title(row)} under the scenario {record.title}: {shares} of {between(row.low, row.high)}. "
    return f"{start}{_sentence(said)}".strip()


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
