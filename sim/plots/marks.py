"""What of a claim is marked in a picture of a metric: its range at the end of each window, and what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.analysis.claims import ClaimRow, OutcomeOfClaim
from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES
from sim.plots.say import STATUS, between, day, known_to_be, listed

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """One claim's range in a fan: the dates at which its readings end, and every outcome recorded, with the date it is drawn at."""

    id: str
    low: float | None
    high: float | None
    ends: tuple[date, ...]
    outcomes: tuple[tuple[date, OutcomeOfClaim], ...]

    @property
    def label(self) -> str:
        """The claim in words: its range and dates."""
        return f"claim {self.id}: {between(self.low, self.high)} by {listed([day(end) for end in self.ends])}"


def happened(outcome: OutcomeOfClaim) -> str:
    """Say what happened: the interval first, then the status in words."""
    return f"what happened: {known_to_be(outcome.low, outcome.high)} ({STATUS[outcome.status]})"


def begin_of(record: Record, row: ClaimRow) -> date | None:
    """Return the midnight a reading counts from, the start of the run if it names none; None for what does not count from a day.

    Stocks and ages hold at a date, and the picture of a wait shows each step by itself.
    """
    if row.metric is None or record.about[row.metric].kind in ("stock", "age", "wait"):
        return None
    begin = row.window["from"]
    return date.fromisoformat(begin) if begin else record.start


def rows_of(record: Record, metric: str) -> list[ClaimRow]:
    """Return the readings that are about a metric, those asked for given an event left out, in file order."""
    return [row for row in record.claims if row.metric == metric and not row.given]


def begins(record: Record, metric: str) -> list[date | None]:
    """Return the days from which a metric is drawn: those its readings count from, in file order; the start of the run if there are none.

    Only flows are drawn from several days: what is reckoned from a window is drawn for windows from the start, a date for what holds at one.
    """
    if record.about[metric].kind in ("stock", "age", "wait"):
        return [None]
    if record.about[metric].kind != "flow":
        return [record.start]
    return list(dict.fromkeys(begin_of(record, row) for row in rows_of(record, metric))) or [record.start]


def marks(record: Record, metric: str, begin: date | None, claim: str | None = None) -> list[Mark]:
    """Return the claims to be marked in a metric counted from a day, one mark per claim; or only that of the claim named."""
    rows = [row for row in rows_of(record, metric) if begin_of(record, row) == begin and claim in (None, row.id)]
    return [_mark([row for row in rows if row.id == claim]) for claim in dict.fromkeys(row.id for row in rows)]


def _mark(rows: list[ClaimRow]) -> Mark:
    last = {(row.outcome.status, row.outcome.low, row.outcome.high): (end_of(row), row.outcome) for row in rows if row.outcome}
    return Mark(rows[0].id, rows[0].low, rows[0].high, tuple(sorted({end_of(row) for row in rows})), tuple(last.values()))


def end_of(row: ClaimRow) -> date:
    """Return the midnight that ends a reading's window."""
    return date.fromisoformat(row.window["to"] or "")


def series(record: Record, metric: str, begin: date | None) -> tuple[tuple[date, ...], Floats]:
    """Return a metric's dates and quantiles counted from a day: shapes (date,) and (quantile, date).

    Raises
    ------
    KeyError
        If the record does not hold the metric counted from that day.
    """
    if begin is None or begin <= record.start:
        return record.dates, record.quantiles[metric]
    dates = (begin, *(bound for bound in record.dates if bound > begin))
    return dates, np.array(record.since[metric][begin.isoformat()])


def drawable(record: Record, metric: str) -> bool:
    """Tell whether a metric has a number to be drawn on any date."""
    return bool(np.isfinite(record.quantiles[metric]).any())


def at(quantiles: Floats, quantile: float) -> Floats:
    """Return one of the standard quantiles by date, shape (date,)."""
    found: Floats = quantiles[QUANTILES.index(quantile)]
    return found


def bounds_of(found: list[Mark]) -> Iterator[float]:
    """Yield every finite bound that a picture has to show."""
    for mark in found:
        edges = [mark.low, mark.high, *(edge for _, outcome in mark.outcomes for edge in (outcome.low, outcome.high))]
        yield from (edge for edge in edges if edge is not None)
