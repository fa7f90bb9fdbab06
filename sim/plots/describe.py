"""The same picture in one or two sentences, for those who do not see it."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.analysis.claims import ClaimRow
from sim.analysis.intervals import wilson
from sim.analysis.plausibility import farthest
from sim.analysis.record import Record
from sim.analysis.words import shown
from sim.plots.marks import Floats, at, begins, happened, marks, series
from sim.plots.say import between, capital, day, listed, name, number, significant, spread
from sim.plots.tails import not_drawn
from sim.plots.titles import legend, reading_title, title
from sim.plots.wanted import Wanted, row_of


def alternative(record: Record, picture: Wanted) -> str:
    """Say what one of the pictures of a run shows, with its numbers."""
    if picture.reading is not None:
        return _distribution(record, picture.reading)
    if picture.readings:
        return " ".join(_distribution(record, reading) for reading in picture.readings)
    if picture.kind == "fan" and picture.metric is not None:
        return _fan(record, picture.metric, picture.begin, picture.claim)
    return f'Small fan charts side by side under the scenario "{record.title}": {listed([_end(record, m) for m in picture.metrics])}.'


def _end(record: Record, metric: str) -> str:
    begin = begins(record, metric)[0]
    when, (_, median, _) = _last(*series(record, metric, begin))
    return f"{title(record, metric, begin)} (median {significant(median, digits(record, metric))} on {day(when)})"


def unit_of_claim(record: Record, rows: list[ClaimRow]) -> str:
    """Return the unit, after a space, of a claim about a time or a rate; nothing for counts and shares, and where its readings differ."""
    about = [record.about[row.metric] for row in rows if row.metric]
    units = {"" if info.kind in ("stock", "flow") or info.unit == "share" else f" {info.unit}" for info in about}
    return units.pop() if len(units) == 1 else ""


def digits(record: Record, metric: str) -> int:
    """Return how many significant digits a metric is written with where its error is not known: times and shares are rough."""
    return 4 if record.about[metric].kind in ("stock", "flow") else 3


def _last(dates: tuple[date, ...], quantiles: Floats) -> tuple[date, tuple[float, float, float]]:
    """Return the last date with values, and there the median between the bounds of 95% of replicates."""
    known = int(np.flatnonzero(~np.isnan(quantiles).all(axis=0))[-1])
    low, median, high = (float(at(quantiles, q)[known]) for q in (0.025, 0.5, 0.975))
    return dates[known], (low, median, high)


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
    """Write a reading's median: rounded to its simulation error where its values are at hand, a time or share to three digits."""
    if row.median is None:
        return "without limit" if row.n else ""
    values = record.values.get(row.name)
    if row.metric and (rough := digits(record, row.metric)) == 3:
        return significant(row.median, rough)
    if values is None or row.given or row.n is None:
        return significant(row.median)
    error = 1.2533 * float(np.std(values)) / float(np.sqrt(len(values)))
    return number(row.median, error)


def _fan(record: Record, metric: str, begin: date | None, claim: str | None) -> str:
    dates, quantiles = series(record, metric, begin)
    when, (low, median, high) = _last(dates, quantiles)
    found = marks(record, metric, begin, claim)
    said = [mark.label for mark in found] + [happened(outcome) for mark in found for _, outcome in mark.outcomes]
    shown_with = digits(record, metric)
    middle, band = significant(median, shown_with), spread(low, high, shown_with)
    ends = f"; on {day(when)} the median is {middle}, and 95% of replicates lie {band}."
    start = f'Fan chart of {title(record, metric, begin)} under the scenario "{record.title}"{ends}'
    return " ".join(filter(None, [start, *legend(record, metric, quantiles), _sentence(said)]))


def _distribution(record: Record, reading: str) -> str:
    row = row_of(record, reading)
    below, within, above = chances(row)
    shares = f"median {median_of(record, row)}; probability {below} below, {within} within and {above} above the claim's range"
    said = [happened(row.outcome)] if row.outcome else []
    start = f'Distribution of {reading_title(record, row)} under the scenario "{record.title}": {shares} of {between(row.low, row.high)}.'
    return " ".join(filter(None, [start, _sentence(said), *not_drawn(record, reading)]))


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{capital(text)}." if text else ""


def distance(record: Record) -> str:
    """Say how far a run's assumptions lie from what is published: the verdict on what lies farthest."""
    row = farthest(record.plausibility)
    if row is None:
        return "no published bound is named"
    return row.verdict if row.excess == 1.0 else f"{name(row.metric)} {row.verdict}"
